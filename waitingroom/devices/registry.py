"""
The devices of a house: TVs, kiosks and printers, paired by a code on their screen (docs/adr/0008).

A device's token is made from the secret that only its page has, so Redis and the admin's service never
hold it, only its hash. Everything lives in the vault: the display knows at once by ``devices-version``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NamedTuple

from waitingroom import keys, refusals
from waitingroom.log.redis_log import Vault
from waitingroom.rate_limiter import Limit, RateLimiter
from waitingroom.refusals import Refusal

TV, KIOSK, PRINTER = "tv", "kiosk", "printer"
KINDS = (TV, KIOSK, PRINTER)
CODE_LETTERS, CODE_LENGTH = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 8
"""32 signs without lookalikes, 8 of them: 40 bits."""
PAIRING_S = 600
DEVICES_MAX = 500
NAME_MAX = 40
LIVE_S = 7 * 86_400
"""So long it is remembered when a device was last seen."""
ONLINE_MS = 15_000
"""A device that was not heard of for so long is not listening."""
PAIRINGS_WINDOW_S = 600
ADDRESS_PAIRINGS_MAX = 60
PAIRINGS_MAX = 2_000
"""Codes asked for within PAIRINGS_WINDOW_S: by one address, and by all."""

SOUNDS = ("on", "muted", "locked", "none")
CAP_SHARE = 222 / 1080
"""Capitals of the called number in lines of the screen, for a page that does not say (look.md)."""
MM_PER_METRE = 12.2
"""Height of capitals per metre of reading distance (EN 301 549)."""
MM_PER_INCH = 25.4

Json = dict[str, Any]


def new_code(length: int = CODE_LENGTH) -> str:
    """Give a code that somebody can type, with a remote if need be."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


class PairWrong(Refusal):
    """There is no such code, or not any more."""

    slug, kind = "pair-wrong", refusals.NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Kode tidak cocok atau sudah lewat waktu. Lihat kode baru di layar.",
        "The code does not match or has expired. See the new one on the screen.",
    )


class PairingGone(Refusal):
    """The pairing is over: used, or too late."""

    slug, kind = "pairing-gone", refusals.NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Kode ini sudah tidak berlaku. Layar meminta kode baru.",
        "This code is no longer valid. The screen asks for a new one.",
    )


class TooManyPairings(Refusal):
    """Somebody asked for code after code."""

    slug, kind = "pairing-wait", "throttled"
    words: ClassVar[tuple[str, str]] = (
        "Terlalu banyak kode diminta. Coba lagi dalam {minutes} menit.",
        "Too many codes were asked for. Try again in {minutes} minutes.",
    )


class UnknownDevice(Refusal):
    """There is no device of this id."""

    slug, kind = "unknown-device", refusals.NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Perangkat ini tidak terdaftar lagi. Muat ulang daftarnya.",
        "This device is no longer registered. Look at the list again.",
    )


class DeviceRevoked(Refusal):
    """The token opens nothing: the device was revoked, or never paired."""

    slug, kind = "device-unknown", "unauthorized"
    words: ClassVar[tuple[str, str]] = (
        "Layar ini tidak dipakai lagi. Hubungi admin.",
        "This screen is no longer in use. Ask an admin.",
    )


class DeviceNameTaken(Refusal):
    """Another device of the venue has this name."""

    slug = "device-name-taken"
    words: ClassVar[tuple[str, str]] = (
        "Nama {name} sudah dipakai perangkat lain di tempat ini. Pilih nama lain.",
        "The name {name} is taken by another device here. Choose another.",
    )


class DevicesFull(Refusal):
    """There are as many devices as a house may have."""

    slug = "devices-full"
    words: ClassVar[tuple[str, str]] = (
        "Sudah ada {n} perangkat. Cabut yang tidak dipakai dahulu.",
        "There are {n} devices already. Revoke one that is not in use first.",
    )


class Wish(NamedTuple):
    """
    What a device should be. zone: the part of the venue it shows, None: all; inches: of its diagonal;
    distance_m: from which it must be legible; speaks: it has the voice.
    """

    name: str
    kind: str
    venue: str
    zone: str | None = None
    inches: float | None = None
    distance_m: float | None = None
    speaks: bool = True
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """
    A paired device. Times ms UTC.

    command: the latest {"id", "do", "at_ms"}, do one of "test", "reload"; tested: {"at_ms", "heard"} of the
    latest test of its sound, as somebody in the hall said.
    """

    id: str
    wish: Wish
    token_hash: str
    paired_ms: int
    command: Json | None = None
    tested: Json | None = None

    @property
    def public(self) -> Json:
        """What everybody at the house may know, and the log of changes tells."""
        return self.wish._asdict()

    def is_of(self, token: str) -> bool:
        """Say whether this is the device of a token."""
        return hmac.compare_digest(self.token_hash, _digest(token))

    @property
    def told(self) -> Json:
        """What its own page is told."""
        return {"id": self.id} | self.public


