"""
The voice process: ``python -m services.display.voice.process [RECORDINGS]``.

It waits for the speech program and computes samples, so that neither blocks the display service and its screens.
A request is a line of JSON: {"parts": [[key, voice, send] or [ms, mark], …]}. The response is a line of JSON,
{"bytes": n}, and n bytes of WAV, or {"error": text}. The first line, sent at start, names the speech program:
{"engine": name or null}. The process ends when its input ends.
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
from services.display.voice.sound import InvalidSound, Sound

CACHE_BYTES_MAX = 8_000_000
"""Size of the cached segments, about three minutes: the opening words, letters, counters, some numbers."""
WORD_GAP_MS = 35
"""Pause before and after a recording within a phrase."""
LEAD_MS, TAIL_MS = 20, 60
"""Silence at both ends, because players start late and stop early."""


class Segment(NamedTuple):
    """A part of an utterance that is one sound: a recording, or text for the speech program."""

    voice: str
    text: str
    recording: Path | None = None


class NoVoice(Exception):
    """A piece has no recording, and the machine has no speech program."""


class Synthesizer:
    """Makes the sound of utterances from recordings and the speech program."""

    def __init__(self, engine: Engine | None, recordings: Path | None) -> None:
        self._engine, self._recordings = engine, recordings
        self._cache: OrderedDict[tuple[Segment, int], Sound[int]] = OrderedDict()
        self._cache_bytes = 0

    def say(self, parts: list[list[Any]]) -> bytes:
        """
        Return an utterance as a WAV file.

        Raises:
            CannotSpeak, NoVoice.
        """
        phrases = list(self._phrases(parts))
        sounds = self._sounds([segment for segments, _ in phrases for segment in segments])
        track = [sound.silence(LEAD_MS)]
        for segments, pause_ms in phrases:
            for n, segment in enumerate(segments):
                track += ([sound.silence(WORD_GAP_MS)] if n else []) + [sounds[segment]]
            track.append(sound.silence(pause_ms))
        return sound.write_wav(sound.join([*track, sound.silence(TAIL_MS)]))

    def _phrases(self, parts: list[list[Any]]) -> Iterator[tuple[list[Segment], int]]:
        """Split the parts at the pauses; yield the segments before each pause, and its length."""
        words: list[list[str]] = []
        for part in parts:
            if len(part) == 3:
                words.append(part)
                continue
            pause_ms, mark = part
            yield self._segments(words, mark), pause_ms
            words = []
        yield self._segments(words, ""), 0

    def _segments(self, words: list[list[str]], mark: str) -> list[Segment]:
        """Return the segments of a phrase: its recordings, and the words between them grouped by voice."""
        segments: list[Segment] = []
        sources = [(self._recording(key), voice, send) for key, voice, send in words]
        for (path, voice), group in groupby(sources, key=lambda source: (source[0], source[1])):
            if path is not None:
                segments += [Segment("", "", path)] * len(list(group))
            elif text := " ".join(send for _, _, send in group if send):
                segments.append(Segment(voice, text))
        # The punctuation mark controls the intonation; within a phrase a comma keeps it level.
        return [
            s if s.recording else s._replace(text=s.text + ((mark or ",") if n == len(segments) - 1 else ","))
            for n, s in enumerate(segments)
        ]

    def _recording(self, key: str) -> Path | None:
        """Return the recording of a piece; None if it is missing or cannot be read (``antre voice check`` says why)."""
        path = self._recordings / f"{key}.wav" if self._recordings else None
        if path is None or not path.is_file():
            return None
        segment = Segment("", "", path)
        if self._cached(segment) is None:
            try:
                self._cache_sound(segment, sound.level(sound.trim(sound.read_wav(path.read_bytes()))))
            except InvalidSound:
                return None
        return path

    def _sounds(self, segments: list[Segment]) -> dict[Segment, Sound[int]]:
        sounds = {s: cached for s in segments if (cached := self._cached(s)) is not None}
        new = [s for s in dict.fromkeys(segments) if s not in sounds]
        if new and self._engine is None:
            raise NoVoice
        if new and self._engine:
            speech = self._engine.say([(s.voice, s.text) for s in new])
            for segment, raw in zip(new, speech, strict=True):
                sounds[segment] = sound.level(sound.trim(raw))
                self._cache_sound(segment, sounds[segment])
        return sounds

    def _cached(self, segment: Segment) -> Sound[int] | None:
        cached = self._cache.get(_key(segment))
        if cached is not None:
            self._cache.move_to_end(_key(segment))
        return cached

    def _cache_sound(self, segment: Segment, samples: Sound[int]) -> None:
        self._cache[_key(segment)] = samples
        self._cache_bytes += 2 * len(samples)
        while self._cache_bytes > CACHE_BYTES_MAX:
            self._cache_bytes -= 2 * len(self._cache.popitem(last=False)[1])


def _key(segment: Segment) -> tuple[Segment, int]:
    """Return the cache key of a segment; it changes when its recording is replaced."""
    return segment, segment.recording.stat().st_mtime_ns if segment.recording else 0


def main(recordings: str | None = None) -> int:
    """Respond to requests until the input ends."""
    os.set_blocking(0, True)
    os.set_blocking(1, True)
    responses = os.fdopen(1, "wb", closefd=False)
    engine = find_engine()
    synthesizer = Synthesizer(engine, Path(recordings) if recordings else None)

    def respond(line: dict[str, Any], data: bytes = b"") -> None:
        responses.write(json.dumps(line).encode() + b"\n" + data)
        responses.flush()

    respond({"engine": engine.name if engine else None})
    for line in sys.stdin.buffer:
        try:
            wav = synthesizer.say(json.loads(line)["parts"])
        except NoVoice:
            respond({"error": "no voice on this machine"})
        except (CannotSpeak, OSError) as error:
            respond({"error": str(error) or type(error).__name__})
            return 1  # the display starts a new process, which starts a new speech program
        else:
            respond({"bytes": len(wav)}, wav)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
