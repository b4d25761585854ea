"""The context of the ticketing service's routes."""

from __future__ import annotations

from services.ticketing.kiosks import KioskTokens
from services.ticketing.number_limits import NumberLimits
from services.web.context import Context
from services.web.forms import read_forms
from services.web.settings import Settings


class TicketingContext(Context):
    """The common context, plus kiosk tokens, rate limits and survey forms."""

    def __init__(self, settings: Settings) -> None:
        super().__init__("ticketing", settings)
        self.kiosks = KioskTokens(self.devices, self.halls.house)
        self.limits = NumberLimits()
        self.forms = read_forms(settings.forms_dir)


def context() -> TicketingContext:
    """Return the context of this request."""
    return TicketingContext.current()
