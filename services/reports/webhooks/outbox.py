"""
The outbox: pending deliveries of events to webhooks, written in one transaction with the log position they come from.

So the event of a fact is queued exactly once, or its day is read again. When a day is read again, by a rebuild or
because its log was replaced, event ids that exist already are skipped. The outbox is limited in time (KEEP_MS) and in
size (WAITING_MAX): a hall without internet queues events and still follows its logs (docs/adr/0031).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from services.reports.webhooks.events import TEST, Event
from services.reports.webhooks.tables import (
    DROPPED,
    GIVEN_UP,
    WAITING,
    webhook_deliveries,
    webhook_events,
    webhooks,
)

KEEP_MS = 7 * 24 * 3_600_000
"""How long events are stored for replay; longer than all retries of one event (``sender.RETRY_AFTER_S``)."""
FORGET_MS = KEEP_MS + 24 * 3_600_000
"""Event ids are stored a day longer, so that reading a day again around that limit does not resend events."""
WAITING_MAX = 10_000
"""Maximum pending deliveries of one webhook, about two busy days. Beyond that the oldest are dropped and counted."""
PIECE = 500


class Webhook(NamedTuple):
    """A webhook; kinds, venues: what it subscribes to, empty for all. ``tables.webhooks`` documents the fields."""

    id: str
    url: str
    kinds: tuple[str, ...]
    venues: tuple[str, ...]
    is_on: bool
    why_off: str
    made_by: str
    made_ms: int
    since_ms: int
    failures: int
    paused_until_ms: int
    lost: int

    @classmethod
    def of(cls, row: Row[Any]) -> Webhook:
        """Convert a database row."""
        values = {name: row._mapping[name] for name in cls._fields if name not in ("kinds", "venues")}
        return cls(kinds=tuple(row.kinds.split()), venues=tuple(row.venues.split()), **values)

    def takes(self, type: str, venue_id: str) -> bool:
        """Return whether it subscribes to events of this type and venue."""
        if type == TEST:
            return False
        return type in (self.kinds or (type,)) and venue_id in (self.venues or (venue_id,))


def put(connection: Connection, events: Sequence[Event], now_ms: int) -> None:
    """Queue events for every webhook that is on and subscribes to them; events that are stored already are skipped."""
    if not events:
        return
    receivers = [Webhook.of(row) for row in connection.execute(select(webhooks).where(webhooks.c.is_on))]
    oldest_ms = max(now_ms - KEEP_MS, min((one.since_ms for one in receivers), default=now_ms))
    relevant = [
        event
        for event in events
        if event.at_ms >= oldest_ms
        and any(one.since_ms <= event.at_ms and one.takes(event.type, event.venue_id) for one in receivers)
    ]
    existing = _existing(connection, [event.id for event in relevant])
    new = [event for event in relevant if event.id not in existing]
    if not new:
        return
    _insert(connection, webhook_events, map(event_row, new))
    for one in receivers:
        mine = [e for e in new if one.since_ms <= e.at_ms and one.takes(e.type, e.venue_id)]
        _insert(
            connection, webhook_deliveries, (delivery_row(one.id, e.id, e.at_ms, e.seq, now_ms) for e in mine)
        )
        _drop_oldest(connection, one.id)


def event_row(event: Event) -> dict[str, Any]:
    """Return the database row of an event."""
    return {
        "id": event.id, "venue_id": event.venue_id, "day": event.day, "seq": event.seq, "at_ms": event.at_ms,
        "type": event.type, "number": event.data.get("number", ""), "body": event.body,
    }  # fmt: skip


def delivery_row(webhook_id: str, event_id: str, at_ms: int, seq: int, now_ms: int) -> dict[str, Any]:
    """Return the database row of a delivery that is due now."""
    return {
        "webhook_id": webhook_id, "event_id": event_id, "at_ms": at_ms, "seq": seq, "status": WAITING,
        "attempts": 0, "next_ms": now_ms, "leased_until_ms": 0, "why": "",
    }  # fmt: skip


def sweep(connection: Connection, now_ms: int) -> int:
    """Delete old events and deliveries; return how many pending deliveries were given up."""
    d = webhook_deliveries
    given_up = 0
    late = (d.c.status == WAITING) & (d.c.at_ms < now_ms - KEEP_MS)
    query = select(d.c.webhook_id, func.count()).where(late).group_by(d.c.webhook_id)
    for webhook_id, count in connection.execute(query).all():
        given_up += count
        _count_lost(connection, webhook_id, count)
    if given_up:
        connection.execute(update(d).where(late).values(status=GIVEN_UP))
    connection.execute(delete(d).where(d.c.at_ms < now_ms - FORGET_MS))
    connection.execute(delete(webhook_events).where(webhook_events.c.at_ms < now_ms - FORGET_MS))
    return given_up


def _existing(connection: Connection, ids: Sequence[str]) -> set[str]:
    existing: set[str] = set()
    for batch in _pieces(ids):
        existing.update(connection.scalars(select(webhook_events.c.id).where(webhook_events.c.id.in_(batch))))
    return existing


def _drop_oldest(connection: Connection, webhook_id: str) -> None:
    """Drop the oldest pending deliveries beyond WAITING_MAX and count them as lost."""
    d = webhook_deliveries
    waiting = (d.c.webhook_id == webhook_id) & (d.c.status == WAITING)
    count = connection.scalar(select(func.count()).select_from(d).where(waiting)) or 0
    if count <= WAITING_MAX:
        return
    oldest = select(d.c.event_id).where(waiting).order_by(d.c.at_ms, d.c.seq).limit(count - WAITING_MAX)
    ids = connection.scalars(oldest).all()
    for batch in _pieces(ids):
        connection.execute(
            update(d).where(d.c.webhook_id == webhook_id, d.c.event_id.in_(batch)).values(status=DROPPED)
        )
    _count_lost(connection, webhook_id, len(ids))


def _count_lost(connection: Connection, webhook_id: str, count: int) -> None:
    statement = update(webhooks).where(webhooks.c.id == webhook_id)
    connection.execute(statement.values(lost=webhooks.c.lost + count))


def _insert(connection: Connection, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    for batch in _pieces(list(rows)):
        connection.execute(insert(table), batch)


def _pieces(values: Sequence[Any]) -> Iterator[list[Any]]:
    return (list(values[start : start + PIECE]) for start in range(0, len(values), PIECE))
