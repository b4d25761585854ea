"""
The house and its venues in one process: the store, the live house, and a live hall per venue.

One follower thread per log keeps them up to date; it survives Redis restarts and truncated logs.
This is the wiring module of the core.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from waitingroom import refusals
from waitingroom.facts import Press
from waitingroom.house.live_house import Edition, HouseChange, LiveHouse
from waitingroom.house.model import House, Venue
from waitingroom.house.stranding import stranded
from waitingroom.live.live_hall import LiveHall
from waitingroom.live.past_days import PastDays
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.base import Store, UnavailableError
from waitingroom.log.fold import Alarm, Clock, UpgradeNeededError
from waitingroom.log.seen_days import SeenDays

BACKOFF_S = 0.05
"""Initial backoff after an error; doubled up to BACKOFF_MAX_S."""
BACKOFF_MAX_S = 1.0
LOST = 'the queue\'s log in Redis is gone, or older than what was seen: docs/runbook.md, "The log is gone"'


class Follower(threading.Thread):
    """
    Runs step after step until stopped; backs off while the log is unavailable.

    rest_s: minimum pause between two steps, so that a burst of facts is read at once.
    """

    def __init__(self, name: str, step: Callable[[], None], alarm: Alarm, rest_s: float) -> None:
        super().__init__(name=name, daemon=True)
        self._step, self._alarm, self._rest_s = step, alarm, rest_s
        self._stopped = threading.Event()

    def run(self) -> None:
        """Run the steps; after an error, log it and back off."""
        pause_s = 0.0
        while not self._stopped.wait(pause_s):
            try:
                self._step()
                pause_s = self._rest_s
            except (UnavailableError, UpgradeNeededError, refusals.Unavailable, refusals.DayNotHere):
                pause_s = min(BACKOFF_MAX_S, max(BACKOFF_S, pause_s * 2))
            except Exception as error:  # noqa: BLE001 - a dead follower would leave screens stale for ever
                self._alarm("follower_error", name=self.name, why=repr(error))
                pause_s = BACKOFF_MAX_S

    def stop(self) -> None:
        """Stop after the current step."""
        self._stopped.set()


class Halls:
    """The live house and its live venues."""

    def __init__(
        self, store: Store, *, alarm: Alarm, rest_s: float = 0.0, seen: SeenDays | None = None,
        archive: ArchiveFolder | None = None, follows_venues: bool = True, box: str = "",
    ) -> None:  # fmt: skip
        """
        rest_s: see Follower; 0 for screens, longer for services that only write and catch up when they append.

        seen: what was seen of the logs before; archive: the days that are no longer in Redis; follows_venues: if False,
        only the house is followed and no day is opened here; box: the outreach box this process runs on, "" at home.
        """
        self._box = box
        self._follows_venues = follows_venues
        self.store = store
        self.seen = seen or SeenDays()
        self._archive = archive
        self.past = PastDays(alarm)
        self._rest_s = rest_s
        self.clock = Clock()
        self.house = LiveHouse(store, clock=self.clock, alarm=alarm)
        self.on_new_hall: Callable[[LiveHall], None] = lambda hall: None
        self._alarm = alarm
        self._halls: dict[str, LiveHall] = {}
        self._followers: list[Follower] = []
        self._lock = threading.Lock()
        self._following = False

    def start(self) -> None:
        """Start following the house and every venue; Redis may become available later."""
        with self._lock:
            self._following = True
            for hall in self._halls.values():
                self._follow(f"hall-{hall.venue_id}", hall.step)
        self._follow("house", self._step_house)

    def stop(self) -> None:
        """Stop all followers."""
        for follower in self._followers:
            follower.stop()

    def get(self, venue_id: str) -> LiveHall:
        """Return a venue's hall. Raises NotReady if there is no house yet, LogLost if it is gone, UnknownVenue."""
        house = self.current_house()
        if venue_id not in house.venues:
            raise refusals.UnknownVenue(venue=venue_id[:80])
        with self._lock:
            hall = self._halls.get(venue_id)
            if hall is None:
                hall = LiveHall(
                    self.store, venue_id, self.house,
                    clock=self.clock, alarm=self._alarm, seen=self.seen, past=self.past, archive=self._archive,
                    used_elsewhere=lambda key: any(
                        other.has_recorded(key) for other in tuple(self._halls.values()) if other.venue_id != venue_id
                    ),
                    box=self._box,
                )  # fmt: skip
                self._halls[venue_id] = hall
                self.on_new_hall(hall)
                if self._following:
                    self._follow(f"hall-{venue_id}", hall.step)
        return hall

    @property
    def is_lost(self) -> bool:
        """Whether the house's log is gone: there is no house, although one was seen."""
        return self.house.is_missing and not self.seen.is_empty

    def current_house(self) -> House:
        """Return the house. Raises NotReady if there is none yet, LogLost if it is gone."""
        house = self.house.edition.house
        if house is None:
            self._check_not_lost()
            raise refusals.NotReady()
        return house

    def venues(self) -> Mapping[str, Venue]:
        """Return all venues of the house by id (a hall's own house has only one); empty without a house."""
        house = self.house.edition.house
        return house.venues if house else {}

    def all(self) -> list[LiveHall]:
        """Return the halls of all venues, in the house's order; empty if only the house is followed."""
        house = self.house.edition.house if self._follows_venues else None
        return [self.get(venue_id) for venue_id in house.venues] if house else []

    def save_house(
        self, change: HouseChange, *, press: Press, even_so: bool = False, deadline: float | None = None
    ) -> Edition:
        """
        Save the house, and let the open day of every changed venue adopt it before returning.

        An edit of 300 venues may exceed ``deadline``; the followers of the remaining venues adopt it within
        FOLLOW_WAIT_MS. even_so: save even if visitors wait for what the new house no longer serves; deadline: for
        checking the halls and for adopting, time.monotonic() seconds; None for no limit.
        Raises:
            HouseInvalid, WouldStrand: nothing was saved. Unavailable. LogLost: the house and the logs are
            gone. Whatever ``change`` raises.
        """

        def change_not_lost(content: dict[str, Any] | None) -> dict[str, Any]:
            if content is None:
                self._check_not_lost()
            return change(content)

        def check(before: House, after: House, venues: frozenset[str] | None) -> None:
            if not even_so:
                self._check_nobody_stranded(before, after, venues, deadline)

        try:
            edition = self.house.save(change_not_lost, press=press, check=check)
        except UnavailableError as error:
            raise refusals.Unavailable() from error
        for venue_id in edition.touched() if self._follows_venues else ():
            if deadline is not None and time.monotonic() >= deadline:
                break
            self.get(venue_id).settle()
        return edition

    def lacks(self) -> list[str]:
        """Describe for operations what this process lacks to work; empty if it is ready."""
        if self.house.edition.house is None:
            return [LOST if self.is_lost else "no house: begin one under /admin (or Redis is away)"]
        lacking = [f"{h.venue_id}: {LOST if h.is_lost else 'day not open'}" for h in self.all() if not h.seq]
        return lacking + [f"{h.venue_id}: upgrade me" for h in self.all() if h.upgrade_needed]

    def _check_not_lost(self) -> None:
        """Raise LogLost if there is no house although one was seen."""
        if self.is_lost:
            self.seen.read_again()
        if self.is_lost:
            raise refusals.LogLost()

    def _check_nobody_stranded(
        self, before: House, after: House, venues: frozenset[str] | None, deadline: float | None
    ) -> None:
        """Raise WouldStrand for services that visitors wait for and no counter would serve; venues: None for all."""
        all_stranded = []
        for venue_id in before.venues if venues is None else [id for id in before.venues if id in venues]:
            hall = self.get(venue_id)
            hall.settle(deadline)
            stranded_services = hall.read(
                lambda now, now_ms: [] if now.is_away else stranded(now, after, now_ms), deadline
            )
            all_stranded += [(venue_id, service_id, waiting) for service_id, waiting in stranded_services]
        if all_stranded:
            raise refusals.WouldStrand.of(all_stranded)

    def _step_house(self) -> None:
        if self.house.edition.house is None:
            self.house.load()
            if self.house.edition.house is not None:
                self.all()
        self.house.step()
        self.all()

    def _follow(self, name: str, step: Callable[[], None]) -> None:
        follower = Follower(name, step, self._alarm, self._rest_s)
        self._followers.append(follower)
        follower.start()
