"""The API of the counters: the hall as staff see it, one counter's state, every verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from flask import Blueprint, g
from pydantic import Field

from services.counter.accounts.accounts import Session
from services.counter.accounts.sign_in import required_session
from services.counter.context import context
from services.counter.hall import passes
from services.counter.refusals import CHANGE_REFUSALS, SESSION_REFUSALS, Forbidden
from services.counter.shapes import CounterState, HallShown
from services.web.openapi import CSRF, IDEMPOTENCY_KEY, Answer, documented
from services.web.problems import HALL_REFUSALS
from services.web.request_body import Body, read_body, stamp
from waitingroom import counter_rules, refusals, rules
from waitingroom.facts import Fact, Press
from waitingroom.hall import Hall
from waitingroom.live_hall import LiveHall, Outcome
from waitingroom.refusals import Refusal
from waitingroom.state import WAITING, Ticket
from waitingroom.tokens import press_digest
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


class At(NamedTuple):
    """Where and by whom a verb is pressed."""

    counter_id: str
    session_id: str
    staff: str


Verb = Callable[[Hall, int, At, Any], list[Fact]]


def _asks(rule: Callable[..., list[Fact]], *given: str, **named: str) -> Verb:
    """Ask a rule, with these values of the wish; ``named``: the rule's word for a value of another name."""

    def verb(hall: Hall, now_ms: int, at: At, wish: Any) -> list[Fact]:
        values = {name: getattr(wish, name) for name in given}
        values |= {name: getattr(wish, of) for name, of in named.items()}
        return rule(
            hall,
            counter_id=at.counter_id,
            session_id=at.session_id,
            now_ms=now_ms,
            shown=wish.ticket,
            **values,
        )

    return verb


def _open(hall: Hall, now_ms: int, at: At, wish: Wish) -> list[Fact]:
    return counter_rules.open_counter(
        hall, counter_id=at.counter_id, session_id=at.session_id, staff=at.staff, now_ms=now_ms,
        shown=wish.ticket,
    )  # fmt: skip


def _pause(hall: Hall, now_ms: int, at: At, wish: PauseWish) -> list[Fact]:
    return counter_rules.pause(
        hall, counter_id=at.counter_id, session_id=at.session_id, now_ms=now_ms, shown=wish.ticket,
        reason=wish.reason, until_ms=wish.until_ms(),
    )  # fmt: skip


