"""The light of an agency, by when its waiting visitors will be called at today's pace."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.cast import DAY, MINUTE, ZONE, OpenHall, agency, counter, house_content, service
from waitingroom.counter_access import CounterAccess
from waitingroom.local_time import at
from waitingroom.refusals import Refusal
from waitingroom.views import hall as hall_views
from waitingroom.views.light import (
    BUSY,
    CLOSED,
    FLOWING,
    HELD_UP,
    LEVELS,
    NO_COUNTER,
    level,
)
from waitingroom.waits.estimate import Estimates
from waitingroom.waits.scene import scene

PLANNED = 0.9 * 5 + 0.6
"""Expected minutes per call, for a service of five minutes."""


def hall_view(opened: OpenHall, now_ms: int | None = None) -> dict[str, Any]:
    return hall_views.hall(
        opened.hall, opened.now_ms if now_ms is None else now_ms, session_id="siti", access=CounterAccess(acts=True)
    )  # fmt: skip


def light_of(opened: OpenHall, id: str = "dukcapil") -> dict[str, Any]:
    return next(one for one in hall_view(opened)["agencies"] if one["id"] == id)


def needs(opened: OpenHall) -> list[tuple[str, Any]]:
    return [
        (need["kind"], need.get("agency", need.get("agencies"))) for need in hall_view(opened)["attention"]
    ]


def test_a_fresh_line_that_one_counter_cannot_call_in_time_is_held_up() -> None:
    opened = OpenHall()
    opened.open("1")
    for _ in range(472):
        opened.issue("ktp")

    dukcapil = light_of(opened)

    assert (dukcapil["level"], dukcapil["last_call_min"]) == (
        HELD_UP,
        round(PLANNED * (9 + 453 / 0.93 + 9 / 0.75)),
    )
    assert ("held-up", "dukcapil") in needs(opened)


def test_the_light_looks_at_the_whole_wait_until_the_call_of_promised_thirty_minutes() -> None:
    lights = []
    for waiting in (4, 5, 6, 7, 8):  # each takes five minutes; the last of five is called in twenty
        opened = OpenHall()
        opened.open("1")
        for _ in range(waiting):
            opened.issue("ktp")
        opened.now_ms += 1
        lights.append(light_of(opened)["level"])

    assert lights == [FLOWING, BUSY, BUSY, HELD_UP, HELD_UP]


def test_what_somebody_waited_already_counts() -> None:
    opened = OpenHall()
    opened.open("1")
    opened.issue("ktp")
    opened.now_ms += 21 * MINUTE

    assert light_of(opened)["level"] == BUSY
    opened.now_ms += 10 * MINUTE
    assert light_of(opened)["level"] == HELD_UP


def test_a_counter_that_serves_another_agency_too_shares_its_time() -> None:
    opened = OpenHall()
    opened.open("4")  # dukcapil and bpjs
    for _ in range(4):
        opened.issue("jkn")
    opened.issue("ktp")
    assert light_of(opened)["last_call_min"] == round(4 * PLANNED)

    opened.open("1", "maria")

    assert light_of(opened)["last_call_min"] == 0


def test_a_counter_on_pause_joins_in_when_it_is_back() -> None:
    opened = OpenHall()
    opened.open("1")
    opened.press("pause", reason="break", until_ms=opened.now_ms + 40 * MINUTE)
    opened.issue("ktp")

    assert light_of(opened)["last_call_min"] == 40
    assert needs(opened)[0] == ("no-counter", "dukcapil")


def paused(until_min: int | None) -> OpenHall:
    """Return a hall whose only open counter pauses; until_min: minutes until it is back, None: unknown."""
    opened = OpenHall()
    opened.open("1")
    until_ms = None if until_min is None else opened.now_ms + until_min * MINUTE
    opened.press("pause", reason="break", until_ms=until_ms)
    return opened


@pytest.mark.parametrize("until_min", [5, None], ids=["five minutes", "no end"])
def test_an_agency_whose_open_counters_all_pause_does_not_flow(until_min: int | None) -> None:
    opened = paused(until_min)

    assert light_of(opened)["level"] == NO_COUNTER
    assert needs(opened) == [("unserved", ["bpjs"])]

    opened.issue("ktp")
    assert light_of(opened)["level"] == NO_COUNTER
    assert needs(opened) == [("no-counter", "dukcapil"), ("unserved", ["bpjs"])]

    opened.open("2", "maria")
    assert light_of(opened)["level"] == FLOWING
    assert needs(opened) == [("unserved", ["bpjs"])]


def test_a_pause_without_an_end_needs_attention_after_a_quarter_of_an_hour() -> None:
    opened = paused(until_min=None)

    def pauses() -> list[dict[str, Any]]:
        return [need for need in hall_view(opened)["attention"] if need["kind"] == "pause-over"]

    opened.now_ms += 15 * MINUTE
    assert pauses() == []

    opened.now_ms += 1
    [need] = pauses()
    assert (need["counter"], need["until"]) == ("1", None)
    assert need["since"] == f"{DAY}T09:00:00.000+08:00"


def test_an_agency_without_an_open_counter_says_so_whether_or_not_anybody_waits() -> None:
    opened = OpenHall()

    assert light_of(opened)["level"] == NO_COUNTER
    assert needs(opened) == [("unserved", ["dukcapil", "bpjs"])]

    opened.issue("ktp")
    opened.open("3", "maria")

    assert (light_of(opened)["level"], light_of(opened)["last_call_min"]) == (NO_COUNTER, None)
    assert needs(opened) == [("no-counter", "dukcapil")]


def test_before_calling_begins_nobody_is_expected_at_a_counter() -> None:
    content = house_content()
    content["venues"][0]["numbers_before_min"] = 60
    opened = OpenHall(content, at(DAY, 7 * 60 + 30, ZONE))
    for _ in range(131):
        opened.issue("ktp")

    assert (light_of(opened)["level"], needs(opened)) == (FLOWING, [])

    opened.now_ms = at(DAY, 8 * 60, ZONE)
    assert light_of(opened)["level"] == NO_COUNTER


def test_a_service_that_no_open_counter_serves_holds_its_agency_up() -> None:
    content = house_content()
    content["counters"][0]["agencies"], content["counters"][0]["services"] = [], ["kk"]
    opened = OpenHall(content)
    opened.open("1")
    opened.issue("ktp")

    assert (light_of(opened)["level"], light_of(opened)["last_call_min"]) == (HELD_UP, None)


def test_a_closed_agency_needs_nobody() -> None:
    opened = OpenHall(now_ms=at(DAY, 20 * 60, ZONE))

    assert (light_of(opened)["level"], needs(opened)) == (CLOSED, [])


HOUSE = house_content() | {
    "agencies": [agency(id, prefix) for id, prefix in (("a", "A"), ("b", "B"), ("c", "C"))],
    "services": [service(f"{of}{n}", of) for of in "abc" for n in (1, 2)],
    "counters": [
        counter(str(n), *agencies)
        for n, agencies in enumerate(("a", "a", "b", "ab", "bc", "abc", "c"), start=1)
    ],
}
SERVICES = [one["id"] for one in HOUSE["services"]]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("issue"), st.sampled_from(SERVICES), st.integers(1, 30)),
        st.tuples(st.sampled_from(["open", "next", "finish", "pause"]), st.sampled_from("1234567"), st.integers(0, 9)),
    ),
    max_size=30,
)  # fmt: skip


def hall_after(steps: list[tuple[str, str, int]]) -> OpenHall:
    """Return a hall after these presses; refused ones are skipped."""
    opened = OpenHall(HOUSE)
    for verb, of, n in steps:
        opened.now_ms += n * MINUTE // 3
        press_if_it_can(opened, verb, of, n)
    return opened


def press_if_it_can(opened: OpenHall, verb: str, of: str, n: int) -> None:
    if verb == "issue":
        for _ in range(n):
            opened.issue(of)
        return
    more = (
        {"reason": "break", "until_ms": opened.now_ms + n * MINUTE if n else None} if verb == "pause" else {}
    )
    if verb != "open" or of not in opened.hall.counters:
        with suppress(Refusal):
            opened.press(verb, of, f"clerk {of}", **more)


def waits(opened: OpenHall) -> dict[str, float]:
    """Return minutes until each waiting ticket is called, and the light's level of each agency."""
    estimates = Estimates(scene(opened.hall, opened.now_ms))
    lines = (*opened.hall.lines.values(), *opened.hall.own_lines.values())
    tickets = [opened.hall.tickets[claim[1]] for line in lines for claim in line]
    minutes = {ticket.ticket_id: estimates.called_in(ticket) for ticket in tickets}
    return minutes | {one["id"]: LEVELS.index(one["level"]) for one in hall_view(opened)["agencies"]}


