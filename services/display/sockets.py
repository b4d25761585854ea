"""
The live side: namespaces ``/board``, ``/counter`` and ``/ticket``.

A screen connects, says what it is for, and gets its whole state, then every change. Only the
board of a paired device says something: how it is, and what became of calls (docs/events.md).
A board that replays a day is told it beside all this (replays.py).
Refusals at connect are slugs: unknown-venue, pass-unknown, board-full, device-unknown.
"""

from __future__ import annotations

import contextlib
import random
import re
import threading
from collections.abc import Iterator
from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, Namespace, SocketIO, join_room
from prometheus_client import Histogram
from prometheus_client.core import GaugeMetricFamily, Metric

from services.display.boards import api as boards_api
from services.display.boards.board_cache import BoardCache
from services.display.boards.feed import Feed, HallPanel, Panel
from services.display.boards.replays import Replays
from services.display.boards.slow_screens import SlowScreens, bound_buffer
from services.display.build import page_build
from services.display.context import DisplayContext
from services.display.devices import api as devices_api
from services.display.devices.admission import TOKEN_MAX, DeviceElsewhere, admit
from services.display.devices.presence import DevicePresence, read_state
from services.display.devices.receipts import (
    ENTRIES_KEPT,
    SHOWN,
    SILENT,
    SPOKEN,
    WHY_MAX,
    Receipt,
    Receipts,
    call_of,
)
from services.display.devices.reports import DeviceReports
from services.display.origins import origin_allowed
from services.web import logs
from services.web.metrics import SECONDS
from waitingroom import keys, refusals
from waitingroom.counter_access import CounterAccess
from waitingroom.devices.registry import Device
from waitingroom.hall import Hall
from waitingroom.halls import Follower
from waitingroom.live_hall import LiveHall
from waitingroom.log.base import UnavailableError
from waitingroom.passes import take_panel_pass
from waitingroom.rate_limiter import Limit, ProcessCounts, RateLimiter
from waitingroom.tokens import read_token
from waitingroom.views.board import Selection, check

PING_INTERVAL_S = 10
PING_TIMEOUT_S = 8
MESSAGE_BYTES_MAX = 16_384
SAYING_S, SAYINGS_MAX = 10, 200
"""So much one board may say within so long; the rest is not heard."""
RECEIPTS_REST_S = 0.02
BYE_RETRY_MS = (500, 3_000)
_ID = re.compile(r"[\w.-]{1,60}")


