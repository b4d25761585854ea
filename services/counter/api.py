"""The API of the counters: the hall as staff see it, one counter's state, every verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, NamedTuple

from flask import Blueprint, current_app, g
from pydantic import Field

from services.counter.passes import hand_out
from services.counter.shapes import CounterState, HallShown
from services.counter.sign_in import Forbidden, required_session
from services.counter.staff import ACTS_UNOPENED, Session
from services.web.app import Context
from services.web.openapi import CSRF, IDEMPOTENCY_KEY, Answer, documented
from services.web.requests import Body, read_body, stamp
from waitingroom import refusals, rules
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.live_hall import LiveHall, Outcome
from waitingroom.refusals import Refusal
from waitingroom.views import staff as views

routes = Blueprint("api", __name__, url_prefix="/api/counter/v1")

NOTE_MAX = 300


class UnknownVerb(Refusal):
    """No such verb."""

    slug, kind = "unknown-verb", refusals.NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Perintah {verb!r} tidak ada. Yang ada: {verbs}.",
        "There is no verb {verb!r}. There are: {verbs}.",
    )


class Wish(Body):
    """What every verb takes: the ticket id the page showed, null for none; absent: not checked."""

    ticket: Annotated[str, Field(max_length=20)] | None = rules.ANY_TICKET


class NextWish(Wish):
    """finish: finish the ticket in hand in the same press."""

    finish: bool = False


class FinishWish(Wish):
    """How it ended, and a note without personal data."""

    outcome: Annotated[str, Field(max_length=40)] | None = None
    note: Annotated[str, Field(max_length=NOTE_MAX)] | None = None


class At(NamedTuple):
    """Where and by whom a verb is pressed."""

    counter_id: str
    session_id: str
    staff: str


Verb = Callable[[Hall, int, At, Any], list[Fact]]

VERBS: dict[str, tuple[type[Wish], Verb]] = {
    "open": (Wish, lambda hall, now_ms, at, wish: rules.open_counter(
        hall, counter_id=at.counter_id, session_id=at.session_id, staff=at.staff, now_ms=now_ms,
        shown=wish.ticket)),
    "next": (NextWish, lambda hall, now_ms, at, wish: rules.call_next(
        hall, counter_id=at.counter_id, session_id=at.session_id, now_ms=now_ms,
        shown=wish.ticket, finish=wish.finish)),
    "recall": (Wish, lambda hall, now_ms, at, wish: rules.recall(
        hall, counter_id=at.counter_id, session_id=at.session_id, now_ms=now_ms, shown=wish.ticket)),
    "start": (Wish, lambda hall, now_ms, at, wish: rules.start(
        hall, counter_id=at.counter_id, session_id=at.session_id, now_ms=now_ms, shown=wish.ticket)),
    "finish": (FinishWish, lambda hall, now_ms, at, wish: rules.finish(
        hall, counter_id=at.counter_id, session_id=at.session_id, now_ms=now_ms, shown=wish.ticket,
        outcome=wish.outcome, note=wish.note)),
    "no-show": (Wish, lambda hall, now_ms, at, wish: rules.no_show(
        hall, counter_id=at.counter_id, session_id=at.session_id, now_ms=now_ms, shown=wish.ticket)),
    "close": (Wish, lambda hall, now_ms, at, wish: rules.close_counter(
        hall, counter_id=at.counter_id, session_id=at.session_id, now_ms=now_ms, shown=wish.ticket)),
}  # fmt: skip
"""Every verb: its body, and the rule it asks. Here the architecture of this service is one table."""


@routes.get("/venues/<venue_id>")
@documented(answers={200: Answer("The hall as staff see it", HallShown)}, refuses=(401, 404, 503))
def hall(venue_id: str) -> dict[str, Any]:
    """Give the hall with its counters and lines."""
    session = required_session()
    account = session.account
    return (
        _context()
        .halls.get(venue_id)
        .read(
            lambda now, now_ms: views.hall(
                now, now_ms, session_id=session.id, allowed=lambda c: account.may_serve(c.agencies)
            ),
            g.deadline,
        )
    )


@routes.get("/venues/<venue_id>/counters/<counter_id>")
@documented(answers={200: Answer("The counter's whole state", CounterState)}, refuses=(401, 403, 404, 503))
def counter(venue_id: str, counter_id: str) -> dict[str, Any]:
    """Give a counter's state, with a fresh pass for the live panel."""
    session = required_session()
    live = _context().halls.get(venue_id)
    live.read(lambda now, _: _check_may(now, counter_id, session), g.deadline)
    return _state(live, counter_id, session) | {
        "pass": hand_out(_context().vault, venue_id=venue_id, counter_id=counter_id, session_id=session.id)
    }


@routes.post("/venues/<venue_id>/counters/<counter_id>/<verb>")
@documented(
    answers={200: Answer("The counter's whole state", CounterState)}, bodies=(NextWish, FinishWish),
    headers=(CSRF, IDEMPOTENCY_KEY), choices={"verb": list(VERBS)}, refuses=(401, 403, 404, 409, 413, 422, 503),
)  # fmt: skip
def press(venue_id: str, counter_id: str, verb: str) -> dict[str, Any]:
    """Press a verb at a counter."""
    session = required_session(csrf=True)
    live = _context().halls.get(venue_id)
    if verb not in VERBS:
        raise UnknownVerb(verb=verb[:40], verbs=", ".join(VERBS))
    model, rule = VERBS[verb]
    g.verb = verb
    wish = read_body(model)

    def decide(now: Hall, now_ms: int) -> list[Fact]:
        _check_may(now, counter_id, session)
        return rule(now, now_ms, _at(now, counter_id, session, verb), wish)

    def show(now: Hall, now_ms: int, outcome: Outcome) -> dict[str, Any]:
        state = views.counter(now, now_ms, counter_id=counter_id, session_id=session.id)
        return state | ({"replayed": True} if outcome.replayed else {})

    try:
        return live.press(decide, stamp=stamp(session.account.actor), show=show, deadline=g.deadline)
    except Refusal as refusal:
        if refusal.kind == refusals.CONFLICT:
            g.problem_extension = {"state": _state(live, counter_id, session)}
        raise


def _at(hall: Hall, counter_id: str, session: Session, verb: str) -> At:
    """
    Say by whom a verb is pressed.

    A supervisor acts for the session that has the counter open, but not from a page that lost
    the counter to that session: a stale page never acts silently.
    """
    opened = hall.counters.get(counter_id)
    if opened and verb != "open" and ACTS_UNOPENED & set(session.roles) and session.id not in opened.lost_by:
        return At(counter_id, opened.session_id, session.username)
    return At(counter_id, session.id, session.username)


def _check_may(hall: Hall, counter_id: str, session: Session) -> None:
    """Raise UnknownCounter, or Forbidden: this account does not serve what the counter serves."""
    named = hall.house.counters[hall.venue_id].get(counter_id) if hall.house else None
    if named is None:
        raise refusals.UnknownCounter(counter=counter_id[:40])
    if not session.account.may_serve(named.agencies):
        raise Forbidden()


def _state(live: LiveHall, counter_id: str, session: Session) -> dict[str, Any]:
    return live.read(
        lambda now, now_ms: views.counter(now, now_ms, counter_id=counter_id, session_id=session.id),
        g.deadline,
    )


def _context() -> Context:
    context: Context = current_app.extensions["antre"]
    return context