RESULT = ("outcome", "services", "note")
VERBS: dict[str, tuple[type[Wish], Verb]] = {
    "open": (OpenWish, _open),
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
        "pass": passes.for_counter(
            context().vault, venue_id=venue_id, counter_id=counter_id, session_id=session.id
        )
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

    def decide(now: Hall, now_ms: int) -> list[Fact]:
        check_may_act(now, counter_id, session)
        _check_may_call(now, wish, session)
        keep = isinstance(wish, OpenWish) and wish.keep
        return rule(now, now_ms, _at(now, counter_id, session, verb, keep=keep), wish)

    def show(now: Hall, now_ms: int, outcome: Outcome) -> dict[str, Any]:
        state = views.counter(now, now_ms, counter_id=counter_id, session_id=session.id)
        return state | ({"replayed": True} if outcome.replayed else {})

    try:
        if isinstance(wish, TransferWish) and wish.venue not in (None, venue_id):
            return _move(
                live, context().halls.get(wish.venue or ""), counter_id, session, wish, pressed, show
            )
        return live.press(decide, stamp=pressed, show=show, deadline=g.deadline)
    except Refusal as refusal:
        if refusal.kind == refusals.CONFLICT:
            g.problem_extension = {"state": _state(live, counter_id, session)}
        if isinstance(refusal, refusals.TooSoon):
            again_ms = refusal.values["again_ms"]
            g.problem_extension["again_at"] = live.read(lambda now, _: _iso(now, again_ms))
        raise


def shown_hall(live: LiveHall, session: Session) -> dict[str, Any]:
    """Give the hall as this session sees it."""

    def show(now: Hall, now_ms: int) -> dict[str, Any]:
        return hall_views.hall(
            now, now_ms, session_id=session.id,
            allowed=lambda c: session.account.may_serve(_agencies(now, c.id)),
        )  # fmt: skip

    return live.read(show, g.deadline)


def _move(
    live: LiveHall, there: LiveHall, counter_id: str, session: Session, wish: TransferWish, pressed: Press,
    show: Callable[[Hall, int, Outcome], dict[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    """
    Transfer to another venue: the new number is recorded there first, then the old one ends here.

    A retry finds the new number by its key and by the old one that it names; if the old one can no
    longer be ended, the new one is cancelled again.
    """

    def in_hand(now: Hall, now_ms: int) -> tuple[Hall, Ticket] | None:
        if pressed.key in now.presses:
            return None
        check_may_act(now, counter_id, session)
        at = _at(now, counter_id, session, "transfer")
        _moved(now, now_ms, at, wish, there.venue_id, "")
        return now, replace(now.tickets[now.counters[counter_id].ticket_id or ""])

    new_number = ""
    if (found := live.read(in_hand, g.deadline)) is not None:
        now, old = found
        service_id = wish.service or old.service_id
        moved_from = f"{live.venue_id}/{now.service_day}/{old.ticket_id}"
        new = pressed._replace(key=press_digest(pressed.key, "moved"))
        new_number = there.press(
            lambda hall, now_ms: rules.issue_moved(
                hall, service_id=service_id, moved_from=moved_from, now_ms=now_ms,
                note=wish.note or old.note, priority=old.priority,
            ),
            stamp=new, deadline=g.deadline,
            show=lambda hall, now_ms, outcome: outcome.ticket_id or next(
                t.ticket_id for t in hall.tickets.values() if t.moved_from == moved_from
            ),
        )  # fmt: skip

    def decide(now: Hall, now_ms: int) -> list[Fact]:
        check_may_act(now, counter_id, session)
        at = _at(now, counter_id, session, "transfer")
        return _moved(now, now_ms, at, wish, there.venue_id, new_number)

    try:
        return live.press(decide, stamp=pressed, show=show, deadline=g.deadline)
    except Refusal as refusal:
        if refusal.kind == refusals.CONFLICT and new_number:
            taken_back = pressed._replace(key=press_digest(pressed.key, "not moved"))
            there.press(
                lambda hall, now_ms: rules.cancel(hall, ticket_id=new_number, now_ms=now_ms),
                stamp=taken_back, show=lambda *_: None,
            )  # fmt: skip
        raise


def _moved(hall: Hall, now_ms: int, at: At, wish: TransferWish, to_venue: str, to_ticket: str) -> list[Fact]:
    return counter_rules.move(
        hall, counter_id=at.counter_id, session_id=at.session_id, now_ms=now_ms, shown=wish.ticket,
        to_venue=to_venue, to_ticket=to_ticket,
    )  # fmt: skip


def _at(hall: Hall, counter_id: str, session: Session, verb: str, *, keep: bool = False) -> At:
    """
    Say by whom a verb is pressed.

    A supervisor acts for the session that has the counter open, but not from a page that lost
    the counter to that session: a stale page never acts silently.
    """
    opened = hall.counters.get(counter_id)
    lost = opened is not None and session.id in opened.lost_by and verb not in SUPERVISORS_VERBS
    if opened and (verb != "open" or keep) and session.may("any-counter") and not lost:
        return At(counter_id, opened.session_id, session.username)
    return At(counter_id, session.id, session.username)


def check_may_act(hall: Hall, counter_id: str, session: Session) -> None:
    """Raise UnknownCounter, or Forbidden: this account does not serve what the counter serves today."""
    if hall.house is None or counter_id not in hall.house.counters[hall.venue_id]:
        raise refusals.UnknownCounter(counter=counter_id[:40])
    if not session.account.may_serve(_agencies(hall, counter_id)):
        raise Forbidden()


def _check_may_call(hall: Hall, wish: Wish, session: Session) -> None:
    """Raise Forbidden: only some accounts may call a number that waits before its turn."""
    if isinstance(wish, CallWish):
        ticket = hall.tickets.get(wish.number_of)
        if ticket and ticket.state == WAITING and not session.may_call_numbers:
            raise Forbidden()


def _agencies(hall: Hall, counter_id: str) -> tuple[str, ...]:
    house = hall.house
    return house.agencies_of_counter(hall.venue_id, counter_id, hall.service_day) if house else ()


def _state(live: LiveHall, counter_id: str, session: Session) -> dict[str, Any]:
    return live.read(
        lambda now, now_ms: views.counter(now, now_ms, counter_id=counter_id, session_id=session.id),
        g.deadline,
    )


def _iso(hall: Hall, at_ms: int) -> str | None:
    assert hall.house is not None
    return local(hall, hall.house, at_ms)
