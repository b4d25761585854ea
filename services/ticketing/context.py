"""What the routes of the ticketing service work with: the context of every service, the kiosks, the limits."""

from __future__ import annotations

from services.ticketing.kiosks import KioskTokens
from services.ticketing.number_limits import NumberLimits
from services.web.context import Context
from services.web.forms import read_forms
from services.web.settings import Settings


class TicketingContext(Context):
    """The context of every service, the tokens of kiosks, survey forms, and how much may be sent from one place."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("ticketing", settings)
        self.kiosks = KioskTokens(self.devices, self.halls.house)
        self.limits = NumberLimits()
        self.forms = read_forms(settings.forms_dir)


def context() -> TicketingContext:
    """Return the context of this request."""
    return TicketingContext.current()
