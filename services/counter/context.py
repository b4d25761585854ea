"""The context of the counter service: accounts, media, survey forms and outreach."""

from __future__ import annotations

from functools import cached_property

from services.counter.accounts.accounts import Accounts
from services.counter.accounts.hash_worker import HashWorker
from services.counter.house.media_folder import MediaFolder
from services.counter.outreach.outreach import Outreach
from services.web import logs
from services.web.context import Context
from services.web.forms import read_forms
from services.web.settings import Settings
from waitingroom.log.archive import ArchiveFolder


class CounterContext(Context):
    """The common context, plus staff accounts, the media folder, survey forms and outreach."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("counter", settings)
        self.hash_worker = HashWorker()
        self.accounts = Accounts(
            self.vault, settings.session_hours * 3600, self.halls.clock.now_ms, self.hash_worker
        )
        self.media = MediaFolder(settings.media_dir)
        self.forms = read_forms(settings.forms_dir)
        self.outreach = Outreach(
            self.halls, self.vault, self.accounts, alarm=logs.warning, public_url=settings.public_url,
            archive=ArchiveFolder(settings.archive_dir) if settings.archive_dir else None,
        )  # fmt: skip

    @cached_property
    def known_pc_secret(self) -> bytes:
        """The house's secret that signs the cookies of known PCs. May raise UnavailableError."""
        return self.vault.secret("known-pcs")

    def stop(self) -> None:
        """See Context; also stop the hash worker."""
        super().stop()
        self.hash_worker.stop()


def context() -> CounterContext:
    """Return the context of this request."""
    return CounterContext.current()
