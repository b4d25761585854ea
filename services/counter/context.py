"""What the routes of the counter service work with: the context of every service, accounts and media."""

from __future__ import annotations

from services.counter.accounts.accounts import Accounts
from services.counter.house.media_folder import MediaFolder
from services.web.context import Context
from services.web.settings import Settings


class CounterContext(Context):
    """The context of every service, the accounts of staff, and the folder of pictures and videos."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("counter", settings)
        self.accounts = Accounts(self.vault, settings.session_hours * 3600, self.halls.clock.now_ms)
        self.media = MediaFolder(settings.media_dir)


def context() -> CounterContext:
    """Give the context of this request."""
    return CounterContext.current()
