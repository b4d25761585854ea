"""Notices API: supervisors post and end notices to waiting visitors of a service, a zone or the venue."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, g
from pydantic import Field

from services.counter.context import context
from services.counter.hall.counters_api import hall_json
from services.counter.hall.verbs import Id
from services.counter.shapes import HallResponse
from services.staff.refusals import CHANGE_REFUSALS, Forbidden
from services.staff.sign_in import required_session
from services.web.openapi import CSRF, IDEMPOTENCY_KEY, Answer, documented
from services.web.problems import HALL_REFUSALS
from services.web.request_body import Body, read_body, stamp
from waitingroom import refusals, rules
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.live.live_hall import Rule
from waitingroom.local_time import minute_at

routes = Blueprint("notices_api", __name__, url_prefix="/api/counter/v1")

TEXT_TYPED_MAX = 400
"""Characters of a text as typed, before surplus spaces are removed."""


class NoticeRequest(Body):
    """
    A notice to waiting visitors, and the minute of the wall clock at which it ends ("10:30").

    service, zone: whose visitors it is for; neither: everybody. en: empty if there is no English text.
    """

    text: Annotated[str, Field(min_length=1, max_length=TEXT_TYPED_MAX)]
    en: Annotated[str, Field(max_length=TEXT_TYPED_MAX)] = ""
    service: Id | None = None
    zone: Id | None = None
    until: Annotated[str, Field(pattern=r"^([01]\d|2[0-3])[:.][0-5]\d$")]


class EndNoticeRequest(Body):
    """The id of the notice to end."""

    notice: Annotated[int, Field(ge=1)]


@routes.post("/venues/<venue_id>/notices")
@documented(
    answers={200: Answer("The hall as it is now", HallResponse)}, bodies=(NoticeRequest,), headers=(CSRF, IDEMPOTENCY_KEY),
    may="notice", refuses=(
        *CHANGE_REFUSALS, *HALL_REFUSALS, refusals.DayIsClosed, refusals.DayIsAway, refusals.NoticeOver, refusals.TooManyNotices,
        refusals.UnknownService, refusals.UnknownZone, refusals.UnreadableNotice,
    ),
)  # fmt: skip
def post(venue_id: str) -> dict[str, Any]:
    """Post a notice; an account limited to certain agencies may post only for services in its reach."""
    body, session = read_body(NoticeRequest), required_session(csrf=True)

    def rule(now: Hall, now_ms: int) -> list[Fact]:
        venue = rules.open_house(now).venues[venue_id]
        until_ms = minute_at(now.service_day, body.until, venue.time_zone, venue.day_starts_at)
        facts = rules.post_notice(
            now, text=body.text, text_en=body.en, service_id=body.service, zone=body.zone,
            until_ms=until_ms, now_ms=now_ms,
        )  # fmt: skip
        if not session.tickets("notice").allows_service(now, body.service):
            raise Forbidden()
        return facts

    return _press(venue_id, rule)


@routes.post("/venues/<venue_id>/notices/end")
@documented(
    answers={200: Answer("The hall as it is now", HallResponse)}, bodies=(EndNoticeRequest,),
    headers=(CSRF, IDEMPOTENCY_KEY), may="notice",
    refuses=(*CHANGE_REFUSALS, *HALL_REFUSALS, refusals.DayIsClosed, refusals.DayIsAway),
)  # fmt: skip
def end(venue_id: str) -> dict[str, Any]:
    """End a notice early; does nothing if it is already over."""
    body, session = read_body(EndNoticeRequest), required_session(csrf=True)

    def rule(now: Hall, now_ms: int) -> list[Fact]:
        facts = rules.end_notice(now, notice=body.notice, now_ms=now_ms)
        service = next((notice.service_id for notice in now.notices if notice.id == body.notice), None)
        if facts and not session.tickets("notice").allows_service(now, service):
            raise Forbidden()
        return facts

    return _press(venue_id, rule)


def _press(venue_id: str, rule: Rule) -> dict[str, Any]:
    session, live = required_session(csrf=True), context().hall(venue_id)
    outcome = live.press(
        rule, stamp=stamp(session.account.actor), show=lambda _, __, outcome: outcome, deadline=g.deadline
    )
    return hall_json(live, session) | ({"replayed": True} if outcome.replayed else {})
