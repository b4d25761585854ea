"""
The voice: gives an utterance as a WAV, made once, kept, by a process of its own.

Nothing here works on samples or waits under a lock that others need: the process is asked over a
socket pair, which is as good on threads as where sockets are green (docs/adr/0001). A machine
without a speech program is a state, NO_VOICE, and not an error: its boards have the chimes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from services.display.voice.words import LANGUAGES, Piece, Utterance, opening_words
from services.web import logs
from services.web.problems import THROTTLED
from waitingroom import refusals
from waitingroom.refusals import Refusal

READY, NO_VOICE = "ready", "no-voice"
KEPT_BYTES_MAX = 32_000_000
"""WAVs kept: about 120 calls of six seconds; the oldest unused goes first."""
NEW_MAX = 60
NEW_PER_S = 3.0
"""New renderings: so many at once, then so many a second; a hall of 60 counters calls once a second at most."""
ANSWER_WITHIN_S = 6.0
"""More than a speech program may take (espeak.SAYS_WITHIN_S)."""
START_WITHIN_S = 10.0
REST_S = 5.0
"""After the process failed, so long until it is started again."""
NO_VOICE_AGAIN_S = 600
"""Without a speech program nothing changes until the service is started again."""
WAV_BYTES_MAX = 4_000_000
ROOT = Path(__file__).parents[3]
_CHILD_NEEDS = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""All it is told of the environment: it has no business with Redis or its password."""


class NoVoice(Refusal):
    """This machine cannot speak: it has no speech program, or that is broken."""

    slug, kind = "no-voice", refusals.UNAVAILABLE
    words = (
        "Mesin ini belum dapat bersuara, jadi layar hanya berbunyi. Pasang espeak-ng di mesin ini.",
        "This machine has no voice, so boards only chime. Install espeak-ng on it.",
    )


class VoiceBusy(Refusal):
    """Too many new texts at once."""

    slug, kind = "voice-busy", THROTTLED
    words = (
        "Terlalu banyak panggilan baru untuk diucapkan sekaligus. Coba lagi dalam {retry_after_s} detik.",
        "Too many new calls to speak at once. Try again in {retry_after_s} seconds.",
    )


class Wav(NamedTuple):
    """A WAV file; tag tells it from every other."""

    data: bytes
    tag: str


