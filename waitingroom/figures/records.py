"""
The records of a service day, for history: every visitor's journey, stop by stop, and every counter's shifts.

Folded from the day's facts, together with its hall. An undone press leaves no trace here. Times are in ms UTC,
durations in ms. The figures derived from records are defined in docs/figures.md.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from waitingroom import facts as f
from waitingroom.hall import UNDOABLE, Hall
from waitingroom.state import CannotApplyError, Rating

OPEN, SERVED, NO_SHOW, LEFT, EXPIRED, MOVED, TRANSFERRED, TAKEN_BACK = (
    "", "served", "no-show", "left", "expired", "moved", "transferred", "taken-back",
)  # fmt: skip
"""How a stop ended; OPEN: not yet."""
KIOSK, PUBLIC, STAFF = "kiosk", "public", "staff"
"""Where a number was taken: at a paired kiosk, on a phone or unpaired screen, from staff."""


class Stop(NamedTuple):
    """
    One service of a journey. called_ms, started_ms: of the first call and start; counter_id: the last counter.

    walk_ms: from the successful call to the start; service_ms: time being served, without time on hold;
    handling_ms: time in hand at a counter; hand_since_ms, serving_since_ms: since when it is in hand, being served.
    """

    service_id: str
    joined_ms: int
    called_ms: int | None = None
    started_ms: int | None = None
    ended_ms: int | None = None
    end: str = OPEN
    counter_id: str | None = None
    basis: str = ""
    outcome: str | None = None
    calls: int = 0
    no_shows: int = 0
    walk_ms: int | None = None
    service_ms: int = 0
    handling_ms: int = 0
    hand_since_ms: int | None = None
    serving_since_ms: int | None = None
    is_missed: bool = False

    def called(self, fact: f.TicketCalled) -> Stop:
        """Return the stop after a call."""
        return self._replace(
            called_ms=fact.at_ms if self.called_ms is None else self.called_ms, counter_id=fact.counter_id,
            basis=self.basis or fact.basis, calls=self.calls + 1, hand_since_ms=fact.at_ms, is_missed=False,
        )  # fmt: skip

    def started(self, at_ms: int, counter_id: str, *, walked: bool) -> Stop:
        """Return the stop after serving started; walked: the visitor came after a call."""
        walk_ms = self.walk_ms
        if walked and walk_ms is None and self.hand_since_ms is not None:
            walk_ms = max(0, at_ms - self.hand_since_ms)
        return self._replace(
            started_ms=at_ms if self.started_ms is None else self.started_ms, counter_id=counter_id,
            walk_ms=walk_ms, serving_since_ms=at_ms, is_missed=False,
            hand_since_ms=at_ms if self.hand_since_ms is None else self.hand_since_ms,
        )  # fmt: skip

    def let_go(self, at_ms: int, end: str = OPEN) -> Stop:
        """Return the stop after a counter let go of it; end: how the stop ended, if it did."""
        return self._replace(
            service_ms=self.service_ms + _since(self.serving_since_ms, at_ms),
            handling_ms=self.handling_ms + _since(self.hand_since_ms, at_ms),
            serving_since_ms=None, hand_since_ms=None, end=end, ended_ms=at_ms if end else None,
        )  # fmt: skip


class Journey(NamedTuple):
    """
    One ticket from its issue on; stops: in the order in which they were joined, at least one.

    channel: KIOSK, PUBLIC or STAFF; moved_from: the ticket of another venue that it continues; told: see TicketIssued;
    rating: the visitor's latest rating.
    """

    number: str
    issued_ms: int
    channel: str
    stops: tuple[Stop, ...]
    has_priority: bool = False
    is_walk_in: bool = False
    moved_from: str | None = None
    told: tuple[int, int | None] | None = None
    rating: Rating | None = None

    @property
    def end(self) -> str:
        """How its last stop ended."""
        return self.stops[-1].end

    @property
    def wait_ms(self) -> int | None:
        """Time from issue to the first call; None if it was not called, or for a walk-in."""
        called_ms = self.stops[0].called_ms
        return None if called_ms is None or self.is_walk_in else called_ms - self.issued_ms


class Feedback(NamedTuple):
    """Feedback without a number: a survey or a remark. seq: of its fact, used as id in rows."""

    seq: int
    fact: f.SurveyAnswered | f.RemarkLeft


class Shift(NamedTuple):
    """One counter from open to close; paused_ms: total of ended pauses; paused_since_ms: start of the current pause."""

    counter_id: str
    opened_ms: int
    last_press_ms: int
    closed_ms: int | None = None
    paused_ms: int = 0
    paused_since_ms: int | None = None

    def reopened(self, at_ms: int) -> Shift:
        """Return the shift with its current pause ended."""
        return self._replace(
            paused_ms=self.paused_ms + _since(self.paused_since_ms, at_ms), paused_since_ms=None
        )

    def closed(self, at_ms: int) -> Shift:
        """Return the shift after it ended."""
        return self.reopened(at_ms)._replace(closed_ms=at_ms)


class _Press(NamedTuple):
    """A counter's last press: its key, and the affected journeys and the shift before it."""

    key: str
    journeys: dict[str, Journey]
    shift: Shift | None


