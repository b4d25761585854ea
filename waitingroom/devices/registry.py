"""
The device registry: pairs, lists, changes and revokes the TVs, kiosks, tablets and printers of a house (docs/adr/0008).

Everything is stored in the vault. ``version`` differs after each change, so that the display notices it with one read.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace

from waitingroom import keys
from waitingroom.devices.device import (
    Device,
    DeviceChange,
    DeviceCommand,
    DeviceSettings,
    RecordChange,
    SoundTest,
    digest,
)
from waitingroom.devices.pairing import Pairing, Pairings, token_of
from waitingroom.devices.refusals import (
    DeviceNameTaken,
    DeviceRevoked,
    DevicesFull,
    PairingGone,
    UnknownDevice,
)
from waitingroom.devices.state import DeviceState
from waitingroom.log.redis_log import Vault

DEVICES_MAX = 500
STATE_S = 7 * 86_400
"""How long the last state of a device is stored."""


class DeviceRegistry:
    """The paired devices of a house. clock: returns ms UTC."""

    def __init__(self, vault: Vault, clock: Callable[[], int]) -> None:
        self._vault, self._clock = vault, clock
        self._pairings = Pairings(vault, clock)
        self._changing = threading.Lock()

    # Pairing.

    def start_pairing(self, address: str, *, throttled: bool = True) -> Pairing:
        """Create a code for a screen to show. Raises TooManyPairings."""
        return self._pairings.start(address, throttled=throttled)

    def poll_pairing(self, secret: str) -> tuple[str, Device] | None:
        """Return the token and the device, once; None if the code was not entered yet. Raises PairingGone."""
        device_id = self._pairings.poll(secret)
        if device_id is None:
            return None
        device = self.get(device_id)
        if device is None:
            raise PairingGone()
        return token_of(secret), device

    def pair(self, code: str, settings: DeviceSettings, *, record: RecordChange) -> Device:
        """
        Register the screen that shows this code as a device.

        Raises:
            PairWrong; DeviceNameTaken, DevicesFull: the code stays valid.
        """
        with self._changing:
            self._pairings.check(code)
            others = self.all()
            _check_name(settings, others, "")
            if len(others) >= DEVICES_MAX:
                raise DevicesFull(n=DEVICES_MAX)
            request = self._pairings.take(code)
            device = Device(secrets.token_hex(6), settings, request.token_hash, self._clock())
            record(DeviceChange(device.id, "paired", None, device.public))
            self._vault.put(keys.DEVICE_TOKEN(device.token_hash), device.id.encode())
            self._save(device)
            self._vault.join(keys.DEVICES(), device.id)
            self._change_version()
            self._pairings.complete(request, device.id)
        return device

    # Devices.

    def get(self, device_id: str) -> Device | None:
        """Return a device; None if it does not exist."""
        raw = self._vault.get(keys.DEVICE(device_id))
        return Device.from_stored(device_id, raw) if raw else None

    def get_by_token(self, token: str) -> Device:
        """Return the device of a token. Raises DeviceRevoked."""
        raw = self._vault.get(keys.DEVICE_TOKEN(digest(token))) if 20 <= len(token) <= 100 else None
        device = self.get(raw.decode()) if raw else None
        if device is None:
            raise DeviceRevoked()
        return device

    def all(self) -> list[Device]:
        """List all devices, sorted by venue and name."""
        ids = self._vault.members(keys.DEVICES())
        stored = self._vault.get_all([keys.DEVICE(id) for id in ids])
        devices = [Device.from_stored(id, raw) for id, raw in zip(ids, stored, strict=True) if raw]
        return sorted(
            devices, key=lambda device: (device.settings.venue, _natural_order(device.settings.name))
        )

    def change(
        self, device_id: str, make: Callable[[DeviceSettings], DeviceSettings], *, record: RecordChange
    ) -> Device:
        """Replace the settings of a device by the result of ``make``. Raises UnknownDevice, DeviceNameTaken."""
        with self._changing:
            before = self._require(device_id)
            after = replace(before, settings=make(before.settings))
            if after == before:
                return before
            _check_name(after.settings, self.all(), device_id)
            record(DeviceChange(device_id, "changed", before.public, after.public))
            self._save(after)
            self._change_version()
        return after

    def send_command(self, device_id: str, do: str, *, record: RecordChange) -> Device:
        """Send "test" or "reload" to the page of a device. Raises UnknownDevice."""
        with self._changing:
            before = self._require(device_id)
            command = DeviceCommand(secrets.token_hex(6), do, self._clock())
            record(DeviceChange(device_id, f"device-{do}", before.public, before.public))
            after = replace(before, command=command)
            self._save(after)
            self._change_version()
        return after

    def save_sound_test(self, device_id: str, heard: bool, *, record: RecordChange) -> Device:
        """Save whether the sound test of a device was heard in the hall. Raises UnknownDevice."""
        with self._changing:
            before = self._require(device_id)
            record(DeviceChange(device_id, "heard" if heard else "not-heard", before.public, before.public))
            after = replace(before, sound_test=SoundTest(self._clock(), heard))
            self._save(after)
        return after

    def revoke(self, device_id: str, *, record: RecordChange) -> None:
        """Remove a device and invalidate its token. Raises UnknownDevice."""
        with self._changing:
            before = self._require(device_id)
            record(DeviceChange(device_id, "revoked", before.public, None))
            for key in (
                keys.DEVICE_TOKEN(before.token_hash),
                keys.DEVICE(device_id),
                keys.DEVICE_LIVE(device_id),
            ):
                self._vault.drop(key)
            self._vault.leave(keys.DEVICES(), device_id)
            self._change_version()

    # States.

    @property
    def version(self) -> bytes | None:
        """A value that differs after each change of a device; None before the first."""
        return self._vault.get(keys.DEVICES_VERSION())

    def states(self, ids: list[str]) -> dict[str, DeviceState]:
        """Return the last state of each of these devices, if known."""
        stored = self._vault.get_all([keys.DEVICE_LIVE(id) for id in ids])
        return {id: DeviceState.from_stored(raw) for id, raw in zip(ids, stored, strict=True) if raw}

    def save_states(self, states: dict[str, DeviceState]) -> None:
        """Save the state of these devices for the counter service and the other display processes."""
        self._vault.put_all(
            {keys.DEVICE_LIVE(id): state.to_stored() for id, state in states.items()}, ttl_s=STATE_S
        )

    def _save(self, device: Device) -> None:
        self._vault.put(keys.DEVICE(device.id), device.to_stored())

    def _change_version(self) -> None:
        self._vault.put(keys.DEVICES_VERSION(), secrets.token_hex(8).encode())

    def _require(self, device_id: str) -> Device:
        device = self.get(device_id)
        if device is None:
            raise UnknownDevice()
        return device


def _natural_order(name: str) -> list[tuple[int, str]]:
    """Return a sort key by which "TV 9" comes before "TV 10"."""
    return [(int(part), "") if part.isdigit() else (-1, part.lower()) for part in re.split(r"(\d+)", name)]


def _check_name(settings: DeviceSettings, others: list[Device], device_id: str) -> None:
    """Raise DeviceNameTaken if another device of the venue has this name."""
    name = (settings.venue, settings.name.lower())
    if any((o.settings.venue, o.settings.name.lower()) == name for o in others if o.id != device_id):
        raise DeviceNameTaken(name=settings.name)
