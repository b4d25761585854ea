"""The API of the counters: the hall as staff see it, one counter's state, every verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from flask import Blueprint, g
from pydantic import Field

from services.counter.accounts.sessions import Session
from services.counter.accounts.sign_in import required_session
from services.counter.context import context
from services.counter.refusals import CHANGE_REFUSALS, SESSION_REFUSALS, Forbidden
from services.counter.shapes import CounterState, HallShown
from services.web.openapi import CSRF, IDEMPOTENCY_KEY, Answer, documented
from services.web.problems import HALL_REFUSALS
from services.web.request_body import Body, read_body, stamp
from waitingroom import counter_rules, refusals
from waitingroom.counter_rules import CounterPress
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.live_hall import LiveHall, Outcome
from waitingroom.moving import Move, move_to_venue
from waitingroom.passes import PanelPass, give_panel_pass
from waitingroom.refusals import Refusal
from waitingroom.state import WAITING
from waitingroom.views import hall as hall_views
from waitingroom.views import staff as views
from waitingroom.views.shapes import local

routes = Blueprint("api", __name__, url_prefix="/api/counter/v1")

NOTE_MAX = 300
SERVICES_MAX = 20


class UnknownVerb(Refusal):
    """No such verb."""

    slug, kind = "unknown-verb", refusals.NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Perintah {verb!r} tidak ada. Yang ada: {verbs}.",
        "There is no verb {verb!r}. There are: {verbs}.",
    )


Number = Annotated[str, Field(min_length=1, max_length=20)]
Id = Annotated[str, Field(min_length=1, max_length=60)]
Slug = Annotated[str, Field(min_length=1, max_length=40)]
Note = Annotated[str, Field(max_length=NOTE_MAX)]


class Wish(Body):
    """What every verb takes: the ticket id the page showed, null for none; absent: not checked."""

    ticket: Annotated[str, Field(max_length=20)] | None = counter_rules.ANY_TICKET


class ResultWish(Wish):
    """What came of a ticket: how it ended, the services given, a note without personal data."""

    outcome: Slug | None = None
    services: Annotated[list[Id], Field(max_length=SERVICES_MAX)] | None = None
    note: Note | None = None


class OpenWish(Wish):
    """keep: a supervisor ends the pause of whoever has the counter open, without taking it over."""

    keep: bool = False


class NextWish(ResultWish):
    """finish: finish the ticket in hand in the same press, with this result."""

    finish: bool = False


class HoldWish(Wish):
    """note: what it waits for."""

    note: Note | None = None


class ResumeWish(Wish):
    """number_of: the held ticket."""

    number_of: Number


class ReturnWish(Wish):
    """place: where in the line; number_of: a missed or held ticket, absent: the one in hand."""

    place: Literal["first", "last", "after-two"]
    number_of: Number | None = None


class CallWish(Wish):
    """number_of: the ticket; reason: why it is called before its turn."""

    number_of: Number
    reason: Note | None = None


class TransferWish(Wish):
    """To a service, to one counter alone (and a service of it), or to a service at another venue."""

    service: Id | None = None
    counter: Id | None = None
    venue: Id | None = None
    place: Literal["first", "arrival", "last"] = "arrival"
    note: Note | None = None


class WalkInWish(Wish):
    """service: what the visitor came for."""

    service: Id


class UndoWish(Wish):
    """seq: which press, as the state's ``undo`` named it; absent: the counter's last."""

    seq: int | None = None


class PauseWish(Wish):
    """reason: one of the reasons; until: when the counter expects to be back, ISO 8601 with offset."""

    reason: Slug
    until: Slug | None = None

    def until_ms(self) -> int | None:
        """Give the return time, ms UTC. Raises Malformed."""
        try:
            back = datetime.fromisoformat(self.until) if self.until else None
        except ValueError as error:
            raise refusals.Malformed(why="until: ISO 8601") from error
        if back is not None and back.tzinfo is None:
            raise refusals.Malformed(why="until: ISO 8601 with offset")
        return int(back.timestamp() * 1000) if back else None


class HelpWish(Wish):
    """kind: whose help."""

    kind: Slug


class MessageWish(Wish):
    """text: what the clerk is told."""

    text: Annotated[str, Field(min_length=1, max_length=NOTE_MAX)]


class ReadWish(Wish):
    """message: the id of the message that was read."""

    message: int


Verb = Callable[[Hall, CounterPress, Any], list[Fact]]


def _asks(rule: Callable[..., list[Fact]], *members: str, **renamed: str) -> Verb:
    """Ask a rule with these members of the body; ``renamed``: the rule's name for a member of another name."""

    def verb(hall: Hall, at: CounterPress, wish: Any) -> list[Fact]:
        values = {name: getattr(wish, name) for name in members}
        values |= {name: getattr(wish, member) for name, member in renamed.items()}
        return rule(hall, at, **values)

    return verb


