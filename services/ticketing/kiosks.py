"""Who presses at a kiosk or tablet: its token is looked up once; that it is still paired, the log of the house tells."""

from __future__ import annotations

from waitingroom.devices.device import KIOSK, TABLET, digest
from waitingroom.devices.refusals import DeviceRevoked
from waitingroom.devices.registry import DeviceRegistry
from waitingroom.house.live_house import LiveHouse

TOKENS_MAX = 1_000
"""More than a house may have devices."""


class KioskTokens:
    """The ids of the kiosks and tablets whose token was seen, by its digest."""

    def __init__(self, registry: DeviceRegistry, house: LiveHouse) -> None:
        self._registry, self._house = registry, house
        self._ids: dict[str, str] = {}

    def kiosk_of(self, token: str, venue_id: str) -> str:
        """Return the id of the paired kiosk of this venue that has the token. Raises DeviceRevoked, UnavailableError."""
        return self._device_of(token, venue_id, KIOSK)

    def tablet_of(self, token: str, venue_id: str) -> str:
        """Return the id of the paired tablet of this venue that has the token. Raises DeviceRevoked, UnavailableError."""
        return self._device_of(token, venue_id, TABLET)

    def _device_of(self, token: str, venue_id: str, kind: str) -> str:
        paired = self._house.kiosks if kind == KIOSK else self._house.tablets
        key = digest(token)
        known = self._ids.get(key)
        if known is not None and paired.get(known) == venue_id:
            return known
        device = self._registry.get_by_token(token)
        if (device.settings.kind, device.settings.venue) != (kind, venue_id):
            raise DeviceRevoked()
        if len(self._ids) >= TOKENS_MAX:
            self._ids.clear()
        self._ids[key] = device.id
        return device.id
