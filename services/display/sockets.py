"""
The live side: namespaces ``/board``, ``/counter`` and ``/ticket``.

A screen connects, says what it is for, and gets its whole state, then every change. It
sends nothing. Refusals at connect are slugs: unknown-venue, pass-unknown, board-full.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import threading
from collections.abc import Iterator
from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, Namespace, SocketIO, join_room
from prometheus_client import Histogram
from prometheus_client.core import GaugeMetricFamily, Metric

from services.display.feed import Feed, HallPanel, Panel
from services.web.app import Context
from services.web.metrics import SECONDS
from waitingroom import refusals
from waitingroom.live_hall import LiveHall
from waitingroom.log import UnavailableError
from waitingroom.tokens import read_token
from waitingroom.views.board import Selection, check

PING_INTERVAL_S = 10
PING_TIMEOUT_S = 8
MESSAGE_BYTES_MAX = 16_384
BYE_RETRY_MS = (500, 3_000)
_ID = re.compile(r"[\w.-]{1,60}")


class Screens:
    """Every feed of this process, and which screen shows what."""

    def __init__(self, app: Flask, socketio: SocketIO) -> None:
        self.context: Context = app.extensions["antre"]
        self._socketio = socketio
        self._feeds: dict[str, Feed] = {}
        self._shown: dict[tuple[str, str], tuple[Feed, Any]] = {}
        self._guard = threading.Lock()
        self._press_to_screen = Histogram(
            "antre_press_to_screen_seconds", "From a call's press to its board being sent.", buckets=SECONDS,
            registry=self.context.metrics.registry,
        )  # fmt: skip
        self.context.metrics.registry.register(self)

    def feed(self, venue_id: str) -> Feed:
        """Give the feed of a venue. Raises UnknownVenue, NotReady."""
        live: LiveHall = self.context.halls.get(venue_id)
        with self._guard:
            feed = self._feeds.get(venue_id)
            if feed is None:
                feed = self._feeds[venue_id] = Feed(
                    live, self._emit, lambda: self.context.ticket_secret, self._press_to_screen.observe
                )
                self._socketio.start_background_task(feed.run)
        return feed

    def show(self, namespace: str, sid: str, feed: Feed, what: Any) -> None:
        """Let a screen join what it shows and bring it up to date. Raises Refusal."""
        if len(self._shown) >= self.context.settings.display_clients_max:
            raise ConnectionRefusedError("board-full")
        events = feed.add(namespace, what)
        self._shown[namespace, sid] = (feed, what)
        for room in (feed.room(namespace, what), feed.room(namespace, "all")):
            join_room(room, sid=sid, namespace=namespace)
        for event, data in events:
            self._emit(namespace, event, data, sid)

    def leave(self, namespace: str, sid: str) -> None:
        """Forget a screen."""
        shown = self._shown.pop((namespace, sid), None)
        if shown:
            shown[0].remove(namespace, shown[1])

    def say_bye(self) -> None:
        """Tell every screen to come back after a random pause: this process stops."""
        for namespace in ("/board", "/counter", "/ticket"):
            retry_ms = random.randint(*BYE_RETRY_MS)  # noqa: S311 - spreads load, hides nothing
            self._socketio.emit("bye", {"retry_ms": retry_ms}, namespace=namespace)

    def collect(self) -> Iterator[Metric]:
        """Give what is counted at each scrape."""
        boards = GaugeMetricFamily("antre_boards_connected", "Boards that show a venue.", labels=["venue"])
        stale = GaugeMetricFamily(
            "antre_boards_stale", "Of these, those that say they are out of date.", labels=["venue"]
        )
        for venue_id, feed in list(self._feeds.items()):
            boards.add_metric([venue_id], feed.boards)
            stale.add_metric([venue_id], feed.boards if feed.is_stale else 0)
        screens = GaugeMetricFamily(
            "antre_screens_connected", "Boards, clerks' panels and phones.", value=self.count
        )
        yield from (boards, stale, screens)

    @property
    def count(self) -> int:
        """How many screens are connected."""
        return len(self._shown)

    def _emit(self, namespace: str, event: str, data: dict[str, Any], room: str) -> None:
        self._socketio.emit(event, data, namespace=namespace, to=room)


class _Space(Namespace):  # type: ignore[misc]
    """What the three namespaces share: refusing in slugs, leaving."""

    def __init__(self, namespace: str, screens: Screens) -> None:
        super().__init__(namespace)
        self._screens = screens

    def on_connect(self, auth: Any = None) -> None:
        """Let a screen in, or refuse it with a slug."""
        given = auth if isinstance(auth, dict) else {}
        try:
            feed, what = self.chosen(given)
            self._screens.show(self.namespace, request.sid, feed, what)  # type: ignore[attr-defined]
        except refusals.Refusal as refusal:
            raise ConnectionRefusedError(refusal.slug) from refusal
        except UnavailableError as error:
            raise ConnectionRefusedError("unavailable") from error

    def on_disconnect(self, reason: Any = None) -> None:
        """Forget the screen."""
        self._screens.leave(self.namespace, request.sid)  # type: ignore[attr-defined]

    def chosen(self, auth: dict[str, Any]) -> tuple[Feed, Any]:
        """Say which feed a screen follows, and what it shows."""
        raise NotImplementedError


class BoardSpace(_Space):
    """Boards: ``auth`` {"venue", "zone"?, "agency"?, "counter"?}; open to everybody in the hall."""

    def chosen(self, auth: dict[str, Any]) -> tuple[Feed, Any]:
        """See _Space.chosen."""
        wanted = [_id(auth.get(name)) for name in ("zone", "agency", "counter")]
        feed, selection = self._screens.feed(_id(auth.get("venue")) or ""), Selection(*wanted)
        feed.live.read(lambda hall, _: check(hall, selection))
        return feed, selection


class CounterSpace(_Space):
    """Panels of staff, of a counter or of the whole hall: ``auth`` {"pass"}, one use, from the counter service."""

    def chosen(self, auth: dict[str, Any]) -> tuple[Feed, Any]:
        """See _Space.chosen."""
        given = str(auth.get("pass", ""))[:200]
        raw = self._screens.context.vault.take(f"pass:{hashlib.sha256(given.encode()).hexdigest()}")
        if raw is None:
            raise ConnectionRefusedError("pass-unknown")
        found = json.loads(raw)
        feed = self._screens.feed(found["venue"])
        if found["counter"] is None:
            return feed, HallPanel(found["session"], tuple(found["agencies"]), found["acts"])
        return feed, Panel(found["counter"], found["session"])


class TicketSpace(_Space):
    """Ticket pages: ``auth`` {"pass": the ticket's token}."""

    def chosen(self, auth: dict[str, Any]) -> tuple[Feed, Any]:
        """See _Space.chosen."""
        ref = read_token(self._screens.context.ticket_secret, str(auth.get("pass", ""))[:300])
        if ref is None:
            raise ConnectionRefusedError("pass-unknown")
        feed = self._screens.feed(ref.venue_id)
        if feed.live.read(lambda hall, _: hall.service_day) != ref.service_day:
            raise ConnectionRefusedError("pass-unknown")
        return feed, ref.ticket_id


def origin_allowed(origin: str | None, host: str, settings_origins: str) -> bool:
    """
    Say whether a page of this origin may connect.

    ``settings_origins``: space-separated, each ":port" (the host we are asked by, on that port) or a
    whole origin; the same origin is always allowed.
    """
    if not origin:
        return True
    scheme, _, rest = origin.partition("://")
    name = host.rsplit(":", 1)[0]
    allowed = {f"{scheme}://{host}"}
    for entry in settings_origins.split():
        allowed.add(f"{scheme}://{name}{entry}" if entry.startswith(":") else entry)
    return scheme in ("http", "https") and origin in allowed and bool(rest)


def create_sockets(app: Flask) -> tuple[SocketIO, Screens]:
    """Add the live side to the app."""
    context: Context = app.extensions["antre"]

    def allowed(origin: str | None, environ: dict[str, Any]) -> bool:
        return origin_allowed(origin, environ.get("HTTP_HOST", ""), context.settings.page_origins)

    socketio = SocketIO(
        app, async_mode=context.settings.display_async, cors_allowed_origins=allowed,
        ping_interval=PING_INTERVAL_S, ping_timeout=PING_TIMEOUT_S, max_http_buffer_size=MESSAGE_BYTES_MAX,
        always_connect=False, manage_session=False, transports=["websocket"],
        logger=False, engineio_logger=False,
    )  # fmt: skip
    screens = Screens(app, socketio)
    for space in (
        BoardSpace("/board", screens),
        CounterSpace("/counter", screens),
        TicketSpace("/ticket", screens),
    ):
        socketio.on_namespace(space)
    return socketio, screens


def _id(value: Any) -> str | None:
    """Give an id a screen named, None for none. Raises UnknownVenue: it cannot be one."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise refusals.UnknownVenue(venue=str(value)[:60])
    return value
