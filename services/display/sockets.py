"""
The Socket.IO namespaces ``/board``, ``/counter`` and ``/ticket``.

A screen connects, names its topic, and receives the whole state, then every change. Only the board of a paired
device sends anything: its state, and receipts of calls (docs/events.md). A board that replays a day is served
by replays.py. Refusals at connect are slugs: unknown-venue, pass-unknown, board-full, device-unknown.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, Namespace, SocketIO
from werkzeug.middleware.proxy_fix import ProxyFix

from services.display.boards import api as boards_api
from services.display.boards.feed import Feed, HallPanel, Panel, Topic
from services.display.boards.slow_screens import bound_buffer
from services.display.connections import HOUSE, PUBLIC, Connections
from services.display.context import DisplayContext
from services.display.devices import api as devices_api
from services.display.devices.admission import TOKEN_MAX, DeviceElsewhere, admit
from services.display.devices.page_report import read_report
from services.display.devices.receipts import SHOWN, SILENT, SPOKEN
from services.display.incoming import CONNECTION, SocketGate, count_incoming
from services.display.memory import MemoryReturn
from services.display.screens import Screens, read_selection
from services.web import open_files
from services.web.origins import origin_allowed
from waitingroom import refusals
from waitingroom.counter_access import CounterAccess
from waitingroom.devices.device import Device
from waitingroom.log.base import UnavailableError
from waitingroom.passes import redeem_panel_pass
from waitingroom.tokens import read_token

PING_INTERVAL_S = 10
PING_TIMEOUT_S = 8
MESSAGE_BYTES_MAX = 16_384
SWEEP_EVERY_S = 1.0


class ScreenNamespace(Namespace):  # type: ignore[misc]
    """The base of the three namespaces: admits or refuses screens, and removes them when they disconnect."""

    kind = PUBLIC
    """The kind of connection that its screens are admitted as."""

    def __init__(self, namespace: str, screens: Screens) -> None:
        super().__init__(namespace)
        self._screens = screens

    def on_connect(self, auth: Any = None) -> None:
        """Admit a screen, or refuse it with a slug."""
        values = auth if isinstance(auth, dict) else {}
        bound_buffer(request.environ)
        try:
            self._enter(values, request.sid)  # type: ignore[attr-defined]
        except DeviceElsewhere as refusal:
            raise ConnectionRefusedError(refusal.slug, refusal.values["device"]) from refusal
        except refusals.Refusal as refusal:
            raise ConnectionRefusedError(refusal.slug) from refusal
        except UnavailableError as error:
            raise ConnectionRefusedError("unavailable") from error

    def on_disconnect(self, reason: Any = None) -> None:
        """Remove the screen."""
        self._screens.leave(self.namespace, request.sid)  # type: ignore[attr-defined]
        self._screens.connections.leave(request.environ[CONNECTION], self.namespace)

    def enter(self, auth: dict[str, Any], sid: str) -> None:
        """Admit a screen. Raises Refusal, ConnectionRefusedError."""
        feed, topic = self.select(auth)
        self.admit(self.kind)
        self._screens.show(self.namespace, sid, feed, topic)

    def admit(self, kind: str) -> None:
        """Admit the connection of this request. Raises ConnectionRefusedError: there is no room."""
        if not self._screens.connections.admit(request.environ[CONNECTION], self.namespace, kind):
            raise ConnectionRefusedError("board-full")

    def _enter(self, auth: dict[str, Any], sid: str) -> None:
        """Admit a screen; if that fails, release its place."""
        try:
            self.enter(auth, sid)
        except Exception:
            self._screens.connections.leave(request.environ[CONNECTION], self.namespace)
            raise

    def select(self, auth: dict[str, Any]) -> tuple[Feed, Topic]:
        """Return the feed and the topic of a screen. Raises Refusal, ConnectionRefusedError."""
        raise NotImplementedError


class BoardNamespace(ScreenNamespace):
    """
    Boards: ``auth`` {"venue", "zone"?, "agency"?, "counter"?, "device"?, "replay"?, "at"?}.

    Open to everyone, unless the venue's open_boards is false. A paired device sends its token; a
    board that replays a day sends the code that staff created, and the time it had reached (ms UTC).
    """

    def enter(self, auth: dict[str, Any], sid: str) -> None:
        """See ScreenNamespace.enter; a device receives its settings before its board."""
        if code := str(auth.get("replay") or "")[:TOKEN_MAX]:
            at = auth.get("at")
            self.admit(PUBLIC)
            self._screens.replays.begin(sid, code, at if isinstance(at, int) else 0, read_selection(auth))
            return
        token, presence = str(auth.get("device") or "")[:TOKEN_MAX], self._screens.presence
        house = self._screens.context.halls.house.edition.house
        device = admit(house, auth.get("venue"), token, presence.device)
        if device is None:
            super().enter(auth, sid)
            return
        feed, selection = self._screens.board_feed(
            auth | ({"zone": device.settings.zone} if device.settings.zone else {})
        )
        self.admit(HOUSE)
        presence.connect(sid, device, selection)
        try:
            self._screens.show(self.namespace, sid, feed, selection)
        except (refusals.Refusal, ConnectionRefusedError):
            presence.disconnect(sid)
            raise

    def on_disconnect(self, reason: Any = None) -> None:
        """Remove the screen, and mark its device as offline."""
        sid = request.sid  # type: ignore[attr-defined]
        self._screens.presence.disconnect(sid)
        self._screens.replays.leave(sid)
        super().on_disconnect(reason)

    def on_state(self, data: Any = None, *more: Any) -> None:
        """Process a device's report of its state."""
        if device := self._device():
            self._screens.take_report(device, read_report(data))

    def on_shown(self, data: Any = None, *more: Any) -> None:
        """Record the receipt that a device showed a call."""
        if device := self._device():
            self._screens.take_receipt(device, SHOWN, data)

    def on_spoken(self, data: Any = None, *more: Any) -> None:
        """Record the receipt that a device spoke a call to the end."""
        if device := self._device():
            self._screens.take_receipt(device, SPOKEN, data)

    def on_silent(self, data: Any = None, *more: Any) -> None:
        """Record the receipt that a device did not speak a call, and why."""
        if device := self._device():
            self._screens.take_receipt(device, SILENT, data)

    def _device(self) -> Device | None:
        """Return the device that sent the event, None if the page is not a paired device's."""
        return self._screens.presence.device_of_page(request.sid)  # type: ignore[attr-defined]

    def select(self, auth: dict[str, Any]) -> tuple[Feed, Topic]:
        """See ScreenNamespace.select."""
        return self._screens.board_feed(auth)


