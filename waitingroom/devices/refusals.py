"""Refusals of pairing and of the device registry, with texts for users."""

from __future__ import annotations

from typing import ClassVar

from waitingroom import refusals
from waitingroom.refusals import Refusal


class PairWrong(Refusal):
    """The code does not exist or has expired."""

    slug, kind = "pair-wrong", refusals.NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Kode tidak cocok atau sudah lewat waktu. Lihat kode baru di layar.",
        "The code does not match or has expired. See the new one on the screen.",
    )


class PairingGone(Refusal):
    """The pairing was already used or has expired."""

    slug, kind = "pairing-gone", refusals.NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Kode ini sudah tidak berlaku. Layar meminta kode baru.",
        "This code is no longer valid. The screen asks for a new one.",
    )


class TooManyPairings(Refusal):
    """One address requested too many pairing codes."""

    slug, kind = "pairing-wait", "throttled"
    words: ClassVar[tuple[str, str]] = (
        "Terlalu banyak kode diminta. Coba lagi dalam {minutes} menit.",
        "Too many codes were asked for. Try again in {minutes} minutes.",
    )


class UnknownDevice(Refusal):
    """No device has this id."""

    slug, kind = "unknown-device", refusals.NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Perangkat ini tidak terdaftar lagi. Muat ulang daftarnya.",
        "This device is no longer registered. Look at the list again.",
    )


class DeviceRevoked(Refusal):
    """The token is invalid: its device was revoked or never paired."""

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
    """The house already has DEVICES_MAX devices."""

    slug = "devices-full"
    words: ClassVar[tuple[str, str]] = (
        "Sudah ada {n} perangkat. Cabut yang tidak dipakai dahulu.",
        "There are {n} devices already. Revoke one that is not in use first.",
    )
