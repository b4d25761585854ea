"""At which counters an account of staff may act, and which tickets are in its reach: for presses and every view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from waitingroom.hall import Hall
from waitingroom.state import Ticket


class CounterAccess(NamedTuple):
    """``acts``: whether the account works at counters at all; agencies: at those of these agencies, none named: at all."""

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
    Which tickets an account of staff may touch, or read the reasons and stories of.

    Those at these agencies, none named: all; and those that wait for a counter at which the account may act.
    """

    counters: CounterAccess
    agencies: tuple[str, ...] = ()

    def allows_service(self, hall: Hall, service_id: str | None) -> bool:
        """Return whether tickets that wait for this service are in reach today."""
        if not self.agencies:
            return True
        house = hall.house
        service = house.services.get(service_id or "") if house else None
        if house is None or service is None:
            return False
        serving = house.counters_serving(hall.venue_id, service.id, hall.service_day)
        return service.agency in self.agencies or any(self.allows_counter(hall, c.id) for c in serving)

    def allows_counter(self, hall: Hall, counter_id: str) -> bool:
        """Return whether what happens at a counter is in reach."""
        return not self.agencies or self.counters.allows_at(hall, counter_id)

    def allows(self, hall: Hall, ticket: Ticket) -> bool:
        """Return whether a ticket is in reach as it is now."""
        if ticket.for_counter is not None and self.allows_counter(hall, ticket.for_counter):
            return True
        return self.allows_service(hall, ticket.service_id)
