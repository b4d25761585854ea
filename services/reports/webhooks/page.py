"""The integrations page, where admins manage webhooks with their deliveries, and readers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from services.reports.api import LANGUAGE
from services.reports.context import context
from services.reports.figures.query import requested_language
from services.reports.webhooks import words
from services.reports.webhooks.api import EDIT, READ
from services.reports.webhooks.events import KINDS
from services.reports.webhooks.outbox import KEEP_MS
from services.reports.webhooks.registry import Summary, as_json
from services.staff.refusals import SESSION_REFUSALS
from services.staff.sign_in import required_session
from services.web.openapi import HTML, Answer, documented

routes = Blueprint("integrations", __name__)

HOUR_MS = 3_600_000
SINCE = {"since_hour": HOUR_MS, "since_day": 24 * HOUR_MS, "since_week": KEEP_MS}


@routes.get("/reports/webhooks")
@documented(
    answers={200: Answer("Webhooks and readers as a page", media=HTML)}, headers=(LANGUAGE,), refuses=SESSION_REFUSALS,
    may=READ,
)  # fmt: skip
def integrations() -> str:
    """Show every webhook with its last deliveries, and every reader."""
    language, session, house = requested_language(), required_session(), context().halls.house.edition.house
    zone, now_ms = context().time_zone, context().halls.clock.now_ms()
    webhooks = context().webhooks
    return render_template(
        "integrations.html", language=language, house=house.name if house else "Antre", csrf=session.csrf_token,
        may_edit=session.may(EDIT), kinds=KINDS, venues={id: one.name for id, one in house.venues.items()} if house else {},
        webhooks=[_hook(one, language) | {"deliveries": webhooks.deliveries(one.webhook.id)} for one in webhooks.all()],
        readers=context().readers.all(), since={key: now_ms - ago_ms for key, ago_ms in SINCE.items()},
        say=lambda key, **values: words.say(key, language, **values),
        moment=lambda at_ms: words.moment(at_ms, zone, language),
        clock=lambda at_ms: words.clock(at_ms, now_ms, zone, language),
        who=lambda actor: actor.removeprefix("staff:"),
    )  # fmt: skip


def _hook(one: Summary, language: str) -> dict[str, Any]:
    """Return a webhook as JSON with its state in words."""
    webhook = one.webhook
    if not webhook.is_on:
        state, level = words.say(f"off.{webhook.why_off or 'switched-off'}", language), "off"
    elif webhook.failures:
        state, level = words.say("failing", language, count=webhook.failures), "look"
    else:
        state, level = words.say("on", language), "ok"
    return as_json(one) | {"state": state, "level": level}
