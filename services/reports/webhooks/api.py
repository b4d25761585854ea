"""The API for admins to add, switch, delete, inspect and replay webhooks; the integrations page uses it too."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from sqlalchemy.exc import SQLAlchemyError

from services.reports.context import context
from services.reports.refusals import AddressNotAllowed, TooManyWebhooks, UnknownWebhook
from services.reports.webhooks.posting import ForbiddenAddress, endpoint_of
from services.reports.webhooks.registry import as_json
from services.reports.webhooks.shapes import (
    DeliveryList,
    Done,
    NewWebhook,
    Queued,
    Replay,
    Switched,
    WebhookList,
    WebhookMade,
)
from services.staff.refusals import CHANGE_REFUSALS, SESSION_REFUSALS
from services.staff.sign_in import required_session
from services.web import logs
from services.web.openapi import CSRF, Answer, documented
from services.web.problems import problem
from services.web.request_body import read_body
from waitingroom.refusals import Malformed, Unavailable

routes = Blueprint("webhooks", __name__, url_prefix="/api/reports/v1/webhooks")

READ, EDIT = "integrations", "integrations-edit"
CHANGES = (*CHANGE_REFUSALS, UnknownWebhook)


@routes.get("")
@documented(answers={200: Answer("Every webhook", WebhookList)}, refuses=SESSION_REFUSALS, may=READ)
def list_webhooks() -> dict[str, Any]:
    """List every webhook, without secrets."""
    return {"webhooks": [as_json(one) for one in context().webhooks.all()]}


@routes.post("")
@documented(
    answers={201: Answer("Added; its secret is given this once", WebhookMade)}, bodies=(NewWebhook,),
    headers=(CSRF,), refuses=(*CHANGE_REFUSALS, AddressNotAllowed, TooManyWebhooks), may=EDIT,
)  # fmt: skip
def add_webhook() -> tuple[dict[str, str], int]:
    """Add a webhook; it receives events from now on."""
    by, body = required_session(csrf=True).account.actor, read_body(NewWebhook)
    _check_address(body.url)
    webhooks, now_ms = context().webhooks, context().halls.clock.now_ms()
    id = webhooks.add(
        body.url,
        list(dict.fromkeys(body.kinds)),
        list(dict.fromkeys(body.venues)),
        by=by,
        now_ms=now_ms,
    )
    logs.info("webhook_added", webhook=id, host=endpoint_of(body.url)[0], by=by)
    return {"id": id, "secret": webhooks.secret(id)}, 201


@routes.post("/<webhook_id>")
@documented(
    answers={200: Answer("Switched", Done)}, bodies=(Switched,), headers=(CSRF,), refuses=CHANGES, may=EDIT
)
def switch_webhook(webhook_id: str) -> dict[str, str]:
    """Switch a webhook on or off; events that happen while it is off are not sent later."""
    by, body = required_session(csrf=True).account.actor, read_body(Switched)
    context().webhooks.switch(webhook_id, is_on=body.is_on, now_ms=context().halls.clock.now_ms())
    logs.info("webhook_switched", webhook=webhook_id, is_on=body.is_on, by=by)
    return {"id": webhook_id}


@routes.delete("/<webhook_id>")
@documented(answers={200: Answer("Deleted", Done)}, headers=(CSRF,), refuses=CHANGES, may=EDIT)
def delete_webhook(webhook_id: str) -> dict[str, str]:
    """Delete a webhook and its pending deliveries."""
    by = required_session(csrf=True).account.actor
    webhook = context().webhooks.delete(webhook_id)
    logs.info("webhook_deleted", webhook=webhook_id, host=endpoint_of(webhook.url)[0], by=by)
    return {"id": webhook_id}


@routes.get("/<webhook_id>/deliveries")
@documented(
    answers={200: Answer("Its last deliveries", DeliveryList)}, refuses=(*SESSION_REFUSALS, UnknownWebhook), may=READ,
)  # fmt: skip
def list_deliveries(webhook_id: str) -> dict[str, Any]:
    """Return the last deliveries of a webhook, sent or pending, with the responses."""
    return {"deliveries": context().webhooks.deliveries(webhook_id)}


@routes.post("/<webhook_id>/test")
@documented(
    answers={202: Answer("It will be sent at once", Queued)}, headers=(CSRF,), refuses=CHANGES, may=EDIT
)
def send_test(webhook_id: str) -> tuple[dict[str, int], int]:
    """Send a test event to a webhook."""
    required_session(csrf=True)
    now_ms = context().halls.clock.now_ms()
    context().webhooks.send_test(webhook_id, time_zone=context().time_zone, now_ms=now_ms)
    return {"count": 1}, 202


@routes.post("/<webhook_id>/replay")
@documented(
    answers={202: Answer("They will be sent again", Queued)}, bodies=(Replay,), headers=(CSRF,), refuses=CHANGES,
    may=EDIT,
)  # fmt: skip
def replay(webhook_id: str) -> tuple[dict[str, int], int]:
    """Resend one event, or all stored events since a time."""
    by, body = required_session(csrf=True).account.actor, read_body(Replay)
    if bool(body.event) == (body.since_ms is not None):
        raise Malformed(why="event or since_ms, one of them")
    now_ms = context().halls.clock.now_ms()
    count = context().webhooks.replay(webhook_id, now_ms=now_ms, event_id=body.event, since_ms=body.since_ms)
    logs.info("webhook_replayed", webhook=webhook_id, count=count, by=by)
    return {"count": count}, 202


@routes.app_errorhandler(SQLAlchemyError)
def not_reached(error: SQLAlchemyError) -> Any:
    """Answer with Unavailable if the history database cannot be reached."""
    logs.warning("history_not_reached", why=str(error))
    return problem(Unavailable())


def _check_address(url: str) -> None:
    """Raise AddressNotAllowed if the URL may not be used; a host that cannot be resolved now is accepted."""
    try:
        host, port = endpoint_of(url)
        if not host:
            raise AddressNotAllowed()
        context().post.addresses(host, port)
    except (ForbiddenAddress, ValueError) as error:
        raise AddressNotAllowed() from error
    except OSError:
        return