def _pause(hall: Hall, at: CounterPress, wish: PauseWish) -> list[Fact]:
    return counter_rules.pause(hall, at, reason=wish.reason, until_ms=wish.until_ms())


RESULT = ("outcome", "services", "note")
VERBS: dict[str, tuple[type[Wish], Verb]] = {
    "open": (OpenWish, _asks(counter_rules.open_counter)),
    "next": (NextWish, _asks(counter_rules.call_next, "finish", *RESULT)),
    "recall": (Wish, _asks(counter_rules.recall)),
    "start": (Wish, _asks(counter_rules.start)),
    "finish": (ResultWish, _asks(counter_rules.finish, *RESULT)),
    "no-show": (Wish, _asks(counter_rules.no_show)),
    "hold": (HoldWish, _asks(counter_rules.hold, "note")),
    "resume": (ResumeWish, _asks(counter_rules.resume, number="number_of")),
    "return": (ReturnWish, _asks(counter_rules.return_ticket, "place", number="number_of")),
    "call": (CallWish, _asks(counter_rules.call_number, "reason", number="number_of")),
    "transfer": (TransferWish, _asks(counter_rules.transfer, "place", "note", service_id="service", to_counter="counter")),
    "walk-in": (WalkInWish, _asks(counter_rules.walk_in, service_id="service")),
    "undo": (UndoWish, _asks(counter_rules.undo, "seq")),
    "pause": (PauseWish, _pause),
    "release": (Wish, _asks(counter_rules.release)),
    "close": (Wish, _asks(counter_rules.close_counter)),
    "note": (ResultWish, _asks(counter_rules.note_result, *RESULT)),
    "help": (HelpWish, _asks(counter_rules.ask_help, "kind")),
    "help-cancel": (Wish, _asks(counter_rules.end_help)),
    "attend": (Wish, _asks(counter_rules.answer_help)),
    "message": (MessageWish, _asks(counter_rules.send_message, "text")),
    "read": (ReadWish, _asks(counter_rules.read_message, "message")),
}  # fmt: skip
"""Every verb: its body, and the rule it asks. Here the architecture of this service is one table."""

SUPERVISORS_VERBS = frozenset({"release", "attend", "message"})
"""Verbs that are no clerk's: they are pressed on a page that never had the counter."""


RULE_REFUSALS = (
    refusals.CounterBusy, refusals.CounterEmpty, refusals.CounterNotOpen, refusals.CounterNotYours,
    refusals.CounterOnPause, refusals.DayIsClosed, refusals.NotInThatState, refusals.NotServedHere,
    refusals.NotServedThere, refusals.NotWaiting, refusals.RecallLimit, refusals.ServiceClosed, refusals.StalePage,
    refusals.TooSoon, refusals.UndoGone, refusals.UndoLate, refusals.UndoMoved, refusals.UnknownCounter,
    refusals.UnknownNumber, refusals.UnknownService,
)  # fmt: skip
"""What the rules of the counters may refuse."""


@routes.get("/venues/<venue_id>")
@documented(
    answers={200: Answer("The hall as staff see it", HallShown)},
    refuses=(*SESSION_REFUSALS, *HALL_REFUSALS),
    may="signed-in",
)
def hall(venue_id: str) -> dict[str, Any]:
    """Give the hall with its counters and lines."""
    session = required_session()
    return shown_hall(context().halls.get(venue_id), session)


@routes.get("/venues/<venue_id>/counters/<counter_id>")
@documented(
    answers={200: Answer("The counter's whole state", CounterState)},
    refuses=(*SESSION_REFUSALS, *HALL_REFUSALS, refusals.UnknownCounter),
    may="counter",
)
def counter(venue_id: str, counter_id: str) -> dict[str, Any]:
    """Give a counter's state, with a fresh pass for the live panel."""
    session = required_session()
    live = context().halls.get(venue_id)
    live.read(lambda now, _: check_may_act(now, counter_id, session), g.deadline)
    return _state(live, counter_id, session) | {
        "pass": give_panel_pass(context().vault, PanelPass(venue_id, session.id, counter_id))
    }


