"""Move a visitor to another venue: across two halls and two logs, without ever leaving the visitor without a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple, TypeVar

from waitingroom import counter_rules, rules
from waitingroom.counter_rules import CounterPress
from waitingroom.facts import Press
from waitingroom.hall import Hall
from waitingroom.house.model import House
from waitingroom.live.live_hall import LiveHall, Outcome
from waitingroom.refusals import CONFLICT, Refusal
from waitingroom.state import Ticket
from waitingroom.tokens import press_digest

T = TypeVar("T")


class Move(NamedTuple):
    """
    A press that moves the ticket in hand to another venue.

    at(hall, now_ms): returns the counter press or raises a refusal; service_id: at the other venue, None for the same
    one; note: replaces the ticket's note; deadline: time.monotonic() seconds; whole: the house with all its venues, to
    explain why the other venue does not serve it.
    """

    here: LiveHall
    there: LiveHall
    at: Callable[[Hall, int], CounterPress]
    stamp: Press
    service_id: str | None
    note: str | None
    deadline: float
    whole: House | None = None


def move_to_venue(move: Move, *, show: Callable[[Hall, int, Outcome], T]) -> T:
    """
    Issue a new number at the other venue, then end the old one here; return the result of ``show`` for this hall.

    A retry finds the new number by its key and by its reference to the old one. If the old one can no longer be
    ended, the new one is cancelled.
    Raises:
        What ``at``, ``counter_rules.move``, ``rules.issue_moved`` and ``LiveHall.press`` raise.
    """
    leaving = move.here.read(lambda hall, now_ms: _leaving(move, hall, now_ms), move.deadline)
    new_number = _issue_there(move, *leaving) if leaving else ""
    try:
        return move.here.press(
            lambda hall, now_ms: counter_rules.move(
                hall, move.at(hall, now_ms), to_venue=move.there.venue_id, to_ticket=new_number
            ),
            stamp=move.stamp, show=show, deadline=move.deadline,
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.kind == CONFLICT and new_number:
            move.there.press(
                lambda hall, now_ms: rules.cancel(hall, ticket_id=new_number, now_ms=now_ms),
                stamp=_stamp(move, "not moved"), show=lambda *_: None,
            )  # fmt: skip
        raise


def _leaving(move: Move, hall: Hall, now_ms: int) -> tuple[str, Ticket] | None:
    """Check the move and return the service day and a copy of the ticket; None if it was already moved."""
    if move.stamp.key in hall.presses:
        return None
    at = move.at(hall, now_ms)
    counter_rules.move(hall, at, to_venue=move.there.venue_id, to_ticket="")
    return hall.service_day, replace(hall.tickets[hall.counters[at.counter_id].ticket_id or ""])


def _issue_there(move: Move, service_day: str, old: Ticket) -> str:
    """Issue the number at the other venue, exactly once, and return it."""
    moved_from = f"{move.here.venue_id}/{service_day}/{old.ticket_id}"

    def show(hall: Hall, now_ms: int, outcome: Outcome) -> str:
        return outcome.ticket_id or next(
            ticket.ticket_id for ticket in hall.tickets.values() if ticket.moved_from == moved_from
        )

    return move.there.press(
        lambda hall, now_ms: rules.issue_moved(
            hall, service_id=move.service_id or old.service_id, moved_from=moved_from, now_ms=now_ms,
            note=move.note or old.note, priority=old.priority, whole=move.whole,
        ),
        stamp=_stamp(move, "moved"), show=show, deadline=move.deadline,
    )  # fmt: skip


def _stamp(move: Move, what: str) -> Press:
    """Return the stamp of the press at the other venue, with a key derived from the key of the move."""
    return move.stamp._replace(key=press_digest(move.stamp.key, what))
