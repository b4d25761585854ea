"""The application context of the reports service: the common service context, sessions and history."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Gauge
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from services.reports.figures.public import PublicFiguresCache
from services.reports.history.archiving import Archiving
from services.reports.history.following import Following
from services.reports.history.history import History
from services.reports.readers.tokens import Readers
from services.reports.webhooks.posting import Post, endpoint_of
from services.reports.webhooks.registry import Webhooks, secret_of
from services.reports.webhooks.sender import Sender
from services.staff.sessions import Sessions
from services.web import logs
from services.web.context import Context
from services.web.forms import read_forms
from services.web.settings import Settings
from waitingroom import keys, refusals
from waitingroom.live.halls import Follower
from waitingroom.local_time import service_day
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.base import UnavailableError

ARCHIVE_EVERY_S = 60.0
FOLLOW_EVERY_S = 0.5
"""Interval between reads of the logs: today's figures are at most about a second behind the hall."""
SEND_EVERY_S = 0.5
"""Interval between checks of the outbox."""


class ReportsContext(Context):
    """The common service context with staff sessions, history, and the threads that follow logs and send webhooks."""

    takes_presses = False

    def __init__(self, settings: Settings) -> None:
        super().__init__("reports", settings)
        self.sessions = Sessions(self.vault, settings.session_hours * 3600, self.halls.clock.now_ms)
        self.history = History(settings.history_url)
        self.forms = read_forms(settings.forms_dir)
        archive = ArchiveFolder(settings.archive_dir) if settings.archive_dir else None
        self.following = Following(self.store, self.history, alarm=logs.warning, archive=archive)
        self.archiving = archive and Archiving(
            self.store,
            self.history,
            self.following,
            archive,
            keep_days=settings.keep_days,
            alarm=logs.warning,
        )
        self.public = PublicFiguresCache(self.reading)
        self._is_migrated, self._why_not_migrated, self._archived_at = False, "", float("-inf")
        lag = Gauge(
            "antre_history_lag_seconds", "Since history was last as far as every log.", registry=self.metrics.registry
        )  # fmt: skip
        lag.set_function(lambda: time.monotonic() - self.following.caught_up_at)
        self._follower = Follower("history", self._follow, logs.warning, FOLLOW_EVERY_S)
        self._webhooks_secret: bytes | None = None
        webhook_secret = secret_of(self._webhooks_secret_of_house)
        self.webhooks = Webhooks(self.history.engine, webhook_secret)
        self.readers = Readers(self.history.engine)
        self.post = Post(lambda: {*self.store.clients.servers(), endpoint_of(settings.history_url)})
        self._sender = Sender(
            self.history.engine, self.post, webhook_secret, self.halls.clock.now_ms, logs.warning
        )
        self._sending = Follower("webhooks", self._send, logs.warning, SEND_EVERY_S)

    def _webhooks_secret_of_house(self) -> bytes:
        if self._webhooks_secret is None:
            self._webhooks_secret = self.vault.secret_at(keys.WEBHOOKS_SECRET())
        return self._webhooks_secret

    def start(self) -> None:
        """Connect, and start the threads that follow the logs and send webhooks."""
        super().start()
        self._follower.start()
        self._sending.start()

    def stop(self) -> None:
        """See Context."""
        self._follower.stop()
        self._sending.stop()
        super().stop()
        self.history.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection for reading history. Raises Unavailable if it cannot be read now."""
        try:
            with self.history.engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            logs.warning("history_not_read", why=str(error))
            raise refusals.Unavailable() from error

    def _follow(self) -> None:
        if not self._is_migrated:
            self._migrate()
        house = self.halls.house.edition.house
        if house is None:
            return
        self.following.step(list(house.venues))
        if self.archiving and time.monotonic() >= self._archived_at + ARCHIVE_EVERY_S:
            self._archived_at = time.monotonic()
            for venue in house.venues.values():
                today = service_day(self.halls.clock.now_ms(), venue.time_zone, venue.day_starts_at)
                self.archiving.step(venue.id, today)

    def _send(self) -> None:
        if self._is_migrated:
            self._sender.step()

    def _migrate(self) -> None:
        try:
            self.history.migrate()
        except SQLAlchemyError as error:
            self._why_not_migrated = f"history cannot be opened: {type(error).__name__}: {error}"
            logs.warning("history_not_opened", why=str(error))
            raise UnavailableError(self._why_not_migrated) from error
        self._is_migrated, self._why_not_migrated = True, ""

    def lacks(self) -> list[str]:
        """List what this service lacks. It takes no presses, so it needs only a house and a history that follows the logs."""
        missing = (
            [] if self.halls.house.edition.house else ["no house: begin one under /admin (or Redis is away)"]
        )
        if why := self._why_not_migrated or self.following.why_behind:
            missing.append(why)
        elif self.following.caught_up_at == float("-inf") and not missing:
            missing.append("history does not follow the logs yet")
        return missing

    def warns(self) -> list[str]:
        """See Context; also lists days that could not be archived and webhooks whose receivers do not answer."""
        return super().warns() + (self.archiving.warns if self.archiving else []) + self._sender.warns


def context() -> ReportsContext:
    """Return the context of the current request."""
    return ReportsContext.current()
