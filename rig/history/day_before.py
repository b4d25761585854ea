"""A queue on the previous day, recorded with the product's own rules in the folder of a hall that opens today."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from antre import first_house
from antre.redis_server import RedisFolder, find_server
from rig.cast import at_counter
from rig.engines.engine import Engine
from waitingroom import counter_rules, rules
from waitingroom.counter_rules import CounterPress
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.live.halls import Halls
from waitingroom.live.live_hall import Rule
from waitingroom.local_time import iso
from waitingroom.log.fold import Clock
from waitingroom.log.redis_log import RedisStore
from waitingroom.waits.estimate import Wait

DAY_MS, MINUTE_MS = 86_400_000, 60_000


class Called(NamedTuple):
    """A called number, with its service day and call time (ISO, the venue's wall clock)."""

    number: str
    day: str
    at: str

    @property
    def minute(self) -> str:
        """Minute of the call on the wall clock, "09:41"."""
        return self.at[11:16]


class _YesterdayClock(Clock):
    def set_redis_time(self, now_ms: int) -> None:
        super().set_redis_time(now_ms - DAY_MS)


def called_on_the_day_before(folder: Path, *, service: str, counter: str, told: Wait | None = None) -> Called:
    """
    Issue, call and finish one number on the previous day; the hall in this folder must not run yet.

    told: the wait announced to the visitor; with it the number is called after a minute, otherwise at once.
    """
    redis = RedisFolder(folder / ".run" / "data", find_server())
    engine = Engine(redis.command, redis.url)
    try:
        store = RedisStore(redis.url)
        store.start()
        halls = Halls(store, alarm=lambda event, **fields: None)
        halls.clock = _YesterdayClock()
        first_house.load_if_none(halls)
        first_house.open_whatever_the_hour(halls)
        hall = halls.all()[0]

        def press(rule: Rule, by: str = "staff:siti") -> None:
            hall.press(rule, stamp=first_house.command_press()._replace(by=by), show=lambda *_: None)

        press(lambda now, now_ms: rules.issue(now, service_id=service, now_ms=now_ms, told=told), "public")
        if told is not None:
            halls.clock.advance_to_fact(halls.clock.now_ms() + MINUTE_MS)
        for rule in (counter_rules.open_counter, counter_rules.call_next, counter_rules.finish):
            press(partial(_at_counter, rule, counter))
        return hall.read(_called)
    finally:
        engine.kill()


def _at_counter(
    rule: Callable[[Hall, CounterPress], list[Fact]], counter: str, hall: Hall, now_ms: int
) -> list[Fact]:
    return rule(hall, at_counter(counter, "siti", now_ms))


def _called(hall: Hall, now_ms: int) -> Called:
    assert hall.house is not None
    [ticket] = hall.tickets.values()
    assert ticket.called_ms is not None
    time_zone = hall.house.venues[hall.venue_id].time_zone
    return Called(ticket.ticket_id, hall.service_day, iso(ticket.called_ms, time_zone))