class _Making:
    """A WAV on its way; who else wants it waits for it."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.wav: Wav | None = None


class Voice:
    """Speaks utterances. recordings: a folder whose files, named by the pieces' keys, win over the speech program."""

    def __init__(
        self, recordings: Path | None = None, *, kept_bytes_max: int = KEPT_BYTES_MAX,
        on_made: Callable[[float], None] = lambda took_s: None, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._recordings, self._kept_bytes_max = recordings, kept_bytes_max
        self._on_made, self._clock = on_made, clock
        self._kept: OrderedDict[str, Wav] = OrderedDict()
        self._making: dict[str, _Making] = {}
        self._guard = threading.Lock()
        self._asking = threading.Lock()
        self._process: _Process | None = None
        self._rest_until = 0.0
        self._left, self._left_at = float(NEW_MAX), clock()
        self.made = 0
        self.kept_bytes = 0

    def start(self) -> None:
        """Start the process and say the words that every call begins with; the first call need not wait for that."""
        for language in LANGUAGES:
            opening = opening_words(language)
            with self._asking, contextlib.suppress(NoVoice):
                self._ask({"parts": _parts(opening)})

    def stop(self) -> None:
        """End the process."""
        with self._asking:
            self._end()

    @property
    def engine(self) -> str | None:
        """The speech program's name; None: NO_VOICE. Waits for a process that starts, not for one that speaks."""
        process = self._process
        if process is None:
            with self._asking, contextlib.suppress(NoVoice):
                process = self._running()
        return process.engine if process else None

    @property
    def state(self) -> str:
        """READY or NO_VOICE."""
        return READY if self.engine else NO_VOICE

    def wav(self, utterance: Utterance) -> Wav:
        """
        Give an utterance as a WAV; whoever asks for the same meanwhile gets the same.

        Raises:
            NoVoice, VoiceBusy.
        """
        tag = self._tag(utterance)
        with self._guard:
            kept = self._kept.get(tag)
            if kept is not None:
                self._kept.move_to_end(tag)
                return kept
            making = self._making.get(tag)
            mine = making is None
            if making is None:
                self._allow()
                making = self._making[tag] = _Making()
        if mine:
            try:
                making.wav = self._make(utterance, tag)
            finally:
                with self._guard:
                    del self._making[tag]
                making.done.set()
        elif not making.done.wait(START_WITHIN_S + ANSWER_WITHIN_S):
            raise VoiceBusy(retry_after_s=1)
        if making.wav is None:
            raise NoVoice(retry_after_s=round(REST_S))
        return making.wav

    def _make(self, utterance: Utterance, tag: str) -> Wav:
        began = self._clock()
        with self._asking:
            data = self._ask({"parts": _parts(utterance)})
        wav = Wav(data, tag)
        with self._guard:
            self.made += 1
            self._kept[tag] = wav
            self.kept_bytes += len(data)
            while self.kept_bytes > self._kept_bytes_max and len(self._kept) > 1:
                self.kept_bytes -= len(self._kept.popitem(last=False)[1].data)
        self._on_made(self._clock() - began)
        return wav

    def _tag(self, utterance: Utterance) -> str:
        """Name what will be heard: the words, and the recordings as they are now."""
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
        """Take one of the new renderings allowed. Raises VoiceBusy."""
        now = self._clock()
        self._left = min(float(NEW_MAX), self._left + (now - self._left_at) * NEW_PER_S)
        self._left_at = now
        if self._left < 1:
            raise VoiceBusy(retry_after_s=1)
        self._left -= 1

    def _ask(self, asked: dict[str, Any]) -> bytes:
        """Ask the process; one that ended since is replaced, once. Raises NoVoice."""
        for _ in range(2):
            process = self._running()
            if process.engine is None and self._recordings is None:
                raise NoVoice(retry_after_s=NO_VOICE_AGAIN_S)
            try:
                return process.ask(asked)
            except _CannotError as error:
                logs.info("voice_cannot", why=str(error))
                raise NoVoice(retry_after_s=round(REST_S)) from error
            except (OSError, EOFError, ValueError) as error:
                self._end()
                gone: Exception = error
        self._fail(gone)
        raise NoVoice(retry_after_s=round(REST_S)) from gone

    def _running(self) -> _Process:
        """Give the process, started if need be. Raises NoVoice."""
        if self._process is None:
            if self._clock() < self._rest_until:
                raise NoVoice(retry_after_s=round(REST_S))
            try:
                self._process = _Process(self._recordings)
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
    """Give an utterance as the process takes it."""
    return [[p.key, p.voice, p.send] if isinstance(p, Piece) else [p.ms, p.mark] for p in utterance]


class _CannotError(Exception):
    """The process answered that it cannot speak this; the text says why."""


class _Process:
    """The voice's process, asked over a socket pair. Raises OSError, EOFError, ValueError: it does not work."""

    def __init__(self, recordings: Path | None) -> None:
        self._socket, theirs = socket.socketpair()
        environment = {name: os.environ[name] for name in _CHILD_NEEDS if name in os.environ}
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        command = [sys.executable, "-m", "services.display.voice.process"]
        with theirs:
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                [*command, *([str(recordings)] if recordings else [])],
                stdin=theirs.fileno(), stdout=theirs.fileno(), stderr=subprocess.DEVNULL,
                env=environment | {"PYTHONPATH": os.pathsep.join(paths)},
            )  # fmt: skip
        self._socket.settimeout(START_WITHIN_S)
        self._answers: BinaryIO = self._socket.makefile("rb")
        try:
            self.engine: str | None = self._line()["engine"]
        except BaseException:
            self.end()
            raise
        self._socket.settimeout(ANSWER_WITHIN_S)

    def ask(self, asked: dict[str, Any]) -> bytes:
        """Give the answer's bytes. Raises _CannotError: it says that it cannot."""
        self._socket.sendall(json.dumps(asked).encode() + b"\n")
        line = self._line()
        if "error" in line:
            raise _CannotError(line["error"])
        size = int(line["bytes"])
        if size > WAV_BYTES_MAX:
            raise ValueError(f"{size} bytes")
        data = self._answers.read(size)
        if len(data) != size:
            raise EOFError
        return data

    def end(self) -> None:
        """Stop it."""
        with contextlib.suppress(OSError):
            self._answers.close()
            self._socket.close()
        self._child.kill()
        self._child.wait()

    def _line(self) -> dict[str, Any]:
        line = self._answers.readline()
        if not line:
            raise EOFError
        found: dict[str, Any] = json.loads(line)
        return found
