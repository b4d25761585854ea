"""A paired device of a house: its settings, the last command sent to it, and its stored form."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

TV, KIOSK, TABLET = "tv", "kiosk", "tablet"
NAME_MAX = 40

Json = dict[str, Any]


class DeviceSettings(NamedTuple):
    """
    A device's settings, chosen by an admin.

    zone: the zone it shows, None: all; inches: its diagonal; distance_m: the distance from which it must be legible;
    speaks: whether it announces calls by voice; paper_mm: paper width of a kiosk that prints tickets, None: no printer.
    """

    name: str
    kind: str
    venue: str
    zone: str | None = None
    inches: float | None = None
    distance_m: float | None = None
    speaks: bool = True
    muted: bool = False
    paper_mm: int | None = None


class DeviceCommand(NamedTuple):
    """A command for the page of a device; do: "test" or "reload"; at_ms: when it was sent, ms UTC."""

    id: str
    do: str
    at_ms: int


class SoundTest(NamedTuple):
    """The last sound test of a device: its time (ms UTC), and whether it was audible in the hall."""

    at_ms: int
    heard: bool


@dataclass(frozen=True, slots=True)
class Device:
    """A paired device. Only the hash of its token is stored. Times are ms UTC."""

    id: str
    settings: DeviceSettings
    token_hash: str
    paired_ms: int
    command: DeviceCommand | None = None
    sound_test: SoundTest | None = None

    @property
    def public(self) -> Json:
        """The settings as stored in the log of changes and visible to staff."""
        return {
            name: value
            for name, value in self.settings._asdict().items()
            if name != "paper_mm" or value is not None
        }

    @property
    def wire(self) -> Json:
        """The id and settings, as sent to the pages of the device and of the admin."""
        return {"id": self.id} | self.public

    def has_token(self, token: str) -> bool:
        """Return whether a token is this device's."""
        return hmac.compare_digest(self.token_hash, digest(token))

    def to_stored(self) -> bytes:
        """Return the JSON stored in Redis under the device's id."""
        stored = {
            "wish": self.public, "token_hash": self.token_hash, "paired_ms": self.paired_ms,
            "command": self.command and self.command._asdict(),
            "tested": self.sound_test and self.sound_test._asdict(),
        }  # fmt: skip
        return json.dumps(stored).encode()

    @classmethod
    def from_stored(cls, device_id: str, raw: bytes) -> Device:
        """Parse the JSON of ``to_stored``."""
        stored = json.loads(raw)
        command, tested = stored.get("command"), stored.get("tested")
        return cls(
            device_id, DeviceSettings(**stored["wish"]), stored["token_hash"], stored["paired_ms"],
            command and DeviceCommand(**command), tested and SoundTest(**tested),
        )  # fmt: skip


class DeviceChange(NamedTuple):
    """A change of a device, for the log of changes: Device.public before and after, None if it does not exist."""

    device_id: str
    action: str
    before: Json | None
    after: Json | None


RecordChange = Callable[[DeviceChange], None]


def unrecorded(change: DeviceChange) -> None:
    """Record nothing; for tests of the registry only."""


def digest(text: str) -> str:
    """Return the SHA-256 of a token, code, secret or address, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
