"""
The ``espeakng-loader`` wheel as a separate process: ``python -m services.display.voice.espeak_process``.

espeak-ng is GPL-3 and Antre is Apache-2.0, so the library is loaded in this process only, and used over pipes
(docs/adr/0007). A request is a line of JSON: {"voice", "text", "settings"} for samples, {"voice", "text",
"phonemes": true} for phonemes. The response is a line of JSON, {"bytes": n}, and n bytes. The first line, sent at
start, names the engine with its version, and the sample rate; without the wheel the process exits with status 3.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

NO_WHEEL = 3
_SYNCHRONOUS, _UTF8, _PHONEMES = 2, 1, 0x100
_PARAMETERS = {"speed": 1, "volume": 2, "pitch": 3, "gap": 7}
_SAMPLES = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Library:
    """The wheel's espeak-ng, which returns samples and plays none. Raises OSError if it cannot be loaded."""

    def __init__(self, folder: Path) -> None:
        self._espeak = ctypes.CDLL(str(folder / "libespeak-ng.so"))
        self._espeak.espeak_Info.restype = ctypes.c_char_p
        self._espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
        rate = self._espeak.espeak_Initialize(_SYNCHRONOUS, 0, str(folder).encode(), 0)
        if rate <= 0:
            raise OSError("espeak_Initialize")
        self._samples = bytearray()
        self._callback = _SAMPLES(self._take)
        self._espeak.espeak_SetSynthCallback(self._callback)
        self.hello = {"engine": f"eSpeak NG {self._espeak.espeak_Info(None).decode()}", "rate": rate}

    def say(self, voice: str, text: str, settings: dict[str, int]) -> bytes:
        """Return the samples of a text."""
        self._samples.clear()
        self._espeak.espeak_SetVoiceByName(voice.encode())
        for name, value in settings.items():
            self._espeak.espeak_SetParameter(_PARAMETERS[name], value, 0)
        data = text.encode() + b"\0"
        self._espeak.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 1, 0, _UTF8 | _PHONEMES, None, None)
        return bytes(self._samples)

    def phonemes(self, voice: str, text: str) -> bytes:
        """Return the phonemes of a text in the program's notation."""
        self.say(voice, ".", {})  # afterwards the library reads [[ ]] as phonemes
        remaining = ctypes.c_char_p(text.encode())
        phonemes = []
        while remaining.value:
            phonemes.append(self._espeak.espeak_TextToPhonemes(ctypes.byref(remaining), _UTF8, 0))
        return b" ".join(phonemes)

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self._samples += ctypes.string_at(samples, count * 2)
        return 0


def main() -> int:
    """Respond to requests until the input ends."""
    wheel = importlib.util.find_spec("espeakng_loader")
    if wheel is None or wheel.origin is None:
        return NO_WHEEL
    responses = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # output printed by the library must not mix with the responses
    try:
        library = Library(Path(wheel.origin).parent)
    except OSError:
        return NO_WHEEL
    _respond(responses, json.dumps(library.hello).encode())
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if request.get("phonemes"):
            data = library.phonemes(request["voice"], request["text"])
        else:
            data = library.say(request["voice"], request["text"], request["settings"])
        _respond(responses, json.dumps({"bytes": len(data)}).encode(), data)
    return 0


def _respond(responses: BinaryIO, line: bytes, data: bytes = b"") -> None:
    responses.write(line + b"\n" + data)
    responses.flush()


if __name__ == "__main__":
    sys.exit(main())