class DayRecords:
    """
    The records of one day so far; a state for ``Fold``.

    changed: numbers whose journeys changed since the caller last cleared it; surveys, remarks: in log order.
    """

    def __init__(self) -> None:
        self.hall = Hall()
        self.journeys: dict[str, Journey] = {}
        self.shifts: dict[str, list[Shift]] = {}
        self.changed: set[str] = set()
        self.surveys: list[Feedback] = []
        self.remarks: list[Feedback] = []
        self._last: dict[str, _Press] = {}
        self._taken_back: dict[str, Journey] = {}

    def apply(self, seq: int, fact: f.Fact) -> None:
        """Apply one fact. Raises CannotApplyError, like the hall."""
        counter_id = getattr(fact, "counter_id", None)
        missed = frozenset(self.hall.missed) if isinstance(fact, f.DayClosed) else frozenset()
        self.hall.apply(seq, fact)
        if fact.press:
            self.hall.presses.pop(fact.press.key, None)  # presses are not retried here
        if counter_id and type(fact) in UNDOABLE:
            self._remember(counter_id, fact)
        if isinstance(fact, f.DayClosed):
            self._close(fact.at_ms, missed)
        elif isinstance(fact, f.SurveyAnswered):
            self.surveys.append(Feedback(seq, fact))
        elif isinstance(fact, f.RemarkLeft):
            self.remarks.append(Feedback(seq, fact))
        elif apply := _APPLY.get(type(fact)):
            apply(self, fact)
        if counter_id and fact.press and (shift := self._shift(counter_id)):
            self._set_shift(shift._replace(last_press_ms=fact.at_ms))

    def skip(self, seq: int, missing: int = 0) -> None:
        """Skip a foreign entry or ``missing`` entries."""
        self.hall.skip(seq, missing)

    def shift_list(self) -> list[Shift]:
        """Return all shifts, counter by counter."""
        return [shift for counter_id in sorted(self.shifts) for shift in self.shifts[counter_id]]

    # Journeys.

    def _set(self, journey: Journey) -> None:
        self.journeys[journey.number] = journey
        self.changed.add(journey.number)

    def _set_stop(self, number: str, stop: Stop, **more: Any) -> None:
        """Replace a journey's current stop."""
        journey = self.journeys[number]
        self._set(journey._replace(stops=(*journey.stops[:-1], stop), **more))

    def _stop(self, number: str) -> Stop:
        return self.journeys[number].stops[-1]

    def _issued(self, fact: f.TicketIssued) -> None:
        by = fact.press.by if fact.press else ""
        channel = KIOSK if by.startswith("device:") else STAFF if by.startswith("staff:") else PUBLIC
        self._set(
            Journey(
                fact.ticket_id, fact.at_ms, channel, (Stop(fact.service_id, fact.at_ms),),
                has_priority=fact.priority is not None, moved_from=fact.moved_from, told=fact.told,
            )
        )  # fmt: skip

    def _called(self, fact: f.TicketCalled) -> None:
        self._set_stop(fact.ticket_id, self._stop(fact.ticket_id).called(fact))

    def _started(self, fact: f.ServingStarted | f.TicketResumed) -> None:
        stop = self._stop(fact.ticket_id)
        walked = isinstance(fact, f.ServingStarted)
        self._set_stop(fact.ticket_id, stop.started(fact.at_ms, fact.counter_id, walked=walked))

    def _walk_in(self, fact: f.WalkInStarted) -> None:
        stop = self._stop(fact.ticket_id).started(fact.at_ms, fact.counter_id, walked=False)
        self._set_stop(fact.ticket_id, stop._replace(called_ms=fact.at_ms), is_walk_in=True)

    def _let_go(self, fact: f.TicketHeld | f.TicketReleased | f.TicketReturned) -> None:
        self._set_stop(
            fact.ticket_id, self._stop(fact.ticket_id).let_go(fact.at_ms)._replace(is_missed=False)
        )

    def _finished(self, fact: f.TicketFinished) -> None:
        stop = self._stop(fact.ticket_id).let_go(fact.at_ms, SERVED)
        self._set_stop(fact.ticket_id, stop._replace(outcome=fact.outcome))

    def _forwarded(self, fact: f.TicketForwarded) -> None:
        self._join(fact.ticket_id, fact.service_id, fact.at_ms)

    def _transferred(self, fact: f.TicketTransferred) -> None:
        stop = self._stop(fact.ticket_id)
        if stop.service_id == fact.service_id:
            self._set_stop(fact.ticket_id, stop.let_go(fact.at_ms))
        else:
            self._set_stop(fact.ticket_id, stop.let_go(fact.at_ms, TRANSFERRED))
            self._join(fact.ticket_id, fact.service_id, fact.at_ms)

    def _join(self, number: str, service_id: str, at_ms: int) -> None:
        journey = self.journeys[number]
        self._set(journey._replace(stops=(*journey.stops, Stop(service_id, at_ms))))

    def _no_show(self, fact: f.NoShowRecorded) -> None:
        stop = self._stop(fact.ticket_id).let_go(fact.at_ms)
        self._set_stop(fact.ticket_id, stop._replace(no_shows=stop.no_shows + 1, is_missed=True))

    def _dropped(self, fact: f.TicketDropped) -> None:
        self._end(fact.ticket_id, fact.at_ms, NO_SHOW)

    def _cancelled(self, fact: f.TicketCancelled) -> None:
        self._end(fact.ticket_id, fact.at_ms, LEFT)

    def _moved(self, fact: f.TicketMoved) -> None:
        self._end(fact.ticket_id, fact.at_ms, MOVED)

    def _taken(self, fact: f.TicketsTakenBack) -> None:
        self._taken_back = {number: self.journeys[number] for number in fact.ticket_ids}
        for number in fact.ticket_ids:
            self._end(number, fact.at_ms, TAKEN_BACK)

    def _priority(self, fact: f.PriorityMarked) -> None:
        journey = self.journeys[fact.ticket_id]
        self._set(journey._replace(has_priority=fact.priority is not None))

    def _rated(self, fact: f.TicketRated) -> None:
        rating = Rating(fact.rating, fact.channel, fact.at_ms)
        self._set(self.journeys[fact.ticket_id]._replace(rating=rating))

    def _end(self, number: str, at_ms: int, end: str) -> None:
        self._set_stop(number, self._stop(number).let_go(at_ms, end))

    # Shifts.

    def _shift(self, counter_id: str) -> Shift | None:
        """Return a counter's current shift."""
        shifts = self.shifts.get(counter_id)
        return shifts[-1] if shifts and shifts[-1].closed_ms is None else None

    def _set_shift(self, shift: Shift) -> None:
        self.shifts[shift.counter_id][-1] = shift

    def _opened(self, fact: f.CounterOpened) -> None:
        if self._shift(fact.counter_id) is None:  # else another session took it over
            self.shifts.setdefault(fact.counter_id, []).append(Shift(fact.counter_id, fact.at_ms, fact.at_ms))

    def _closed(self, fact: f.CounterClosed) -> None:
        if shift := self._shift(fact.counter_id):
            self._set_shift(shift._replace(last_press_ms=fact.at_ms).closed(fact.at_ms))

    def _paused(self, fact: f.CounterPaused) -> None:
        shift = self._shift(fact.counter_id)
        if shift and shift.paused_since_ms is None:
            self._set_shift(shift._replace(paused_since_ms=fact.at_ms))

    def _pause_ended(self, fact: f.PauseEnded) -> None:
        if shift := self._shift(fact.counter_id):
            self._set_shift(shift.reopened(fact.at_ms))

    def _close(self, at_ms: int, missed: frozenset[str]) -> None:
        """End open journeys (missed visitors become no-shows) and open shifts, which end with their last press."""
        for number, journey in list(self.journeys.items()):
            if journey.end == OPEN:
                self._end(number, at_ms, NO_SHOW if number in missed else EXPIRED)
        for counter_id in self.shifts:
            if shift := self._shift(counter_id):
                self._set_shift(shift.closed(shift.last_press_ms))

    # Undo.

    def _remember(self, counter_id: str, fact: Any) -> None:
        """Store the state before a counter's press, at its first fact."""
        key = fact.press.key if fact.press else ""
        last = self._last.get(counter_id)
        if last is None or last.key != key or not key:
            last = self._last[counter_id] = _Press(key, {}, self._shift(counter_id))
        number = getattr(fact, "ticket_id", None)
        if number is not None:
            last.journeys.setdefault(number, self.journeys[number])

    def _undone(self, fact: f.PressUndone) -> None:
        if fact.counter_id is None:
            for journey in self._taken_back.values():
                self._restore(journey)
            self._taken_back = {}
            return
        last = self._last.pop(fact.counter_id, None)
        if last is None:
            raise CannotApplyError(f"no press of {fact.counter_id} to undo")
        for number, journey in last.journeys.items():
            started = self.journeys[number]
            if started.is_walk_in and not journey.is_walk_in:
                self._end(number, fact.at_ms, TAKEN_BACK)  # the number remains issued, but no visitor has it
            else:
                self._restore(journey)
        shift = self._shift(fact.counter_id)
        if shift and last.shift and shift.opened_ms == last.shift.opened_ms:
            self._set_shift(last.shift)

    def _restore(self, journey: Journey) -> None:
        """Restore a journey, except for its priority, which may have been changed since."""
        self._set(journey._replace(has_priority=self.journeys[journey.number].has_priority))


