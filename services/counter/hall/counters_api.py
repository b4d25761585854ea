"""Counters API: the hall as staff see it, one counter's state, and every verb."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g

from services.counter.context import context
from services.counter.hall.acting import check_may_act, check_may_call, counter_press
from services.counter.hall.verbs import RULE_REFUSALS, VERBS, TransferRequest, UnknownVerb
from services.counter.shapes import CounterState, HallResponse, ListedResponse
from services.staff.refusals import CHANGE_REFUSALS, SESSION_REFUSALS
from services.staff.sessions import Session
from services.staff.sign_in import required_session
from services.web.openapi import CSRF, IDEMPOTENCY_KEY, Answer, documented
from services.web.problems import HALL_REFUSALS
from services.web.request_body import read_body, stamp
from waitingroom import refusals
from waitingroom.counter_rules import CounterPress
from waitingroom.hall import Hall
from waitingroom.live.live_hall import LiveHall, Outcome
from waitingroom.live.moving import Move, move_to_venue
from waitingroom.passes import PanelPass, issue_panel_pass
from waitingroom.refusals import Refusal
from waitingroom.views import hall as hall_views
from waitingroom.views import staff as views
from waitingroom.views.shapes import local

routes = Blueprint("api", __name__, url_prefix="/api/counter/v1")


@routes.get("/venues/<venue_id>")
@documented(
    answers={200: Answer("The hall as staff see it", HallResponse)},
    refuses=(*SESSION_REFUSALS, *HALL_REFUSALS),
    may="signed-in",
)
def hall(venue_id: str) -> dict[str, Any]:
    """Return the hall with its counters and lines."""
    session = required_session()
    return hall_json(context().hall(venue_id), session)


@routes.get("/venues/<venue_id>/counters/<counter_id>")
@documented(
    answers={200: Answer("The counter's whole state", CounterState)},
    refuses=(*SESSION_REFUSALS, *HALL_REFUSALS, refusals.UnknownCounter),
    may="counter",
)
def counter(venue_id: str, counter_id: str) -> dict[str, Any]:
    """Return a counter's state, with a fresh pass for the live panel."""
    session = required_session()
    live = context().hall(venue_id)
    live.read(lambda now, _: check_may_act(now, counter_id, session), g.deadline)
    return _state(live, counter_id, session) | {
        "pass": issue_panel_pass(context().vault, PanelPass(venue_id, session.id, counter_id))
    }


@routes.get("/venues/<venue_id>/counters/<counter_id>/listed")
@documented(
    answers={200: Answer("Every missed and every held ticket of the counter, newest first", ListedResponse)},
    refuses=(*SESSION_REFUSALS, *HALL_REFUSALS, refusals.UnknownCounter),
    may="counter",
)
def listed(venue_id: str, counter_id: str) -> dict[str, Any]:
    """List all missed and held tickets, of which the counter's state has only the newest."""
    session = required_session()
    live = context().hall(venue_id)
    live.read(lambda now, _: check_may_act(now, counter_id, session), g.deadline)
    return live.read(lambda now, _: views.listed(now, counter_id), g.deadline)


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
    live = context().hall(venue_id)
    model, rule = VERBS[verb]
    g.verb = verb
    body = read_body(model)
    pressed = stamp(session.account.actor)

    def at(now: Hall, now_ms: int) -> CounterPress:
        check_may_act(now, counter_id, session)
        check_may_call(now, body, session)
        return counter_press(now, now_ms, counter_id, session, verb, body)

    waits = live.waits.get(g.deadline)

    def show(now: Hall, now_ms: int, outcome: Outcome) -> dict[str, Any]:
        state = views.counter(now, now_ms, counter_id=counter_id, session_id=session.id, waits=waits)
        return state | ({"replayed": True} if outcome.replayed else {})

    try:
        if isinstance(body, TransferRequest) and body.venue not in (None, venue_id):
            there = context().halls.get(body.venue or "")
            whole = context().halls.current_house()
            move = Move(live, there, at, pressed, body.service, body.note, g.deadline, whole)
            return move_to_venue(move, show=show)
        return live.press(
            lambda now, now_ms: rule(now, at(now, now_ms), body),
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


def hall_json(live: LiveHall, session: Session) -> dict[str, Any]:
    """Return the hall as this session sees it."""
    waits = live.waits.get(g.deadline)
    view = live.read(
        lambda now, now_ms: hall_views.hall(
            now,
            now_ms,
            session_id=session.id,
            access=session.access,
            waits=waits,
            venues=context().halls.venues(),
        ),
        g.deadline,
    )
    venue = context().halls.current_house().venues[live.venue_id]
    return view | {"attention": context().storage.with_attention(view["attention"], venue.time_zone)}


def _state(live: LiveHall, counter_id: str, session: Session) -> dict[str, Any]:
    waits = live.waits.get(g.deadline)
    return live.read(
        lambda now, now_ms: views.counter(
            now, now_ms, counter_id=counter_id, session_id=session.id, waits=waits
        ),
        g.deadline,
    )


def _iso(hall: Hall, at_ms: int) -> str | None:
    assert hall.house is not None
    return local(hall, hall.house, at_ms)
