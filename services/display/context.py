"""The context of the display's routes: the common service context, the connected screens, and the voice."""

from __future__ import annotations

import threading

from prometheus_client import Histogram

from services.display.screens import Screens
from services.display.voice.voice import Voice
from services.web import logs
from services.web.context import Context
from services.web.metrics import SECONDS
from services.web.settings import Settings


class DisplayContext(Context):
    """The common service context and the voice; ``create_sockets`` sets the screens before the first request."""

    screens: Screens

    def __init__(self, settings: Settings) -> None:
        super().__init__("display", settings)
        took = Histogram(
            "antre_voice_seconds", "From the wish for a new text to its WAV.", buckets=SECONDS,
            registry=self.metrics.registry,
        )  # fmt: skip
        self.voice = Voice(settings.voice_folder, on_made=took.observe)

    def start(self) -> None:
        """Connect to Redis, follow the halls, and start the voice."""
        super().start()
        folder = self.settings.voice_folder
        if folder and not folder.is_dir():
            logs.warning("voice_folder_missing", folder=str(folder))
        threading.Thread(target=self.voice.start, name="voice", daemon=True).start()


def context() -> DisplayContext:
    """Return the context of this request."""
    return DisplayContext.current()
