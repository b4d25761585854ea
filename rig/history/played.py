"""Whole service days for history: simulated with the real rules, and written into logs as services write them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from rig.cast import press
from rig.history.random_days import DAY, SHAPES, VENUE, Day, HallShape, Visitor
from services.web.forms import read_forms
from waitingroom import keys, rules
from waitingroom.facts import DayNamed, DayOpened, Fact, Press, TicketFinished, TicketRated, encode
from waitingroom.hall import Hall
from waitingroom.local_time import at
from waitingroom.log.base import Appended, Store, link_all
from waitingroom.satisfaction import rules as satisfaction
from waitingroom.tokens import press_digest

ZONE = "Asia/Makassar"
SMALL = SHAPES[0]._replace(name="small", tickets=(40, 60))
"""A quiet day of the first house."""
SKM = read_forms().today("skm")


SERVICES_TRIED_MAX = 30


class _Recorded(Day):
    """A day that records its facts, each stamped with a press; a refused visitor tries another service."""

    def _come(self, visitor: Visitor, now_ms: int) -> None:
        before = len(self.hall.tickets)
        for _ in range(SERVICES_TRIED_MAX):
            super()._come(visitor, now_ms)
            if len(self.hall.tickets) > before:
                return
            visitor = self._visitor()

    def _record(self, facts: list[Fact]) -> None:
        recorded: list[Fact] = self.__dict__.setdefault("facts", [])
        stamp = press(f"press {len(recorded)}", actor="staff:siti")
        stamped = [replace(fact, press=fact.press or stamp) for fact in facts]
        recorded.extend(stamped)
        super()._record(stamped)
        for fact in stamped:
            if isinstance(fact, TicketFinished):
                self._say(fact.ticket_id, fact.at_ms)

    def _say(self, number: str, at_ms: int) -> None:
        """Let a served visitor give feedback or none, decided by a random generator seeded with the number."""
        chance = random.Random(f"{self.seed} {number}")
        arguments: dict[str, Any] = {
            "hall": self.hall,
            "ticket_id": number,
            "channel": "phone",
            "now_ms": at_ms,
        }
        recorded = self.__dict__["facts"]
        feedback = (
            satisfaction.rate(**arguments, rating=chance.choice((1, 2, 3, 3, 3)))
            if chance.random() < 0.4
            else []
        )
        self._record(feedback)
        if chance.random() < 0.2:
            answers = [chance.choice((1, 2, 3, 3, 4, 4)) for _ in SKM.elements]
            feedback = satisfaction.answer_survey(**arguments, form=SKM, version=SKM.version, answers=answers)
        if chance.random() < 0.1:
            feedback = [
                *feedback[-1:],
                *satisfaction.leave_remark(**arguments, text=f"Kursi {number} kurang."),
            ]
        anonymous = Press(press_digest("nobody", str(len(recorded))), "wish", "public", "")
        self._record(
            [replace(fact, press=anonymous) for fact in feedback if not isinstance(fact, TicketRated)]
        )


def played(
    seed: int, day: str = DAY, *, shape: HallShape = SMALL, venue: str = VENUE, priority: float = 0.1
) -> list[Fact]:
    """Return the facts of a closed day, moved to this date and venue."""
    moved_ms = at(day, 0, ZONE) - at(DAY, 0, ZONE)
    return [
        _moved(replace(fact, at_ms=fact.at_ms + moved_ms), day, venue)
        for fact in _played(seed, shape, priority)
    ]


@lru_cache(maxsize=64)
def _played(seed: int, shape: HallShape, priority: float) -> tuple[Fact, ...]:
    """Simulate a day; cached, since it may be moved to many dates and venues."""
    played = _Recorded(shape, seed, priority=priority)
    played.play()
    closed = rules.close_day(played.hall, now_ms=at(DAY, 28 * 60 + 1, ZONE))
    return (*played.__dict__["facts"], *closed)


def folded(facts: Iterable[Fact]) -> Hall:
    """Return the hall folded from these facts."""
    hall = Hall()
    for seq, fact in enumerate(facts, 1):
        hall.apply(seq, fact)
    return hall


def append_facts(store: Store, log: str, facts: Sequence[Fact]) -> None:
    """Append facts to a log, linked, in batches of 500."""
    target = store.log(log)
    for start in range(0, len(facts), 500):
        linked = link_all(target.tip(), [encode(fact) for fact in facts[start : start + 500]])
        assert isinstance(target.append(target.tip(), linked, turn="test"), Appended)


def write_day(store: Store, day: str, facts: Sequence[Fact], *, venue: str = VENUE) -> None:
    """Record a day in its venue's log of days, and write the day's log."""
    append_facts(store, keys.DAYS_LOG(venue), [DayNamed(at_ms=facts[0].at_ms, service_day=day)])
    append_facts(store, keys.DAY_LOG(venue, day), facts)


def _moved(fact: Fact, day: str, venue: str) -> Fact:
    return replace(fact, service_day=day, venue_id=venue) if isinstance(fact, DayOpened) else fact
