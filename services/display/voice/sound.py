"""
Sound as arrays of 16-bit samples, mono, 22,050 Hz: read, trim, level, join, write. Standard library only.

Every sound to be joined is faded in and out, so that no join clicks.
"""

from __future__ import annotations

import io
import math
import struct
import sys
import wave
from array import array
from collections.abc import Iterable
from functools import lru_cache
from operator import mul

RATE = 22_050
"""Samples per second, as produced by espeak-ng; enough for speech up to 11 kHz on a TV."""
FULL = 32_767
PEAK_MAX = round(FULL * 10 ** (-1 / 20))
"""The loudest sample allowed: 1 dB below full scale, so that a TV's own filters do not clip."""
KNEE = round(PEAK_MAX * 0.7)
"""Samples above it are compressed, not clipped."""
LOUDNESS_DB = -18.0
"""Loudness of levelled speech: RMS of its loud blocks, dB relative to full scale."""
GAIN_MAX_DB = 24.0
"""Maximum gain; a recording that would need more is noise, and remains quieter than speech."""
GAIN_STEP_DB = 0.25
GATE_DB = 25.0
"""Blocks this much quieter than the loudest are pauses and breath, not speech."""
EDGE_DB = 40.0
"""Blocks this much quieter than the loudest are trimmed at both ends."""
BLOCK = RATE // 100
STRIDE = 4
"""Loudness is measured from every fourth sample: accurate enough, in a quarter of the time."""
FADE_IN, FADE_OUT = RATE * 2 // 1000, RATE * 6 // 1000
"""Samples of a fade: long enough not to click; the fade-in short enough to preserve the burst of a p."""
MARGIN = RATE * 12 // 1000
"""Quiet samples left at both ends when trimming, because an s begins softly."""

Sound = array  # of "h"


class InvalidSound(Exception):
    """The data is not sound of the required format; the message says what it is."""


def read_wav(data: bytes) -> Sound[int]:
    """
    Read a WAV file.

    Raises:
        InvalidSound: not a PCM WAV, 16 bit, mono, 22,050 Hz.
    """
    try:
        with wave.open(io.BytesIO(data)) as file:
            channels, bits, rate = file.getnchannels(), file.getsampwidth() * 8, file.getframerate()
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError, struct.error) as error:
        raise InvalidSound(f"no plain PCM WAV ({str(error) or 'it ends too soon'})") from error
    if (channels, bits, rate) != (1, 16, RATE):
        raise InvalidSound(f"{channels} channels, {bits} bit, {rate} Hz")
    return from_bytes(frames)


def from_bytes(data: bytes) -> Sound[int]:
    """Return a sound from little-endian samples; an incomplete last sample is dropped."""
    sound = array("h", data[: len(data) // 2 * 2])
    if sys.byteorder == "big":
        sound.byteswap()
    return sound


def write_wav(sound: Sound[int]) -> bytes:
    """Return a sound as a WAV file."""
    samples = sound
    if sys.byteorder == "big":
        samples = array("h", sound)
        samples.byteswap()
    data = samples.tobytes()
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16, b"data", len(data))  # fmt: skip
    return head + data


def silence(ms: float) -> Sound[int]:
    """Return silence of this many milliseconds."""
    return array("h", bytes(2 * round(RATE * ms / 1000)))


def peak(sound: Sound[int]) -> int:
    """Return the absolute value of the loudest sample."""
    return max(max(sound), -min(sound)) if sound else 0


def loudness_db(sound: Sound[int]) -> float:
    """Return the loudness in dB relative to full scale: RMS of the 10 ms blocks within GATE_DB of the loudest; -inf for silence."""
    energies = _energies(sound)
    top = max(energies, default=0)
    if not top:
        return -math.inf
    loud = [energy for energy in energies if energy >= top * 10 ** (-GATE_DB / 10)]
    return 10 * math.log10(sum(loud) / (len(loud) * BLOCK // STRIDE)) - 20 * math.log10(FULL)


def trim(sound: Sound[int]) -> Sound[int]:
    """Trim the silence at both ends, and fade the rest in and out, so that it does not click."""
    energies = _energies(sound)
    floor = max(energies, default=0) * 10 ** (-EDGE_DB / 10)
    loud = [n for n, energy in enumerate(energies) if energy > floor]
    if not loud:
        return array("h")
    begin, end = max(0, loud[0] * BLOCK - MARGIN), min(len(sound), (loud[-1] + 1) * BLOCK + MARGIN)
    while sound[begin] == 0:  # terminates, because some samples are loud
        begin += 1
    while sound[end - 1] == 0:
        end -= 1
    return faded(sound[begin:end])


def faded(sound: Sound[int]) -> Sound[int]:
    """Return the sound with a fade-in of FADE_IN samples and a fade-out of FADE_OUT."""
    result = array("h", sound)
    rise, fall = min(FADE_IN, len(result) // 2), min(FADE_OUT, len(result) // 2)
    for n in range(rise):
        result[n] = result[n] * n // rise
    for n in range(fall):
        result[-1 - n] = result[-1 - n] * n // fall
    return result


def level(sound: Sound[int]) -> Sound[int]:
    """Amplify speech to LOUDNESS_DB; peaks are compressed so that none exceeds PEAK_MAX."""
    loudness = loudness_db(sound)
    if loudness == -math.inf:
        return sound
    return amplify(sound, min(LOUDNESS_DB - loudness, GAIN_MAX_DB))


def amplify(sound: Sound[int], gain_db: float) -> Sound[int]:
    """Amplify a sound in steps of GAIN_STEP_DB; peaks are compressed so that none exceeds PEAK_MAX."""
    return array("h", map(_gain_table(round(gain_db / GAIN_STEP_DB)).__getitem__, sound))


@lru_cache(maxsize=64)
def _gain_table(steps: int) -> Sound[int]:
    """
    Return the amplified value of each sample value, 0 to 32,767, then -32,768 to -1.

    A table is four times as fast as arithmetic for each sample, and speech needs only a dozen tables.
    """
    gain, headroom = 10 ** (steps * GAIN_STEP_DB / 20), PEAK_MAX - KNEE
    linear = min(FULL + 1, int(KNEE / gain))
    values = [int(sample * gain) for sample in range(linear + 1)]
    values += [
        KNEE + int(headroom * math.tanh((n * gain - KNEE) / headroom)) for n in range(linear + 1, FULL + 2)
    ]
    return array("h", [*values[: FULL + 1], *(-value for value in reversed(values[1:]))])


def join(parts: Iterable[Sound[int]]) -> Sound[int]:
    """Concatenate sounds."""
    result = array("h")
    for part in parts:
        result.extend(part)
    return result


def _energies(sound: Sound[int]) -> list[int]:
    """Return the energy of each complete block, from every STRIDE-th sample."""
    return [
        sum(map(mul, part, part))
        for n in range(0, len(sound) - BLOCK + 1, BLOCK)
        if (part := sound[n : n + BLOCK : STRIDE])
    ]
