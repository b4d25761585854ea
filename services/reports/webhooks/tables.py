"""
The tables of webhooks, in the database of history: who is told of what, and what is still to be sent.

The outbox, ``webhook_deliveries``, is written in the transaction that moves a day's position (docs/adr/0031). Times
are ms UTC. A change here is a new file in ``migrations/versions``.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from services.reports.history.tables import metadata

WAITING, DELIVERED, GIVEN_UP, DROPPED = "waiting", "delivered", "given-up", "dropped"
"""How a delivery is: still to be sent; taken by its receiver; tried too often; displaced by newer ones."""

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
secret: empty, since it is derived (``registry.secret_of``); a webhook from before that has its own. kinds, venues:
space-separated, empty: all. since_ms: nothing earlier is sent to it. failures: tries in a row that its
receiver did not answer well. tried_ms: of its last try. lost: deliveries that were given up or dropped, ever.
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
"""at_ms, seq: of the event. answer: the HTTP status of the last try; why: what went wrong with it, a word."""
