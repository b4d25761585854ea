"""What the routes of the display work with: the context of every service, and the connected screens."""

from __future__ import annotations

from services.display.screens import Screens
from services.web.context import Context
from services.web.settings import Settings


class DisplayContext(Context):
    """The context of every service; ``create_sockets`` adds the screens before the first request."""

    screens: Screens

    def __init__(self, settings: Settings) -> None:
        super().__init__("display", settings)


def context() -> DisplayContext:
    """Give the context of this request."""
    return DisplayContext.current()
