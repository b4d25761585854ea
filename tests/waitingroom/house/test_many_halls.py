"""Many halls in one house: an edit at one venue writes only there and records only its changes; old logs fold."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest

from rig.cast import NINE, ZONE, all_day_content, counter, press
from rig.country import country
from rig.waiting import wait_for
from waitingroom import facts as f
from waitingroom import keys, refusals, rules
from waitingroom.counter_access import CounterAccess
from waitingroom.facts import HouseAdopted, HouseChanged, HouseSaved, decode, encode
from waitingroom.hall import Hall
from waitingroom.house.live_house import HouseHistory
from waitingroom.house.sheet import prefixes
from waitingroom.house.venue_slice import slice_of
from waitingroom.live.halls import Halls
from waitingroom.local_time import service_day
from waitingroom.log.base import Appended, MemoryStore, link_all
from waitingroom.outreach.beginning import begin_house
from waitingroom.views import hall as hall_views
from waitingroom.views import visitor


def silent(event: str, **fields: object) -> None:
    raise AssertionError((event, fields))


def house_of_two() -> dict[str, Any]:
    """The small house at two venues, "hall" and "tent"."""
    content = all_day_content()
    content["venues"].append(content["venues"][0] | {"id": "tent", "name": "Tent"})
    for agency in content["agencies"]:
        agency["places"].append({"venue": "tent", "zone": "east"})
    content["counters"].append(counter("9", "dukcapil") | {"venue": "tent"})
    return content


def running(store: MemoryStore, content: dict[str, Any] | None = None) -> Halls:
    halls = Halls(store, alarm=silent)
    halls.house.load()
    if content is not None:
        halls.save_house(lambda now: content, press=press("begin"))
    for hall in halls.all():
        hall.settle()
    return halls


def entries(store: MemoryStore, venue: str) -> list[bytes]:
    return [e.data for e in store.log(keys.DAY_LOG(venue, service_day(NINE, ZONE, 240))).entries]


def serve(content: dict[str, Any] | None, venue: str, id: str, *agencies: str) -> dict[str, Any]:
    assert content is not None
    counters = [
        one | {"agencies": list(agencies)} if (one["venue"], one["id"]) == (venue, id) else one
        for one in content["counters"]
    ]
    return content | {"counters": counters}


def test_a_day_holds_the_slice_of_its_venue() -> None:
    store = MemoryStore(now_ms=NINE)
    halls = running(store, house_of_two())

    adopted = [fact for fact in map(decode, entries(store, "tent")) if isinstance(fact, HouseAdopted)]

    assert [fact.content for fact in adopted] == [slice_of(house_of_two(), "tent")]
    assert b"Hall" not in entries(store, "tent")[2]
    assert halls.get("tent").read(lambda hall, _: hall.house and list(hall.house.venues)) == ["tent"]


def test_an_edit_at_one_venue_writes_nothing_at_another_and_both_are_settled() -> None:
    store = MemoryStore(now_ms=NINE)
    halls, others = running(store, house_of_two()), running(store)
    before = {venue: len(entries(store, venue)) for venue in ("hall", "tent")}

    edition = halls.save_house(lambda now: serve(now, "hall", "3", "dukcapil"), press=press("edit"))

    for one in (halls, others):
        one.house.load()
        for hall in one.all():
            hall.settle()
            assert hall._days._is_settled()
    assert len(entries(store, "hall")) == before["hall"] + 1
    assert len(entries(store, "tent")) == before["tent"]
    assert edition.slice_seq("hall") == edition.seq > edition.slice_seq("tent")
    assert others.get("hall").read(lambda hall, _: hall.services_of("3")) == ("ktp", "kk")


def test_an_edit_at_one_venue_asks_no_other_hall(monkeypatch: Any) -> None:
    store = MemoryStore(now_ms=NINE)
    halls = running(store, house_of_two())
    requested: list[str] = []
    for hall in halls.all():
        monkeypatch.setattr(hall, "settle", lambda deadline=None, id=hall.venue_id: requested.append(id))

    halls.save_house(lambda now: serve(now, "hall", "3", "dukcapil"), press=press("edit"))

    assert set(requested) == {"hall"}


class Unread(dict[str, Any]):
    """An item whose contents must not be read; Python compares identical objects without reading them."""

    def __getitem__(self, key: str) -> Any:
        raise AssertionError(("looked into", dict(self)))

    __eq__ = __getitem__  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


def test_an_edit_at_one_venue_looks_into_no_counter_of_another() -> None:
    halls = running(MemoryStore(now_ms=NINE), house_of_two())
    halls.save_house(lambda now: (now or {}) | {"motto": "Dua"}, press=press("the first looks at all"))
    house = halls.current_house()
    there, counters = house.places["counters"], house.content["counters"]
    counters[there["tent/9"]] = Unread(counters[there["tent/9"]])

    def change(now: dict[str, Any] | None) -> dict[str, Any]:
        assert now is not None
        now["counters"][there["hall/3"]] = counter("3", "dukcapil")
        return now

    halls.save_house(change, press=press("edit"))

    assert halls.get("hall").read(lambda hall, _: hall.services_of("3")) == ("ktp", "kk")
    assert dict(halls.current_house().content["counters"][there["tent/9"]]) == counter("9", "dukcapil") | {
        "venue": "tent"
    }


def test_what_is_of_the_whole_house_reaches_every_venue() -> None:
    store = MemoryStore(now_ms=NINE)
    halls = running(store, house_of_two())

    halls.save_house(lambda now: (now or {}) | {"motto": "Dua"}, press=press("edit"))

    for hall in halls.all():
        assert hall.read(lambda now, _: now.house and now.house.motto) == "Dua"


def test_an_edit_that_a_day_missed_and_that_was_taken_back_writes_nothing() -> None:
    store = MemoryStore(now_ms=NINE)
    halls = running(store, house_of_two())
    before = len(entries(store, "tent"))
    for agencies in (["bpjs"], ["dukcapil"]):
        halls.house.save(
            lambda now, to=agencies: serve(now, "tent", "9", *to),
            press=press(str(agencies)),
            check=lambda *_: None,
        )

    halls.get("tent").settle()

    assert len(entries(store, "tent")) == before


def test_a_process_that_knows_an_older_edition_is_corrected() -> None:
    store = MemoryStore(now_ms=NINE)
    halls, late = running(store, house_of_two()), running(store)
    for agencies in (["bpjs"], ["dukcapil"]):
        halls.house.save(
            lambda now, to=agencies: serve(now, "tent", "9", *to),
            press=press(str(agencies)),
            check=lambda *_: None,
        )
        if agencies == ["bpjs"]:
            late.house.load()
    late.get("tent").settle()

    halls.get("tent").settle()

    assert halls.get("tent").read(lambda hall, _: hall.services_of("9")) == ("ktp", "kk")


def test_an_edit_is_recorded_as_what_it_changes_and_read_back_the_same() -> None:
    store = MemoryStore(now_ms=NINE)
    halls = running(store, house_of_two())
    halls.save_house(lambda now: serve(now, "hall", "3", "dukcapil"), press=press("edit"))

    saved, change = (decode(entry.data) for entry in store.log(keys.HOUSE_LOG()).entries)

    assert isinstance(saved, HouseSaved)
    assert isinstance(change, HouseChanged)
    assert list(change.items["counters"]) == ["hall/3"]
    assert len(encode(change)) < 600
    again = running(store).house
    assert again.edition.house == halls.house.edition.house
    assert again.audit(before=None, count=9) == halls.house.audit(before=None, count=9)
    assert [(line.id, line.field) for line in again.audit(before=None, count=1)[0].lines] == [
        ("hall/3", "agencies")
    ]


def test_a_change_of_another_house_is_passed_over_and_the_next_edit_is_whole() -> None:
    store = MemoryStore(now_ms=NINE)
    running(store, house_of_two())
    log, alarms = store.log(keys.HOUSE_LOG()), list[str]()
    strange = HouseChanged(at_ms=NINE, fields={"motto": "Lain"}, items={}, order={}, digest="0" * 16)
    assert isinstance(log.append(log.tip(), link_all(log.tip(), [encode(strange)]), turn="t"), Appended)
    halls = Halls(store, alarm=lambda event, **fields: alarms.append(event))
    halls.house.load()
    assert halls.house.edition.seq == 1

    halls.save_house(lambda now: (now or {}) | {"motto": "Dua"}, press=press("edit"))

    assert "fact_passed_over" in alarms
    assert isinstance(decode(log.entries[-1].data), HouseSaved)
    again = HouseHistory()
    for n, entry in enumerate(log.entries, 1):
        if n != 2:
            again.apply(n, decode(entry.data))
    assert again.edition.house == halls.house.edition.house


def test_a_day_that_began_with_the_whole_house_goes_on_and_takes_its_slice_once() -> None:
    store = MemoryStore(now_ms=NINE)
    content, day = house_of_two(), service_day(NINE, ZONE, 240)
    _begin_as_before(store, content, day)

    halls = running(store)
    halls.get("tent").press(
        lambda hall, now_ms: rules.issue(hall, service_id="ktp", now_ms=now_ms),
        stamp=press("k"),
        show=lambda *_: None,
    )

    adopted = [fact for fact in map(decode, entries(store, "tent")) if isinstance(fact, HouseAdopted)]
    assert [fact.content for fact in adopted] == [content, slice_of(content, "tent")]
    assert halls.get("tent").read(lambda hall, _: list(hall.tickets)) == ["A-001"]


def _begin_as_before(store: MemoryStore, content: dict[str, Any], day: str) -> None:
    """Write a house and a day at the tent as an earlier version did, with the whole house in the day's log."""
    begin_house(store, content, 1, press("begin"), clock=Halls(store, alarm=silent).clock, alarm=silent)
    for name, facts in (
        (keys.DAYS_LOG("tent"), [f.DayNamed(at_ms=NINE, service_day=day)]),
        (keys.DAY_LOG("tent", day), [
            f.DayOpened(at_ms=NINE, venue_id="tent", service_day=day, previous_link=""),
            f.EpochBegan(at_ms=NINE, epoch="e", run_id=store.run_id, reason="day-opened"),
            f.HouseAdopted(at_ms=NINE, house_seq=0, content=content, policy=2),
        ]),
    ):  # fmt: skip
        log = store.log(name)
        log.append(log.tip(), link_all(log.tip(), [encode(fact) for fact in facts]), turn="t")