class Screens:
    """Every feed of this process, and which screen shows what."""

    def __init__(self, context: DisplayContext, socketio: SocketIO) -> None:
        self.context = context
        self._socketio = socketio
        self._feeds: dict[str, Feed] = {}
        self._shown: dict[tuple[str, str], tuple[Feed, Any]] = {}
        self._guard = threading.Lock()
        self._receipts: dict[str, Receipts] = {}
        self._polled: dict[str, BoardCache] = {}
        self.desk = DevicePresence(
            self.context.devices, self.context.halls.clock.now_ms, page_build(),
            tell=lambda sid, data: self._emit("/board", "device", data, sid), leave=self._end, changed=self._changed,
        )  # fmt: skip
        self.replays = Replays(
            self.context, lambda event, data, sid: self._emit("/board", event, data, sid),
            start=socketio.start_background_task, rest=socketio.sleep, end=self._end,
        )  # fmt: skip
        self._press_to_screen = Histogram(
            "antre_press_to_screen_seconds", "From a call's press to its board being sent.", buckets=SECONDS,
            registry=self.context.metrics.registry,
        )  # fmt: skip
        self._slow = SlowScreens(socketio, self.context.metrics.registry)
        self.context.metrics.registry.register(self)

    def feed(self, venue_id: str) -> Feed:
        """Give the feed of a venue. Raises UnknownVenue, NotReady."""
        live: LiveHall = self.context.halls.get(venue_id)
        with self._guard:
            feed = self._feeds.get(venue_id)
            if feed is None:
                if not self._feeds:
                    self._socketio.start_background_task(self.desk.run)
                    self._socketio.start_background_task(self._slow.run)
                receipts = self._receipts[venue_id] = self._new_receipts(venue_id)
                feed = self._feeds[venue_id] = Feed(
                    live, self._emit, lambda: self.context.ticket_secret, self._press_to_screen.observe,
                    DeviceReports(self.desk, receipts),
                )  # fmt: skip
                self._socketio.start_background_task(feed.run)
        return feed

    def polled(self, feed: Feed) -> BoardCache:
        """Give the boards of a feed's venue for TVs that ask."""
        return self._polled.setdefault(feed.live.venue_id, BoardCache(feed))

    def board_of(self, wanted: dict[str, Any]) -> tuple[Feed, Selection]:
        """Say which feed a board follows, and what it shows. Raises UnknownVenue, UnknownZone and their like."""
        feed, selection = self.feed(_id(wanted.get("venue")) or ""), selection_of(wanted)
        feed.live.read(lambda hall, _: check(hall, selection))
        return feed, selection

    def _new_receipts(self, venue_id: str) -> Receipts:
        """Share what is said of a venue's calls with the other display processes from now on."""
        stream = self.context.store.stream(keys.RECEIPTS(venue_id), ENTRIES_KEPT)
        receipts = Receipts(stream, lambda: self._feeds[venue_id].nudge(panels=True))
        self._socketio.start_background_task(receipts.run)
        Follower(f"receipts-{venue_id}", receipts.step, logs.alarm, RECEIPTS_REST_S).start()
        return receipts

    def hear_state(self, device: Device, state: dict[str, Any]) -> None:
        """Take how a device says it is (``read_state``)."""
        behind = None
        with contextlib.suppress(refusals.Refusal):
            seq, epoch = self.feed(device.wish.venue).live.read(lambda hall, _: (hall.seq, hall.epoch))
            if state.get("epoch") == epoch and "seq" in state:
                behind = max(0, seq - state["seq"])
        self.desk.hear(device, state, behind)

    def hear_receipt(self, device: Device, kind: str, said: Any) -> None:
        """Take what a device says became of a call; what is about no call of today's, or none it shows, is left out."""
        given = said if isinstance(said, dict) else {}
        seq, day, why = given.get("seq"), given.get("day"), str(given.get("why") or "")[:WHY_MAX]
        if not isinstance(seq, int) or isinstance(seq, bool) or not 0 < seq <= 2**53:
            return
        try:
            feed = self.feed(device.wish.venue)
            today, shown = feed.live.read(lambda hall, _: (hall.service_day, self._shows(device, hall, seq)))
        except refusals.Refusal:
            return
        if shown and day in (None, today):
            now_ms = self.context.halls.clock.now_ms()
            self._receipts[device.wish.venue].take(Receipt(today, seq, device.id, kind, now_ms, why))

    def _shows(self, device: Device, hall: Hall, seq: int) -> bool:
        """Say whether there is a call of this sequence, and a device's board is for its counter."""
        call = call_of(hall, seq)
        if call is None or hall.house is None:
            return False
        counter = hall.house.counters[hall.venue_id].get(call.counter_id)
        service = hall.house.services.get(call.service_id)
        return self.desk.shows(
            device, counter_id=call.counter_id, zone=counter.zone if counter else None,
            agency=service.agency if service else None,
        )  # fmt: skip

    def _changed(self, venue_id: str) -> None:
        """Who listens at a venue is another now: panels, and the whole hall's, show it within a second."""
        feed = self._feeds.get(venue_id)
        if feed is not None:
            feed.nudge()
            feed.nudge(panels=True)

    def _end(self, sid: str) -> None:
        """End the connection of a board."""
        self._socketio.server.disconnect(sid, namespace="/board")

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
        bound_buffer(request.environ)
        try:
            self.enter(given, request.sid)  # type: ignore[attr-defined]
        except DeviceElsewhere as refusal:
            raise ConnectionRefusedError(refusal.slug, refusal.values["device"]) from refusal
        except refusals.Refusal as refusal:
            raise ConnectionRefusedError(refusal.slug) from refusal
        except UnavailableError as error:
            raise ConnectionRefusedError("unavailable") from error

    def on_disconnect(self, reason: Any = None) -> None:
        """Forget the screen."""
        self._screens.leave(self.namespace, request.sid)  # type: ignore[attr-defined]

    def enter(self, auth: dict[str, Any], sid: str) -> None:
        """Let a screen in. Raises Refusal, ConnectionRefusedError."""
        feed, what = self.chosen(auth)
        self._screens.show(self.namespace, sid, feed, what)

    def chosen(self, auth: dict[str, Any]) -> tuple[Feed, Any]:
        """Say which feed a screen follows, and what it shows."""
        raise NotImplementedError