_APPLY: dict[type[f.Fact], Any] = {
    f.TicketIssued: DayRecords._issued,
    f.TicketCalled: DayRecords._called,
    f.ServingStarted: DayRecords._started,
    f.TicketResumed: DayRecords._started,
    f.WalkInStarted: DayRecords._walk_in,
    f.TicketHeld: DayRecords._let_go,
    f.TicketReleased: DayRecords._let_go,
    f.TicketReturned: DayRecords._let_go,
    f.TicketFinished: DayRecords._finished,
    f.TicketForwarded: DayRecords._forwarded,
    f.TicketTransferred: DayRecords._transferred,
    f.NoShowRecorded: DayRecords._no_show,
    f.TicketDropped: DayRecords._dropped,
    f.TicketCancelled: DayRecords._cancelled,
    f.TicketMoved: DayRecords._moved,
    f.TicketsTakenBack: DayRecords._taken,
    f.PriorityMarked: DayRecords._priority,
    f.TicketRated: DayRecords._rated,
    f.CounterOpened: DayRecords._opened,
    f.CounterClosed: DayRecords._closed,
    f.CounterPaused: DayRecords._paused,
    f.PauseEnded: DayRecords._pause_ended,
    f.PressUndone: DayRecords._undone,
}


def _since(since_ms: int | None, at_ms: int) -> int:
    return 0 if since_ms is None else max(0, at_ms - since_ms)
