"""
Webhook events, derived from the facts of a day. Pure.

Each event comes from one fact, and its id is always the same however often the log is read, so that receivers can
detect duplicates. It contains numbers, services and counters, but never a reason, a note, a visitor's name or a
token. docs/webhooks.md lists the events for receivers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from waitingroom import facts as f
from waitingroom.figures.records import NO_SHOW, OPEN, DayRecords
from waitingroom.local_time import iso
from waitingroom.tokens import press_digest

ISSUED, CALLED, SERVED, CLOSED, UNDONE = (
    "ticket.issued", "ticket.called", "ticket.served", "ticket.closed", "ticket.undone",
)  # fmt: skip
KINDS = (ISSUED, CALLED, SERVED, CLOSED, UNDONE)
TEST = "webhook.test"
"""Sent at the request of an admin; every webhook receives it."""

_CLOSED_BY: dict[type[f.Fact], str] = {
    f.TicketCancelled: "cancelled", f.TicketDropped: "no-show", f.TicketMoved: "moved", f.TicketsTakenBack: "taken-back",
}  # fmt: skip
"""Why a ticket was closed, as named in docs/webhooks.md; the end of a day gives "expired" or "no-show"."""


class Event(NamedTuple):
    """One event; seq: of its fact in the day's log; at_ms: time of the fact, ms UTC; data: as sent to receivers."""

    id: str
    venue_id: str
    day: str
    seq: int
    at_ms: int
    type: str
    data: dict[str, Any]
    time_zone: str = "UTC"

    @property
    def body(self) -> str:
        """The JSON text that is signed and sent."""
        return body_of(self.type, self.at_ms, self.time_zone, self.data)


def body_of(type: str, at_ms: int, time_zone: str, data: dict[str, Any]) -> str:
    """Serialize an event as specified by Standard Webhooks: type, timestamp with offset, data."""
    return orjson.dumps({"type": type, "timestamp": iso(at_ms, time_zone), "data": data}).decode()


class EventRecords(DayRecords):
    """The records of a day, and the events of the facts applied since the last ``take_events``."""

    def __init__(self) -> None:
        super().__init__()
        self._events: list[Event] = []
        self._by_press: dict[str, list[dict[str, str]]] = {}
        self._taken_back_press = ""

    def apply(self, seq: int, fact: f.Fact) -> None:
        """See DayRecords."""
        undone = self._press_before(fact) if isinstance(fact, f.PressUndone) else ""
        still_open = self._open_numbers() if isinstance(fact, f.DayClosed) else []
        super().apply(seq, fact)
        key = fact.press.key if fact.press else ""
        if isinstance(fact, f.TicketsTakenBack):
            self._taken_back_press = key
        for type, data in self._derive(fact, undone, still_open):
            event = self._event(seq, fact.at_ms, type, data)
            self._events.append(event)
            if key and "number" in data:
                self._by_press.setdefault(key, []).append(
                    {"id": event.id, "type": type, "number": data["number"]}
                )

    def take_events(self) -> list[Event]:
        """Return the events since the last call, oldest first."""
        events, self._events = self._events, []
        return events

    def _event(self, seq: int, at_ms: int, type: str, data: dict[str, Any]) -> Event:
        hall = self.hall
        parts = (hall.venue_id, hall.service_day, str(seq), str(at_ms), type, data.get("number", ""))
        common = {"venue": hall.venue_id, "service_day": hall.service_day}
        id = f"evt_{press_digest('event', *parts)}"
        return Event(id, hall.venue_id, hall.service_day, seq, at_ms, type, common | data, self._time_zone)

    @property
    def _time_zone(self) -> str:
        house = self.hall.house
        venue = house.venues.get(self.hall.venue_id) if house else None
        return venue.time_zone if venue else "UTC"

    def _derive(
        self, fact: f.Fact, undone: str, still_open: list[str]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield type and data of the events of one fact; most facts have none."""
        if isinstance(fact, f.TicketIssued):
            yield ISSUED, self._data(fact.ticket_id)
        elif isinstance(fact, f.TicketCalled | f.TicketRecalled):
            yield CALLED, self._data(fact.ticket_id) | {"is_recall": isinstance(fact, f.TicketRecalled)}
        elif isinstance(fact, f.TicketFinished):
            yield SERVED, self._data(fact.ticket_id)
        elif isinstance(fact, f.DayClosed):
            for number in still_open:
                reason = "no-show" if self.journeys[number].end == NO_SHOW else "expired"
                yield CLOSED, self._data(number) | {"reason": reason}
        elif isinstance(fact, f.TicketsTakenBack):
            for number in fact.ticket_ids:
                yield CLOSED, self._data(number) | {"reason": _CLOSED_BY[type(fact)]}
        elif isinstance(fact, f.TicketCancelled | f.TicketDropped | f.TicketMoved):
            moved = (
                {"to_venue": fact.to_venue, "to_number": fact.to_ticket}
                if isinstance(fact, f.TicketMoved)
                else {}
            )
            yield CLOSED, self._data(fact.ticket_id) | {"reason": _CLOSED_BY[type(fact)]} | moved
        elif isinstance(fact, f.PressUndone) and (withdrawn := self._by_press.pop(undone, [])):
            yield UNDONE, {"undone": withdrawn}

    def _data(self, number: str) -> dict[str, Any]:
        """Return the public data of a ticket: its number, agency, service and counter."""
        stop, house = self.journeys[number].stops[-1], self.hall.house
        service = house.services.get(stop.service_id) if house else None
        agency = house.agencies[service.agency] if house and service else None
        data: dict[str, Any] = {
            "number": number,
            "agency": {"id": agency.id, "name": agency.name} if agency else None,
            "service": {"id": stop.service_id}
            | ({"name": service.name, "name_en": service.name_en} if service else {}),
        }
        if stop.counter_id is not None:
            counter = house.counters.get(self.hall.venue_id, {}).get(stop.counter_id) if house else None
            full = counter.name.full if counter else None
            data["counter"] = {"id": stop.counter_id} | (
                {"name": full.id, "name_en": full.en} if full else {}
            )
        return data

    def _open_numbers(self) -> list[str]:
        return [number for number, journey in self.journeys.items() if journey.end == OPEN]

    def _press_before(self, fact: f.PressUndone) -> str:
        """Return the key of the press that is undone."""
        if fact.counter_id is None:
            return self._taken_back_press
        last = self._last.get(fact.counter_id)
        return last.key if last else ""
