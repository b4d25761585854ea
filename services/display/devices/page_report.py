"""The report of a device's page about its state, read from untrusted JSON."""

from __future__ import annotations

from typing import Any, NamedTuple

from waitingroom.devices.state import SOUNDS

PX_MAX, CAPITALS_PX_MAX, SEQ_MAX = 16_384, 4_096, 2**53
TEXT_MAX = 40


class PageReport(NamedTuple):
    """See DeviceState for most fields; epoch, seq: of the displayed board."""

    build: str | None = None
    sound: str | None = None
    width: int | None = None
    height: int | None = None
    capitals_px: float | None = None
    epoch: str | None = None
    seq: int | None = None


def read_report(data: Any) -> PageReport:
    """Read a report; treat a malformed field as absent."""
    values = data if isinstance(data, dict) else {}
    build, sound, epoch = values.get("build"), values.get("sound"), values.get("epoch")
    is_build = isinstance(build, str) and build.isascii() and build.isalnum() and len(build) <= TEXT_MAX
    return PageReport(
        build=build if is_build else None,
        sound=sound if sound in SOUNDS else None,
        width=_whole(values.get("width"), PX_MAX),
        height=_whole(values.get("height"), PX_MAX),
        capitals_px=_decimal(values.get("capitals_px"), CAPITALS_PX_MAX),
        epoch=epoch if isinstance(epoch, str) and len(epoch) <= TEXT_MAX else None,
        seq=_whole(values.get("seq"), SEQ_MAX),
    )


def _whole(value: Any, most: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= most else None


def _decimal(value: Any, most: int) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= most
    return round(float(value), 1) if is_number else None
