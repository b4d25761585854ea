"""Authorize a screen for a venue's board and identify its device; shared by Socket.IO and polling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from waitingroom import refusals
from waitingroom.devices.device import TV, Device
from waitingroom.devices.refusals import DeviceRevoked
from waitingroom.house.model import House
from waitingroom.refusals import Refusal

TOKEN_MAX = 200


class NotPaired(Refusal):
    """The venue shows its boards on its own devices only."""

    slug, kind = "not-paired", refusals.FORBIDDEN
    words: ClassVar[tuple[str, str]] = (
        "Layar ini belum terdaftar. Minta admin mendaftarkannya di Pengaturan, Perangkat.",
        "This screen is not registered. Ask an admin to register it under Settings, Devices.",
    )


class DeviceElsewhere(Refusal):
    """The device was moved to another venue; the value ``device`` holds its settings."""

    slug = "device-elsewhere"
    words: ClassVar[tuple[str, str]] = (
        "Layar ini terdaftar untuk tempat lain, dan pindah ke sana.",
        "This screen is registered for another place, and moves there.",
    )


def admit(house: House | None, venue: Any, token: str, device_of: Callable[[str], Device]) -> Device | None:
    """
    Return the device of a screen, None if it is not paired and the venue's boards are open.

    device_of: returns the device of a token.
    Raises:
        NotPaired, DeviceElsewhere; DeviceRevoked: also if the device is not a TV.
    """
    if not token:
        place = house.venues.get(venue) if house and isinstance(venue, str) else None
        if place is not None and not place.open_boards:
            raise NotPaired()
        return None
    device = device_of(token)
    if device.settings.kind != TV:
        raise DeviceRevoked()
    if venue != device.settings.venue:
        raise DeviceElsewhere(device=device.wire)
    return device
