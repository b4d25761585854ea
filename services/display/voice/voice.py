"""
The voice: returns utterances as WAV files, each synthesized once by a separate process, and cached.

Nothing here computes samples, or waits while holding a lock that other requests need. A machine without a speech
program is a state, NO_VOICE, not an error: its boards only ring the chime.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from services.display.voice.connection import ANSWER_WITHIN_S, START_WITHIN_S, CannotSpeak, VoiceProcess
from services.display.voice.words import LANGUAGES, Piece, Utterance, opening_words
from services.web import logs
from services.web.problems import THROTTLED
from waitingroom import refusals
from waitingroom.refusals import Refusal

READY, NO_VOICE = "ready", "no-voice"
CACHE_BYTES_MAX = 32_000_000
"""Size of the cached WAVs, about 120 calls of six seconds; the least recently used goes first."""
NEW_MAX = 60
NEW_PER_S = 3.0
"""Rate limit of new texts: a burst of NEW_MAX, then NEW_PER_S; 60 counters make at most one call a second."""
REST_S = 5.0
"""Pause before restarting a failed process."""
NO_VOICE_AGAIN_S = 600
"""Retry-After (s) without a speech program, because nothing changes until the service restarts."""


class NoVoice(Refusal):
    """This machine has no speech program, or a broken one."""

    slug, kind = "no-voice", refusals.UNAVAILABLE
    words = (
        "Mesin ini belum dapat bersuara, jadi layar hanya berbunyi. Pasang espeak-ng di mesin ini.",
        "This machine has no voice, so boards only chime. Install espeak-ng on it.",
    )


class VoiceBusy(Refusal):
    """Too many new texts were requested at once."""

    slug, kind = "voice-busy", THROTTLED
    words = (
        "Terlalu banyak panggilan baru untuk diucapkan sekaligus. Coba lagi dalam {retry_after_s} detik.",
        "Too many new calls to speak at once. Try again in {retry_after_s} seconds.",
    )


class Wav(NamedTuple):
    """A WAV file; tag: its ETag."""

    data: bytes
    tag: str


class PendingWav:
    """A WAV in progress, which other requests for the same text wait for."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.wav: Wav | None = None


