"""
A venue's feed: turns facts into states for its screens, calls at once, the rest coalesced.

Screens get whole states, so late, repeated or skipped ones do no harm. Boards come
before clerks' panels, panels before phones; a screen whose state did not change is not
told. A heartbeat is only sent while the log itself was heard of lately, so that a
screen's freshness is the log's, not the network's.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

from services.display.devices.reports import DeviceReports
from services.web import logs
from waitingroom import refusals
from waitingroom.counter_access import CounterAccess
from waitingroom.facts import EpochBegan, Fact, HouseAdopted, PressUndone, TicketCalled, TicketRecalled
from waitingroom.hall import Hall
from waitingroom.live_hall import LiveHall
from waitingroom.local_time import iso
from waitingroom.tokens import TicketRef, make_token
from waitingroom.views import hall as hall_views
from waitingroom.views import staff, visitor
from waitingroom.views.board import Selection, board, house_event

COALESCE_S = 1.0
HEARTBEAT_S = 5.0
HEARD_WITHIN_S = 6.0
STALE_S = 15.0
NEWS_S = 60.0
PHONES_PER_BREATH = 10
"""Phones told in one go, a few ms; then a call that came meanwhile goes first."""
PANELS_S = 0.1
"""What boards said of calls is told to panels so often at most."""
BREATHS_REST = 2
"""How many times as long as such a breath took the phones rest: boards, and the other services, need the time."""
AT_ONCE = (TicketCalled, TicketRecalled, PressUndone, EpochBegan, HouseAdopted)

Json = dict[str, Any]
Emit = Callable[[str, str, Json, str], None]
"""emit(namespace, event, data, room)"""


class Panel(NamedTuple):
    """A clerk's live panel: a counter, seen by a session."""

    counter_id: str
    session_id: str


class HallPanel(NamedTuple):
    """The whole hall, live, seen by a session; access: at which counters it may act."""

    session_id: str
    access: CounterAccess


