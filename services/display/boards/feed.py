"""
The feed of a venue: pushes new states to its screens, calls at once, all other changes coalesced.

Screens receive whole states, so late, repeated or skipped ones do no harm. Boards are served before clerks' panels,
panels before phones; an unchanged state is not sent. A heartbeat is only sent while the log is
being read, so a screen's freshness is that of the log, not of the network.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from services.display.boards.polling_boards import PollingBoards
from services.display.devices.reports import DeviceReports, place_of
from services.web import logs
from services.web.storage import StorageWatch
from waitingroom import refusals
from waitingroom.counter_access import CounterAccess
from waitingroom.facts import EpochBegan, Fact, HouseAdopted, PressUndone, TicketCalled, TicketRecalled
from waitingroom.hall import Hall
from waitingroom.house.model import Venue
from waitingroom.live.live_hall import LiveHall
from waitingroom.local_time import iso
from waitingroom.tokens import TicketRef, make_token
from waitingroom.views import hall as hall_views
from waitingroom.views import staff, visitor
from waitingroom.views.board import Selection, board, house_event
from waitingroom.waits.estimate import Estimates

COALESCE_S = 1.0
HEARTBEAT_S = 5.0
WAITS_S = 30.0
"""How often waits that only changed by the passing of time are sent to phones and clerks."""
HEARD_WITHIN_S = 6.0
STALE_S = 15.0
MEASURED_MAX = 1_000
"""Calls remembered as measured, because the whole day is read again after a restart of Redis."""
PHONES_PER_BATCH = 10
"""Phones served in one batch, which takes a few ms; a call that arrives meanwhile is sent before the next batch."""
PANELS_S = 0.1
"""Minimum interval between two updates of panels with receipts."""
BOARDS_NUDGE_MAX = 20
"""With this many boards or more (phones, mostly), panels get a new count only with the next change of the hall."""
REST_FACTOR = 2
"""Pause between two batches, as a multiple of the last batch's duration, so that boards and other services go first."""
AT_ONCE = (TicketCalled, TicketRecalled, PressUndone, EpochBegan, HouseAdopted)
STAMPS = ("seq", "heard", "now")
"""Fields of a state that may change while the screen stays the same."""

Json = dict[str, Any]
Emit = Callable[[str, str, Json, str], None]
"""emit(namespace, event, data, room)"""


class Panel(NamedTuple):
    """A clerk's live panel: a counter, as a session sees it."""

    counter_id: str
    session_id: str


class HallPanel(NamedTuple):
    """The live panel of the whole hall, as a session sees it; access: the counters at which it may act."""

    session_id: str
    access: CounterAccess


Topic = Selection | Panel | HallPanel | str
"""What a screen subscribes to: a board's selection, a counter's panel, the hall's panel, or a ticket by its id."""