class Change(NamedTuple):
    """A device was changed: Device.public before and after, None: nothing."""

    device_id: str
    action: str
    before: Json | None
    after: Json | None


Record = Callable[[Change], None]


def unrecorded(change: Change) -> None:
    """Keep no record: for tests of the vault alone."""


class Pairing(NamedTuple):
    """What a screen that is not paired gets: the code it shows, the secret it asks with, and until when (ms UTC)."""

    code: str
    secret: str
    until_ms: int


class DeviceRegistry:
    """The paired devices of a house, and the pairings under way. clock: gives ms UTC."""

    def __init__(self, vault: Vault, clock: Callable[[], int]) -> None:
        self._vault, self._clock = vault, clock
        self._changing = threading.Lock()

    # Pairing.

    def ask(self, address: str, *, throttled: bool = True) -> Pairing:
        """Give a screen a code, good once within PAIRING_S. Raises TooManyPairings."""
        if throttled:
            of_address = Limit(keys.PAIRINGS(_digest(address)[:22]), ADDRESS_PAIRINGS_MAX)
            of_all = Limit(keys.PAIRINGS(""), PAIRINGS_MAX)
            if not RateLimiter(self._vault, PAIRINGS_WINDOW_S).count(of_address, of_all):
                raise TooManyPairings(minutes=PAIRINGS_WINDOW_S // 60, retry_after_s=PAIRINGS_WINDOW_S)
        secret = secrets.token_urlsafe(32)
        waiting = json.dumps({"token_hash": _digest(token_of(secret))}).encode()
        while True:
            code = new_code()
            found = json.dumps({"poll": _digest(secret), "token_hash": _digest(token_of(secret))}).encode()
            if self._vault.put(keys.PAIRING(_digest(code)), found, ttl_s=PAIRING_S, only_new=True):
                break
        self._vault.put(keys.PAIRING_POLL(_digest(secret)), waiting, ttl_s=PAIRING_S)
        return Pairing(shown_code(code), secret, self._clock() + PAIRING_S * 1000)

    def poll(self, secret: str) -> tuple[str, Device] | None:
        """
        Give the token and the device, once, when an admin entered the code; None: not yet.

        Raises:
            PairingGone.
        """
        key = keys.PAIRING_POLL(_digest(secret))
        raw = self._vault.get(key)
        if raw is None:
            raise PairingGone()
        if "device" not in json.loads(raw):
            return None
        taken = self._vault.take(key)
        device = self.device(json.loads(taken)["device"]) if taken else None
        if device is None:
            raise PairingGone()
        return token_of(secret), device

    def pair(self, code: str, wish: Wish, *, record: Record) -> Device:
        """
        Make the screen that shows this code a device.

        Raises:
            PairWrong; DeviceNameTaken, DevicesFull: the code stays good.
        """
        key = keys.PAIRING(_digest(_plain_code(code)))
        with self._changing:
            if self._vault.get(key) is None:
                raise PairWrong()
            others = self.all()
            _check_name(wish, others, "")
            if len(others) >= DEVICES_MAX:
                raise DevicesFull(n=DEVICES_MAX)
            raw = self._vault.take(key)
            if raw is None:
                raise PairWrong()
            pairing = json.loads(raw)
            device = Device(secrets.token_hex(6), wish, pairing["token_hash"], self._clock())
            record(Change(device.id, "paired", None, device.public))
            self._vault.put(keys.DEVICE_TOKEN(device.token_hash), device.id.encode())
            self._keep(device)
            self._vault.join(keys.DEVICES(), device.id)
            self._told()
            self._vault.put(
                keys.PAIRING_POLL(pairing["poll"]),
                json.dumps({"device": device.id}).encode(),
                ttl_s=PAIRING_S,
            )
        return device

    # Devices.

    def device(self, device_id: str) -> Device | None:
        """Give a device, None if there is none."""
        raw = self._vault.get(keys.DEVICE(device_id))
        return _device(device_id, raw) if raw else None

    def by_token(self, token: str) -> Device:
        """Give the device of a token. Raises DeviceRevoked."""
        raw = self._vault.get(keys.DEVICE_TOKEN(_digest(token))) if 20 <= len(token) <= 100 else None
        device = self.device(raw.decode()) if raw else None
        if device is None:
            raise DeviceRevoked()
        return device

    def all(self) -> list[Device]:
        """Give every device, by name."""
        ids = self._vault.members(keys.DEVICES())
        found = self._vault.get_all([keys.DEVICE(id) for id in ids])
        devices = [_device(id, raw) for id, raw in zip(ids, found, strict=True) if raw]
        return sorted(devices, key=lambda device: (device.wish.venue, _by_number(device.wish.name)))

    def change(self, device_id: str, make: Callable[[Wish], Wish], *, record: Record) -> Device:
        """Make a device what ``make`` makes of it. Raises UnknownDevice, DeviceNameTaken."""
        with self._changing:
            before = self._known(device_id)
            after = replace(before, wish=make(before.wish))
            if after == before:
                return before
            _check_name(after.wish, self.all(), device_id)
            record(Change(device_id, "changed", before.public, after.public))
            self._keep(after)
            self._told()
        return after

    def command(self, device_id: str, do: str, *, record: Record) -> Device:
        """Tell a device to do something once: "test", "reload". Raises UnknownDevice."""
        with self._changing:
            before = self._known(device_id)
            command = {"id": secrets.token_hex(6), "do": do, "at_ms": self._clock()}
            record(Change(device_id, f"device-{do}", before.public, before.public))
            after = replace(before, command=command)
            self._keep(after)
            self._told()
        return after

    def note_heard(self, device_id: str, heard: bool, *, record: Record) -> Device:
        """Note what somebody in the hall said of the test of its sound. Raises UnknownDevice."""
        with self._changing:
            before = self._known(device_id)
            record(Change(device_id, "heard" if heard else "not-heard", before.public, before.public))
            after = replace(before, tested={"at_ms": self._clock(), "heard": heard})
            self._keep(after)
        return after

    def revoke(self, device_id: str, *, record: Record) -> None:
        """Let a device be none any more. Raises UnknownDevice."""
        with self._changing:
            before = self._known(device_id)
            record(Change(device_id, "revoked", before.public, None))
            for key in (
                keys.DEVICE_TOKEN(before.token_hash),
                keys.DEVICE(device_id),
                keys.DEVICE_LIVE(device_id),
            ):
                self._vault.drop(key)
            self._vault.leave(keys.DEVICES(), device_id)
            self._told()

    # What the display tells of them.

    @property
    def version(self) -> bytes | None:
        """Give what is another after every change of a device."""
        return self._vault.get(keys.DEVICES_VERSION())

    def live(self, ids: list[str]) -> dict[str, Json]:
        """Give what the display knew last of these devices: see Live in services/display/devices/presence.py."""
        found = self._vault.get_all([keys.DEVICE_LIVE(id) for id in ids])
        return {id: json.loads(raw) for id, raw in zip(ids, found, strict=True) if raw}

    def keep_live(self, states: dict[str, Json]) -> None:
        """Let everybody know how these devices are."""
        self._vault.put_all(
            {keys.DEVICE_LIVE(id): json.dumps(state).encode() for id, state in states.items()}, ttl_s=LIVE_S
        )

    def _keep(self, device: Device) -> None:
        stored = {
            "wish": device.wish._asdict(), "token_hash": device.token_hash, "paired_ms": device.paired_ms,
            "command": device.command, "tested": device.tested,
        }  # fmt: skip
        self._vault.put(keys.DEVICE(device.id), json.dumps(stored).encode())

    def _told(self) -> None:
        self._vault.put(keys.DEVICES_VERSION(), secrets.token_hex(8).encode())

    def _known(self, device_id: str) -> Device:
        device = self.device(device_id)
        if device is None:
            raise UnknownDevice()
        return device


def token_of(secret: str) -> str:
    """Give the 256-bit token of the device whose page asked with this secret."""
    made = hmac.new(secret.encode("utf-8", "surrogatepass"), b"antre device token", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def shown_code(code: str) -> str:
    """Give a code as a screen shows it: "4K7 92H TX"."""
    return " ".join(code[n : n + 3] for n in range(0, len(code), 3))


def legible_m(inches: float | None, live: Json | None) -> float | None:
    """
    Say from how far the called number can be read on a device, metres: capitals of 12.2 mm per metre.

    None: its diagonal is not known. A page that does not say how large its capitals are has the usual ones.
    """
    if inches is None:
        return None
    width, height = (live or {}).get("width") or 1920, (live or {}).get("height") or 1080
    capitals_px = (live or {}).get("capitals_px") or CAP_SHARE * min(width, height)
    mm_per_px: float = inches * MM_PER_INCH / float((width**2 + height**2) ** 0.5)
    return round(capitals_px * mm_per_px / MM_PER_METRE, 1)


def _plain_code(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper()


def _by_number(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part.lower()) for part in re.split(r"(\d+)", name)]


def _check_name(wish: Wish, others: list[Device], device_id: str) -> None:
    if any(
        (o.wish.venue, o.wish.name.lower()) == (wish.venue, wish.name.lower())
        for o in others
        if o.id != device_id
    ):
        raise DeviceNameTaken(name=wish.name)


def _device(device_id: str, raw: bytes) -> Device:
    stored = json.loads(raw)
    return Device(
        device_id, Wish(**stored["wish"]), stored["token_hash"], stored["paired_ms"],
        stored.get("command"), stored.get("tested"),
    )  # fmt: skip


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
