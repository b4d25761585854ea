"""The shared context of a service's routes, created once at startup."""

from __future__ import annotations

from typing import TypeVar

from flask import Flask, current_app, g, request

from services.web import logs
from services.web.metrics import Metrics
from services.web.openapi import SEEN
from services.web.settings import Settings
from services.web.storage import LOOK_EVERY_S, StorageWatch
from waitingroom.devices.registry import DeviceRegistry
from waitingroom.live.halls import Follower, Halls
from waitingroom.live.live_hall import LiveHall, Position
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.log.seen_days import SeenDays

FOLLOW_REST_S = {"ticketing": 0.05, "counter": 0.05, "display": 0.002, "reports": 0.5}
"""Seconds that a service's follower sleeps between two reads, so that a burst is read as one batch."""

C = TypeVar("C", bound="Context")


class Context:
    """
    The log, the vault, the halls, the devices, the settings and the metrics of one service.

    takes_presses: whether the service follows every venue's hall and may open its day.
    """

    takes_presses = True

    def __init__(self, service: str, settings: Settings) -> None:
        self.service = service
        self.settings = settings
        self.store = RedisStore(settings.redis_url, settings.namespace, settings.redis_wait)
        self.vault = Vault(self.store)
        seen = SeenDays(settings.seen_dir, service)
        archive = ArchiveFolder(settings.archive_dir) if settings.archive_dir else None
        self.halls = Halls(
            self.store, alarm=logs.warning, rest_s=FOLLOW_REST_S[service], seen=seen, archive=archive,
            follows_venues=self.takes_presses, box=settings.outreach_box,
        )  # fmt: skip
        self.devices = DeviceRegistry(self.vault, self.halls.clock.now_ms)
        self.metrics = Metrics(self.halls)
        folders = (settings.media_dir, settings.seen_dir, settings.archive_dir)
        self.storage = StorageWatch(
            self.store, folders, self.halls.clock.now_ms, measures_keys=service == "counter"
        )
        self.metrics.registry.register(self.storage)
        self._storage_follower = Follower("storage", self.storage.step, logs.warning, LOOK_EVERY_S)
        self._ticket_secret: bytes | None = None

    @property
    def ticket_secret(self) -> bytes:
        """The house's secret that signs ticket tokens. May raise UnavailableError."""
        if self._ticket_secret is None:
            self._ticket_secret = self.vault.secret("tickets")
        return self._ticket_secret

    @property
    def time_zone(self) -> str:
        """The time zone of the house's first venue; "UTC" without a house."""
        house = self.halls.house.edition.house
        return next((venue.time_zone for venue in house.venues.values()), "UTC") if house else "UTC"

    def hall(self, venue_id: str) -> LiveHall:
        """
        Return the hall of a venue for this request, at least as current as the caller has seen it.

        The response's ``Antre-Seen`` header reports its position. Raises HALL_REFUSALS.
        """
        hall = g.hall = self.halls.get(venue_id)
        if seen := Position.parse(request.headers.get(SEEN, "")):
            hall.reach(seen, g.deadline)
        return hall

    def lacks(self) -> list[str]:
        """List what this service lacks to work, in words for operations; empty if it is ready."""
        reason = self.store.why_writes_fail()
        return self.halls.lacks() + ([reason] if reason else [])

    def warns(self) -> list[str]:
        """List warnings for operations about what may soon fail."""
        return self.storage.warns()

    def attach_to(self, app: Flask) -> None:
        """Make this the context of an app."""
        app.extensions["antre"] = self

    @classmethod
    def current(cls: type[C]) -> C:
        """Return the context of the app that handles the current request."""
        context = current_app.extensions["antre"]
        assert isinstance(context, cls)
        return context

    def start(self) -> None:
        """Connect and start following; Redis need not be reachable yet."""
        self.store.start()
        self.halls.start()
        self._storage_follower.start()

    def stop(self) -> None:
        """Stop following and close the connections."""
        self._storage_follower.stop()
        self.halls.stop()
        self.store.stop()
