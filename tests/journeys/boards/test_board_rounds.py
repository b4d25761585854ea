"""
Rounds: five counters press within 50 ms, repeatedly; three paired TVs display and speak each call once, to
the end, in the order of the log, and each clerk gets the receipts of her own calls only. Two rounds; ten by
``make endure``.

The voice uses short recordings (a feature of a house), so that each call is played to its end in real time
within a short test. In test_boards.py the generated voice speaks.
"""

from __future__ import annotations

import array
import io
import math
import os
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from rig.browsers.pages import Pages, wait_until
from rig.browsers.waiting_room import (
    COUNTERS,
    LAYOUTS,
    SOUND_TRACE,
    Clerks,
    called,
    paired_tv,
    shown,
    sounds,
    until_announced,
)
from rig.running import RunningHall
from rig.screens import Screen
from rig.waiting import PATIENCE_S, wait_for
from services.display.voice import sound
from services.display.voice.sound import RATE

pytest.importorskip("playwright.sync_api")

ROUNDS = int(os.environ.get("ROUNDS", "2"))
TOGETHER_S = 0.05
PIECE_S = 0.12
ROUND_WITHIN_S = 60
AUDIO_STEP_S = 0.01
"""The audio clock advances in steps of at most this many seconds."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    """A hall whose voice consists of recordings of a tenth of a second."""
    folder = tmp_path / "voice"
    folder.mkdir()
    hall = RunningHall(tmp_path / "hall", env={"ANTRE_VOICE_FOLDER": str(folder)})
    listed = hall.antre("voice", "pieces", "--venue", hall.venue).stdout
    for n, line in enumerate(listed.splitlines()):
        name = line.split()[0] if line.split() else ""
        if "/" in name:
            record(folder / name, 300 + 20 * (n % 30))
    yield hall
    hall.stop()


def record(file: Path, hz: float) -> None:
    """Write a recording of a piece: a tone."""
    samples = [round(8_000 * math.sin(2 * math.pi * hz * n / RATE)) for n in range(round(RATE * PIECE_S))]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(sound.write_wav(array.array("h", samples)))


class Panel:
    """A clerk's live panel, which collects the receipts of each call."""

    def __init__(self, hall: RunningHall, clerks: Clerks, counter: str) -> None:
        state = clerks.clerks[counter].state(counter)
        self._screen = Screen(hall.ready["display"], "/counter", {"pass": state["pass"]})
        self.receipts: dict[int, dict[str, list[dict[str, object]]]] = {}

    def read(self) -> None:
        """Process the events received so far."""
        while not self._screen.events.empty():
            event, data = self._screen.events.get()
            if event == "counter" and data["receipts"]:
                self.receipts[data["receipts"]["seq"]] = data["receipts"]

    def spoken(self, seq: int) -> list[object]:
        """Return which devices reported a call as spoken."""
        self.read()
        return [one["device"] for one in self.receipts.get(seq, {}).get("spoken", [])]

    def close(self) -> None:
        self._screen.close()


def wav_seconds(hall: RunningHall, number: str, counter: str) -> float:
    """Return the duration of a call's WAV."""
    response = requests.get(
        f"{hall.ready['display']}/api/display/v1/voice/{hall.venue}/call.wav",
        params={"number": number, "counter": counter, "times": "1", "lang": "id"}, timeout=PATIENCE_S,
    )  # fmt: skip
    assert response.ok, response.text
    with wave.open(io.BytesIO(response.content)) as file:
        return file.getnframes() / file.getframerate()


@pytest.mark.timeout(500)
def test_five_calls_at_once_again_and_again_are_each_shown_and_spoken_once_everywhere_and_receipted(
    hall: RunningHall, loud_pages: Pages
) -> None:
    # Given three paired TVs with sound, five clerks, and their live panels
    clerks = Clerks(hall)
    admin, tvs = hall.clerk(), {}
    for n, (layout, size) in enumerate(LAYOUTS.items(), 1):
        page, _ = paired_tv(
            loud_pages, hall, admin, f"TV {n}", query=f"&layout={layout}", size=size, before=SOUND_TRACE
        )
        wait_until(page, "document.body.dataset.sound === 'on' && document.body.dataset.state === 'quiet'")
        tvs[f"TV {n}"] = page
    panels = {counter: Panel(hall, clerks, counter) for counter in COUNTERS}
    lengths: dict[int, float] = {}

    n = together = 0
    while together < ROUNDS:
        # When they press at the same moment (a round in which the machine delayed a press is repeated)
        together += clerks.press() < TOGETHER_S
        n += 1
        assert n < ROUNDS * 2
        calls = called(hall)
        assert len(calls) == n * len(COUNTERS)
        for seq, number, counter in calls[-len(COUNTERS) :]:
            lengths[seq] = wav_seconds(hall, number, counter)
        # Then every TV speaks each call to its end, and each clerk gets the receipt
        for page in tvs.values():
            until_announced(page, n * len(COUNTERS), "spoken", ROUND_WITHIN_S)
        for seq, _, counter in calls[-len(COUNTERS) :]:
            panel = panels[counter]
            wait_for(
                lambda panel=panel, seq=seq: len(panel.spoken(seq)) == len(tvs), what=f"receipts of {seq}"
            )  # type: ignore[misc]

    order = [seq for seq, _, _ in called(hall)]
    for page in tvs.values():
        # Each is displayed, chimed and spoken once, in the order of the log
        for kind in ("light", "shown", "chime", "speak", "spoken"):
            assert shown(page, kind) == order, kind
        assert shown(page, "silent") == shown(page, "hush") == []
        # The whole sound was played: it ended by itself, after as long as its WAV is
        played = sounds(page)
        assert len(played) == len(order)
        for seq, one in zip(order, played, strict=True):
            assert not one["isStopped"]
            assert one["wavS"] == pytest.approx(lengths[seq], abs=0.001)
            assert one["playedS"] > one["wavS"] - AUDIO_STEP_S

    for counter, panel in panels.items():
        panel.read()
        own = [seq for seq, _, of in called(hall) if of == counter]
        assert list(panel.receipts) == own
        for seq, receipts in panel.receipts.items():
            for kind in ("shown", "spoken"):
                assert sorted(str(one["device"]) for one in receipts[kind]) == list(tvs), (seq, kind)
            assert all(
                show["at"] <= say["at"] for show, say in zip(*map(_by_device, (receipts["shown"], receipts["spoken"])), strict=True)
            )  # fmt: skip
            assert receipts["silent"] == []
        panel.close()


def _by_device(receipts: list[dict[str, object]]) -> list[dict[str, str]]:
    return sorted(
        ({name: str(value) for name, value in one.items()} for one in receipts), key=lambda one: one["device"]
    )