class Feed:
    """Sends states to the screens of one venue. on_shown: observes the press-to-screen time of a call, s (docs/runbook.md)."""

    def __init__(
        self, live: LiveHall, emit: Emit, secret: Callable[[], bytes], on_shown: Callable[[float], None],
        reports: DeviceReports | None = None, storage: StorageWatch | None = None,
        venues: Callable[[], Mapping[str, Venue] | None] = lambda: None,
    ) -> None:  # fmt: skip
        """venues: returns those of the whole house."""
        self.live, self._venues = live, venues
        self._reports, self._storage = reports, storage
        self._panels_due, self._panels_at = False, 0.0
        self._emit, self._secret, self._on_shown = emit, secret, on_shown
        self._screens: dict[tuple[str, Topic], int] = {}
        self._polling = PollingBoards(time.monotonic)
        self._last: dict[tuple[str, Topic], Json] = {}
        self._guard = threading.Lock()
        self._wake = threading.Event()
        self._called: list[TicketCalled | TicketRecalled] = []
        self._urgent = self._dirty = self._house_changed = self._phones_due = False
        self._phones: deque[Topic] = deque()
        self._rest_s = 0.0
        self._sent_at = self._beat_at = self._waits_at = 0.0
        self._waits: Estimates | None = None
        self._began_at = time.monotonic()
        self._measured: deque[tuple[str, str, int]] = deque(maxlen=MEASURED_MAX)
        live.listeners.append(self._note_facts)

    def room(self, namespace: str, topic: Topic) -> str:
        """Return the Socket.IO room of all screens with this topic; topic "all": every screen of the namespace."""
        return f"{namespace}|{self.live.venue_id}|{topic}"

    def add(self, namespace: str, topic: Topic) -> list[tuple[str, Json]]:
        """Add a screen and return the events with its whole state. Raises UnknownTicket, UnknownCounter."""
        with self._guard:
            count = self._screens.get((namespace, topic), 0) + 1
            self._screens[namespace, topic] = count
        self._nudge_panels(topic, count)
        return self.whole_state(namespace, topic)

    def whole_state(self, namespace: str, topic: Topic) -> list[tuple[str, Json]]:
        """Return the events with a screen's whole state, without adding it. Raises UnknownTicket, UnknownCounter."""
        self._waits = self.live.waits.get()
        state = self.live.find(partial(self._state_with_reports, topic))
        is_board = namespace == "/board"
        events = [("house", self.live.read(lambda hall, _: house_event(hall)))] if is_board else []
        return [*events, (_event(namespace, topic), state)]

    def remove(self, namespace: str, topic: Topic) -> None:
        """Remove a screen."""
        with self._guard:
            count = self._screens.get((namespace, topic), 0) - 1
            self._screens[namespace, topic] = count
            if count <= 0:
                del self._screens[namespace, topic]
                self._last.pop((namespace, topic), None)
        self._nudge_panels(topic, count)

    def _nudge_panels(self, topic: Topic, count: int) -> None:
        """Update clerks' panels, which display how many boards show their call, if boards are few."""
        if isinstance(topic, Selection) and count < BOARDS_NUDGE_MAX:
            self.nudge(panels=True)

    def note_poll(self, screen: str, selection: Selection) -> None:
        """Count a board that polls, by the id that its page generated."""
        if self._polling.note(screen, selection):
            self.nudge(panels=True)

    def run(self) -> None:
        """Serve the screens forever; log errors and continue."""
        while True:
            self._wake.wait(self._pause_s())
            self._wake.clear()
            try:
                self._send_due(time.monotonic())
            except refusals.Refusal:
                time.sleep(COALESCE_S)
            except Exception as error:  # noqa: BLE001 - one bad state must not stop all screens
                logs.error("feed_error", error, venue=self.live.venue_id)
                time.sleep(COALESCE_S)

    def nudge(self, *, panels: bool = False) -> None:
        """Send changed states, because something outside the log changed; panels: only counters' panels, within PANELS_S."""
        with self._guard:
            self._dirty, self._panels_due = self._dirty or not panels, self._panels_due or panels
        self._wake.set()

    def _note_facts(self, facts: list[Fact]) -> None:
        """Mark what has to be sent because of new facts. Only that, because it is called under the hall's lock."""
        with self._guard:
            was_clean, self._dirty = not self._dirty, True
            for fact in facts:
                if isinstance(fact, AT_ONCE):
                    self._urgent = True
                    self._house_changed |= isinstance(fact, HouseAdopted)
                    if isinstance(fact, TicketCalled | TicketRecalled):
                        self._called.append(fact)
        if self._urgent or was_clean:
            self._wake.set()

    def _pause_s(self) -> float:
        if self._phones:
            return self._rest_s
        now = time.monotonic()
        due = self._beat_at + HEARTBEAT_S
        if self._dirty:
            due = min(due, self._sent_at + COALESCE_S)
        if self._panels_due:
            due = min(due, self._panels_at + PANELS_S)
        return max(0.0, due - now)

    def _send_due(self, now: float) -> None:
        all_due = self._dirty and now >= self._sent_at + COALESCE_S
        if self._urgent or all_due:
            with self._guard:
                called, self._called, self._urgent = self._called, [], False
            if all_due and self._screens and not called:  # calls are sent first
                self._waits = self.live.waits.get()
            if all_due:
                self._dirty, self._sent_at, self._phones_due = False, now, True
            if self._house_changed:
                self._house_changed = False
                self._send_house()
            self._send_all("/board")
            self._observe_calls(called)
            self._send_all("/counter")
            for fact in called:
                self._send("/ticket", fact.ticket_id)
        elif self._panels_due and now >= self._panels_at + PANELS_S:
            self._panels_due, self._panels_at = False, now
            self._send_panels(Panel)
        if self._phones_due and not self._phones:
            self._phones_due, self._phones = False, deque(self._topics("/ticket"))
            if self._phones:
                self._waits = self.live.waits.get()
        self._send_some_phones(now)
        if now >= self._beat_at + HEARTBEAT_S:
            self._beat_at = now
            self._panels_due |= self._polling.forget_silent()
            if now >= self._waits_at + WAITS_S:
                self._waits_at, self._phones_due, self._panels_due = now, True, True
            self._beat(now)

    def _send_some_phones(self, now: float) -> None:
        """Serve the next batch of phones, and set the pause before the one after it."""
        for _ in range(min(PHONES_PER_BATCH, len(self._phones))):
            self._send("/ticket", self._phones.popleft())
        self._rest_s = REST_FACTOR * (time.monotonic() - now)

    def _observe_calls(self, called: list[TicketCalled | TicketRecalled]) -> None:
        """
        Log each call that was sent to boards here that show it, and measure the time since its press.

        Skip calls that were read again, calls from before this feed started, and calls that no board here shows.
        """
        now_ms = self.live.read(lambda _, now_ms: now_ms)
        if self._reports is not None and called:
            self.live.read(partial(self._note_sent, {fact.ticket_id for fact in called}))
        for fact in called:
            took_s, key = (
                max(0, now_ms - fact.at_ms) / 1000,
                (type(fact).__name__, fact.ticket_id, fact.at_ms),
            )
            if key in self._measured or took_s > time.monotonic() - self._began_at:
                continue
            self._measured.append(key)
            if boards := self.live.read(partial(self._boards_with, fact.ticket_id)):
                self._on_shown(took_s)
                logs.info(
                    "shown", request_id=fact.press.request_id if fact.press else "", venue=self.live.venue_id,
                    number=fact.ticket_id, counter=fact.counter_id, boards=boards, after_ms=round(took_s * 1000),
                )  # fmt: skip

    def _boards_with(self, ticket_id: str, hall: Hall, _: int) -> int:
        """Count the boards connected here that show a ticket's call; 0 if it was undone meanwhile."""
        call = hall.calls.get(ticket_id)
        place = place_of(hall, call) if call else None
        return sum(n for board, n in self._boards_by_selection().items() if place and board.shows(**place))

    def _note_sent(self, tickets: set[str], hall: Hall, _: int) -> None:
        assert self._reports is not None
        calls = [call for ticket in tickets if (call := hall.calls.get(ticket))]
        self._reports.note_sent(hall, calls, self._boards_by_selection())

    def _boards_by_selection(self) -> dict[Selection, int]:
        with self._guard:
            return {topic: n for (_, topic), n in self._screens.items() if isinstance(topic, Selection)}

    def _boards_and_polling(self) -> Counter[Selection]:
        return Counter(self._boards_by_selection()) + self._polling.count()

    @property
    def boards(self) -> int:
        """The number of connected boards of this venue."""
        with self._guard:
            return sum(count for (space, _), count in self._screens.items() if space == "/board")

    @property
    def is_stale(self) -> bool:
        """Whether screens are stale: the log was not read for STALE_S."""
        return self.live.heard_at < time.monotonic() - STALE_S

    def _send_house(self) -> None:
        house = self.live.read(lambda hall, _: house_event(hall))
        for topic in self._topics("/board"):
            self._emit("/board", "house", house, self.room("/board", topic))

    def _send_all(self, namespace: str) -> None:
        for topic in self._topics(namespace):
            self._send(namespace, topic)

    def _send_panels(self, kind: type[Panel] | type[HallPanel]) -> None:
        if kind is HallPanel:
            self._waits = self.live.waits.get()
        for topic in self._topics("/counter"):
            if isinstance(topic, kind):
                self._send("/counter", topic)

    def _send(self, namespace: str, topic: Topic) -> None:
        """Send the state of a topic to its screens if it changed."""
        if (namespace, topic) not in self._screens:
            return
        try:
            state = self._state(topic)
        except (refusals.UnknownTicket, refusals.UnknownCounter):  # of an earlier day or edition
            return
        content = without_stamps(state)
        if self._last.get((namespace, topic)) != content:
            self._last[namespace, topic] = content
            self._emit(namespace, _event(namespace, topic), state, self.room(namespace, topic))

    def _beat(self, now: float) -> None:
        if self.live.heard_at < now - HEARD_WITHIN_S:
            return
        self._send_panels(HallPanel)  # its promise lights and waits also change with time
        self._send_all("/board")
        beat = self.live.read(
            lambda hall, now_ms: heartbeat(hall, heard_ms=hall.heard_ms or now_ms, now_ms=now_ms)
        )
        for namespace in ("/board", "/counter", "/ticket"):
            self._emit(namespace, "heartbeat", beat, self.room(namespace, "all"))

    def _topics(self, namespace: str) -> list[Topic]:
        with self._guard:
            return [topic for space, topic in self._screens if space == namespace]

    def _state(self, topic: Topic) -> Json:
        """Return the state of a topic. Raises UnknownTicket, UnknownCounter."""
        return self.live.read(partial(self._state_with_reports, topic))

    def _state_with_reports(self, topic: Topic, hall: Hall, now_ms: int) -> Json:
        state = _view(self._secret, topic, hall, now_ms, self._waits, self._venues())
        if self._reports is not None and isinstance(topic, Panel):
            state["receipts"] = self._reports.panel(hall, topic.counter_id, self._boards_and_polling())
        if self._reports is not None and isinstance(topic, HallPanel):
            state["attention"] = [*state["attention"], *self._reports.attention(hall, now_ms)]
        if self._storage is not None and isinstance(topic, HallPanel) and hall.house is not None:
            zone = hall.house.venues[hall.venue_id].time_zone
            state["attention"] = self._storage.with_attention(state["attention"], zone)
        return state


