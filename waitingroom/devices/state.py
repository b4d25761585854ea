"""
The state of a paired device, as reported by its page: online, sound, build, size.

The display stores it in Redis, where the counter service reads it for the admin's list of devices.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from waitingroom.views.board import Selection

ONLINE_MS = 15_000
"""Time since the last report after which a device counts as offline."""
SOUNDS = ("on", "muted", "locked", "none")
CAP_SHARE = 222 / 1080
"""Default cap height of the called number, as a share of the screen's height, if the page does not report it."""
MM_PER_METRE = 12.2
"""Cap height in mm per metre of reading distance (EN 301 549)."""
MM_PER_INCH = 25.4


class DeviceState(NamedTuple):
    """
    The state of a device. Times are ms UTC.

    connected: it currently shows a board; zone, agency, counter: the board's filter; build: of its page; behind: log
    entries not displayed yet; width, height: of its page, px; capitals_px: cap height of the called number, px.
    """

    seen_ms: int
    connected: bool = True
    build: str | None = None
    is_current: bool = True
    behind: int | None = None
    sound: str | None = None
    sound_since_ms: int | None = None
    width: int | None = None
    height: int | None = None
    capitals_px: float | None = None
    venue: str = ""
    zone: str | None = None
    agency: str | None = None
    counter: str | None = None

    def is_online(self, now_ms: int) -> bool:
        """Return whether the device currently shows a board, through any display process."""
        return self.connected and now_ms - self.seen_ms < ONLINE_MS

    def shows(self, *, counter_id: str, zone: str | None, agency: str | None) -> bool:
        """Return whether the device's board shows calls at this counter, of this zone and agency."""
        selection = Selection(self.zone, self.agency, self.counter)
        return selection.shows(counter_id=counter_id, zone=zone, agency=agency)

    def to_stored(self) -> bytes:
        """Return the JSON stored in Redis."""
        return json.dumps(self._asdict()).encode()

    @classmethod
    def from_stored(cls, raw: bytes) -> DeviceState:
        """Parse the JSON of ``to_stored``, including other versions' with missing or unknown fields."""
        stored = {name: value for name, value in json.loads(raw).items() if name in cls._fields}
        return cls(**({"seen_ms": 0, "connected": False} | stored))


NEVER_ONLINE = DeviceState(seen_ms=0, connected=False)


def legible_m(inches: float | None, state: DeviceState) -> float | None:
    """
    Return the distance from which the called number is legible on a device, metres.

    None if its diagonal is unknown. The default page size is 1920 × 1080.
    """
    if inches is None:
        return None
    width, height = state.width or 1920, state.height or 1080
    capitals_px = state.capitals_px or CAP_SHARE * min(width, height)
    mm_per_px: float = inches * MM_PER_INCH / float((width**2 + height**2) ** 0.5)
    return round(capitals_px * mm_per_px / MM_PER_METRE, 1)
