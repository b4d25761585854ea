"""
The facts: everything that happens in a hall on a day, named in the past tense.

A fact is a frozen dataclass with one wire form, a JSON object of its fields plus
``kind`` and ``v`` (the version of that kind). Times are integer milliseconds UTC;
a ticket's id is its printed number ("A-012"), unique within a venue and service day.
Golden examples of every kind: ``tests/contracts/facts.json``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar, NamedTuple

import orjson


class Press(NamedTuple):
    """
    The press that recorded a fact; its key distinguishes a retry from a new press.

    key: digest of the actor and the request key; wish: digest of path and canonical body; by: the actor
    ("public", "staff:siti", "clock"); request_id: correlation id in the logs, from kiosk to board.
    """

    key: str
    wish: str
    by: str
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Base of all facts: when it happened, and the press that recorded it, if any."""

    VERSION: ClassVar[int] = 1

    at_ms: int
    press: Press | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseSaved(Fact):
    """The house was saved with this content; recorded in the house's own log."""

    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseChanged(Fact):
    """
    An edit changed the previously saved house; recorded in the house's own log (docs/adr/0034).

    fields, items, order: as in ``house.patch.Patch``; digest: of the resulting content, in hexadecimal.
    """

    fields: dict[str, Any]
    items: dict[str, dict[str, dict[str, Any] | None]]
    order: dict[str, list[str]]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayNamed(Fact):
    """A venue's next service day was named; recorded in the venue's log of days."""

    service_day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOpened(Fact):
    """A service day began; previous_link is the last link of the previous day ("" if none)."""

    venue_id: str
    service_day: str
    previous_day: str | None = None
    previous_link: str


