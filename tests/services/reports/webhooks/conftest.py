"""A house with webhooks: history on both engines, a followed log, a receiver, and a clock under the test's control."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rig.cast import DAY, OpenHall
from rig.history.played import append_facts
from rig.receiver import Receiver, receiving
from services.reports.history.following import Following
from services.reports.history.history import History
from services.reports.webhooks.posting import Post
from services.reports.webhooks.registry import Webhooks, secret_of
from services.reports.webhooks.sender import Sender
from waitingroom import keys
from waitingroom.facts import DayNamed
from waitingroom.log.base import MemoryStore
from waitingroom.log.fold import Clock

HOUSE_SECRET = bytes(32)
BEFORE = -1
"""A webhook that is added at this time (ms UTC) has missed nothing."""


class Site:
    """A hall whose facts are followed into history and sent to receivers. ``now_ms`` is the sender's clock."""

    def __init__(self, history: History) -> None:
        self.history, self.store, self.hall = history, MemoryStore(), OpenHall()
        self.secret_of = secret_of(lambda: HOUSE_SECRET)
        self.webhooks = Webhooks(history.engine, self.secret_of)
        self.alarms: list[str] = []
        self.following = self.new_following()
        self.now_ms = self.hall.now_ms
        self.sender = self.new_sender()
        self._written = 0

    def new_following(self) -> Following:
        """Return another process that follows the same logs; its clock is the hall's."""
        following = Following(self.store, self.history, alarm=self._alarm)
        following._clock = _HallClock(self)
        return following

    def new_sender(self) -> Sender:
        """Return another process that sends from the same outbox."""
        return Sender(self.history.engine, Post(), self.secret_of, lambda: self.now_ms, self._alarm)

    def _alarm(self, event: str, **fields: object) -> None:
        self.alarms.append(event)

    def add(self, receiver: Receiver, *kinds: str, venues: tuple[str, ...] = ()) -> str:
        """Add a webhook whose receiver verifies signatures, and which misses nothing."""
        id = self.webhooks.add(receiver.url, kinds, venues, by="staff:ani", now_ms=BEFORE)
        receiver.secret = self.webhooks.secret(id)
        return id

    def write(self) -> None:
        """Append to the log what happened in the hall since the last call."""
        if not self._written:
            append_facts(
                self.store, keys.DAYS_LOG("hall"), [DayNamed(at_ms=self.hall.now_ms, service_day=DAY)]
            )
        append_facts(self.store, keys.DAY_LOG("hall", DAY), self.hall.facts[self._written :])
        self._written = len(self.hall.facts)

    def follow(self) -> None:
        """Append what happened, and follow it into history."""
        self.write()
        self.following.step(["hall"])

    def send(self, after_s: float = 0) -> int:
        """Advance the clock, and send what is due; return the number of attempts."""
        self.now_ms += round(after_s * 1000)
        return self.sender.step()

    def serve(self) -> str:
        """Issue a ticket, call it and serve it."""
        number = self.hall.issue("ktp")
        for verb in ("next", "start", "finish"):
            self.hall.press(verb)
        return number


class _HallClock(Clock):
    def __init__(self, site: Site) -> None:
        super().__init__()
        self._site = site

    def now_ms(self) -> int:
        return self._site.hall.now_ms


@pytest.fixture
def site(history: History) -> Site:
    site = Site(history)
    site.hall.open("1")
    return site


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver
