"""What the routes of the display work with: the context of every service, and the connected screens."""

from __future__ import annotations

from typing import Any, Protocol

from services.display.boards.board_cache import BoardCache
from services.display.boards.feed import Feed
from services.display.devices.presence import DevicePresence
from services.web.context import Context
from services.web.settings import Settings
from waitingroom.devices.registry import Device
from waitingroom.views.board import Selection


class ConnectedScreens(Protocol):
    """What routes need of ``Screens`` (sockets.py), which registers them and so cannot be imported here."""

    desk: DevicePresence

    def board_of(self, wanted: dict[str, Any]) -> tuple[Feed, Selection]:
        """Say which feed a board follows, and what it shows."""

    def polled(self, feed: Feed) -> BoardCache:
        """Give the boards of a feed's venue for who asks."""

    def hear_state(self, device: Device, state: dict[str, Any]) -> None:
        """Take how a device says it is."""

    def hear_receipt(self, device: Device, kind: str, said: Any) -> None:
        """Take what a device says became of a call."""


class DisplayContext(Context):
    """The context of every service; ``create_sockets`` adds the screens before the first request."""

    screens: ConnectedScreens

    def __init__(self, settings: Settings) -> None:
        super().__init__("display", settings)


def context() -> DisplayContext:
    """Give the context of this request."""
    return DisplayContext.current()
