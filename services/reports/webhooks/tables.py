"""
The tables of webhooks in the history database: webhooks, events and deliveries.

The outbox, ``webhook_deliveries``, is written in the transaction that moves a day's position (docs/adr/0031). Times
are ms UTC. Every change here needs a new file in ``migrations/versions``.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from services.reports.history.tables import metadata

WAITING, DELIVERED, GIVEN_UP, DROPPED = "waiting", "delivered", "given-up", "dropped"
"""Status of a delivery: pending; accepted by its receiver; out of attempts; displaced by newer ones."""

webhooks = Table(
    "webhooks", metadata,
    Column("id", String(32), primary_key=True),
    Column("url", String(500), nullable=False),
    Column("kinds", Text, nullable=False),
    Column("venues", Text, nullable=False),
    Column("secret", String(80), nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("why_off", String(20), nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("paused_until_ms", BigInteger, nullable=False),
    Column("tried_ms", BigInteger, nullable=False),
    Column("lost", Integer, nullable=False),
)  # fmt: skip
"""
secret: empty, since it is derived (``registry.secret_of``); older webhooks have their own. kinds, venues:
space-separated, empty for all. since_ms: earlier events are not sent to it. failures: failed attempts in a row.
tried_ms: time of the last attempt. lost: number of deliveries ever given up or dropped.
"""

webhook_events = Table(
    "webhook_events", metadata,
    Column("id", String(40), primary_key=True),
    Column("venue_id", String(64), nullable=False),
    Column("day", String(10), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("type", String(24), nullable=False),
    Column("number", String(16), nullable=False),
    Column("body", Text, nullable=False),
    Index("webhook_events_by_time", "at_ms"),
)  # fmt: skip

webhook_deliveries = Table(
    "webhook_deliveries", metadata,
    Column("webhook_id", String(32), primary_key=True),
    Column("event_id", String(40), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("status", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_ms", BigInteger, nullable=False),
    Column("leased_until_ms", BigInteger, nullable=False),
    Column("tried_ms", BigInteger),
    Column("answer", Integer),
    Column("why", String(24), nullable=False),
    Index("webhook_deliveries_due", "webhook_id", "status", "at_ms", "seq"),
)  # fmt: skip
"""at_ms, seq: of the event. answer: HTTP status of the last attempt; why: a code for its failure."""
