"""
The sender: takes due deliveries from the outbox, sends them, and records the results.

It runs in one thread of each process of the service. A delivery is leased before it is sent, so that two senders do
not send the same one. If a sender is killed, its lease expires and the event is sent again with the same id. So every
event is delivered at least once, or given up after ATTEMPTS_MAX attempts, which the page and the log report.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Engine, Select, Update, select, update
from sqlalchemy.exc import SQLAlchemyError

from services.reports.webhooks import outbox
from services.reports.webhooks.posting import Answer, endpoint_of
from services.reports.webhooks.registry import SecretOf
from services.reports.webhooks.tables import (
    DELIVERED,
    GIVEN_UP,
    WAITING,
    webhook_deliveries,
    webhook_events,
    webhooks,
)
from waitingroom.log.base import UnavailableError
from waitingroom.log.fold import Alarm

RETRY_AFTER_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Pauses between attempts for one event, as in Standard Webhooks, three days in total."""
ATTEMPTS_MAX = len(RETRY_AFTER_S) + 1
JITTER = 0.2
"""Each pause is extended by a random share up to this, so that deliveries that failed together are not retried together."""
REST_MS, REST_MAX_MS = 5_000, 300_000
"""
Backoff pause for a failing receiver, doubled with each failure in a row, and its maximum: a single event probes the
receiver, even if a thousand are pending.
"""
RETRY_AFTER_MAX_MS = 3_600_000
"""Maximum pause that a receiver can request by Retry-After."""
LEASE_MS = 120_000
"""Longer than any attempt takes: resolving the host, three connections, a response."""
STEP_MAX = 50
"""Maximum deliveries in one step, so that the service can stop quickly."""
SWEEP_EVERY_MS = 60_000
GONE, TOO_MANY, SERVER_ERROR = 410, 429, 500
FAILING = 5
"""Failures in a row after which operations are warned."""


Poster = Callable[[str, str, str, str, int], Answer]
"""post(url, secret, event_id, body, now_ms): makes one attempt to send an event, as ``posting.Post`` does."""


class Delivery(NamedTuple):
    """A delivery leased to this sender until leased_until_ms."""

    webhook_id: str
    event_id: str
    attempts: int
    failures: int
    url: str
    secret: str
    body: str
    leased_until_ms: int


