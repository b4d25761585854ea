"""Logs of earlier versions still fold into the same halls, and a new day continues from them."""

from __future__ import annotations

import json

import pytest

from antre.checker import examine, promises
from rig import kept_logs
from rig.checker import displayed_calls
from waitingroom import rules
from waitingroom.facts import DayClosed, TicketIssued, decode, encode
from waitingroom.hall import Hall
from waitingroom.house.model import with_all_day
from waitingroom.house.reader import read_house
from waitingroom.log.base import link_of
from waitingroom.state import EXPIRED, OPEN_STATES
from waitingroom.views.board import board

BYTES_MAX = 30 * 1024
DAY_MS = 24 * 60 * 60 * 1000

every_version = pytest.mark.parametrize("name", kept_logs.names())


def folded(name: str) -> Hall:
    hall = Hall()
    for seq, (_, fact, _) in enumerate(kept_logs.read(name), 1):
        hall.apply(seq, decode(fact))
    return hall


def last_ms(name: str) -> int:
    at_ms: int = json.loads(kept_logs.read(name)[-1][1])["at_ms"]
    return at_ms


def test_there_are_logs_of_earlier_versions() -> None:
    assert len(kept_logs.names()) >= 3
    for name in kept_logs.names():
        assert len(kept_logs.expected(name)["tickets"]) > 20
        assert (kept_logs.FOLDER / f"{name}.jsonl.gz").stat().st_size < BYTES_MAX


@every_version
def test_a_log_of_an_earlier_version_gives_the_hall_that_it_gave_then(name: str) -> None:
    assert kept_logs.summary(folded(name)) == kept_logs.expected(name)


@every_version
def test_it_passes_the_checker(name: str) -> None:
    result = examine(kept_logs.read(name))

    assert (result.foreign, result.unreadable, result.gaps, result.backwards) == ([], [], [], [])
    assert promises(result.facts) == []


@every_version
def test_boards_show_its_calls(name: str) -> None:
    calls = board(folded(name), last_ms(name))["calls"]
    facts = [(seq, json.loads(fact)) for seq, (_, fact, _) in enumerate(kept_logs.read(name), 1)]

    assert calls
    assert [[call["number"], call["counter"]] for call in calls] == displayed_calls(facts)[: len(calls)]


@every_version
def test_the_next_day_goes_on_from_it(name: str) -> None:
    entries, hall = kept_logs.read(name), folded(name)
    now_ms = last_ms(name) + DAY_MS
    waited = [one.ticket_id for one in hall.tickets.values() if one.state in OPEN_STATES]
    assert hall.house

    (closed,) = rules.close_day(hall, now_ms=now_ms)
    assert isinstance(closed, DayClosed)
    hall.apply(len(entries) + 1, closed)
    tomorrow = Hall()
    opened = rules.open_day(
        tomorrow, venue_id=hall.venue_id, day=closed.next_day, previous_day=hall.service_day,
        previous_link=link_of(entries[-1][2], encode(closed)), house_seq=hall.house_seq + 1,
        house=read_house(with_all_day(hall.house.content, {hall.venue_id: closed.next_day})),
        epoch="next", run_id="next", now_ms=now_ms,
    )  # fmt: skip
    for seq, fact in enumerate(opened, 1):
        tomorrow.apply(seq, fact)
    (issued, *_) = rules.issue(
        tomorrow, service_id=next(iter(hall.tickets.values())).service_id, now_ms=now_ms
    )

    assert all(hall.tickets[number].state == EXPIRED for number in waited)
    assert isinstance(issued, TicketIssued)
    assert issued.ordinal == 1
