"""The verbs of a counter: each one's request body and the rule that decides it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from services.web.request_body import Body
from waitingroom import counter_rules, refusals
from waitingroom.counter_rules import CounterPress
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.refusals import Refusal

NOTE_MAX = 300
SERVICES_MAX = 20

Number = Annotated[str, Field(min_length=1, max_length=20)]
Id = Annotated[str, Field(min_length=1, max_length=60)]
Slug = Annotated[str, Field(min_length=1, max_length=40)]
Note = Annotated[str, Field(max_length=NOTE_MAX)]


class CounterRequest(Body):
    """Body of every verb. ticket: the id the page displayed, null for none; absent: not checked."""

    ticket: Annotated[str, Field(max_length=20)] | None = counter_rules.ANY_TICKET


class ResultRequest(CounterRequest):
    """Result of a ticket: an outcome of the house, the services delivered, and a note without personal data."""

    outcome: Id | None = None
    services: Annotated[list[Id], Field(max_length=SERVICES_MAX)] | None = None
    note: Note | None = None


class OpenRequest(CounterRequest):
    """keep: a supervisor ends the pause without taking over the counter."""

    keep: bool = False


class NextRequest(ResultRequest):
    """finish: also finish the current ticket, with this result."""

    finish: bool = False


class HoldRequest(CounterRequest):
    """note: what the ticket is waiting for."""

    note: Note | None = None


class ResumeRequest(CounterRequest):
    """number_of: the held ticket."""

    number_of: Number


class ReturnRequest(CounterRequest):
    """place: where in the line; number_of: a missed or held ticket; absent: the current one."""

    place: Literal["first", "last", "after-two"]
    number_of: Number | None = None


class CallRequest(CounterRequest):
    """number_of: the ticket; reason: why it is called out of turn."""

    number_of: Number
    reason: Note | None = None


class TransferRequest(CounterRequest):
    """Transfer to a service, to one counter (and a service of it), or to a service at another venue."""

    service: Id | None = None
    counter: Id | None = None
    venue: Id | None = None
    place: Literal["first", "arrival", "last"] = "arrival"
    note: Note | None = None


class WalkInRequest(CounterRequest):
    """service: what the visitor came for."""

    service: Id


class PriorityRequest(CounterRequest):
    """priority: a reason by law; null: none. number_of: a waiting ticket; absent: the current one."""

    priority: Slug | None
    number_of: Number | None = None


class UndoRequest(CounterRequest):
    """seq: the press to undo, from ``undo`` in the counter's state; absent: the counter's last."""

    seq: int | None = None


class PauseRequest(CounterRequest):
    """reason: a slug; until: when the counter expects to reopen, ISO 8601 with offset."""

    reason: Slug
    until: Slug | None = None

    def until_ms(self) -> int | None:
        """Return the return time, ms UTC. Raises Malformed."""
        try:
            back = datetime.fromisoformat(self.until) if self.until else None
        except ValueError as error:
            raise refusals.Malformed(why="until: ISO 8601") from error
        if back is not None and back.tzinfo is None:
            raise refusals.Malformed(why="until: ISO 8601 with offset")
        return int(back.timestamp() * 1000) if back else None


class HelpRequest(CounterRequest):
    """kind: whose help is needed."""

    kind: Slug


class MessageRequest(CounterRequest):
    """text: the message to the clerk."""

    text: Annotated[str, Field(min_length=1, max_length=NOTE_MAX)]


class ReadRequest(CounterRequest):
    """message: the id of the message the clerk has read."""

    message: int


class UnknownVerb(Refusal):
    """No such verb."""

    slug, kind = "unknown-verb", refusals.NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Perintah {verb!r} tidak ada. Yang ada: {verbs}.",
        "There is no verb {verb!r}. There are: {verbs}.",
    )


Verb = Callable[[Hall, CounterPress, Any], list[Fact]]


def _by(rule: Callable[..., list[Fact]], *members: str, **renamed: str) -> Verb:
    """Return a verb that calls a rule with these members of the body; ``renamed``: members by the rule's argument."""

    def decide(hall: Hall, at: CounterPress, body: Any) -> list[Fact]:
        values = {name: getattr(body, name) for name in members}
        values |= {name: getattr(body, member) for name, member in renamed.items()}
        return rule(hall, at, **values)

    return decide


def _pause(hall: Hall, at: CounterPress, body: PauseRequest) -> list[Fact]:
    return counter_rules.pause(hall, at, reason=body.reason, until_ms=body.until_ms())


RESULT = ("outcome", "services", "note")
VERBS: dict[str, tuple[type[CounterRequest], Verb]] = {
    "open": (OpenRequest, _by(counter_rules.open_counter)),
    "next": (NextRequest, _by(counter_rules.call_next, "finish", *RESULT)),
    "recall": (CounterRequest, _by(counter_rules.recall)),
    "start": (CounterRequest, _by(counter_rules.start)),
    "finish": (ResultRequest, _by(counter_rules.finish, *RESULT)),
    "no-show": (CounterRequest, _by(counter_rules.no_show)),
    "hold": (HoldRequest, _by(counter_rules.hold, "note")),
    "resume": (ResumeRequest, _by(counter_rules.resume, number="number_of")),
    "return": (ReturnRequest, _by(counter_rules.return_ticket, "place", number="number_of")),
    "call": (CallRequest, _by(counter_rules.call_number, "reason", number="number_of")),
    "transfer": (TransferRequest, _by(counter_rules.transfer, "place", "note", service_id="service", to_counter="counter")),
    "walk-in": (WalkInRequest, _by(counter_rules.walk_in, service_id="service")),
    "priority": (PriorityRequest, _by(counter_rules.mark, "priority", number="number_of")),
    "undo": (UndoRequest, _by(counter_rules.undo, "seq")),
    "pause": (PauseRequest, _pause),
    "release": (CounterRequest, _by(counter_rules.release)),
    "close": (CounterRequest, _by(counter_rules.close_counter)),
    "note": (ResultRequest, _by(counter_rules.note_result, *RESULT)),
    "help": (HelpRequest, _by(counter_rules.ask_help, "kind")),
    "help-cancel": (CounterRequest, _by(counter_rules.end_help)),
    "attend": (CounterRequest, _by(counter_rules.answer_help)),
    "message": (MessageRequest, _by(counter_rules.send_message, "text")),
    "read": (ReadRequest, _by(counter_rules.read_message, "message")),
}  # fmt: skip
"""Every verb, with its body and its rule: the core of this service."""

SUPERVISORS_VERBS = frozenset({"release", "attend", "message"})
"""Verbs only for supervisors, pressed on a page that never had the counter."""

RULE_REFUSALS = (
    refusals.CounterBusy, refusals.CounterEmpty, refusals.CounterNotOpen, refusals.CounterNotYours,
    refusals.CounterOnPause, refusals.DayIsClosed, refusals.DayIsAway, refusals.NotInThatState, refusals.NotServedHere,
    refusals.NotServedThere, refusals.NotWaiting, refusals.RecallLimit, refusals.ServiceClosed, refusals.StalePage,
    refusals.TooSoon, refusals.UndoGone, refusals.UndoLate, refusals.UndoMoved, refusals.UnknownCounter,
    refusals.UnknownNumber, refusals.UnknownOutcome, refusals.UnknownService,
)  # fmt: skip
"""Refusals of the counter rules."""