class CounterNamespace(ScreenNamespace):
    """Staff panels, of a counter or the whole hall: ``auth`` {"pass"}, a single-use pass from the counter service."""

    kind = HOUSE

    def select(self, auth: dict[str, Any]) -> tuple[Feed, Topic]:
        """See ScreenNamespace.select."""
        panel = redeem_panel_pass(self._screens.context.vault, str(auth.get("pass", ""))[:200])
        if panel is None:
            raise ConnectionRefusedError("pass-unknown")
        feed = self._screens.feed(panel.venue)
        if panel.counter is None:
            return feed, HallPanel(panel.session, CounterAccess(panel.acts, panel.agencies))
        return feed, Panel(panel.counter, panel.session)


class TicketNamespace(ScreenNamespace):
    """Ticket pages: ``auth`` {"pass": the ticket's token}."""

    def select(self, auth: dict[str, Any]) -> tuple[Feed, Topic]:
        """See ScreenNamespace.select."""
        ref = read_token(self._screens.context.ticket_secret, str(auth.get("pass", ""))[:300])
        if ref is None:
            raise ConnectionRefusedError("pass-unknown")
        feed = self._screens.feed(ref.venue_id)
        if feed.live.read(lambda hall, _: hall.service_day) != ref.service_day:
            raise ConnectionRefusedError("pass-unknown")
        return feed, ref.ticket_id


def create_sockets(app: Flask, context: DisplayContext) -> tuple[SocketIO, Screens]:
    """Add the Socket.IO namespaces and the APIs that need the screens to the app, and set the context's screens."""

    def allowed(origin: str | None, environ: dict[str, Any]) -> bool:
        return origin_allowed(origin, environ.get("HTTP_HOST", ""), context.settings.page_origins)

    socketio = SocketIO(
        app, async_mode=context.settings.display_async, cors_allowed_origins=allowed,
        ping_interval=PING_INTERVAL_S, ping_timeout=PING_TIMEOUT_S, max_http_buffer_size=MESSAGE_BYTES_MAX,
        always_connect=False, manage_session=False, transports=["websocket"],
        logger=False, engineio_logger=False,
    )  # fmt: skip
    connections = _limit_connections(app, socketio, context)
    context.screens = screens = Screens(context, socketio, connections)
    app.register_blueprint(devices_api.routes)
    app.register_blueprint(boards_api.routes)
    for namespace in (
        BoardNamespace("/board", screens),
        CounterNamespace("/counter", screens),
        TicketNamespace("/ticket", screens),
    ):
        socketio.on_namespace(namespace)
    return socketio, screens


def _limit_connections(app: Flask, socketio: SocketIO, context: DisplayContext) -> Connections:
    """Limit the connections of screens and their input."""
    settings = context.settings
    connections = Connections(
        context.metrics.registry, address_max=settings.display_address_max,
        public_max=min(settings.display_clients_max, open_files.sockets_max() // 2),
    )  # fmt: skip
    count_incoming(socketio, connections)
    app.wsgi_app = SocketGate(app.wsgi_app, connections)  # type: ignore[method-assign]
    if settings.behind_gateway:  # Flask-SocketIO handles requests before the service's own ProxyFix
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1)  # type: ignore[method-assign]

    def sweep() -> None:
        memory = MemoryReturn()
        while True:
            socketio.sleep(SWEEP_EVERY_S)
            connections.drop_overdue()
            memory.step(connections.closed)

    socketio.start_background_task(sweep)
    return connections