@given(STEPS, st.sampled_from(SERVICES), st.integers(1, 40))
def test_more_who_wait_call_nobody_sooner_and_make_no_light_greener(
    steps: list[tuple[str, str, int]], service_id: str, more: int
) -> None:
    opened = hall_after(steps)
    before = waits(opened)

    for _ in range(more):
        opened.issue(service_id)

    after = waits(opened)
    assert all(after[id] >= before[id] for id in before), (before, after)


@given(STEPS, st.sampled_from("1234567"))
def test_one_more_counter_calls_nobody_later_and_makes_no_light_redder(
    steps: list[tuple[str, str, int]], counter_id: str
) -> None:
    opened = hall_after(steps)
    before = waits(opened)

    press_if_it_can(opened, "open", counter_id, 0)

    after = waits(opened)
    assert all(after[id] <= before[id] + 1e-6 for id in before), (before, after)


@given(st.lists(st.floats(0, 1e4)), st.floats(0, 1e4), st.integers(1, 480))
def test_a_longer_wait_is_never_greener(waits: list[float], more: float, promise: int) -> None:
    lights = [LEVELS.index(level(w, promise)) for w in (waits, [*waits, more])]

    assert lights == sorted(lights)


@pytest.mark.parametrize("minutes", [0, 20, 30])
def test_exactly_the_promise_is_kept(minutes: int) -> None:
    assert level([minutes], 30) == (BUSY if minutes > 20 else FLOWING)
