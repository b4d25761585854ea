"""At which counters an account of staff may act: the one rule, for presses and for every view of the hall."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from waitingroom.hall import Hall


class CounterAccess(NamedTuple):
    """``acts``: whether the account works at counters at all; agencies: at those of these agencies, none named: at all."""

    acts: bool
    agencies: tuple[str, ...] = ()

    def allows(self, agencies: Iterable[str]) -> bool:
        """Say whether the account may act at a counter of these agencies."""
        return self.acts and (not self.agencies or bool(set(self.agencies) & set(agencies)))

    def allows_at(self, hall: Hall, counter_id: str) -> bool:
        """Say whether the account may act at a counter of the hall today."""
        house = hall.house
        return self.allows(
            house.agencies_of_counter(hall.venue_id, counter_id, hall.service_day) if house else ()
        )