def test_a_number_of_an_agency_that_joins_after_entries_went_missing_is_not_given_twice() -> None:
    """Before, the day had every agency of the house, so a missing entry may have issued a number of this one."""
    content, hall = house_of_two(), Hall(venue_id="tent")
    alone = slice_of(content, "tent")
    only_bpjs = alone | {"agencies": alone["agencies"][1:], "services": alone["services"][2:], "counters": []}
    hall.apply(1, HouseAdopted(at_ms=NINE, house_seq=1, content=only_bpjs))
    hall.skip(3, missing=2)
    hall.apply(4, HouseAdopted(at_ms=NINE, house_seq=2, content=alone))
    hall.apply(5, HouseAdopted(at_ms=NINE, house_seq=3, content=alone))

    assert hall.last_ordinal == {"L": 2, "A": 2}


def test_what_is_at_another_venue_alone_is_told_at_this_one_and_refused_with_where_it_is() -> None:
    content = house_of_two()
    content["agencies"][1]["places"] = content["agencies"][1]["places"][:1]
    halls = running(MemoryStore(now_ms=NINE), content)
    whole, tent = halls.current_house(), halls.get("tent")

    catalogue = tent.read(lambda hall, now_ms: visitor.venue(hall, now_ms, whole=whole))

    reasons = {agency["id"]: agency["closed_reason"] for agency in catalogue["agencies"]}
    assert reasons == {"dukcapil": None, "bpjs": "only-hall"}
    with pytest.raises(refusals.ServiceClosed) as refused:
        tent.read(lambda hall, now_ms: rules.issue(hall, service_id="jkn", now_ms=now_ms, whole=whole))
    assert "Hall" in refused.value.values["closed_text"]["id"]
    with pytest.raises(refusals.UnknownService):
        tent.read(lambda hall, now_ms: rules.issue(hall, service_id="nothing", now_ms=now_ms, whole=whole))