class BoardSpace(_Space):
    """
    Boards: ``auth`` {"venue", "zone"?, "agency"?, "counter"?, "device"?, "replay"?, "at"?}.

    Open to everybody in the hall, unless the venue's open_boards is false; a paired device gives its token, one
    that replays a day the code of staff for it, and where it was.
    """

    def __init__(self, namespace: str, screens: Screens) -> None:
        super().__init__(namespace, screens)
        self._messages = RateLimiter(ProcessCounts(), SAYING_S)

    def enter(self, auth: dict[str, Any], sid: str) -> None:
        """See _Space.enter; a device is first told who it is."""
        if code := str(auth.get("replay") or "")[:TOKEN_MAX]:
            at = auth.get("at")
            self._screens.replays.begin(sid, code, at if isinstance(at, int) else 0, selection_of(auth))
            return
        token, desk = str(auth.get("device") or "")[:TOKEN_MAX], self._screens.desk
        house = self._screens.context.halls.house.edition.house
        device = admit(house, auth.get("venue"), token, desk.device)
        if device is None:
            super().enter(auth, sid)
            return
        feed, selection = self.chosen(auth | ({"zone": device.wish.zone} if device.wish.zone else {}))
        desk.arrive(sid, device, selection)
        try:
            self._screens.show(self.namespace, sid, feed, selection)
        except (refusals.Refusal, ConnectionRefusedError):
            desk.depart(sid)
            raise

    def on_disconnect(self, reason: Any = None) -> None:
        """Forget the screen, and that its device is here."""
        sid = request.sid  # type: ignore[attr-defined]
        self._screens.desk.depart(sid)
        self._screens.replays.leave(sid)
        super().on_disconnect(reason)

    def on_state(self, said: Any = None, *more: Any) -> None:
        """Take how a device is."""
        if device := self._device():
            self._screens.hear_state(device, read_state(said))

    def on_shown(self, said: Any = None, *more: Any) -> None:
        """Take that a device lit a call."""
        if device := self._device():
            self._screens.hear_receipt(device, SHOWN, said)

    def on_spoken(self, said: Any = None, *more: Any) -> None:
        """Take that the voice of a device said a call to its end."""
        if device := self._device():
            self._screens.hear_receipt(device, SPOKEN, said)

    def on_silent(self, said: Any = None, *more: Any) -> None:
        """Take that a device did not say a call, and why."""
        if device := self._device():
            self._screens.hear_receipt(device, SILENT, said)

    def _device(self) -> Device | None:
        """Give the device that speaks; None: it is none, or it says too much."""
        sid = request.sid  # type: ignore[attr-defined]
        device = self._screens.desk.of(sid)
        return device if device and self._messages.count(Limit(sid, SAYINGS_MAX)) else None

    def chosen(self, auth: dict[str, Any]) -> tuple[Feed, Any]:
        """See _Space.chosen."""
        return self._screens.board_of(auth)


class CounterSpace(_Space):
    """Panels of staff, of a counter or of the whole hall: ``auth`` {"pass"}, one use, from the counter service."""

    def chosen(self, auth: dict[str, Any]) -> tuple[Feed, Any]:
        """See _Space.chosen."""
        panel = take_panel_pass(self._screens.context.vault, str(auth.get("pass", ""))[:200])
        if panel is None:
            raise ConnectionRefusedError("pass-unknown")
        feed = self._screens.feed(panel.venue)
        if panel.counter is None:
            return feed, HallPanel(panel.session, CounterAccess(panel.acts, panel.agencies))
        return feed, Panel(panel.counter, panel.session)


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


def create_sockets(app: Flask, context: DisplayContext) -> tuple[SocketIO, Screens]:
    """Add the live side to the app and its context."""

    def allowed(origin: str | None, environ: dict[str, Any]) -> bool:
        return origin_allowed(origin, environ.get("HTTP_HOST", ""), context.settings.page_origins)

    socketio = SocketIO(
        app, async_mode=context.settings.display_async, cors_allowed_origins=allowed,
        ping_interval=PING_INTERVAL_S, ping_timeout=PING_TIMEOUT_S, max_http_buffer_size=MESSAGE_BYTES_MAX,
        always_connect=False, manage_session=False, transports=["websocket"],
        logger=False, engineio_logger=False,
    )  # fmt: skip
    context.screens = screens = Screens(context, socketio)
    app.register_blueprint(devices_api.routes)
    app.register_blueprint(boards_api.routes)
    for space in (
        BoardSpace("/board", screens),
        CounterSpace("/counter", screens),
        TicketSpace("/ticket", screens),
    ):
        socketio.on_namespace(space)
    return socketio, screens


def selection_of(wanted: dict[str, Any]) -> Selection:
    """Read what a board shows. Raises UnknownVenue: it names what cannot be an id."""
    return Selection(*(_id(wanted.get(name)) for name in Selection._fields))


def _id(value: Any) -> str | None:
    """Give an id a screen named, None for none. Raises UnknownVenue: it cannot be one."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise refusals.UnknownVenue(venue=str(value)[:60])
    return value
