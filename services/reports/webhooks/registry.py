"""The webhooks of a house for admins: add, switch, delete, list deliveries, replay."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, case, delete, func, insert, select, update

from services.reports.refusals import TooManyWebhooks, UnknownWebhook
from services.reports.webhooks.events import TEST, Event
from services.reports.webhooks.outbox import Webhook, delivery_row, event_row
from services.reports.webhooks.tables import (
    DROPPED,
    GIVEN_UP,
    WAITING,
    webhook_deliveries,
    webhook_events,
    webhooks,
)

WEBHOOKS_MAX = 20
"""Maximum number of webhooks: every event is delivered once to each of them."""
DELIVERIES_MAX = 100
"""Maximum deliveries of one webhook that are listed."""


class Summary(NamedTuple):
    """A webhook and the number of its stored deliveries by status."""

    webhook: Webhook
    counts: dict[str, int]


SecretOf = Callable[[str, str], str]
"""secret_of(id, stored): returns the signing secret of a webhook; stored: the secret in its row. May raise UnavailableError."""


class Webhooks:
    """The webhooks in the history database."""

    def __init__(self, engine: Engine, secret_of: SecretOf) -> None:
        self._engine, self._secret_of = engine.execution_options(writes=True), secret_of

    def add(self, url: str, kinds: Sequence[str], venues: Sequence[str], *, by: str, now_ms: int) -> str:
        """
        Add a webhook; return its id. Earlier events are not sent to it.

        Raises TooManyWebhooks; UnavailableError: its secret cannot be derived now, and nothing was added.
        """
        id = secrets.token_hex(8)
        self._secret_of(id, "")
        row = {
            "id": id, "url": url, "kinds": " ".join(kinds), "venues": " ".join(venues),
            "secret": "", "is_on": True, "why_off": "", "made_by": by, "made_ms": now_ms, "since_ms": now_ms,
            "failures": 0, "paused_until_ms": 0, "tried_ms": 0, "lost": 0,
        }  # fmt: skip
        with self._engine.begin() as connection:
            if (connection.scalar(select(func.count()).select_from(webhooks)) or 0) >= WEBHOOKS_MAX:
                raise TooManyWebhooks(count_max=WEBHOOKS_MAX)
            connection.execute(insert(webhooks), row)
        return id

    def secret(self, id: str) -> str:
        """Return the signing secret of a webhook. Raises UnknownWebhook, UnavailableError."""
        with self._engine.connect() as connection:
            stored: str | None = connection.scalar(select(webhooks.c.secret).where(webhooks.c.id == id))
        if stored is None:
            raise UnknownWebhook()
        return self._secret_of(id, stored)

    def switch(self, id: str, *, is_on: bool, now_ms: int) -> None:
        """
        Switch a webhook on or off; its pending deliveries stay pending.

        Events that happen while it is off are not sent later. Raises UnknownWebhook.
        """
        values: dict[str, Any] = {"is_on": is_on, "why_off": "" if is_on else "switched-off"}
        if is_on:
            values |= {"since_ms": now_ms, "failures": 0, "paused_until_ms": 0}
        with self._engine.begin() as connection:
            self._get(connection, id)
            is_changed = webhooks.c.is_on != is_on
            connection.execute(update(webhooks).where(webhooks.c.id == id, is_changed).values(values))

    def delete(self, id: str) -> Webhook:
        """Delete a webhook and its deliveries; return the deleted webhook. Raises UnknownWebhook."""
        with self._engine.begin() as connection:
            webhook = self._get(connection, id)
            connection.execute(delete(webhook_deliveries).where(webhook_deliveries.c.webhook_id == id))
            connection.execute(delete(webhooks).where(webhooks.c.id == id))
        return webhook

    def all(self) -> list[Summary]:
        """List every webhook with the counts of its deliveries, oldest first."""
        d = webhook_deliveries
        query = select(d.c.webhook_id, d.c.status, func.count()).group_by(d.c.webhook_id, d.c.status)
        counts: dict[str, dict[str, int]] = {}
        with self._engine.connect() as connection:
            for webhook_id, status, count in connection.execute(query):
                counts.setdefault(webhook_id, {})[status] = count
            rows = connection.execute(select(webhooks).order_by(webhooks.c.made_ms, webhooks.c.id)).all()
        return [Summary(one, counts.get(one.id, {})) for one in map(Webhook.of, rows)]

    def deliveries(self, id: str) -> list[dict[str, Any]]:
        """Return the last deliveries of a webhook, newest first. Raises UnknownWebhook."""
        d, e = webhook_deliveries, webhook_events
        query = (
            select(
                d.c.event_id, e.c.type, e.c.venue_id, e.c.number, d.c.at_ms, d.c.status, d.c.attempts, d.c.tried_ms,
                case((d.c.status == WAITING, d.c.next_ms)).label("next_ms"), d.c.answer, d.c.why,
            )
            .join(e, e.c.id == d.c.event_id)
            .where(d.c.webhook_id == id)
            .order_by(d.c.at_ms.desc(), d.c.seq.desc())
            .limit(DELIVERIES_MAX)
        )  # fmt: skip
        with self._engine.connect() as connection:
            self._get(connection, id)
            rows = connection.execute(query).mappings()
            return [
                {str(name): value for name, value in row.items()} for row in rows
            ]  # orjson needs plain str keys

    def send_test(self, id: str, *, time_zone: str, now_ms: int) -> str:
        """Queue a test event for a webhook; return the id of the event. Raises UnknownWebhook."""
        event = Event(f"evt_{secrets.token_urlsafe(16)}", "", "", 0, now_ms, TEST, {}, time_zone)
        with self._engine.begin() as connection:
            self._get(connection, id)
            connection.execute(insert(webhook_events), event_row(event))
            row = delivery_row(id, event.id, now_ms, 0, now_ms)
            connection.execute(insert(webhook_deliveries), row)
            self._end_pause(connection, id)
        return event.id

    def replay(self, id: str, *, now_ms: int, event_id: str = "", since_ms: int | None = None) -> int:
        """
        Queue one stored event again, or all stored events since a time that the webhook subscribes to; return how many.

        This includes stored events from before it was added or while it was off. Receivers detect duplicates by event
        id. Raises UnknownWebhook.
        """
        d, e = webhook_deliveries, webhook_events
        which = e.c.id == event_id if since_ms is None else e.c.at_ms >= since_ms
        with self._engine.begin() as connection:
            webhook = self._get(connection, id)
            queued = set(connection.scalars(select(d.c.event_id).where(d.c.webhook_id == id)))
            rows = connection.execute(
                select(e.c.id, e.c.type, e.c.venue_id, e.c.at_ms, e.c.seq).where(which)
            ).all()
            matching = [row for row in rows if row.id in queued or webhook.takes(row.type, row.venue_id)]
            reset = {"status": WAITING, "attempts": 0, "next_ms": now_ms, "leased_until_ms": 0, "why": ""}
            new = [row for row in matching if row.id not in queued]
            if new:
                connection.execute(
                    insert(d), [delivery_row(id, row.id, row.at_ms, row.seq, now_ms) for row in new]
                )
            ids = select(e.c.id).where(which)
            connection.execute(update(d).where(d.c.webhook_id == id, d.c.event_id.in_(ids)).values(reset))
            self._end_pause(connection, id)
        return len(matching)

    def _get(self, connection: Connection, id: str) -> Webhook:
        row = connection.execute(select(webhooks).where(webhooks.c.id == id)).first()
        if row is None:
            raise UnknownWebhook()
        return Webhook.of(row)

    def _end_pause(self, connection: Connection, id: str) -> None:
        """End the backoff pause of a receiver, so that an admin sees at once whether it responds."""
        connection.execute(update(webhooks).where(webhooks.c.id == id).values(paused_until_ms=0))


def secret_of(of_house: Callable[[], bytes]) -> SecretOf:
    """
    Derive the secrets of webhooks, in the format of Standard Webhooks, from a secret of the house that is not in SQL.

    An older webhook keeps the secret stored in its row.
    """

    def derive(id: str, stored: str) -> str:
        if stored:
            return stored
        key = hmac.new(of_house(), b"webhook " + id.encode(), hashlib.sha256).digest()
        return f"whsec_{base64.b64encode(key).decode()}"

    return derive


def as_json(one: Summary) -> dict[str, Any]:
    """Return a webhook as in the API, without its secret."""
    webhook, counts = one
    fields = webhook._asdict() | {"kinds": list(webhook.kinds), "venues": list(webhook.venues)}
    return fields | {
        "waiting": counts.get(WAITING, 0),
        "given_up": counts.get(GIVEN_UP, 0) + counts.get(DROPPED, 0),
    }