def test_a_catalogue_of_one_of_many_venues_lists_no_long_row_of_what_is_elsewhere() -> None:
    content = house_of_two()
    zone = {"venue": "hall", "zone": "east"}
    far = list(prefixes())[24:70]
    content["agencies"] += [
        content["agencies"][0] | {"id": f"far-{n}", "prefix": prefix, "places": [zone]}
        for n, prefix in enumerate(far)
    ]
    halls = running(MemoryStore(now_ms=NINE), content)

    catalogue = halls.get("tent").read(
        lambda hall, now_ms: visitor.venue(hall, now_ms, whole=halls.current_house())
    )

    assert [agency["id"] for agency in catalogue["agencies"]] == ["bpjs", "dukcapil"]


def test_the_supervisor_is_told_every_venue_and_a_moved_visitor_where_to_go() -> None:
    halls = running(MemoryStore(now_ms=NINE), house_of_two())
    hall = halls.get("hall")
    number = hall.press(
        lambda now, now_ms: rules.issue(now, service_id="ktp", now_ms=now_ms),
        stamp=press("k"),
        show=lambda *a: a[2].ticket_id,
    )

    def venue_names(now: Hall, now_ms: int) -> list[str]:
        venues = halls.venues()
        seen = hall_views.hall(now, now_ms, session_id="s", access=CounterAccess(acts=False), venues=venues)
        moved = replace(now.tickets[str(number)], moved_to="tent/2026-06-08/A-001")
        moved_to = visitor.ticket(now, moved, "t", now_ms, venues=venues)["moved_to"]
        return [*(one["id"] for one in seen["venues"]), moved_to["venue_name"]]

    assert hall.read(venue_names) == ["hall", "tent", "Tent"]


