"""
The rules for visitors' feedback: ratings, surveys and remarks. Pure.

A rating belongs to one finished ticket. Survey answers and remarks record only the ticket's service.
"""

from __future__ import annotations

from collections.abc import Sequence

from waitingroom import facts as f
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.house.text import find_unintended, tidy
from waitingroom.refusals import Malformed, UnknownTicket
from waitingroom.rules import open_house
from waitingroom.satisfaction.forms import Form
from waitingroom.satisfaction.refusals import (
    AlreadyRated,
    AnswersMissing,
    FormReplaced,
    NotFinished,
    RatingOver,
    UnreadableRemark,
)
from waitingroom.state import FINISHED, Ticket

NOT_SATISFIED, FAIR, SATISFIED = 1, 2, 3
FACES = (NOT_SATISFIED, FAIR, SATISFIED)
PHONE, KIOSK, TABLET = "phone", "kiosk", "tablet"
"""Channels: the ticket's page, a paired kiosk, a paired tablet at a counter."""
RATABLE_MS = 30 * 60_000
"""How long a finished visit can be rated at a kiosk or tablet; after that its visitor has left the hall."""
CHANGE_MS = 5 * 60_000
"""How long a rating can be changed through the same channel, in case of a mistake."""
REMARK_MAX = 500
"""Maximum length of a remark in characters: a few sentences."""


def rate(hall: Hall, *, ticket_id: str, rating: int, channel: str, now_ms: int) -> list[Fact]:
    """
    Record a visitor's rating of a finished ticket; records nothing if it has the same rating.

    Raises:
        DayIsClosed, UnknownTicket, Malformed, NotFinished. RatingOver: too late at a kiosk or tablet.
        AlreadyRated: through another channel, or too long ago to change it.
    """
    ticket = _finished(hall, ticket_id)
    if rating not in FACES:
        raise Malformed(why="rating: 1, 2, 3")
    rated = ticket.rating
    if rated is not None:
        if rated.value == rating:
            return []
        if rated.channel != channel or now_ms - rated.at_ms > CHANGE_MS:
            raise AlreadyRated(ticket=ticket_id)
    elif channel != PHONE and now_ms - ticket.since_ms > RATABLE_MS:
        raise RatingOver()
    return [
        f.TicketRated(
            at_ms=now_ms, ticket_id=ticket_id, rating=rating, service_id=ticket.service_id, channel=channel
        )
    ]


def answer_survey(
    hall: Hall, *, ticket_id: str, form: Form, version: int, answers: Sequence[int], channel: str, now_ms: int
) -> list[Fact]:  # fmt: skip
    """
    Record the survey answers of this ticket's visitor, without the number.

    form: the current form; version: the one that was answered; answers: from 1 to the form's scale, in its order.
    Raises:
        DayIsClosed, UnknownTicket, NotFinished, FormReplaced, AnswersMissing.
    """
    ticket = _finished(hall, ticket_id)
    if version != form.version:
        raise FormReplaced()
    for n in range(len(form.elements)):
        if n >= len(answers) or not 1 <= answers[n] <= form.scale:
            raise AnswersMissing(first=n + 1)
    if len(answers) > len(form.elements):
        raise FormReplaced()
    return [
        f.SurveyAnswered(
            at_ms=now_ms, form_id=form.id, form_version=form.version, service_id=ticket.service_id,
            answers=tuple(answers), channel=channel,
        )
    ]  # fmt: skip


def leave_remark(hall: Hall, *, ticket_id: str, text: str, channel: str, now_ms: int) -> list[Fact]:
    """Record the remark of this ticket's visitor. Raises DayIsClosed, UnknownTicket, NotFinished, UnreadableRemark."""
    ticket = _finished(hall, ticket_id)
    text = tidy(text)
    if not text or len(text) > REMARK_MAX or find_unintended(text):
        raise UnreadableRemark(most=REMARK_MAX)
    return [f.RemarkLeft(at_ms=now_ms, service_id=ticket.service_id, text=text, channel=channel)]


def ratable(hall: Hall, now_ms: int, counter_id: str | None = None) -> list[Ticket]:
    """List the tickets that can be rated at a kiosk, or at a counter's tablet; latest finished first."""
    tickets = [
        ticket for ticket in hall.tickets.values()
        if ticket.state == FINISHED and ticket.rating is None and now_ms - ticket.since_ms <= RATABLE_MS
        and counter_id in (None, ticket.counter_id)
    ]  # fmt: skip
    return sorted(tickets, key=lambda ticket: -ticket.since_seq)


def _finished(hall: Hall, ticket_id: str) -> Ticket:
    open_house(hall)
    ticket = hall.tickets.get(ticket_id)
    if ticket is None:
        raise UnknownTicket()
    if ticket.state != FINISHED:
        raise NotFinished(ticket=ticket_id)
    return ticket