class Feed:
    """One venue's screens."""

    def __init__(
        self, live: LiveHall, emit: Emit, secret: Callable[[], bytes], on_shown: Callable[[float], None],
        beside: DeviceReports | None = None,
    ) -> None:  # fmt: skip
        self.live = live
        self._beside = beside
        self._panels_due, self._panels_at = False, 0.0
        self._emit, self._secret, self._on_shown = emit, secret, on_shown
        self._screens: dict[tuple[str, Any], int] = {}
        self._last: dict[tuple[str, Any], Json] = {}
        self._guard = threading.Lock()
        self._wake = threading.Event()
        self._called: list[TicketCalled | TicketRecalled] = []
        self._urgent = self._dirty = self._house_changed = self._phones_due = False
        self._phones: deque[Any] = deque()
        self._rest_s = 0.0
        self._sent_at = self._beat_at = 0.0
        live.listeners.append(self._hear)

    def room(self, namespace: str, what: object) -> str:
        """Give the room of all screens that show the same."""
        return f"{namespace}|{self.live.venue_id}|{what}"

    def add(self, namespace: str, what: Any) -> list[tuple[str, Json]]:
        """Count one more screen; returns the events that bring it up to date."""
        with self._guard:
            self._screens[namespace, what] = self._screens.get((namespace, what), 0) + 1
        return self.whole(namespace, what)

    def whole(self, namespace: str, what: Any) -> list[tuple[str, Json]]:
        """Give the events that bring a screen up to date, which need not be one that is counted."""
        state = self._state(namespace, what)
        events = (
            [("house", self.live.read(lambda hall, _: house_event(hall)))] if namespace == "/board" else []
        )
        return [*events, (_event(namespace, what), state)]

    def remove(self, namespace: str, what: Any) -> None:
        """Count one screen less."""
        with self._guard:
            left = self._screens.get((namespace, what), 0) - 1
            self._screens[namespace, what] = left
            if left <= 0:
                del self._screens[namespace, what]
                self._last.pop((namespace, what), None)

    def run(self) -> None:
        """Feed the screens for ever; an error is said and survived."""
        while True:
            self._wake.wait(self._pause_s())
            self._wake.clear()
            try:
                self._turn(time.monotonic())
            except refusals.Refusal:
                time.sleep(COALESCE_S)
            except Exception as error:  # noqa: BLE001 - screens must not go dark for one bad state
                logs.fault("feed_error", error, venue=self.live.venue_id)
                time.sleep(COALESCE_S)

    def nudge(self, *, panels: bool = False) -> None:
        """Look again at what is shown: something beside the log changed; panels: they are told within PANELS_S."""
        with self._guard:
            self._dirty, self._panels_due = self._dirty or not panels, self._panels_due or panels
        self._wake.set()

    def _hear(self, facts: list[Fact]) -> None:
        """Take note of facts; called under the hall's lock, so it only notes."""
        with self._guard:
            news, self._dirty = not self._dirty, True
            for fact in facts:
                if isinstance(fact, AT_ONCE):
                    self._urgent = True
                    self._house_changed |= isinstance(fact, HouseAdopted)
                    if isinstance(fact, TicketCalled | TicketRecalled):
                        self._called.append(fact)
        if self._urgent or news:
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

    def _turn(self, now: float) -> None:
        all_due = self._dirty and now >= self._sent_at + COALESCE_S
        if self._urgent or all_due:
            with self._guard:
                called, self._called, self._urgent = self._called, [], False
            if all_due:
                self._dirty, self._sent_at, self._phones_due = False, now, True
            if self._house_changed:
                self._house_changed = False
                self._send_house()
            self._tell_all("/board")
            self._note_shown(called)
            self._tell_all("/counter")
            for fact in called:
                self._tell("/ticket", fact.ticket_id)
        elif self._panels_due and now >= self._panels_at + PANELS_S:
            self._panels_due, self._panels_at = False, now
            for what in self._shown("/counter"):
                if isinstance(what, Panel):
                    self._tell("/counter", what)
        if self._phones_due and not self._phones:
            self._phones_due, self._phones = False, deque(self._shown("/ticket"))
        self._tell_some_phones(now)
        if now >= self._beat_at + HEARTBEAT_S:
            self._beat_at = now
            self._beat(now)

    def _tell_some_phones(self, now: float) -> None:
        """Tell the next few phones; then rest, unless a call comes."""
        for _ in range(min(PHONES_PER_BREATH, len(self._phones))):
            self._tell("/ticket", self._phones.popleft())
        self._rest_s = BREATHS_REST * (time.monotonic() - now)

    def _note_shown(self, called: list[TicketCalled | TicketRecalled]) -> None:
        """Say of every call that the boards were told, and how long after the press; old ones of a fold are not news."""
        now_ms, boards = self.live.read(lambda _, now_ms: now_ms), self.boards
        for fact in called:
            took_s = max(0, now_ms - fact.at_ms) / 1000
            if took_s < NEWS_S:
                self._on_shown(took_s)
                logs.tell(
                    "shown", request_id=fact.press.request_id if fact.press else "", venue=self.live.venue_id,
                    number=fact.ticket_id, counter=fact.counter_id, boards=boards, after_ms=round(took_s * 1000),
                )  # fmt: skip

    @property
    def boards(self) -> int:
        """How many boards show this venue."""
        with self._guard:
            return sum(count for (space, _), count in self._screens.items() if space == "/board")

    @property
    def is_stale(self) -> bool:
        """Whether screens say by now that they are out of date."""
        return self.live.heard_at < time.monotonic() - STALE_S

    def _send_house(self) -> None:
        house = self.live.read(lambda hall, _: house_event(hall))
        for what in self._shown("/board"):
            self._emit("/board", "house", house, self.room("/board", what))

    def _tell_all(self, namespace: str) -> None:
        for what in self._shown(namespace):
            self._tell(namespace, what)

    def _tell(self, namespace: str, what: Any) -> None:
        """Send what is shown now to the screens that show this, unless they have it."""
        if (namespace, what) not in self._screens:
            return
        try:
            state = self._state(namespace, what)
        except (refusals.UnknownTicket, refusals.UnknownCounter):  # of a day or a house that is over
            return
        shown = {key: value for key, value in state.items() if key not in ("seq", "heard", "now")}
        if self._last.get((namespace, what)) != shown:
            self._last[namespace, what] = shown
            self._emit(namespace, _event(namespace, what), state, self.room(namespace, what))

    def _beat(self, now: float) -> None:
        if self.live.heard_at < now - HEARD_WITHIN_S:
            return
        for what in self._shown("/counter"):
            if isinstance(what, HallPanel):  # its lights change with time alone
                self._tell("/counter", what)
        beat = self.live.read(_beat)
        for namespace in ("/board", "/counter", "/ticket"):
            self._emit(namespace, "heartbeat", beat, self.room(namespace, "all"))

    def _shown(self, namespace: str) -> list[Any]:
        with self._guard:
            return [what for space, what in self._screens if space == namespace]

    def _state(self, namespace: str, what: Any) -> Json:
        """Give what a screen shows. Raises UnknownTicket, UnknownCounter."""
        return self.live.read(lambda hall, now_ms: self._with_devices(what, hall, now_ms))

    def _with_devices(self, what: Any, hall: Hall, now_ms: int) -> Json:
        """Give what a screen shows, with what devices say beside it."""
        state = _view(self._secret, what, hall, now_ms)
        if self._beside is not None and isinstance(what, Panel):
            state["receipts"] = self._beside.panel(hall, what.counter_id)
        if self._beside is not None and isinstance(what, HallPanel):
            state["attention"] = [*state["attention"], *self._beside.attention(hall, now_ms)]
        return state


def _event(namespace: str, what: Any) -> str:
    """Give the name of the event that carries a screen's state."""
    return "hall" if isinstance(what, HallPanel) else namespace[1:]


def _view(secret: Callable[[], bytes], what: Any, hall: Hall, now_ms: int) -> Json:
    assert hall.house is not None
    if isinstance(what, Selection):
        return board(hall, now_ms, what)
    if isinstance(what, Panel):
        if what.counter_id not in hall.house.counters[hall.venue_id]:
            raise refusals.UnknownCounter(counter=what.counter_id)
        return staff.counter(hall, now_ms, counter_id=what.counter_id, session_id=what.session_id)
    if isinstance(what, HallPanel):
        return hall_views.hall(hall, now_ms, session_id=what.session_id, access=what.access)
    ticket = hall.tickets.get(what)
    if ticket is None:
        raise refusals.UnknownTicket()
    token = make_token(secret(), TicketRef(hall.venue_id, hall.service_day, what))
    return visitor.ticket(hall, ticket, token, now_ms)


def _beat(hall: Hall, now_ms: int) -> Json:
    assert hall.house is not None
    zone = hall.house.venues[hall.venue_id].time_zone
    heard_ms = now_ms if hall.heard_ms is None else hall.heard_ms
    return {"seq": hall.seq, "epoch": hall.epoch, "heard": iso(heard_ms, zone), "now": iso(now_ms, zone)}
