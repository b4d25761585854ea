"""
The voice's own process: ``python -m services.display.voice.process [RECORDINGS]``.

It waits for the speech program and works on samples, so that the display, which moves every
screen, does neither. A line of JSON asks: {"parts": [[key, voice, send] or [ms, mark], …]}; the
answer is a line of JSON, {"bytes": n}, and n bytes of WAV, or {"error": text}. The first line,
unasked, names the speech program: {"engine": name or null}. It ends when nobody asks any more.
"""

from __future__ import annotations

import json
import os
import sys
from collections import OrderedDict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from services.display.voice import sound
from services.display.voice.espeak import CannotSpeak, Engine, find_engine
from services.display.voice.sound import Sound, SoundWrong

KEPT_BYTES_MAX = 8_000_000
"""Spoken stretches kept, about three minutes: the opening words, letters, counters, some numbers."""
WORD_GAP_MS = 35
"""Between two words of which one is a recording."""
LEAD_MS, TAIL_MS = 20, 60
"""Silence before and after all: players cut in late and stop early."""


class Stretch(NamedTuple):
    """What is said in one breath: a recording (path), or words for the speech program."""

    voice: str
    text: str
    recording: Path | None = None


class NoVoice(Exception):
    """Something must be spoken that nobody recorded, and the machine has no speech program."""


class Studio:
    """Makes utterances from recordings and the speech program."""

    def __init__(self, engine: Engine | None, recordings: Path | None) -> None:
        self._engine, self._recordings = engine, recordings
        self._kept: OrderedDict[tuple[Stretch, int], Sound[int]] = OrderedDict()
        self._kept_bytes = 0

    def say(self, parts: list[list[Any]]) -> bytes:
        """
        Give an utterance as a WAV file.

        Raises:
            CannotSpeak, NoVoice.
        """
        rows = list(self._breaths(parts))
        sounds = self._sounds([stretch for row, _ in rows for stretch in row])
        whole = [sound.silence(LEAD_MS)]
        for row, pause_ms in rows:
            for n, stretch in enumerate(row):
                whole += ([sound.silence(WORD_GAP_MS)] if n else []) + [sounds[stretch]]
            whole.append(sound.silence(pause_ms))
        return sound.write_wav(sound.join([*whole, sound.silence(TAIL_MS)]))

    def _breaths(self, parts: list[list[Any]]) -> Iterator[tuple[list[Stretch], int]]:
        """Cut the parts at the pauses: the stretches before each, and its length."""
        words: list[list[str]] = []
        for part in parts:
            if len(part) == 3:
                words.append(part)
                continue
            pause_ms, mark = part
            yield self._stretches(words, mark), pause_ms
            words = []
        yield self._stretches(words, ""), 0

    def _stretches(self, words: list[list[str]], mark: str) -> list[Stretch]:
        """Give the recordings, and what lies between them as one stretch of a voice each."""
        found: list[Stretch] = []
        recorded = [(self._recording(key), voice, send) for key, voice, send in words]
        for (path, voice), group in groupby(recorded, key=lambda one: (one[0], one[1])):
            if path is not None:
                found += [Stretch("", "", path)] * len(list(group))
            elif text := " ".join(send for _, _, send in group if send):
                found.append(Stretch(voice, text))
        # The mark makes the program's voice rise or fall; inside a sentence it goes on.
        return [
            s if s.recording else s._replace(text=s.text + ((mark or ",") if n == len(found) - 1 else ","))
            for n, s in enumerate(found)
        ]

    def _recording(self, key: str) -> Path | None:
        """Give the recording of a piece; None: there is none, or it cannot be read (``antre voice check`` says why)."""
        path = self._recordings / f"{key}.wav" if self._recordings else None
        if path is None or not path.is_file():
            return None
        stretch = Stretch("", "", path)
        if self._known(stretch) is None:
            try:
                self._keep(stretch, sound.level(sound.trim(sound.read_wav(path.read_bytes()))))
            except SoundWrong:
                return None
        return path

    def _sounds(self, stretches: list[Stretch]) -> dict[Stretch, Sound[int]]:
        found = {s: kept for s in stretches if (kept := self._known(s)) is not None}
        new = [s for s in dict.fromkeys(stretches) if s not in found]
        if new and self._engine is None:
            raise NoVoice
        if new and self._engine:
            said = self._engine.say([(s.voice, s.text) for s in new])
            for stretch, raw in zip(new, said, strict=True):
                found[stretch] = sound.level(sound.trim(raw))
                self._keep(stretch, found[stretch])
        return found

    def _known(self, stretch: Stretch) -> Sound[int] | None:
        kept = self._kept.get(_key(stretch))
        if kept is not None:
            self._kept.move_to_end(_key(stretch))
        return kept

    def _keep(self, stretch: Stretch, ready: Sound[int]) -> None:
        self._kept[_key(stretch)] = ready
        self._kept_bytes += 2 * len(ready)
        while self._kept_bytes > KEPT_BYTES_MAX:
            self._kept_bytes -= 2 * len(self._kept.popitem(last=False)[1])


def _key(stretch: Stretch) -> tuple[Stretch, int]:
    """Give what a stretch is kept by: a recording that was made anew is another one."""
    return stretch, stretch.recording.stat().st_mtime_ns if stretch.recording else 0


def main(recordings: str | None = None) -> int:
    """Answer until nobody asks."""
    os.set_blocking(0, True)
    os.set_blocking(1, True)
    answers = os.fdopen(1, "wb", closefd=False)
    engine = find_engine()
    studio = Studio(engine, Path(recordings) if recordings else None)

    def answer(line: dict[str, Any], data: bytes = b"") -> None:
        answers.write(json.dumps(line).encode() + b"\n" + data)
        answers.flush()

    answer({"engine": engine.name if engine else None})
    for line in sys.stdin.buffer:
        try:
            wav = studio.say(json.loads(line)["parts"])
        except NoVoice:
            answer({"error": "no voice on this machine"})
        except (CannotSpeak, OSError) as error:
            answer({"error": str(error) or type(error).__name__})
            return 1  # a new process finds a new speech program
        else:
            answer({"bytes": len(wav)}, wav)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
