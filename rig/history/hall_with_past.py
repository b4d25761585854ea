"""A hall with everything a backup contains: past days in archive and Redis, today, accounts, devices, pictures, SQL."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import text

from antre.hall_data import HallData
from rig.cast import MINUTE, all_day_content, at_counter, press
from services.counter.accounts.accounts import Accounts
from services.reports.history.archiving import Archiving
from services.reports.history.following import Following
from services.reports.history.history import History
from services.staff.permissions import ROLES
from waitingroom import counter_rules, keys, rules
from waitingroom.facts import Fact
from waitingroom.live.halls import Halls
from waitingroom.live.live_hall import LiveHall
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.fold import Clock
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.log.seen_days import SeenDays

DAY_MS = 24 * 60 * MINUTE
VENUE = "hall"


class PastClock(Clock):
    """Redis's time, shifted back by whole days."""

    def __init__(self, days: int) -> None:
        self.days = days
        super().__init__()

    def set_redis_time(self, now_ms: int) -> None:
        super().set_redis_time(now_ms - self.days * DAY_MS)


def data_in(url: str, folder: Path) -> HallData:
    """Return the locations of a hall's data below a folder."""
    history = f"sqlite:///{folder / 'history.db'}"
    return HallData(url, folder / "archive", folder / "media", history, folder / "seen", is_of_run=False)


class HallWithPast:
    """The small house, open on ``past`` days before today, and today. ``data`` names where its data is."""

    def __init__(self, store: RedisStore, folder: Path, *, past: int = 3) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.store, self.data = store, data_in(store.url, folder)
        for days in range(past, 0, -1):
            halls = self.halls(PastClock(days))
            if halls.house.edition.house is None:
                halls.save_house(lambda now: all_day_content(), press=press("house"))
            self.serve(halls.get(VENUE), 2 + days)
        today = self.halls(Clock())
        if today.house.edition.house is None:
            today.save_house(lambda now: all_day_content(), press=press("house"))
        self.live = today.get(VENUE)
        self.serve(self.live, 2)
        self.account = Accounts(Vault(store), 3600, today.clock.now_ms).add("siti", roles=ROLES)
        self._add_vault()
        self.data.media.mkdir(parents=True)
        self.add_picture(b"a picture of the hall")
        self.let_days_leave(today.clock)

    def halls(self, clock: Clock) -> Halls:
        """Return the halls of one process."""
        seen = SeenDays(self.data.seen, "rig")
        halls = Halls(self.store, alarm=_silent, archive=ArchiveFolder(self.data.archive), seen=seen)
        halls.clock = clock
        halls.house.load()
        return halls

    def issue(self, live: LiveHall | None = None, service: str = "ktp") -> str:
        """Issue a number."""
        return str((live or self.live).press(
            lambda hall, now_ms: rules.issue(hall, service_id=service, now_ms=now_ms),
            stamp=press(secrets.token_hex(8)), show=lambda hall, now_ms, outcome: outcome.ticket_id,
        ))  # fmt: skip

    def call(self, counter: str = "1", live: LiveHall | None = None) -> None:
        """Finish the counter's current ticket, and call the next one."""
        for rule in (counter_rules.open_counter, partial(counter_rules.call_next, finish=True)):
            self._at(live or self.live, counter, rule)

    def _at(self, live: LiveHall, counter: str, rule: Callable[..., list[Fact]]) -> None:
        live.press(
            lambda hall, now_ms: rule(hall, at_counter(counter, "siti", now_ms)),
            stamp=press(secrets.token_hex(8), actor="staff:siti"), show=lambda hall, now_ms, outcome: None,
        )  # fmt: skip

    def serve(self, live: LiveHall, tickets: int) -> None:
        """Issue some numbers of two agencies, and call one."""
        live.settle()
        for n in range(tickets):
            self.issue(live, "ktp" if n % 2 else "jkn")
        self.call("1", live)

    def _add_vault(self) -> None:
        vault = Vault(self.store)
        self.secret = vault.secret("tickets")
        vault.put(keys.DEVICE("tv-1"), b'{"id": "tv-1"}')
        vault.put(keys.DEVICE_TOKEN("digest"), b"tv-1")
        vault.join(keys.DEVICES(), "tv-1")
        vault.put(keys.SESSION("token"), b"{}", ttl_s=3600)

    def add_picture(self, content: bytes) -> str:
        """Write a picture into the media folder, named as the counter service names it; return the name."""
        name = f"{hashlib.sha256(content).hexdigest()}.png"
        (self.data.media / name).write_bytes(content)
        return name

    def let_days_leave(self, clock: Clock) -> None:
        """Follow the logs into history, archive days and drop those that may leave Redis, as the reports service does."""
        history = History(self.data.history_url)
        history.migrate()
        archive = ArchiveFolder(self.data.archive)
        following = Following(self.store, history, alarm=_silent, archive=archive)
        following.step([VENUE])
        today = self.live.read(lambda hall, _: hall.service_day)
        Archiving(self.store, history, following, archive, keep_days=1, alarm=_silent).step(VENUE, today)
        with history.engine.execution_options(writes=True).begin() as connection:
            connection.execute(
                text("CREATE TABLE IF NOT EXISTS subscribers (id INTEGER PRIMARY KEY, url TEXT, secret BLOB)")
            )
        history.close()


def _silent(event: str, **fields: Any) -> None:
    """Ignore an alarm."""
