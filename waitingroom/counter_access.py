"""Access of a staff account to counters and tickets, for presses and views."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from waitingroom.hall import Hall
from waitingroom.state import Ticket


class CounterAccess(NamedTuple):
    """acts: whether the account may act at counters; agencies: only at counters of these agencies, empty for all."""

    acts: bool
    agencies: tuple[str, ...] = ()

    def allows(self, agencies: Iterable[str]) -> bool:
        """Return whether the account may act at a counter of these agencies."""
        return self.acts and (not self.agencies or bool(set(self.agencies) & set(agencies)))

    def allows_at(self, hall: Hall, counter_id: str) -> bool:
        """Return whether the account may act at a counter of the hall today."""
        house = hall.house
        return self.allows(
            house.agencies_of_counter(hall.venue_id, counter_id, hall.service_day) if house else ()
        )


class TicketAccess(NamedTuple):
    """
    The tickets that a staff account may change, or whose reasons and stories it may read.

    These are the tickets of ``agencies`` (empty for all), and those that wait for a counter where the account may act.
    """

    counters: CounterAccess
    agencies: tuple[str, ...] = ()

    def allows_service(self, hall: Hall, service_id: str | None) -> bool:
        """Return whether tickets that wait for this service are within reach today."""
        if not self.agencies:
            return True
        house = hall.house
        service = house.services.get(service_id or "") if house else None
        if house is None or service is None:
            return False
        serving = house.counters_serving(hall.venue_id, service.id, hall.service_day)
        return service.agency in self.agencies or any(self.allows_counter(hall, c.id) for c in serving)

    def allows_counter(self, hall: Hall, counter_id: str) -> bool:
        """Return whether the events at a counter are within reach."""
        return not self.agencies or self.counters.allows_at(hall, counter_id)

    def allows(self, hall: Hall, ticket: Ticket) -> bool:
        """Return whether a ticket is within reach in its current state."""
        if ticket.for_counter is not None and self.allows_counter(hall, ticket.for_counter):
            return True
        return self.allows_service(hall, ticket.service_id)