class Sender:
    """Sends due deliveries. clock: ms UTC. Not thread-safe: call it from one thread."""

    def __init__(
        self, engine: Engine, post: Poster, secret_of: SecretOf, clock: Callable[[], int], alarm: Alarm
    ) -> None:
        self._engine, self._post, self._secret_of = engine, post, secret_of
        self._clock, self._alarm = clock, alarm
        self._swept_ms = 0
        self.warns: list[str] = []

    def step(self) -> int:
        """Send due deliveries, at most STEP_MAX; return the number of attempts. Raises UnavailableError."""
        try:
            if self._clock() >= self._swept_ms + SWEEP_EVERY_MS:
                self._sweep()
            for tries in range(STEP_MAX):
                delivery = self._claim()
                if delivery is None:
                    return tries
                answer = self._post(
                    delivery.url, delivery.secret, delivery.event_id, delivery.body, self._clock()
                )
                self._record(delivery, answer)
        except SQLAlchemyError as error:
            self._alarm("webhooks_not_sent", why=str(error))
            raise UnavailableError(str(error)) from error
        return STEP_MAX

    def _claim(self) -> Delivery | None:
        """Lease the next delivery: the earliest due event of the webhook whose last attempt is longest ago."""
        w, now_ms = webhooks, self._clock()
        ready = (
            select(w.c.id, w.c.failures, w.c.url, w.c.secret)
            .where(w.c.is_on, w.c.paused_until_ms <= now_ms)
            .order_by(w.c.tried_ms, w.c.id)
        )
        with self._engine.connect() as connection:  # usually nothing is due, and then no write lock is needed
            due = [
                row
                for row in connection.execute(ready).all()
                if connection.execute(_earliest(row.id, now_ms)).first()
            ]
        for row in due:
            secret = self._secret_of(row.id, row.secret)
            with self._engine.execution_options(writes=True).begin() as connection:
                locked = _earliest(row.id, now_ms).with_for_update(of=webhook_deliveries, skip_locked=True)
                earliest = connection.execute(locked).first()
                if earliest is not None:
                    until_ms = now_ms + LEASE_MS
                    connection.execute(_delivery(row.id, earliest.event_id).values(leased_until_ms=until_ms))
                    connection.execute(update(w).where(w.c.id == row.id).values(tried_ms=now_ms))
                    return Delivery(
                        row.id, earliest.event_id, earliest.attempts, row.failures, row.url, secret, earliest.body, until_ms
                    )  # fmt: skip
        return None

    def _record(self, delivery: Delivery, answer: Answer) -> None:
        """Record the result of an attempt on its delivery, unless the lease has expired, and on its webhook."""
        now_ms, attempts = self._clock(), delivery.attempts + 1
        is_last = not answer.is_taken and (attempts >= ATTEMPTS_MAX or answer.status == GONE)
        status = DELIVERED if answer.is_taken else GIVEN_UP if is_last else WAITING
        w, is_leased = webhooks, webhook_deliveries.c.leased_until_ms == delivery.leased_until_ms
        with self._engine.execution_options(writes=True).begin() as connection:
            result = connection.execute(
                _delivery(delivery.webhook_id, delivery.event_id).where(is_leased).values(
                    status=status, attempts=attempts, leased_until_ms=0, tried_ms=now_ms, answer=answer.status,
                    why=answer.why, next_ms=now_ms + pause_ms(attempts),
                )
            )  # fmt: skip
            statement = update(w).where(w.c.id == delivery.webhook_id)
            connection.execute(statement.values(_health(delivery, answer, now_ms)))
            if result.rowcount and is_last:
                connection.execute(statement.values(lost=w.c.lost + 1))
        if is_last:
            self._alarm(
                "webhook_given_up", webhook=delivery.webhook_id, webhook_event=delivery.event_id, attempts=attempts,
                status=answer.status, why=answer.why,
            )  # fmt: skip
        if answer.status == GONE:
            self._alarm("webhook_off", webhook=delivery.webhook_id, why="gone")

    def _sweep(self) -> None:
        now_ms = self._clock()
        with self._engine.execution_options(writes=True).begin() as connection:
            given_up = outbox.sweep(connection, now_ms)
            query = select(webhooks.c.url).where(webhooks.c.is_on, webhooks.c.failures >= FAILING)
            self.warns = [
                f"webhook to {endpoint_of(url)[0]}: no good answer (see /reports/webhooks)"
                for url in connection.scalars(query)
            ]
        if given_up:
            self._alarm("webhook_deliveries_too_old", count=given_up)
        self._swept_ms = now_ms


def pause_ms(attempts: int) -> int:
    """Return the pause after this many attempts, with jitter."""
    pause_s = RETRY_AFTER_S[min(attempts, len(RETRY_AFTER_S)) - 1]
    return round(pause_s * 1000 * random.uniform(1, 1 + JITTER))  # noqa: S311 - spreads load, keeps no secret


def _earliest(webhook_id: str, now_ms: int) -> Select[tuple[str, int, str]]:
    """Select the earliest due event of a webhook; the index of deliveries is in this order."""
    d, e = webhook_deliveries, webhook_events
    return (
        select(d.c.event_id, d.c.attempts, e.c.body)
        .join(e, e.c.id == d.c.event_id)
        .where(d.c.webhook_id == webhook_id, d.c.status == WAITING)
        .where(d.c.next_ms <= now_ms, d.c.leased_until_ms <= now_ms)
        .order_by(d.c.at_ms, d.c.seq)
        .limit(1)
    )


def _delivery(webhook_id: str, event_id: str) -> Update:
    d = webhook_deliveries
    return update(d).where(d.c.webhook_id == webhook_id, d.c.event_id == event_id)


def _health(delivery: Delivery, answer: Answer, now_ms: int) -> dict[str, object]:
    """Return the new state of a webhook after an attempt. A refusal of one event does not count as a failure."""
    if answer.status == GONE:
        return {"is_on": False, "why_off": "gone"}
    is_down = answer.status is None or answer.status == TOO_MANY or answer.status >= SERVER_ERROR
    if not is_down:
        return {"failures": 0, "paused_until_ms": 0}
    rest_ms = min(REST_MAX_MS, REST_MS * 2 ** min(delivery.failures, 10))
    retry_after_ms = min(RETRY_AFTER_MAX_MS, answer.retry_after_s * 1000)
    return {"failures": delivery.failures + 1, "paused_until_ms": now_ms + max(rest_ms, retry_after_ms)}
