"""
The speech program: the machine's ``espeak-ng``, else the one in the wheel, each in a separate process.

Only used in the voice process (process.py), where waiting for a program delays no screen.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from typing import Protocol

from services.display.voice.sound import RATE, Sound, from_bytes

VOICES = {
    "id": {"speed": 148, "pitch": 46, "gap": 2, "volume": 90},
    "en": {"speed": 152, "pitch": 46, "gap": 1, "volume": 90},
}
"""
Settings of each voice: words per minute (the default is 175; a hall with an echo needs fewer), pitch (0 to 99), gap
between words in units of 10 ms, volume (the default is 100; less, so that samples do not clip inside the program).
"""
SPEAK_TIMEOUT_S = 4.0
TEXT_MAX = 400
_WAV_HEADER_BYTES = 44


class Engine(Protocol):
    """A speech program; name: includes its version."""

    name: str

    def say(self, texts: Sequence[tuple[str, str]]) -> list[Sound[int]]:
        """Return the sounds of texts, given as (voice, text). Raises CannotSpeak."""

    def phonemes(self, voice: str, text: str) -> str:
        """Return the phonemes of a text in the program's notation. Raises CannotSpeak."""


class CannotSpeak(Exception):
    """The speech program is broken or does not respond."""


def find_engine() -> Engine | None:
    """Return the machine's speech program, None if there is none."""
    path = shutil.which("espeak-ng")
    for make in (lambda: Program(path) if path else None, Wheel):
        try:
            engine: Engine | None = make()
        except CannotSpeak:
            continue
        if engine is not None:
            return engine
    return None


class Program:
    """``espeak-ng`` on the PATH, one process per text, in parallel. Raises CannotSpeak if it does not start."""

    def __init__(self, path: str) -> None:
        self._path = path
        version = self._run(["--version"], "")
        self.name = f"eSpeak NG {version.decode(errors='replace').partition(':')[2].split()[0]}"

    def say(self, texts: Sequence[tuple[str, str]]) -> list[Sound[int]]:
        """See Engine."""
        processes = [self._start(["--stdin", "--stdout", *_options(voice)]) for voice, _ in texts]
        try:
            for process, (_, text) in zip(processes, texts, strict=True):
                _write(process, text)
            return [from_bytes(self._end(process)[_WAV_HEADER_BYTES:]) for process in processes]
        finally:
            for process in processes:
                _stop(process)

    def phonemes(self, voice: str, text: str) -> str:
        """See Engine."""
        return self._run(["-q", "-x", "--stdin", "-v", voice], text).decode().strip()

    def _run(self, options: list[str], text: str) -> bytes:
        process = self._start(options)
        try:
            _write(process, text)
            return self._end(process)
        finally:
            _stop(process)

    def _start(self, options: list[str]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S603 - a fixed program; the text is passed by standard input
                [self._path, *options],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except OSError as error:
            raise CannotSpeak(str(error)) from error

    def _end(self, process: subprocess.Popen[bytes]) -> bytes:
        try:
            data, _ = process.communicate(timeout=SPEAK_TIMEOUT_S)
        except subprocess.TimeoutExpired as error:
            raise CannotSpeak("no answer") from error
        if process.returncode:
            raise CannotSpeak(f"status {process.returncode}")
        return data


class Wheel:
    """The ``espeakng-loader`` wheel, in one permanent process. Raises CannotSpeak if it is not installed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "services.display.voice.espeak_process"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        hello = self._read_line()
        if hello.get("rate") != RATE:
            self.stop()
            raise CannotSpeak(f"rate {hello.get('rate')}")
        self.name = str(hello["engine"])

    def say(self, texts: Sequence[tuple[str, str]]) -> list[Sound[int]]:
        """See Engine."""
        return [
            from_bytes(self._ask({"voice": voice, "text": text[:TEXT_MAX], "settings": VOICES[voice]}))
            for voice, text in texts
        ]

    def phonemes(self, voice: str, text: str) -> str:
        """See Engine."""
        return self._ask({"voice": voice, "text": text, "phonemes": True}).decode().strip()

    def stop(self) -> None:
        """Stop its process."""
        _stop(self._process)

    def _ask(self, message: dict[str, object]) -> bytes:
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()
            size = int(self._read_line()["bytes"])
            data = self._process.stdout.read(size)
        except OSError as error:
            raise CannotSpeak(str(error)) from error
        if len(data) != size:
            raise CannotSpeak("ended")
        return data

    def _read_line(self) -> dict[str, int | str]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            self.stop()
            raise CannotSpeak("ended")
        message: dict[str, int | str] = json.loads(line)
        return message


def _options(voice: str) -> list[str]:
    settings = VOICES[voice]
    return [
        "-v", voice, "-s", str(settings["speed"]), "-p", str(settings["pitch"]),
        "-g", str(settings["gap"]), "-a", str(settings["volume"]),
    ]  # fmt: skip


def _write(process: subprocess.Popen[bytes], text: str) -> None:
    """Write the whole text to a program's input. It is far smaller than a pipe's buffer, so this never blocks."""
    assert process.stdin
    try:
        process.stdin.write(text[:TEXT_MAX].encode())
        process.stdin.close()
    except OSError as error:
        raise CannotSpeak(str(error)) from error
    process.stdin = None


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
