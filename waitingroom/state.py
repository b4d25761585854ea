"""
The parts of a hall's state: tickets, open counters, calls, and the counters' last presses.

Modified only by ``Hall.apply``. Times are in ms UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from waitingroom.policy import Claim

WAITING, CALLED, SERVING, HELD, MISSED = "waiting", "called", "serving", "held", "missed"
FINISHED, CANCELLED, EXPIRED, MOVED = "finished", "cancelled", "expired", "moved"
OPEN_STATES = frozenset({WAITING, CALLED, SERVING, HELD, MISSED})


class CannotApplyError(Exception):
    """A linked fact that does not fit, because an earlier one was damaged."""


class Damage(NamedTuple):
    """Damage to a day's log: number of foreign and of missing entries, and the time of the last fact before (ms UTC)."""

    foreign: int = 0
    missing: int = 0
    after_ms: int = 0


class Restored(NamedTuple):
    """A backup restored into this day: when (ms UTC), and how many numbers each agency skipped."""

    at_ms: int
    left_out: int


class RecordedPress(NamedTuple):
    """A recorded press: the digest of its request, and its ticket, if any."""

    wish: str
    ticket_id: str | None


class Rating(NamedTuple):
    """The face that a visitor chose (1 to 3), the channel, and when (ms UTC)."""

    value: int
    channel: str
    at_ms: int


@dataclass(slots=True)
class Ticket:
    """
    The current state of one ticket. Times in ms UTC.

    claim: its place in the line; arrival: the claim with which it joined that line; for_counter: the only counter it
    waits for; counter_id: the counter that has it, or had it last; since_ms, since_seq: when and by which fact it
    entered this state; no_shows: how often it was missed; touched: key of the press that last changed its state;
    origin: mark of the address the public took it from, else the actor that issued it ("device:…", "staff:…");
    is_public: issued neither by a paired kiosk nor by staff; counted: services whose quota it uses and that have not
    called it yet; passes: it waits among those with priority; basis: why it was last called; told: the wait shown to
    its visitor for this line, as in ``TicketIssued``; first_called_ms: when that wait ended; rating: the visitor's
    rating, None if not asked or not answered.
    """

    ticket_id: str
    service_id: str
    stops: tuple[str, ...]
    priority: str | None
    issued_ms: int
    claim: Claim
    arrival: Claim
    state: str = WAITING
    for_counter: str | None = None
    counter_id: str | None = None
    since_ms: int = 0
    since_seq: int = 0
    called_ms: int | None = None
    started_ms: int | None = None
    calls: int = 0
    no_shows: int = 0
    note: str | None = None
    outcome: str | None = None
    services: tuple[str, ...] | None = None
    moved_from: str | None = None
    moved_to: str | None = None
    is_walk_in: bool = False
    is_dropped: bool = False
    touched: str = ""
    origin: str = ""
    is_public: bool = False
    counted: tuple[str, ...] = ()
    is_taken_back: bool = False
    passes: bool = False
    basis: str = ""
    told: tuple[int, int | None] | None = None
    first_called_ms: int | None = None
    rating: Rating | None = None


class Pause(NamedTuple):
    """Why and since when a counter is paused, and when its clerk expects to be back (ms UTC)."""

    reason: str
    since_ms: int
    until_ms: int | None


class Help(NamedTuple):
    """
    Help requested at a counter or kiosk: its kind, since when (ms UTC), and whether help is coming.

    device_name: of the kiosk at the time of the request.
    """

    kind: str
    asked_ms: int
    is_coming: bool
    device_name: str = ""


class Message(NamedTuple):
    """A supervisor's message to a counter; id: the sequence of its fact."""

    id: int
    text: str
    at_ms: int
    by: str
    read_ms: int | None


class Notice(NamedTuple):
    """A notice to all who wait for a service, in a zone or at the venue, until a time; id: the sequence of its fact."""

    id: int
    text: str
    text_en: str | None
    service_id: str | None
    zone: str | None
    at_ms: int
    until_ms: int
    by: str


class TicketBefore(NamedTuple):
    """A ticket before a press, for undo and drafts: its values (None: it did not exist) and its displayed call."""

    ticket_id: str
    values: tuple[Any, ...] | None
    call: Call | None


class LastPress(NamedTuple):
    """
    A counter's last press, with the state that undo restores.

    key: of the press; seq: of its first fact; held, pause: the counter's ticket and pause before it; tickets: the
    tickets it changed, before it; did: (action, ticket id) in order, for the page's text; called: the counter's duty at
    the time and the basis of the call, if there was one.
    """

    key: str
    seq: int
    at_ms: int
    held: str | None
    pause: Pause | None
    tickets: tuple[TicketBefore, ...] = ()
    did: tuple[tuple[str, str | None], ...] = ()
    called: tuple[tuple[str, ...], str] | None = None


class TakenBack(NamedTuple):
    """The hall's last taking back, with the tickets that undo restores; key: of the press; seq: of its fact; by: actor."""

    key: str
    seq: int
    at_ms: int
    by: str
    tickets: tuple[TicketBefore, ...]


@dataclass(slots=True)
class OpenCounter:
    """An open counter: the session that has it, the sessions it was taken from, and the ticket it holds."""

    counter_id: str
    session_id: str
    staff: str
    opened_ms: int
    ticket_id: str | None = None
    lost_by: frozenset[str] = frozenset()
    pause: Pause | None = None
    help: Help | None = None
    message: Message | None = None
    last: LastPress | None = None


class Call(NamedTuple):
    """A call as displayed on screens; seq, at_ms and request_id: of the call or its latest recall."""

    ticket_id: str
    counter_id: str
    service_id: str
    at_ms: int
    recalls: int
    seq: int
    request_id: str