class Voice:
    """Speaks utterances. recordings: a folder of files named by the pieces' keys, used instead of the speech program."""

    def __init__(
        self, recordings: Path | None = None, *, cache_bytes_max: int = CACHE_BYTES_MAX,
        on_made: Callable[[float], None] = lambda took_s: None, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._recordings, self._cache_bytes_max = recordings, cache_bytes_max
        self._on_made, self._clock = on_made, clock
        self._cache: OrderedDict[str, Wav] = OrderedDict()
        self._pending: dict[str, PendingWav] = {}
        self._guard = threading.Lock()
        self._process_lock = threading.Lock()
        self._process: VoiceProcess | None = None
        self._rest_until = 0.0
        self._tokens, self._tokens_at = float(NEW_MAX), clock()
        self.made = 0
        self.cache_bytes = 0

    def start(self) -> None:
        """Start the process and synthesize the opening words of calls, so that the first call need not wait."""
        for language in LANGUAGES:
            opening = opening_words(language)
            with self._process_lock, contextlib.suppress(NoVoice):
                self._ask({"parts": _parts(opening)})

    def stop(self) -> None:
        """End the process."""
        with self._process_lock:
            self._end()

    @property
    def engine(self) -> str | None:
        """The name of the speech program, None if there is none. Waits while the process starts, not while it speaks."""
        process = self._process
        if process is None:
            with self._process_lock, contextlib.suppress(NoVoice):
                process = self._running()
        return process.engine if process else None

    @property
    def state(self) -> str:
        """READY or NO_VOICE."""
        return READY if self.engine else NO_VOICE

    def wav(self, utterance: Utterance) -> Wav:
        """
        Return an utterance as a WAV; concurrent requests for the same utterance share one rendering.

        Raises:
            NoVoice, VoiceBusy.
        """
        tag = self._tag(utterance)
        with self._guard:
            cached = self._cache.get(tag)
            if cached is not None:
                self._cache.move_to_end(tag)
                return cached
            pending = self._pending.get(tag)
            is_new = pending is None
            if pending is None:
                self._allow()
                pending = self._pending[tag] = PendingWav()
        if is_new:
            try:
                pending.wav = self._make(utterance, tag)
            finally:
                with self._guard:
                    del self._pending[tag]
                pending.done.set()
        elif not pending.done.wait(START_WITHIN_S + ANSWER_WITHIN_S):
            raise VoiceBusy(retry_after_s=1)
        if pending.wav is None:
            raise NoVoice(retry_after_s=round(REST_S))
        return pending.wav

    def _make(self, utterance: Utterance, tag: str) -> Wav:
        started = self._clock()
        with self._process_lock:
            data = self._ask({"parts": _parts(utterance)})
        wav = Wav(data, tag)
        with self._guard:
            self.made += 1
            self._cache[tag] = wav
            self.cache_bytes += len(data)
            while self.cache_bytes > self._cache_bytes_max and len(self._cache) > 1:
                self.cache_bytes -= len(self._cache.popitem(last=False)[1].data)
        self._on_made(self._clock() - started)
        return wav

    def _tag(self, utterance: Utterance) -> str:
        """Return a hash of the words, and of the modification times of their recordings."""
        stamps = [self._stamp(part.key) for part in utterance if isinstance(part, Piece)]
        return hashlib.sha256(repr((utterance, stamps)).encode()).hexdigest()[:32]

    def _stamp(self, key: str) -> int:
        if self._recordings is None:
            return 0
        try:
            return (self._recordings / f"{key}.wav").stat().st_mtime_ns
        except OSError:
            return 0

    def _allow(self) -> None:
        """Count a new text against the rate limit. Raises VoiceBusy if it is exceeded."""
        now = self._clock()
        self._tokens = min(float(NEW_MAX), self._tokens + (now - self._tokens_at) * NEW_PER_S)
        self._tokens_at = now
        if self._tokens < 1:
            raise VoiceBusy(retry_after_s=1)
        self._tokens -= 1

    def _ask(self, message: dict[str, Any]) -> bytes:
        """Send a request to the process; if it fails, retry once with a new process. Raises NoVoice."""
        for _ in range(2):
            process = self._running()
            if process.engine is None and self._recordings is None:
                raise NoVoice(retry_after_s=NO_VOICE_AGAIN_S)
            try:
                return process.ask(message)
            except CannotSpeak as error:
                logs.info("voice_cannot", why=str(error))
                raise NoVoice(retry_after_s=round(REST_S)) from error
            except (OSError, EOFError, ValueError) as error:
                self._end()
                failure: Exception = error
        self._fail(failure)
        raise NoVoice(retry_after_s=round(REST_S)) from failure

    def _running(self) -> VoiceProcess:
        """Return the process, starting it if necessary. Raises NoVoice."""
        if self._process is None:
            if self._clock() < self._rest_until:
                raise NoVoice(retry_after_s=round(REST_S))
            try:
                self._process = VoiceProcess(self._recordings)
            except (OSError, EOFError, ValueError) as error:
                self._fail(error)
                raise NoVoice(retry_after_s=round(REST_S)) from error
        return self._process

    def _fail(self, error: Exception) -> None:
        self._end()
        self._rest_until = self._clock() + REST_S
        logs.warning("voice_failed", why=f"{type(error).__name__}: {error}")

    def _end(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None


def _parts(utterance: Utterance) -> list[list[Any]]:
    """Return an utterance in the format of the process."""
    return [[p.key, p.voice, p.send] if isinstance(p, Piece) else [p.ms, p.mark] for p in utterance]
