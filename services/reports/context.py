"""What the routes of the reports service work with: the context of every service, sessions, and history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from services.reports.following import Following
from services.reports.history import History
from services.staff.sessions import Sessions
from services.web import logs
from services.web.context import Context
from services.web.settings import Settings
from waitingroom import refusals
from waitingroom.halls import Follower

FOLLOW_EVERY_S = 0.5
"""A day is read on so often: figures of today are a second behind the hall at most."""


class ReportsContext(Context):
    """The context of every service, the sessions of staff, history, and what follows the logs into it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("reports", settings)
        self.sessions = Sessions(self.vault, settings.session_hours * 3600, self.halls.clock.now_ms)
        self.history = History(settings.reports_url)
        self.following = Following(self.store, self.history, alarm=logs.warning)
        self._is_migrated = False
        self._follower = Follower("history", self._follow, logs.warning, FOLLOW_EVERY_S)

    def start(self) -> None:
        """Connect, and follow the logs into history."""
        super().start()
        self._follower.start()

    def stop(self) -> None:
        """See Context."""
        self._follower.stop()
        super().stop()
        self.history.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that reads history. Raises Unavailable: it cannot be read now."""
        try:
            with self.history.engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            logs.warning("history_not_read", why=str(error))
            raise refusals.Unavailable() from error

    def _follow(self) -> None:
        if not self._is_migrated:
            self.history.migrate()
            self._is_migrated = True
        house = self.halls.house.edition.house
        if house is not None:
            self.following.step(list(house.venues))


def context() -> ReportsContext:
    """Give the context of this request."""
    return ReportsContext.current()