@routes.post("/venues/<venue_id>/counters/<counter_id>/<verb>")
@documented(
    answers={200: Answer("The counter's whole state", CounterState)},
    bodies=tuple(dict.fromkeys(model for model, _ in VERBS.values())), headers=(CSRF, IDEMPOTENCY_KEY),
    choices={"verb": list(VERBS)}, may="{verb}",
    refuses=(*CHANGE_REFUSALS, *HALL_REFUSALS, UnknownVerb, *RULE_REFUSALS),
)  # fmt: skip
def press(venue_id: str, counter_id: str, verb: str) -> dict[str, Any]:
    """Press a verb at a counter."""
    session = required_session(csrf=True)
    if verb not in VERBS:
        raise UnknownVerb(verb=verb[:40], verbs=", ".join(VERBS))
    live = context().halls.get(venue_id)
    model, rule = VERBS[verb]
    g.verb = verb
    wish = read_body(model)
    pressed = stamp(session.account.actor)

    def at(now: Hall, now_ms: int) -> CounterPress:
        check_may_act(now, counter_id, session)
        _check_may_call(now, wish, session)
        return _at(now, now_ms, counter_id, session, verb, wish)

    def show(now: Hall, now_ms: int, outcome: Outcome) -> dict[str, Any]:
        state = views.counter(now, now_ms, counter_id=counter_id, session_id=session.id)
        return state | ({"replayed": True} if outcome.replayed else {})

    try:
        if isinstance(wish, TransferWish) and wish.venue not in (None, venue_id):
            there = context().halls.get(wish.venue or "")
            move = Move(live, there, at, pressed, wish.service, wish.note, g.deadline)
            return move_to_venue(move, show=show)
        return live.press(
            lambda now, now_ms: rule(now, at(now, now_ms), wish),
            stamp=pressed,
            show=show,
            deadline=g.deadline,
        )
    except Refusal as refusal:
        if refusal.kind == refusals.CONFLICT:
            g.problem_extension = {"state": _state(live, counter_id, session)}
        if isinstance(refusal, refusals.TooSoon):
            again_ms = refusal.values["again_ms"]
            g.problem_extension["again_at"] = live.read(lambda now, _: _iso(now, again_ms))
        raise


def shown_hall(live: LiveHall, session: Session) -> dict[str, Any]:
    """Give the hall as this session sees it."""

    return live.read(
        lambda now, now_ms: hall_views.hall(now, now_ms, session_id=session.id, access=session.access),
        g.deadline,
    )


def _at(
    hall: Hall, now_ms: int, counter_id: str, session: Session, verb: str, wish: Wish
) -> CounterPress:  # fmt: skip
    """
    Say by whom a verb is pressed.

    A supervisor acts for the session that has the counter open, but not from a page that lost
    the counter to that session: a stale page never acts silently.
    """
    opened = hall.counters.get(counter_id)
    lost = opened is not None and session.id in opened.lost_by and verb not in SUPERVISORS_VERBS
    takes_over = isinstance(wish, OpenWish) and not wish.keep
    for_owner = opened and not takes_over and session.may("any-counter") and not lost
    session_id = opened.session_id if opened and for_owner else session.id
    return CounterPress(counter_id, session_id, session.username, now_ms, wish.ticket)


def check_may_act(hall: Hall, counter_id: str, session: Session) -> None:
    """Raise UnknownCounter, or Forbidden: this account does not serve what the counter serves today."""
    if hall.house is None or counter_id not in hall.house.counters[hall.venue_id]:
        raise refusals.UnknownCounter(counter=counter_id[:40])
    if not session.access.allows_at(hall, counter_id):
        raise Forbidden()


def _check_may_call(hall: Hall, wish: Wish, session: Session) -> None:
    """Raise Forbidden: only some accounts may call a number that waits before its turn."""
    if isinstance(wish, CallWish):
        ticket = hall.tickets.get(wish.number_of)
        if ticket and ticket.state == WAITING and not session.may_call_numbers:
            raise Forbidden()


def _state(live: LiveHall, counter_id: str, session: Session) -> dict[str, Any]:
    return live.read(
        lambda now, now_ms: views.counter(now, now_ms, counter_id=counter_id, session_id=session.id),
        g.deadline,
    )


def _iso(hall: Hall, at_ms: int) -> str | None:
    assert hall.house is not None
    return local(hall, hall.house, at_ms)
