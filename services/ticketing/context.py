"""What the routes of the ticketing service work with: the context of every service, the kiosks, the limits."""

from __future__ import annotations

from services.ticketing.kiosks import KioskTokens
from services.ticketing.number_limits import NumberLimits
from services.web.context import Context
from services.web.settings import Settings


class TicketingContext(Context):
    """The context of every service, the tokens of kiosks, and how many numbers may be taken from one place."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("ticketing", settings)
        self.kiosks = KioskTokens(self.devices, self.halls.house)
        self.limits = NumberLimits()


def context() -> TicketingContext:
    """Give the context of this request."""
    return TicketingContext.current()
