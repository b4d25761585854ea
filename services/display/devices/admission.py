"""Which screens may show a venue's board, and as which device: the same over Socket.IO and for TVs that ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from waitingroom import refusals
from waitingroom.devices.registry import TV, Device, DeviceRevoked
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
    """The device was moved to another venue; its value ``device`` says where."""

    slug = "device-elsewhere"
    words: ClassVar[tuple[str, str]] = (
        "Layar ini terdaftar untuk tempat lain, dan pindah ke sana.",
        "This screen is registered for another place, and moves there.",
    )


def admit(house: House | None, venue: Any, token: str, device_of: Callable[[str], Device]) -> Device | None:
    """
    Give the device that a screen is, None: it is nobody's, and the venue's boards are open.

    device_of: finds a token's device.
    Raises:
        NotPaired, DeviceElsewhere; DeviceRevoked: also if it is no TV.
    """
    if not token:
        named = house.venues.get(venue) if house and isinstance(venue, str) else None
        if named is not None and not named.open_boards:
            raise NotPaired()
        return None
    device = device_of(token)
    if device.wish.kind != TV:
        raise DeviceRevoked()
    if venue != device.wish.venue:
        raise DeviceElsewhere(device=device.told)
    return device
