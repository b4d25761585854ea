"""
Sound as rows of 16-bit samples, mono, 22,050 a second: read, trimmed, levelled, joined, written.

Standard library only. A sound is an ``array("h")``. Every sound that is joined begins and ends
in silence by a short fade, so that no join clicks.
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
"""Samples a second: what espeak-ng gives; speech has nothing above 11 kHz that a hall's TV plays."""
FULL = 32_767
PEAK_MAX = round(FULL * 10 ** (-1 / 20))
"""No sample is louder: 1 dB below full, so that a TV's own filters do not clip either."""
KNEE = round(PEAK_MAX * 0.7)
"""From here on peaks are bent, not cut."""
LOUDNESS_DB = -18.0
"""What speech is levelled to: RMS of its loud blocks, dB under full."""
GAIN_MAX_DB = 24.0
"""A quieter recording is noise; it is not made as loud as speech."""
GAIN_STEP_DB = 0.25
GATE_DB = 25.0
"""Blocks so much quieter than the loudest are pauses and breath, and do not count as speech."""
EDGE_DB = 40.0
"""What is so much quieter than the loudest at the beginning and the end is trimmed."""
BLOCK = RATE // 100
EVERY = 4
"""How loud a block is, a quarter of its samples say well enough, in a quarter of the time."""
FADE_IN, FADE_OUT = RATE * 2 // 1000, RATE * 6 // 1000
"""Samples of a fade: long enough not to click, and at the beginning short enough to leave a p its burst."""
KEPT = RATE * 12 // 1000
"""Samples kept before and after what is heard: an s begins softly."""

Sound = array  # of "h"


class SoundWrong(Exception):
    """Not a sound of ours; the text says what it is instead."""


def read_wav(data: bytes) -> Sound[int]:
    """
    Read a WAV file.

    Raises:
        SoundWrong: not PCM, 16 bit, mono, 22,050 Hz.
    """
    try:
        with wave.open(io.BytesIO(data)) as file:
            found = (file.getnchannels(), file.getsampwidth() * 8, file.getframerate())
            frames = file.readframes(file.getnframes())
    except (wave.Error, EOFError, struct.error) as error:
        raise SoundWrong(f"no plain PCM WAV ({str(error) or 'it ends too soon'})") from error
    if found != (1, 16, RATE):
        raise SoundWrong(f"{found[0]} channels, {found[1]} bit, {found[2]} Hz")
    return from_bytes(frames)


def from_bytes(data: bytes) -> Sound[int]:
    """Give a sound from little-endian samples; a last half sample is dropped."""
    sound = array("h", data[: len(data) // 2 * 2])
    if sys.byteorder == "big":
        sound.byteswap()
    return sound


def write_wav(sound: Sound[int]) -> bytes:
    """Give a sound as a WAV file."""
    samples = sound
    if sys.byteorder == "big":
        samples = array("h", sound)
        samples.byteswap()
    data = samples.tobytes()
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16, b"data", len(data))  # fmt: skip
    return head + data


def silence(ms: float) -> Sound[int]:
    """Give nothing, for so many milliseconds."""
    return array("h", bytes(2 * round(RATE * ms / 1000)))


def peak(sound: Sound[int]) -> int:
    """Give the loudest sample, without its sign."""
    return max(max(sound), -min(sound)) if sound else 0


def loudness_db(sound: Sound[int]) -> float:
    """Give the RMS of what is heard, dB under full: the blocks of 10 ms within GATE_DB of the loudest; -inf for silence."""
    energies = _energies(sound)
    top = max(energies, default=0)
    if not top:
        return -math.inf
    heard = [energy for energy in energies if energy >= top * 10 ** (-GATE_DB / 10)]
    return 10 * math.log10(sum(heard) / (len(heard) * BLOCK // EVERY)) - 20 * math.log10(FULL)


def trim(sound: Sound[int]) -> Sound[int]:
    """Cut the silence at both ends, and fade what is left in and out: a sound that begins with a jump clicks too."""
    energies = _energies(sound)
    floor = max(energies, default=0) * 10 ** (-EDGE_DB / 10)
    heard = [n for n, energy in enumerate(energies) if energy > floor]
    if not heard:
        return array("h")
    begin, end = max(0, heard[0] * BLOCK - KEPT), min(len(sound), (heard[-1] + 1) * BLOCK + KEPT)
    while sound[begin] == 0:  # there are others, for something is heard
        begin += 1
    while sound[end - 1] == 0:
        end -= 1
    return faded(sound[begin:end])


def faded(sound: Sound[int]) -> Sound[int]:
    """Give the sound rising from silence over FADE_IN samples, and falling to it over FADE_OUT."""
    soft = array("h", sound)
    rise, fall = min(FADE_IN, len(soft) // 2), min(FADE_OUT, len(soft) // 2)
    for n in range(rise):
        soft[n] = soft[n] * n // rise
    for n in range(fall):
        soft[-1 - n] = soft[-1 - n] * n // fall
    return soft


def level(sound: Sound[int]) -> Sound[int]:
    """Make speech as loud as all other speech; peaks are bent so that none is over PEAK_MAX."""
    found = loudness_db(sound)
    if found == -math.inf:
        return sound
    return amplify(sound, min(LOUDNESS_DB - found, GAIN_MAX_DB))


def amplify(sound: Sound[int], gain_db: float) -> Sound[int]:
    """Make a sound louder or softer, by whole GAIN_STEPs; peaks are bent so that none is over PEAK_MAX."""
    return array("h", map(_gained(round(gain_db / GAIN_STEP_DB)).__getitem__, sound))


@lru_cache(maxsize=64)
def _gained(steps: int) -> Sound[int]:
    """
    Give what becomes of each sample, at the place of its value: 0 to 32,767, then -32,768 to -1.

    A table is four times as quick as arithmetic for each sample, and speech needs a dozen of them.
    """
    gain, room = 10 ** (steps * GAIN_STEP_DB / 20), PEAK_MAX - KNEE
    straight = min(FULL + 1, int(KNEE / gain))
    loud = [int(sample * gain) for sample in range(straight + 1)]
    loud += [KNEE + int(room * math.tanh((n * gain - KNEE) / room)) for n in range(straight + 1, FULL + 2)]
    return array("h", [*loud[: FULL + 1], *(-one for one in reversed(loud[1:]))])


def join(parts: Iterable[Sound[int]]) -> Sound[int]:
    """Put sounds one after the other."""
    whole = array("h")
    for part in parts:
        whole.extend(part)
    return whole


def _energies(sound: Sound[int]) -> list[int]:
    """Give each block's energy, of every EVERY-th sample; what is left after the last whole block does not count."""
    return [
        sum(map(mul, part, part))
        for n in range(0, len(sound) - BLOCK + 1, BLOCK)
        if (part := sound[n : n + BLOCK : EVERY])
    ]
