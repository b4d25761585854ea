"""
The house and its venues in one process: the store, the live house, and a live hall for each venue.

One follower thread per log keeps them up to date; it survives restarts of Redis and a log that became shorter.
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
"""First pause after an error; doubled up to BACKOFF_MAX_S."""
BACKOFF_MAX_S = 1.0
LOST = 'the queue\'s log in Redis is gone, or older than what was seen: docs/runbook.md, "The log is gone"'


class Follower(threading.Thread):
    """
    Takes one step after another until stopped; backs off while the log is away.

    rest_s: the shortest time between two steps, so that a burst of facts is taken at once.
    """

    def __init__(self, name: str, step: Callable[[], None], alarm: Alarm, rest_s: float) -> None:
        super().__init__(name=name, daemon=True)
        self._take_step, self._alarm, self._rest_s = step, alarm, rest_s
        self._stopped = threading.Event()

    def run(self) -> None:
        """Take step after step; an error is logged and followed by a pause."""
        pause_s = 0.0
        while not self._stopped.wait(pause_s):
            try:
                self._take_step()
                pause_s = self._rest_s
            except (UnavailableError, UpgradeNeededError, refusals.Unavailable, refusals.DayNotHere):
                pause_s = min(BACKOFF_MAX_S, max(BACKOFF_S, pause_s * 2))
            except Exception as error:  # noqa: BLE001 - a follower that died would leave screens behind for ever
                self._alarm("follower_error", name=self.name, why=repr(error))
                pause_s = BACKOFF_MAX_S

    def stop(self) -> None:
        """Take no further step."""
        self._stopped.set()


class Halls:
    """The house and its venues, live."""

    def __init__(
        self, store: Store, *, alarm: Alarm, rest_s: float = 0.0, seen: SeenDays | None = None,
        archive: ArchiveFolder | None = None, follows_venues: bool = True, box: str = "",
    ) -> None:  # fmt: skip
        """
        rest_s: see Follower; 0 for screens, longer for services that only write and catch up when they append.

        seen: what was seen of the logs before; archive: where days are that left Redis; follows_venues: False: only
        the house is followed, and no day is opened here; box: the outreach box that this is, "": the hall at home.
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
        """Follow the house and every venue from now on; Redis may come later."""
        with self._lock:
            self._following = True
            for hall in self._halls.values():
                self._follow(f"hall-{hall.venue_id}", hall.step)
        self._follow("house", self._step_house)

    def stop(self) -> None:
        """Stop following."""
        for follower in self._followers:
            follower.stop()

    def get(self, venue_id: str) -> LiveHall:
        """Return a venue's hall. Raises NotReady: there is no house yet; LogLost: no longer. UnknownVenue."""
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
        """Whether there is no house, although one was seen: its log is gone."""
        return self.house.is_missing and not self.seen.is_empty

    def current_house(self) -> House:
        """Return the house. Raises NotReady: there is none yet; LogLost: it is gone."""
        house = self.house.edition.house
        if house is None:
            self._check_not_lost()
            raise refusals.NotReady()
        return house

    def venues(self) -> Mapping[str, Venue]:
        """Give every venue of the house by its id, which a hall's own house has no more than one of; none without a house."""
        house = self.house.edition.house
        return house.venues if house else {}

    def all(self) -> list[LiveHall]:
        """Give every venue's hall, in the house's order; none if only the house is followed."""
        house = self.house.edition.house if self._follows_venues else None
        return [self.get(venue_id) for venue_id in house.venues] if house else []

    def save_house(
        self, change: HouseChange, *, press: Press, even_so: bool = False, deadline: float | None = None
    ) -> Edition:
        """
        Save the house and have the open day of every venue that it changes adopt it before this returns, as many as
        ``deadline`` allows: an edit of 300 venues takes longer. Their followers adopt it within FOLLOW_WAIT_MS.

        even_so: also if visitors wait for what the new house no longer serves; deadline: of asking the halls
        for them, and of that, time.monotonic() seconds; None: no end.
        Raises:
            HouseInvalid, WouldStrand: nothing was saved. Unavailable. LogLost: the house is gone, and the
            logs with it. Whatever ``change`` raises.
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
        for venue_id in self._touched(edition):
            if deadline is not None and time.monotonic() >= deadline:
                break
            self.get(venue_id).settle()
        return edition

    def lacks(self) -> list[str]:
        """Say what this process lacks to work, in words for operations; empty if it is ready."""
        if self.house.edition.house is None:
            return [LOST if self.is_lost else "no house: begin one under /admin (or Redis is away)"]
        lacking = [f"{h.venue_id}: {LOST if h.is_lost else 'day not open'}" for h in self.all() if not h.seq]
        return lacking + [f"{h.venue_id}: upgrade me" for h in self.all() if h.upgrade_needed]

    def _check_not_lost(self) -> None:
        """Without a house there is no hall; but if one was seen, its log is gone. Raises LogLost."""
        if self.is_lost:
            self.seen.read_again()
        if self.is_lost:
            raise refusals.LogLost()

    def _check_nobody_stranded(
        self, before: House, after: House, venues: frozenset[str] | None, deadline: float | None
    ) -> None:
        """Raise WouldStrand with these venues' services (None: all venues') that visitors wait for and nobody would serve."""
        left = []
        for venue_id in before.venues if venues is None else [id for id in before.venues if id in venues]:
            hall = self.get(venue_id)
            hall.settle(deadline)
            found = hall.read(
                lambda now, now_ms: [] if now.is_away else stranded(now, after, now_ms), deadline
            )
            left += [(venue_id, service_id, waiting) for service_id, waiting in found]
        if left:
            raise refusals.WouldStrand.of(left)

    def _touched(self, edition: Edition) -> list[str]:
        """Return the venues whose slice an edition may have changed, as far as they are followed here."""
        house = edition.house if self._follows_venues else None
        return [id for id in house.venues if edition.slice_seq(id) >= edition.seq] if house else []

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
