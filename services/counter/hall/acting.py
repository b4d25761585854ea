"""Authorize presses at counters and on tickets; called under the hall's lock, together with the rule."""

from __future__ import annotations

from services.counter.hall.verbs import SUPERVISORS_VERBS, CallRequest, CounterRequest, OpenRequest
from services.staff.refusals import Forbidden
from services.staff.sessions import Session
from waitingroom import refusals
from waitingroom.counter_rules import CounterPress
from waitingroom.hall import Hall
from waitingroom.rules import find_ticket
from waitingroom.state import WAITING


def counter_press(
    hall: Hall, now_ms: int, counter_id: str, session: Session, verb: str, body: CounterRequest
) -> CounterPress:  # fmt: skip
    """
    Return the press of a verb: its counter, and the session it acts for.

    A supervisor acts for the session that has the counter open, except from a page that lost the counter
    to that session: a stale page must not act silently.
    """
    opened = hall.counters.get(counter_id)
    lost = opened is not None and session.id in opened.lost_by and verb not in SUPERVISORS_VERBS
    takes_over = isinstance(body, OpenRequest) and not body.keep
    for_owner = opened and not takes_over and session.may("any-counter") and not lost
    session_id = opened.session_id if opened and for_owner else session.id
    return CounterPress(counter_id, session_id, session.username, now_ms, body.ticket)


def check_may_act(hall: Hall, counter_id: str, session: Session) -> None:
    """Raise UnknownCounter, or Forbidden if the account's agencies do not match what the counter serves today."""
    if hall.house is None or counter_id not in hall.house.counters[hall.venue_id]:
        raise refusals.UnknownCounter(counter=counter_id[:40])
    if not session.access.allows_at(hall, counter_id):
        raise Forbidden()


def check_reach(hall: Hall, number: str, session: Session, permission: str) -> None:
    """Raise UnknownNumber, or Forbidden if the ticket belongs to an agency outside the account's reach."""
    if not session.tickets(permission).allows(hall, find_ticket(hall, number)):
        raise Forbidden()


def check_may_call(hall: Hall, body: CounterRequest, session: Session) -> None:
    """Raise Forbidden if the account may not call a waiting number out of turn."""
    if isinstance(body, CallRequest):
        ticket = hall.tickets.get(body.number_of)
        if ticket and ticket.state == WAITING and not session.may_call_numbers:
            raise Forbidden()
