"""The webhooks of a house as an admin sees them: add, switch, delete, what became of deliveries, send again."""

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
"""Each event of a busy hall is one delivery more for each."""
SHOWN_MAX = 100
"""Deliveries of one webhook that the page shows."""


class Summary(NamedTuple):
    """A webhook and how many of its kept deliveries have which status."""

    webhook: Webhook
    counts: dict[str, int]


SecretOf = Callable[[str, str], str]
"""Gives the secret that a webhook's events are signed with: its id, and what stands in its row. May raise UnavailableError."""


class Webhooks:
    """The webhooks in the database of history."""

    def __init__(self, engine: Engine, secret_of: SecretOf) -> None:
        self._engine, self._secret_of = engine.execution_options(writes=True), secret_of

    def add(self, url: str, kinds: Sequence[str], venues: Sequence[str], *, by: str, now_ms: int) -> str:
        """
        Add a webhook; return its id. What happened before is not sent to it.

        Raises TooManyWebhooks; UnavailableError: it would have no secret, and nothing was added.
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
        """Return the secret that a webhook's events are signed with. Raises UnknownWebhook, UnavailableError."""
        with self._engine.connect() as connection:
            stored: str | None = connection.scalar(select(webhooks.c.secret).where(webhooks.c.id == id))
        if stored is None:
            raise UnknownWebhook()
        return self._secret_of(id, stored)

    def switch(self, id: str, *, is_on: bool, now_ms: int) -> None:
        """
        Switch a webhook on or off; what waits for it goes on waiting.

        What happens while it is off is not sent later. Raises UnknownWebhook.
        """
        values: dict[str, Any] = {"is_on": is_on, "why_off": "" if is_on else "switched-off"}
        if is_on:
            values |= {"since_ms": now_ms, "failures": 0, "paused_until_ms": 0}
        with self._engine.begin() as connection:
            self._get(connection, id)
            is_other = webhooks.c.is_on != is_on
            connection.execute(update(webhooks).where(webhooks.c.id == id, is_other).values(values))

    def delete(self, id: str) -> Webhook:
        """Delete a webhook and all that waits for it; return what it was. Raises UnknownWebhook."""
        with self._engine.begin() as connection:
            webhook = self._get(connection, id)
            connection.execute(delete(webhook_deliveries).where(webhook_deliveries.c.webhook_id == id))
            connection.execute(delete(webhooks).where(webhooks.c.id == id))
        return webhook

    def all(self) -> list[Summary]:
        """Give every webhook with the counts of its deliveries, oldest first."""
        d = webhook_deliveries
        counted = select(d.c.webhook_id, d.c.status, func.count()).group_by(d.c.webhook_id, d.c.status)
        counts: dict[str, dict[str, int]] = {}
        with self._engine.connect() as connection:
            for webhook_id, status, count in connection.execute(counted):
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
            .limit(SHOWN_MAX)
        )  # fmt: skip
        with self._engine.connect() as connection:
            self._get(connection, id)
            rows = connection.execute(query).mappings()
            return [
                {str(name): value for name, value in row.items()} for row in rows
            ]  # orjson wants plain names

    def send_test(self, id: str, *, time_zone: str, now_ms: int) -> str:
        """Send a test event to a webhook; return its id. Raises UnknownWebhook."""
        event = Event(f"evt_{secrets.token_urlsafe(16)}", "", "", 0, now_ms, TEST, {}, time_zone)
        with self._engine.begin() as connection:
            self._get(connection, id)
            connection.execute(insert(webhook_events), event_row(event))
            row = delivery_row(id, event.id, now_ms, 0, now_ms)
            connection.execute(insert(webhook_deliveries), row)
            self._wake(connection, id)
        return event.id

    def replay(self, id: str, *, now_ms: int, event_id: str = "", since_ms: int | None = None) -> int:
        """
        Send one kept event again, or every kept one since a time that the webhook takes; return how many.

        Also those that happened before it was added, or while it was off, as far as they are kept; a receiver knows
        them by their ids. Raises UnknownWebhook.
        """
        d, e = webhook_deliveries, webhook_events
        which = e.c.id == event_id if since_ms is None else e.c.at_ms >= since_ms
        with self._engine.begin() as connection:
            webhook = self._get(connection, id)
            there = set(connection.scalars(select(d.c.event_id).where(d.c.webhook_id == id)))
            rows = connection.execute(
                select(e.c.id, e.c.type, e.c.venue_id, e.c.at_ms, e.c.seq).where(which)
            ).all()
            taken = [row for row in rows if row.id in there or webhook.takes(row.type, row.venue_id)]
            again = {"status": WAITING, "attempts": 0, "next_ms": now_ms, "leased_until_ms": 0, "why": ""}
            new = [row for row in taken if row.id not in there]
            if new:
                connection.execute(
                    insert(d), [delivery_row(id, row.id, row.at_ms, row.seq, now_ms) for row in new]
                )
            chosen = select(e.c.id).where(which)
            connection.execute(update(d).where(d.c.webhook_id == id, d.c.event_id.in_(chosen)).values(again))
            self._wake(connection, id)
        return len(taken)

    def _get(self, connection: Connection, id: str) -> Webhook:
        row = connection.execute(select(webhooks).where(webhooks.c.id == id)).first()
        if row is None:
            raise UnknownWebhook()
        return Webhook.of(row)

    def _wake(self, connection: Connection, id: str) -> None:
        """End a receiver's rest: somebody wants to see now whether it answers."""
        connection.execute(update(webhooks).where(webhooks.c.id == id).values(paused_until_ms=0))


def secret_of(of_house: Callable[[], bytes]) -> SecretOf:
    """
    Derive webhooks' secrets, as Standard Webhooks writes them, from one of the house, which is not in SQL.

    A webhook from before keeps the secret that stands in its row.
    """

    def derived(id: str, stored: str) -> str:
        if stored:
            return stored
        key = hmac.new(of_house(), b"webhook " + id.encode(), hashlib.sha256).digest()
        return f"whsec_{base64.b64encode(key).decode()}"

    return derived


def as_json(one: Summary) -> dict[str, Any]:
    """Return a webhook as the API shows it: everything but its secret."""
    webhook, counts = one
    of = webhook._asdict() | {"kinds": list(webhook.kinds), "venues": list(webhook.venues)}
    return of | {
        "waiting": counts.get(WAITING, 0),
        "given_up": counts.get(GIVEN_UP, 0) + counts.get(DROPPED, 0),
    }