RESTORED = "restored"
"""Reason of an epoch that begins because a backup was restored (docs/adr/0032)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochBegan(Fact):
    """
    From here on the log may differ from what screens show: a new day, a Redis restart, or a restored backup.

    left_out: with RESTORED, how many sequences before this one, and numbers of every agency, were skipped.
    """

    epoch: str
    run_id: str
    reason: str
    left_out: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseAdopted(Fact):
    """
    The day adopted an edition of the house; house_seq: its sequence in the house's log.

    content: its slice for the day's venue (``house.venue_slice``); the whole house in logs from before 2026-12;
    policy: the version of the order of calling from here on (``hall.PRIORITY_POLICY``), None for order of arrival.
    """

    house_seq: int
    content: dict[str, Any]
    policy: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed(Fact):
    """The day ended and open tickets expired; nothing is appended after it."""

    next_day: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketIssued(Fact):
    """
    A visitor got number ``ordinal`` of ``prefix``; stops are the services still to come after this one.

    moved_from: the ticket of another venue that it continues, "venue/day/ticket"; origin: mark of the address from which
    the public took it (``tokens.origin_mark``); told: the range of the wait shown to the visitor, in minutes, with None
    as upper end if open.
    """

    ticket_id: str
    prefix: str
    ordinal: int
    service_id: str
    stops: tuple[str, ...] = ()
    priority: str | None = None
    moved_from: str | None = None
    note: str | None = None
    origin: str | None = None
    told: tuple[int, int | None] | None = None

    def __post_init__(self) -> None:
        """JSON has no tuples."""
        object.__setattr__(self, "stops", tuple(self.stops))
        object.__setattr__(self, "told", self.told and tuple(self.told))


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCancelled(Fact):
    """The visitor left the queue before being called."""

    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketsTakenBack(Fact):
    """A supervisor cancelled these waiting tickets of one origin, issued between two times (ms UTC), in one press."""

    origin: str
    from_ms: int
    until_ms: int
    ticket_ids: tuple[str, ...]

    def __post_init__(self) -> None:
        """JSON has no tuples."""
        object.__setattr__(self, "ticket_ids", tuple(self.ticket_ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterOpened(Fact):
    """A clerk's session opened the counter or took it over from another session."""

    counter_id: str
    session_id: str
    staff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterClosed(Fact):
    """The counter stopped calling."""

    counter_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled(Fact):
    """
    The counter called the ticket; basis: why it was next (docs/adr/0003).

    reason: why staff called this number out of turn.
    """

    ticket_id: str
    counter_id: str
    basis: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecalled(Fact):
    """The ticket in hand was called again."""

    ticket_id: str
    counter_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingStarted(Fact):
    """The visitor arrived at the counter."""

    ticket_id: str
    counter_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFinished(Fact):
    """The counter is done with the ticket; services: those delivered, if different from the ticket's."""

    ticket_id: str
    counter_id: str
    outcome: str | None = None
    note: str | None = None
    services: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """JSON has no tuples."""
        if self.services is not None:
            object.__setattr__(self, "services", tuple(self.services))


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketForwarded(Fact):
    """The finished ticket joined the line of its next stop, with the same number."""

    ticket_id: str
    service_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoShowRecorded(Fact):
    """The called visitor did not come."""

    ticket_id: str
    counter_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDropped(Fact):
    """The ticket left the queue because it was missed too often."""

    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHeld(Fact):
    """The ticket in hand was put on the hold list; note: what it waits for."""

    ticket_id: str
    counter_id: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketResumed(Fact):
    """A held ticket is served again, at this counter."""

    ticket_id: str
    counter_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReturned(Fact):
    """A ticket in hand, held or missed waits again; place: "first", "last", "after-two", or "arrival" (its old one)."""

    ticket_id: str
    counter_id: str | None = None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReleased(Fact):
    """A supervisor freed the ticket from its counter; it waits again in its old place."""

    ticket_id: str
    counter_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTransferred(Fact):
    """The ticket in hand waits for another service or for one counter only; its number and arrival are unchanged."""

    ticket_id: str
    counter_id: str
    service_id: str
    to_counter: str | None = None
    place: str = "arrival"
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMoved(Fact):
    """The ticket ended here: its visitor has a new one, issued earlier, at another venue."""

    ticket_id: str
    counter_id: str
    to_venue: str
    to_ticket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkInStarted(Fact):
    """A visitor without a number is being served; the number was issued in the same press."""

    ticket_id: str
    counter_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultNoted(Fact):
    """The result of the ticket in hand so far; outcome, services and note are optional."""

    ticket_id: str
    counter_id: str
    outcome: str | None = None
    services: tuple[str, ...] | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        """JSON has no tuples."""
        if self.services is not None:
            object.__setattr__(self, "services", tuple(self.services))


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityMarked(Fact):
    """Staff set the ticket's priority by law, or removed it (None)."""

    ticket_id: str
    priority: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReprinted(Fact):
    """A copy of the ticket was printed."""

    ticket_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PressUndone(Fact):
    """
    The counter's last press, whose first fact is at ``undone_seq``, was undone as a whole.

    counter_id: None if it was the hall's last taking back (``TicketsTakenBack``).
    """

    counter_id: str | None = None
    undone_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterPaused(Fact):
    """The counter makes no calls until it is opened again; until_ms: when that is expected."""

    counter_id: str
    reason: str
    until_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEnded(Fact):
    """The counter is open again; this makes no call yet."""

    counter_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAsked(Fact):
    """A counter requested help, or a visitor at a kiosk; then it has the device's id and name instead of a counter."""

    counter_id: str | None = None
    help: str
    device_id: str | None = None
    device_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAnswered(Fact):
    """Staff confirmed that they are coming to the counter or kiosk."""

    counter_id: str | None = None
    device_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpEnded(Fact):
    """The counter or kiosk no longer needs help."""

    counter_id: str | None = None
    device_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Fact):
    """The supervisor wrote to the counter; the message's id is the sequence of this fact."""

    counter_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRead(Fact):
    """The counter's clerk read the message."""

    counter_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePosted(Fact):
    """
    Staff posted a notice to all who wait for a service, in a zone, or (if neither is set) at the venue.

    It expires at until_ms; its id is the sequence of this fact; text_en: None if there is no English text.
    """

    text: str
    text_en: str | None = None
    service_id: str | None = None
    zone: str | None = None
    until_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeEnded(Fact):
    """The notice was ended early."""

    notice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRated(Fact):
    """
    The visitor of a finished ticket chose a face: 1 not satisfied, 2 fair, 3 satisfied; a later one replaces it.

    service_id: of its last stop; channel: "phone", "kiosk" or "tablet".
    """

    ticket_id: str
    rating: int
    service_id: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswered(Fact):
    """
    A served visitor answered a form; ``answers`` in the form's order, 1 is the lowest.

    Contains no ticket id, and its press no request id.
    """

    form_id: str
    form_version: int
    service_id: str
    answers: tuple[int, ...]
    channel: str

    def __post_init__(self) -> None:
        """JSON has no tuples."""
        object.__setattr__(self, "answers", tuple(self.answers))


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkLeft(Fact):
    """A served visitor left a remark, for staff only. Contains no ticket id, and its press no request id."""

    service_id: str
    text: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRecorded(Fact):
    """
    A follow-up to feedback was created, changed or removed (after: None); recorded in the house's own log.

    before, after: as in ``follow_ups.FollowUp``.
    """

    follow_up_id: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecorded(Fact):
    """An account was changed; recorded in the house's own log, without the password."""

    username: str
    action: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRecorded(Fact):
    """A screen, kiosk or printer was paired, changed or revoked; recorded in the house's own log, without its token."""

    device_id: str
    action: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHandedOver(Fact):
    """The day was handed over to this outreach box: from here on only the box appends to it (docs/adr/0030)."""

    box: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTakenBack(Fact):
    """The hall took the day back from its outreach box; what the box recorded stays in a separate log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBroughtHome(Fact):
    """
    An outreach box's log of a day was brought home up to this sequence and link; recorded in the venue's log of days.

    Days are brought home in any order, and an unfinished day is brought home again later.
    """

    service_day: str
    box: str
    log_seq: int
    log_link: str


KINDS: dict[str, type[Fact]] = {
    kind.__name__: kind
    for kind in (
        HouseSaved, HouseChanged, DayNamed, DayOpened, EpochBegan, HouseAdopted, DayClosed,
        TicketIssued, TicketCancelled, TicketsTakenBack, CounterOpened, CounterClosed, TicketCalled,
        TicketRecalled, ServingStarted, TicketFinished, TicketForwarded, NoShowRecorded,
        TicketDropped, TicketHeld, TicketResumed, TicketReturned, TicketReleased, TicketTransferred,
        TicketMoved, WalkInStarted, ResultNoted, PriorityMarked, TicketReprinted, PressUndone,
        CounterPaused, PauseEnded, HelpAsked, HelpAnswered, HelpEnded, MessageSent, MessageRead,
        NoticePosted, NoticeEnded, TicketRated, SurveyAnswered, RemarkLeft,
        FollowUpRecorded, StaffRecorded, DeviceRecorded,
        DayHandedOver, DayTakenBack, DayBroughtHome,
    )
}  # fmt: skip

_NAMES = {kind: [f.name for f in fields(kind)] for kind in KINDS.values()}


class UnknownFactError(Exception):
    """A linked fact with a kind, version or field unknown to this program: the program needs an upgrade."""


def encode(fact: Fact) -> bytes:
    """Serialize a fact: UTF-8 JSON, with fields in order of definition."""
    wire: dict[str, Any] = {"kind": type(fact).__name__, "v": fact.VERSION}
    for name in _NAMES[type(fact)]:
        value = getattr(fact, name)
        if value is not None:
            wire[name] = value
    return orjson.dumps(wire, default=tuple)


def decode(data: bytes) -> Fact:
    """
    Deserialize a fact.

    Raises:
        UnknownFactError: not a fact, or one written by a newer program.
    """
    try:
        wire = orjson.loads(data)
        kind = KINDS[wire.pop("kind")]
        if wire.pop("v") != kind.VERSION:
            raise UnknownFactError(f"{kind.__name__} of a version other than {kind.VERSION}")
        press = wire.pop("press", None)
        if press is not None:
            wire["press"] = Press(*press)
        return kind(**wire)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnknownFactError(f"not a fact of this version: {data[:200]!r}") from error
