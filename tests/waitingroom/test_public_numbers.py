"""Public numbers: what quotas count, who may take a number where, and taking back one origin's numbers."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from hashlib import sha1
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rig import checker
from rig.cast import MINUTE, OpenHall, house_content, press
from waitingroom import facts as f
from waitingroom import refusals, rules
from waitingroom.client_address import network_of
from waitingroom.facts import decode, encode
from waitingroom.hall import Hall
from waitingroom.rules import TAKEN_BACK_UNDO_MS, PublicTaking
from waitingroom.tokens import origin_mark

PHONE = PublicTaking("phone", kiosks_paired=False)
OTHER = PublicTaking("other", kiosks_paired=False)


def hall_with(venue: dict[str, Any] | None = None, **quotas: int) -> OpenHall:
    content = house_content()
    content["venues"][0] |= venue or {}
    for service in content["services"]:
        if service["id"] in quotas:
            service["quota"] = quotas[service["id"]]
    return OpenHall(content)


def take_back(
    opened: OpenHall, origin: str = "phone", from_ms: int = 0, until_ms: int = 1 << 60
) -> list[f.Fact]:
    return opened.record(
        rules.take_back(opened.hall, origin=origin, from_ms=from_ms, until_ms=until_ms, now_ms=opened.now_ms)
    )


def undo_taking_back(opened: OpenHall, seq: int | None = None) -> list[f.Fact]:
    seq = len(opened.facts) if seq is None else seq
    return opened.record(rules.undo_taking_back(opened.hall, seq=seq, now_ms=opened.now_ms))


# Quotas and stops.


def test_a_number_cancelled_before_its_call_returns_to_the_quota() -> None:
    opened = hall_with(ktp=1)
    opened.cancel(opened.issue("ktp"))

    assert opened.issue("ktp") == "A-002"
    with pytest.raises(refusals.ServiceClosed):
        opened.issue("ktp")


def test_a_number_that_was_called_stays_counted_although_it_is_cancelled_later() -> None:
    opened = hall_with(ktp=1)
    opened.issue("ktp")
    opened.open()
    opened.press("next")
    opened.press("no-show")
    opened.record(rules.cancel(opened.hall, ticket_id="A-001", now_ms=opened.now_ms, by_staff=True))

    with pytest.raises(refusals.ServiceClosed):
        opened.issue("ktp")


def test_stops_count_in_the_quotas_of_their_services_and_return_with_the_number() -> None:
    opened = hall_with(jkn=1)
    number = opened.issue("ktp", stops=["jkn"])

    with pytest.raises(refusals.ServiceClosed) as refused:
        opened.issue("kk", stops=["jkn"])
    assert refused.value.values["closed_reason"] == "quota"

    opened.cancel(number)
    assert opened.issue("jkn")


@pytest.mark.parametrize("stops", [["ktp"], ["jkn", "jkn"], ["jkn", "ktp"]])
def test_no_service_is_wished_twice_in_one_wish(stops: list[str]) -> None:
    opened = hall_with()

    with pytest.raises(refusals.RepeatedStop) as refused:
        opened.issue("ktp", stops=stops)

    assert "KTP" in refused.value.text("id") or "JKN" in refused.value.text("en")
    assert opened.hall.tickets == {}


def test_an_undone_walk_in_returns_to_the_quota() -> None:
    opened = hall_with(ktp=1)
    opened.open()
    opened.press("walk-in", service_id="ktp")
    opened.press("undo")

    assert opened.issue("ktp")


STEPS = st.lists(
    st.sampled_from(["issue", "issue", "stops", "cancel", "next", "no-show", "undo", "take-back", "put-back", "walk-in"]),
    max_size=30,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(steps=STEPS, data=st.data())
def test_whatever_is_pressed_quotas_count_what_is_not_cancelled_before_its_call(
    steps: list[str], data: Any
) -> None:
    """Recounted from the facts: every number counts for each of its services, minus what was returned."""
    opened = hall_with()
    opened.open("4")
    waiting_for: dict[str, set[str]] = {}

    def act(step: str) -> None:
        if step in ("issue", "stops"):
            service = data.draw(st.sampled_from(["ktp", "kk", "jkn"]))
            stops = [s for s in ("ktp", "jkn") if s != service] if step == "stops" else []
            number = opened.issue(
                service, stops=stops, public=data.draw(st.sampled_from([None, PHONE, OTHER]))
            )
            waiting_for[number] = {service, *stops}
        elif step == "cancel":
            opened.cancel(data.draw(st.sampled_from(sorted(opened.hall.tickets) or ["A-001"])))
        elif step == "take-back":
            take_back(opened)
        elif step == "put-back":
            undo_taking_back(opened, opened.hall.taken_back.seq if opened.hall.taken_back else 0)
        elif step == "walk-in":
            opened.press("walk-in", "4", service_id="kk")
            waiting_for[max(opened.hall.tickets, key=lambda n: opened.hall.tickets[n].issued_ms)] = {"kk"}
        else:
            opened.press(step, "4", **({"finish": True} if step == "next" else {}))

    for step in steps:
        opened.now_ms += 1
        try:
            act(step)
        except refusals.Refusal:
            continue
        expected: Counter[str] = Counter()
        for number, services in waiting_for.items():
            ticket = opened.hall.tickets[number]
            used = (
                services - set(ticket.counted)
                if ticket.state != "cancelled"
                else services & called(opened, number)
            )
            expected.update(used | set(ticket.counted))
        assert {s: n for s, n in opened.hall.quota_used.items() if n} == expected


def called(opened: OpenHall, number: str) -> set[str]:
    """Return the services that called a number without undoing it, from the log alone."""
    hall, by_seq, undone = Hall(), dict[int, str](), set[int]()
    first: dict[str, int] = {}
    for seq, fact in enumerate(opened.facts, 1):
        key = fact.press.key if fact.press else ""
        first.setdefault(key, seq)
        hall.apply(seq, fact)
        if isinstance(fact, f.TicketCalled | f.WalkInStarted) and fact.ticket_id == number:
            by_seq[first[key] if isinstance(fact, f.TicketCalled) else seq] = hall.tickets[number].service_id
        if isinstance(fact, f.PressUndone) and fact.counter_id:
            undone.add(fact.undone_seq)
    return {service for seq, service in by_seq.items() if seq not in undone}


# Who may take a number where.


def test_beyond_the_bound_only_paired_kiosks_and_reception_issue() -> None:
    opened = hall_with({"public_waiting_max": 2})
    opened.issue("ktp", public=PHONE)
    opened.issue("ktp", public=OTHER)

    with pytest.raises(refusals.PublicFull):
        opened.issue("ktp", public=PHONE)
    with pytest.raises(refusals.PublicFull):
        opened.issue("jkn", stops=["ktp"], public=PHONE)
    assert opened.issue("kk", public=PHONE) == "A-003"
    assert opened.issue("ktp") == "A-004"


def test_numbers_of_kiosks_and_reception_leave_the_public_its_share() -> None:
    opened = hall_with({"public_waiting_max": 2})
    for actor in ("device:1", "staff:siti", "device:1"):
        issued = rules.issue(opened.hall, service_id="ktp", now_ms=opened.now_ms)
        opened.presses += 1
        stamp = press(f"other {opened.presses}", actor=actor)
        opened.facts.append(dataclasses.replace(issued[0], press=stamp))
        opened.hall.apply(len(opened.facts), opened.facts[-1])

    opened.issue("ktp", public=PHONE)
    opened.issue("ktp", public=PHONE)
    with pytest.raises(refusals.PublicFull):
        opened.issue("ktp", public=PHONE)


def test_a_number_that_is_called_makes_room_for_the_public() -> None:
    opened = hall_with({"public_waiting_max": 1})
    opened.issue("ktp", public=PHONE)
    opened.open()
    opened.press("next")

    assert opened.issue("ktp", public=PHONE)


@pytest.mark.parametrize(
    ("setting", "paired", "refused"),
    [
        (None, False, False), (None, True, True), (True, False, True), (True, True, True),
        (False, False, False), (False, True, False),
    ],
)  # fmt: skip
def test_once_a_kiosk_is_paired_only_paired_kiosks_issue_unless_the_venue_says_otherwise(
    setting: bool | None, paired: bool, refused: bool
) -> None:
    opened = hall_with({} if setting is None else {"only_paired_kiosks": setting})
    public = PublicTaking("phone", kiosks_paired=paired)

    if refused:
        with pytest.raises(refusals.KiosksOnly):
            opened.issue("ktp", public=public)
    else:
        assert opened.issue("ktp", public=public)
    assert opened.issue("ktp"), "at a paired kiosk and at reception"


# Taking back.


def test_what_one_origin_took_within_a_time_is_cancelled_in_one_press() -> None:
    opened = hall_with(ktp=9)
    early = opened.issue("ktp", public=PHONE)
    opened.now_ms += MINUTE
    began = opened.now_ms
    mine, others = [opened.issue("ktp", public=PHONE) for _ in range(3)], opened.issue("ktp", public=OTHER)
    opened.open()
    opened.press("next")
    opened.now_ms += MINUTE
    late = opened.issue("ktp", public=PHONE)

    facts = take_back(opened, from_ms=began, until_ms=began)

    assert [type(fact) for fact in facts] == [f.TicketsTakenBack]
    assert [opened.state(number) for number in mine] == ["cancelled"] * 3
    assert [opened.state(number) for number in (early, others, late)] == ["called", "waiting", "waiting"]
    assert opened.queue() == [others, late]
    assert opened.hall.quota_used["ktp"] == 3


def test_nothing_of_an_origin_is_nothing_to_do_and_staff_is_no_origin() -> None:
    opened = hall_with()
    opened.issue("ktp", public=PHONE)

    assert take_back(opened, "other") == []
    with pytest.raises(refusals.Malformed):
        take_back(opened, "staff:siti")


def test_an_undone_taking_back_lets_each_wait_in_its_own_place() -> None:
    opened = hall_with(ktp=4)
    first, other, second = (opened.issue("ktp", public=p) for p in (PHONE, OTHER, PHONE))
    take_back(opened)
    last = opened.issue("ktp", public=OTHER)

    undo_taking_back(opened, seq=opened.hall.taken_back.seq if opened.hall.taken_back else 0)

    assert opened.queue() == [first, other, second, last]
    assert opened.hall.quota_used["ktp"] == 4
    with pytest.raises(refusals.UndoGone):
        undo_taking_back(opened)


def test_undo_is_of_the_last_taking_back_and_for_ten_minutes() -> None:
    opened = hall_with()
    opened.issue("ktp", public=PHONE)
    opened.issue("ktp", public=OTHER)
    take_back(opened)
    gone = len(opened.facts)
    take_back(opened, "other")

    with pytest.raises(refusals.UndoGone):
        undo_taking_back(opened, seq=gone)
    opened.now_ms += TAKEN_BACK_UNDO_MS + 1
    with pytest.raises(refusals.TakenBackUndoLate):
        undo_taking_back(opened)


def test_an_issued_fact_from_before_origins_still_folds() -> None:
    opened = hall_with()
    opened.issue("ktp", public=PHONE)
    wire = json.loads(encode(opened.facts[-1]))
    del wire["origin"]

    opened.hall = Hall()
    for seq, fact in enumerate([*opened.facts[:-1], decode(json.dumps(wire).encode())], 1):
        opened.hall.apply(seq, fact)

    assert (opened.hall.tickets["A-001"].origin, opened.hall.tickets["A-001"].is_public) == ("public", True)


def judged(facts: list[f.Fact]) -> list[str]:
    """Return what the checker finds wrong with a log of these facts."""
    entries, link = [], ""
    for seq, fact in enumerate(facts, 1):
        wire = encode(fact)
        link = sha1(link.encode() + wire, usedforsecurity=False).hexdigest()
        entries.append((f"{seq}-0", wire, link))
    return checker.wrongs(entries)


def test_the_checker_knows_what_may_be_taken_back_and_put_back() -> None:
    opened = hall_with()
    mine, others = opened.issue("ktp", public=PHONE), opened.issue("ktp", public=OTHER)
    take_back(opened)
    taken = opened.facts[-1]
    undo_taking_back(opened)
    undone = opened.facts[-1]
    assert isinstance(taken, f.TicketsTakenBack)
    assert judged(opened.facts) == []

    other_origin = dataclasses.replace(taken, ticket_ids=(mine, others))
    twice = dataclasses.replace(taken, press=press("again"))
    for facts, wrong in (
        ([*opened.facts[:-2], other_origin], f"S3 {others} was taken back"),
        ([*opened.facts[:-1], twice], f"S3 {mine} was cancelled, not waiting"),
        ([*opened.facts[:-2], undone], "S5 undone at"),
    ):
        assert [problem for problem in judged(facts) if wrong in problem], (wrong, judged(facts))


# Origins.


def test_an_origin_is_the_same_address_on_the_same_day_and_says_nothing_of_it() -> None:
    def mark(day: str = "2026-06-08", address: str = "192.168.7.31", secret: bytes = b"house") -> str:
        return origin_mark(secret, day, address)

    assert mark() == mark()
    assert len({mark(), mark(day="2026-06-09"), mark(address="192.168.7.32"), mark(secret=b"other")}) == 4
    assert "192" not in mark()
    assert ":" not in mark()
    assert len(mark()) == 8


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.168.7.31", "192.168.7.31"), ("::ffff:192.168.7.31", "192.168.7.31"), ("", ""),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("2001:db8:1:2::9", "2001:db8:1:2::"), ("unix:", "unix:"),
    ],
)  # fmt: skip
def test_an_ipv6_address_counts_by_its_network(address: str, network: str) -> None:
    assert network_of(address) == network
