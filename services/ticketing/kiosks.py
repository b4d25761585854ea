"""Authentication of kiosks and tablets: tokens are looked up once; the house's log tells which are still paired."""

from __future__ import annotations

from waitingroom.devices.device import KIOSK, TABLET, digest
from waitingroom.devices.refusals import DeviceRevoked
from waitingroom.devices.registry import DeviceRegistry
from waitingroom.house.live_house import LiveHouse

TOKENS_MAX = 1_000
"""Maximum cached tokens; more than the devices that a house may have."""


class KioskTokens:
    """A cache of device ids of kiosks and tablets by token digest."""

    def __init__(self, registry: DeviceRegistry, house: LiveHouse) -> None:
        self._registry, self._house = registry, house
        self._ids: dict[str, str] = {}

    def kiosk_of(self, token: str, venue_id: str) -> str:
        """Return the id of this venue's paired kiosk with this token. Raises DeviceRevoked, UnavailableError."""
        return self._device_of(token, venue_id, KIOSK)

    def tablet_of(self, token: str, venue_id: str) -> str:
        """Return the id of this venue's paired tablet with this token. Raises DeviceRevoked, UnavailableError."""
        return self._device_of(token, venue_id, TABLET)

    def _device_of(self, token: str, venue_id: str, kind: str) -> str:
        paired = self._house.kiosks if kind == KIOSK else self._house.tablets
        key = digest(token)
        cached_id = self._ids.get(key)
        if cached_id is not None and paired.get(cached_id) == venue_id:
            return cached_id
        device = self._registry.get_by_token(token)
        if (device.settings.kind, device.settings.venue) != (kind, venue_id):
            raise DeviceRevoked()
        if len(self._ids) >= TOKENS_MAX:
            self._ids.clear()
        self._ids[key] = device.id
        return device.id
