"""Outreach boxes in memory: a hall hands days over, boxes serve them, and their logs are brought home."""

from __future__ import annotations

import random
from typing import Any

from rig.cast import ZONE, all_day_content, at_counter, press
from waitingroom import counter_rules, keys, rules
from waitingroom.facts import Fact, encode
from waitingroom.hall import Hall
from waitingroom.house.venue_slice import slice_for_box
from waitingroom.live.halls import Halls
from waitingroom.live.live_hall import LiveHall, Outcome
from waitingroom.local_time import at
from waitingroom.log.base import Entry, MemoryStore, ReadableLog, Store, all_entries, link_all
from waitingroom.log.fold import Clock
from waitingroom.outreach.beginning import begin_day, begin_house
from waitingroom.outreach.days_away import DaysAway
from waitingroom.outreach.homecoming import BoxDay, Homecoming

VENUE = "hall"


def silent(event: str, **fields: Any) -> None:
    """Ignore an alarm."""


def halls_on(store: Store, box: str = "", content: dict[str, Any] | None = None) -> Halls:
    """Return the halls of a process on this store; save ``content``, or the small house open all day, if it has none."""
    halls = Halls(store, alarm=silent, box=box)
    halls.house.load()
    if halls.house.edition.house is None:
        halls.save_house(lambda now: content or all_day_content(), press=press("house"))
    return halls


def days_away(halls: Halls, venue: str = VENUE) -> DaysAway:
    """Return the days of a venue that are handed over, as seen by one process."""
    return DaysAway(halls.store, venue, halls.house.edition, clock=halls.clock, alarm=silent)


def homecoming(store: Store, venue: str = VENUE) -> Homecoming:
    """Return a Homecoming into this store."""
    return Homecoming(store, venue, clock=Clock(), alarm=silent)


class Box:
    """A laptop in memory: its store, the days it may open, and its name."""

    def __init__(self, home: Halls, name: str, days: list[str], venue: str = VENUE) -> None:
        """Hand these days over at home, and begin the box with them."""
        self.name, self.days, self.venue = name, days, venue
        self.store = MemoryStore(now_ms=0)
        away, edition = days_away(home, venue), home.house.edition
        away.hand_over(name, days, press(f"hand over {name}"))
        assert edition.house is not None
        content = slice_for_box(edition.house.content, venue)
        begin_house(self.store, content, edition.seq, press("begin"), clock=Clock(), alarm=silent)
        for day in days:
            begin_day(self.store, venue, day, away.beginning(day))

    def live(self, day: str, minute: int = 9 * 60) -> LiveHall:
        """Restart the box at a minute of a day."""
        self.store.fixed_now_ms = at(day, minute, ZONE)
        live = halls_on(self.store, self.name).get(self.venue)
        live.settle()
        return live

    def serve(self, day: str, *, seed: int, tickets: int = 12) -> None:
        """Issue numbers on a day and call some of them."""
        live, random_choice = self.live(day), random.Random(seed)
        do(
            live,
            "open",
            lambda hall, now_ms: counter_rules.open_counter(hall, at_counter("4", "siti", now_ms)),
        )
        for n in range(tickets):
            issue(live, f"{self.name} {day} {n}", random_choice.choice(("ktp", "kk", "jkn")))
            if random_choice.random() < 0.6:
                do(
                    live,
                    f"next {n}",
                    lambda hall, now_ms: counter_rules.call_next(hall, at_counter("4", "siti", now_ms)),
                )
                do(
                    live,
                    f"start {n}",
                    lambda hall, now_ms: counter_rules.start(hall, at_counter("4", "siti", now_ms)),
                )
                do(
                    live,
                    f"finish {n}",
                    lambda hall, now_ms: counter_rules.finish(hall, at_counter("4", "siti", now_ms)),
                )

    def seal(self, day: str) -> None:
        """Close a day in the box, even if tickets still wait."""
        halls = halls_on(self.store, self.name)
        DaysAway(
            self.store, self.venue, halls.house.edition, clock=halls.clock, alarm=silent, here=self.name
        ).seal(day, press(f"seal {day}"), even_so=True)

    def brought(self, *days: str) -> list[BoxDay]:
        """Return the logs of these days, by default all, as the box brings them home."""
        return [BoxDay(day, self.store.log(keys.DAY_LOG(self.venue, day))) for day in days or self.days]


def copy_of(box: Box, day: str, entries: int) -> BoxDay:
    """Return the first entries of a box's day, as a copy made earlier."""
    log = MemoryStore().log("copy")
    log.entries = box.store.log(keys.DAY_LOG(box.venue, day)).entries[:entries]
    return BoxDay(day, log)


def another_log(box: Box, day: str, facts: list[Fact]) -> BoxDay:
    """Return a day with the same beginning that diverges after it, with valid links."""
    log = MemoryStore().log("another")
    original = box.store.log(keys.DAY_LOG(box.venue, day)).entries
    begun = next(n for n, entry in enumerate(original, 1) if b"DayHandedOver" in entry.data)
    log.entries = original[:begun]
    log.append(log.tip(), link_all(log.tip(), [encode(fact) for fact in facts]), turn="another")
    return BoxDay(day, log)


def do(live: LiveHall, key: str, rule: Any) -> Outcome:
    """Apply a rule as a press."""
    return live.press(rule, stamp=press(key, key), show=lambda hall, now_ms, outcome: outcome)


def issue(live: LiveHall, key: str, service: str = "ktp") -> Outcome:
    """Take a number."""

    def rule(hall: Hall, now_ms: int) -> list[Fact]:
        return rules.issue(hall, service_id=service, now_ms=now_ms)

    return live.press(rule, stamp=press(key, service), show=lambda hall, now_ms, outcome: outcome)


VENUES = ("hall", "tenda", "pasar")


def three_venues() -> dict[str, Any]:
    """Return the small house with three venues, each with the same agencies and counters, open all day."""
    content = all_day_content()
    (first,) = content["venues"]
    content["venues"] = [first | {"id": venue, "name": venue.title()} for venue in VENUES]
    for agency in content["agencies"]:
        (place,) = agency["places"]
        agency["places"] = [place | {"venue": venue} for venue in VENUES]
    content["counters"] = [counter | {"venue": venue} for venue in VENUES for counter in content["counters"]]
    return content


def entries_of(log: ReadableLog) -> list[Entry]:
    """Return every entry of a log."""
    return list(all_entries(log))
