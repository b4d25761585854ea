"""
The chimes: two plucked notes, a rising fourth, soft like a sasando; a recall rings them twice. And silence.

For screens without Web Audio; made by ourselves from plain partials that die away.
"""

from __future__ import annotations

import math
from array import array
from functools import lru_cache

from services.display.voice.sound import RATE, faded, join, peak, write_wav

LOW_HZ, HIGH_HZ = 440.0, 440.0 * 4 / 3
"""A pure fourth; a TV's small speakers play both well."""
LENGTH_S = 0.9
SECOND_AT_S = 0.26
PARTIALS = 6
PEAK_DB = -7.0
"""As loud to the ear as the voice after it, which has more in it."""
TIMES = {"call": 1, "recall": 2}
SILENCE = "silence"
"""What an old browser plays to find out whether it may be heard."""
SILENCE_S = 0.2
NAMES = (*TIMES, SILENCE)


@lru_cache(maxsize=len(NAMES))
def chime(name: str) -> bytes:
    """Give one of NAMES as a WAV file."""
    if name == SILENCE:
        return write_wav(array("h", bytes(2 * round(SILENCE_S * RATE))))
    return write_wav(join([_two_notes()] * TIMES[name]))


def _two_notes() -> array[int]:
    low, high = _plucked(LOW_HZ, LENGTH_S), _plucked(HIGH_HZ, LENGTH_S - SECOND_AT_S)
    begins = round(SECOND_AT_S * RATE)
    mixed = [sample + (high[n - begins] if n >= begins else 0.0) for n, sample in enumerate(low)]
    scale = 32_767 * 10 ** (PEAK_DB / 20) / max(map(abs, mixed))
    notes = faded(array("h", [round(sample * scale) for sample in mixed]))
    assert peak(notes) < 32_767
    return notes


def _plucked(hz: float, length_s: float) -> list[float]:
    """
    Give a plucked string: partials of which the higher are softer and die sooner.

    Each is a recurrence of two samples before, which is a decaying sine and ten times as quick as one.
    """
    count = round(length_s * RATE)
    note = [0.0] * count
    for partial in range(1, PARTIALS + 1):
        turn = 2 * math.pi * hz * partial / RATE
        decay = math.exp(-(4.0 + 2.2 * partial) / RATE)
        first, second = 2 * decay * math.cos(turn), -decay * decay
        before, now = 0.0, math.sin(turn) / partial**1.7
        for n in range(count):
            note[n] += before
            before, now = now, first * now + second * before
    attack, release = round(0.004 * RATE), round(0.12 * RATE)
    for n in range(attack):
        note[n] *= n / attack
    for n in range(release):
        note[-1 - n] *= n / release
    return note