def test_an_edit_of_every_venue_answers_in_time_and_their_followers_adopt_the_rest() -> None:
    store = MemoryStore(now_ms=NINE)
    halls = running(store, house_of_two())
    before = {venue: len(entries(store, venue)) for venue in ("hall", "tent")}

    halls.save_house(
        lambda now: (now or {}) | {"motto": "Dua"}, press=press("edit"), even_so=True, deadline=0.0
    )

    assert {venue: len(entries(store, venue)) for venue in before} == before
    halls.start()
    try:
        wait_for(
            lambda: all(len(entries(store, venue)) > before[venue] for venue in before), 20, "both days adopt"
        )
    finally:
        halls.stop()


def test_an_edit_takes_as_many_steps_whatever_the_number_of_venues() -> None:
    few, many = (_bytecodes_of_an_edit(venues) for venues in (4, 60))

    assert few <= many < 1.01 * few


def _bytecodes_of_an_edit(venues: int) -> int:
    """Count the bytecodes that the interpreter executes to save an edit of one counter; time would be luck."""
    halls = running(MemoryStore(now_ms=NINE), country(venues, counters=4))
    executed = 0

    def save(n: int) -> None:
        def change(now: dict[str, Any] | None) -> dict[str, Any]:
            assert now is not None
            now["counters"][5] = now["counters"][5] | {"sign": f"{n}A"}
            return now

        halls.save_house(change, press=press(f"edit {n}"))

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal executed
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        executed += event == "opcode"
        return trace

    save(1)
    sys.settrace(trace)
    try:
        save(2)
    finally:
        sys.settrace(None)
    return executed
