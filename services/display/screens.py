"""The screens of this display process: the topic of each, the feed of each venue, and reports of devices."""

from __future__ import annotations

import contextlib
import random
import re
import threading
from collections.abc import Iterator
from typing import Any

from flask_socketio import SocketIO, join_room
from prometheus_client import Histogram
from prometheus_client.core import GaugeMetricFamily, Metric

from services.display.boards.board_cache import BoardCache
from services.display.boards.feed import Feed, Topic
from services.display.boards.replays import Replays
from services.display.boards.slow_screens import SlowScreens
from services.display.build import page_build
from services.display.connections import Connections
from services.display.devices.page_report import PageReport
from services.display.devices.presence import DevicePresence
from services.display.devices.receipts import ENTRIES_MAX, REASON_MAX, Receipt, Receipts, call_by_seq
from services.display.devices.reports import DeviceReports, place_of
from services.web import logs
from services.web.context import Context
from services.web.metrics import SECONDS
from waitingroom import keys, refusals
from waitingroom.devices.device import Device
from waitingroom.hall import Hall
from waitingroom.live.halls import Follower
from waitingroom.live.live_hall import LiveHall
from waitingroom.views.board import Selection, check

NAMESPACES = ("/board", "/counter", "/ticket")
RECEIPTS_REST_S = 0.02
"""Pause between two reads of other processes' receipts."""
BYE_RETRY_MS = (500, 3_000)
"""Bounds of the random delay after which screens reconnect when this process stops."""
_ID = re.compile(r"[\w.-]{1,60}")


