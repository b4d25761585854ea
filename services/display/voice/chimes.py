"""
The chime as WAV files, for screens without Web Audio, and a silent WAV; a recall rings the chime twice.

chime.wav is written by ``node scripts/chime.mjs`` from chime.js, which plays the same notes on all other screens.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from services.display.voice.sound import join, read_wav, silence, write_wav

FILE = Path(__file__).parents[1] / "static" / "chime.wav"
TIMES = {"call": 1, "recall": 2}
SILENCE = "silence"
"""Old browsers play it to find out whether sound is allowed."""
SILENCE_MS = 200
NAMES = (*TIMES, SILENCE)


@lru_cache(maxsize=len(NAMES))
def chime(name: str) -> bytes:
    """Return one of NAMES as a WAV file."""
    if name == SILENCE:
        return write_wav(silence(SILENCE_MS))
    return write_wav(join([read_wav(FILE.read_bytes())] * TIMES[name]))