def _event(namespace: str, topic: Topic) -> str:
    """Return the name of the event that carries the state of a topic."""
    return "hall" if isinstance(topic, HallPanel) else namespace[1:]


def _view(
    secret: Callable[[], bytes], topic: Topic, hall: Hall, now_ms: int, waits: Estimates | None,
    venues: Mapping[str, Venue] | None,
) -> Json:  # fmt: skip
    assert hall.house is not None
    if isinstance(topic, Selection):
        return board(hall, now_ms, topic, waits)
    if isinstance(topic, Panel):
        if topic.counter_id not in hall.house.counters[hall.venue_id]:
            raise refusals.UnknownCounter(counter=topic.counter_id)
        return staff.counter(
            hall, now_ms, counter_id=topic.counter_id, session_id=topic.session_id, waits=waits
        )
    if isinstance(topic, HallPanel):
        return hall_views.hall(
            hall, now_ms, session_id=topic.session_id, access=topic.access, waits=waits, venues=venues
        )
    ticket = hall.tickets.get(topic)
    if ticket is None:
        raise refusals.UnknownTicket()
    token = make_token(secret(), TicketRef(hall.venue_id, hall.service_day, topic))
    return visitor.ticket(hall, ticket, token, now_ms, waits, venues)


def heartbeat(hall: Hall, *, heard_ms: int, now_ms: int) -> Json:
    """Return the data of the event ``heartbeat``; heard_ms: time of the last read of the log, ms UTC."""
    assert hall.house is not None
    zone = hall.house.venues[hall.venue_id].time_zone
    return {"seq": hall.seq, "epoch": hall.epoch, "heard": iso(heard_ms, zone), "now": iso(now_ms, zone)}


def without_stamps(state: Json) -> Json:
    """Return a state without STAMPS and the wait's ``at``, to compare what is displayed."""
    content = {name: value for name, value in state.items() if name not in STAMPS}
    if content.get("wait"):
        content["wait"] = {name: value for name, value in content["wait"].items() if name != "at"}
    return content