class Screens:
    """All screens of this process, by namespace and Socket.IO session id."""

    def __init__(self, context: Context, socketio: SocketIO, connections: Connections) -> None:
        self.context, self.connections = context, connections
        self._socketio = socketio
        self._feeds: dict[str, Feed] = {}
        self._topics: dict[tuple[str, str], tuple[Feed, Topic]] = {}
        self._guard = threading.Lock()
        self._receipts: dict[str, Receipts] = {}
        self._board_caches: dict[str, BoardCache] = {}
        self.presence = DevicePresence(
            self.context.devices, self.context.halls.clock.now_ms, page_build(),
            send=lambda sid, data: self._emit("/board", "device", data, sid),
            disconnect_page=self._disconnect_board, on_change=self._devices_changed,
        )  # fmt: skip
        self.replays = Replays(
            self.context, lambda event, data, sid: self._emit("/board", event, data, sid),
            start=socketio.start_background_task, rest=socketio.sleep, end=self._disconnect_board,
        )  # fmt: skip
        self._press_to_screen = Histogram(
            "antre_press_to_screen_seconds", "From the press of a call to its sending to the boards here that show it (docs/runbook.md).", buckets=SECONDS,
            registry=self.context.metrics.registry,
        )  # fmt: skip
        self._slow = SlowScreens(socketio, connections, self.context.metrics.registry)
        self.context.metrics.registry.register(self)

    # Feeds.

    def feed(self, venue_id: str) -> Feed:
        """Return the feed of a venue, started on first use. Raises UnknownVenue, NotReady."""
        live: LiveHall = self.context.halls.get(venue_id)
        with self._guard:
            feed = self._feeds.get(venue_id)
            if feed is None:
                if not self._feeds:
                    self._socketio.start_background_task(self.presence.run)
                    self._socketio.start_background_task(self._slow.run)
                receipts = self._receipts[venue_id] = self._new_receipts(venue_id)
                feed = self._feeds[venue_id] = Feed(
                    live, self._emit, lambda: self.context.ticket_secret, self._press_to_screen.observe,
                    DeviceReports(self.presence, receipts), self.context.storage, self.context.halls.venues,
                )  # fmt: skip
                self._socketio.start_background_task(feed.run)
        return feed

    def board_cache(self, feed: Feed) -> BoardCache:
        """Return the cache of a venue's boards for TVs that poll."""
        return self._board_caches.setdefault(feed.live.venue_id, BoardCache(feed))

    def board_feed(self, query: dict[str, Any]) -> tuple[Feed, Selection]:
        """Return the feed and the selection of a board. Raises UnknownVenue, UnknownZone, UnknownAgency, UnknownCounter."""
        feed, selection = self.feed(_id(query.get("venue")) or ""), read_selection(query)
        feed.live.read(lambda hall, _: check(hall, selection))
        return feed, selection

    def _new_receipts(self, venue_id: str) -> Receipts:
        """Create the receipts of a venue and start exchanging them with other display processes."""
        stream = self.context.store.stream(keys.RECEIPTS(venue_id), ENTRIES_MAX)
        receipts = Receipts(stream, lambda: self._feeds[venue_id].nudge(panels=True))
        self._socketio.start_background_task(receipts.run)
        Follower(f"receipts-{venue_id}", receipts.step, logs.warning, RECEIPTS_REST_S).start()
        return receipts

    # Devices.

    def take_report(self, device: Device, report: PageReport) -> None:
        """Update the state of a device from its page's report."""
        behind = None
        with contextlib.suppress(refusals.Refusal):
            seq, epoch = self.feed(device.settings.venue).live.read(lambda hall, _: (hall.seq, hall.epoch))
            if report.epoch == epoch and report.seq is not None:
                behind = max(0, seq - report.seq)
        self.presence.update(device, report, behind)

    def take_receipt(self, device: Device, kind: str, data: Any) -> None:
        """Record a device's receipt of a call; ignore it unless it is a call of today that the device's board shows."""
        values = data if isinstance(data, dict) else {}
        seq, day, why = values.get("seq"), values.get("day"), str(values.get("why") or "")[:REASON_MAX]
        if not isinstance(seq, int) or isinstance(seq, bool) or not 0 < seq <= 2**53:
            return
        venue_id = device.settings.venue
        try:
            live = self.feed(venue_id).live
            today, is_shown = live.read(lambda hall, _: (hall.service_day, self._shows(device, hall, seq)))
        except refusals.Refusal:
            return
        if is_shown and day in (None, today):
            now_ms = self.context.halls.clock.now_ms()
            self._receipts[venue_id].take(Receipt(today, seq, device.id, kind, now_ms, why))

    def _shows(self, device: Device, hall: Hall, seq: int) -> bool:
        """Return whether the device's board shows the call with this sequence, if there is one."""
        call, state = call_by_seq(hall, seq), self.presence.state(device.id)
        if call is None or hall.house is None or state is None:
            return False
        return state.shows(**place_of(hall, call))

    def _devices_changed(self, venue_id: str) -> None:
        """Refresh the panels of a venue, which show its devices."""
        feed = self._feeds.get(venue_id)
        if feed is not None:
            feed.nudge()
            feed.nudge(panels=True)

    # Connections.

    def show(self, namespace: str, sid: str, feed: Feed, topic: Topic) -> None:
        """Subscribe a screen to its topic and send it the whole state. Raises Refusal."""
        events = feed.add(namespace, topic)
        self._topics[namespace, sid] = (feed, topic)
        for room in (feed.room(namespace, topic), feed.room(namespace, "all")):
            join_room(room, sid=sid, namespace=namespace)
        for event, data in events:
            self._emit(namespace, event, data, sid)

    def leave(self, namespace: str, sid: str) -> None:
        """Remove a screen."""
        subscription = self._topics.pop((namespace, sid), None)
        if subscription:
            feed, topic = subscription
            feed.remove(namespace, topic)

    def send_bye(self) -> None:
        """Tell every screen to reconnect after a random delay, because this process stops."""
        for namespace in NAMESPACES:
            retry_ms = random.randint(*BYE_RETRY_MS)  # noqa: S311 - only spreads load
            self._socketio.emit("bye", {"retry_ms": retry_ms}, namespace=namespace)

    def _disconnect_board(self, sid: str) -> None:
        self._socketio.server.disconnect(sid, namespace="/board")

    def _emit(self, namespace: str, event: str, data: dict[str, Any], room: str) -> None:
        self._socketio.emit(event, data, namespace=namespace, to=room)

    # Metrics.

    def collect(self) -> Iterator[Metric]:
        """Return the gauges at each scrape."""
        boards = GaugeMetricFamily("antre_boards_connected", "Boards that show a venue.", labels=["venue"])
        stale = GaugeMetricFamily(
            "antre_boards_stale", "Of these, those that say they are out of date.", labels=["venue"]
        )
        for venue_id, feed in list(self._feeds.items()):
            boards.add_metric([venue_id], feed.boards)
            stale.add_metric([venue_id], feed.boards if feed.is_stale else 0)
        screens = GaugeMetricFamily(
            "antre_screens_connected", "Boards, clerks' panels and phones.", value=len(self._topics)
        )
        yield from (boards, stale, screens)


def read_selection(query: dict[str, Any]) -> Selection:
    """Read the selection of a board. Raises UnknownVenue: a value is not a valid id."""
    return Selection(*(_id(query.get(name)) for name in Selection._fields))


def _id(value: Any) -> str | None:
    """Return an id, None if there is none. Raises UnknownVenue: the value is not a valid id."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise refusals.UnknownVenue(venue=str(value)[:60])
    return value
