"""
How far a box's clock is from the hall's, and what is known of it. Times are never altered: it is said, in words.

Two moments are compared when both meet. Online the hall answers within a bound; by a file the time of carrying it
is unknown, so only one side of the difference is.
"""

from __future__ import annotations

from typing import NamedTuple

FINE_MS = 5_000
"""A clock this near is as good as right: people read minutes."""


class Drift(NamedTuple):
    """The box's clock minus the hall's lies between low_ms and high_ms; None: no bound on that side."""

    low_ms: int | None
    high_ms: int | None


def measured(*, asked_ms: int, answered_ms: int, hall_ms: int, hall_precision_ms: int) -> Drift:
    """
    Measure online: the box asked and was answered at these times of its own clock, in between the hall read ``hall_ms``.

    hall_precision_ms: the hall's time was cut to a whole multiple of it.
    """
    return Drift(asked_ms - hall_ms - hall_precision_ms, answered_ms - hall_ms)


def carried_there(*, hall_ms: int, box_ms: int) -> Drift:
    """Measure by the file to the box, written by the hall before the box read it: the box is this much behind at most."""
    return Drift(None, box_ms - hall_ms)


def carried_home(*, box_ms: int, hall_ms: int) -> Drift:
    """Measure by the file home, sealed by the box before the hall read it."""
    return Drift(box_ms - hall_ms, None)


def words(drift: Drift) -> tuple[str, str]:
    """Say what is known of a box's clock, in Indonesian and English."""
    low, high = drift
    if low is not None and high is not None:
        if max(abs(low), abs(high)) <= FINE_MS:
            return ("Jam laptop sama dengan jam gedung.", "The laptop's clock agrees with the hall's.")
        middle = (low + high) // 2
        way = ("lebih cepat", "ahead of") if middle > 0 else ("lebih lambat", "behind")
        return (
            f"Jam laptop {_span(middle, 'id')} {way[0]} daripada jam gedung. Waktu yang tercatat tidak diubah.",
            f"The laptop's clock is {_span(middle, 'en')} {way[1]} the hall's. Recorded times stay as they are.",
        )
    if low is not None and low > FINE_MS:
        return (
            f"Jam laptop lebih cepat, paling sedikit {_span(low, 'id')}. Waktu yang tercatat tidak diubah.",
            f"The laptop's clock is ahead by at least {_span(low, 'en')}. Recorded times stay as they are.",
        )
    if high is not None and high < -FINE_MS:
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
