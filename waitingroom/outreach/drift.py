"""
The drift between the clocks of a box and the hall. It is described in words; recorded times are never corrected.

The clocks are compared whenever box and hall exchange data. Online, the response time bounds the difference on both
sides; with a file, whose transport time is unknown, only one side is bounded.
"""

from __future__ import annotations

from typing import NamedTuple

TOLERANCE_MS = 5_000
"""Maximum difference that counts as none, since people read minutes."""


class Drift(NamedTuple):
    """Bounds of the box's clock minus the hall's; None: no bound on that side."""

    low_ms: int | None
    high_ms: int | None


def measured(*, asked_ms: int, answered_ms: int, hall_ms: int, hall_precision_ms: int) -> Drift:
    """
    Compute the drift from an online request: the box's times of request and response, and the hall's in between.

    hall_precision_ms: the hall's time was rounded down to a multiple of it.
    """
    return Drift(asked_ms - hall_ms - hall_precision_ms, answered_ms - hall_ms)


def drift_to_box(*, hall_ms: int, box_ms: int) -> Drift:
    """Compute the drift from the file to the box, written by the hall before the box read it: an upper bound."""
    return Drift(None, box_ms - hall_ms)


def drift_to_hall(*, box_ms: int, hall_ms: int) -> Drift:
    """Compute the drift from the file home, sealed by the box before the hall read it: a lower bound."""
    return Drift(box_ms - hall_ms, None)


def words(drift: Drift) -> tuple[str, str]:
    """Describe the drift of a box's clock, in Indonesian and English."""
    low, high = drift
    if low is not None and high is not None:
        if max(abs(low), abs(high)) <= TOLERANCE_MS:
            return ("Jam laptop sama dengan jam gedung.", "The laptop's clock agrees with the hall's.")
        middle = (low + high) // 2
        way = ("lebih cepat", "ahead of") if middle > 0 else ("lebih lambat", "behind")
        return (
            f"Jam laptop {_span(middle, 'id')} {way[0]} daripada jam gedung. Waktu yang tercatat tidak diubah.",
            f"The laptop's clock is {_span(middle, 'en')} {way[1]} the hall's. Recorded times stay as they are.",
        )
    if low is not None and low > TOLERANCE_MS:
        return (
            f"Jam laptop lebih cepat, paling sedikit {_span(low, 'id')}. Waktu yang tercatat tidak diubah.",
            f"The laptop's clock is ahead by at least {_span(low, 'en')}. Recorded times stay as they are.",
        )
    if high is not None and high < -TOLERANCE_MS:
        return (
            f"Jam laptop lebih lambat, paling sedikit {_span(high, 'id')}. Waktu yang tercatat tidak diubah.",
            f"The laptop's clock is behind by at least {_span(high, 'en')}. Recorded times stay as they are.",
        )
    if low is not None:
        return (
            f"Jam laptop tidak lebih lambat dari {_span(low, 'id')}, termasuk waktu membawa berkas.",
            f"The laptop's clock is behind by {_span(low, 'en')} at most, the time of carrying the file included.",
        )
    if high is not None:
        return (
            f"Jam laptop tidak lebih cepat dari {_span(high, 'id')}, termasuk waktu membawa berkas.",
            f"The laptop's clock is ahead by {_span(high, 'en')} at most, the time of carrying the file included.",
        )
    return ("Jam laptop tidak diukur.", "The laptop's clock was not measured.")


def _span(ms: int, language: str) -> str:
    seconds = round(abs(ms) / 1000)
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    names = ("hari", "jam", "menit", "detik") if language == "id" else ("d", "h", "min", "s")
    parts = [f"{n} {name}" for n, name in zip((days, hours, minutes, seconds % 60), names, strict=True) if n]
    return " ".join(parts[:2]) or f"0 {names[3]}"
