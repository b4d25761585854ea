"""Helpers of the boards' journeys: clerks who press simultaneously, paired TVs, and what a board announced and played."""

from __future__ import annotations

import threading
import time
import uuid
from typing import TYPE_CHECKING, Any

import requests

from rig import checker
from rig.browsers.pages import BOARD, Pages, wait_until
from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S
from waitingroom.facts import TicketCalled, decode

if TYPE_CHECKING:
    from playwright.sync_api import Page

COUNTERS = {"1": "ktp-el", "5": "jkn-daftar", "15": "paspor-baru", "17": "npwp", "30": "pajak-tahunan"}
FRESH_S = 30
"""A call older than this is no longer announced."""
MM_PER_METRE = 12.2
"""Legible height of capital letters, per metre of distance."""
THREE = dict(list(COUNTERS.items())[:3])
PORTRAIT, TABLET = {"width": 1080, "height": 1920}, {"width": 1280, "height": 800}
LAYOUTS = {"hall": BOARD, "small": BOARD, "portrait": PORTRAIT}

SOUND_TRACE = """
globalThis.soundTrace = [];
const decoded = new WeakSet();
const decode = AudioContext.prototype.decodeAudioData;
AudioContext.prototype.decodeAudioData = async function (bytes) {
  const buffer = await decode.call(this, bytes);
  decoded.add(buffer);
  return buffer;
};
for (const name of ["start", "stop"]) {
  const real = AudioBufferSourceNode.prototype[name];
  AudioBufferSourceNode.prototype[name] = function (...args) {
    const { context, buffer } = this;
    if (!decoded.has(buffer)) return real.apply(this, args);
    if (name === "stop") this.trace.isStopped = true;
    else {
      this.trace = { wavS: buffer.duration, beganS: context.currentTime, playedS: null, isStopped: false };
      this.addEventListener("ended", () => { this.trace.playedS = context.currentTime - this.trace.beganS; });
      soundTrace.push(this.trace);
    }
    return real.apply(this, args);
  };
}
"""
"""Records each WAV the page plays: its length, and by the audio clock how long it played until its "ended" event."""

STATE_TRACE = """
globalThis.stateTrace = [];
globalThis.heardAt = null;
globalThis.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args);
    this.addEventListener("message", ({ data }) => {
      if (!String(data).startsWith("42")) return;
      const [event, payload] = JSON.parse(data.slice(data.indexOf("[")));
      if (!["board", "heartbeat"].includes(event)) return;
      const ageMs = payload.heard ? Date.parse(payload.now) - Date.parse(payload.heard) : 0;
      heardAt = Math.max(heardAt ?? 0, performance.now() - ageMs);
    });
  }
};
new MutationObserver(() => {
  const { state } = document.body?.dataset ?? {};
  if (!state || stateTrace.at(-1)?.state === state) return;
  stateTrace.push({ state, at: performance.now(), heardAt });
}).observe(document, { subtree: true, childList: true, attributeFilter: ["data-state"] });
"""
"""Records each state of a board: when it began, and the last contact with the log before it, ms of the page's clock."""


def stale_after_s(page: Page) -> list[float]:
    """Return the age of a board's content, in seconds, each time it became stale (needs STATE_TRACE)."""
    states = page.evaluate("stateTrace")
    return [(one["at"] - one["heardAt"]) / 1000 for one in states if one["state"] == "stale"]


def shown(page: Page, kind: str = "light") -> list[int]:
    """Return the sequences of the calls that a board announced, in order."""
    seqs: list[int] = page.evaluate(
        "kind => antreTrace.filter((e) => e.kind === kind).map((e) => e.seq)", kind
    )
    return seqs


def listed(page: Page) -> list[str]:
    """Return the numbers in a board's list, newest first."""
    numbers: list[str] = page.evaluate(
        "[...document.querySelectorAll('[data-call]')].map((e) => e.dataset.number)"
    )
    return numbers


def until_announced(page: Page, count: int, kind: str = "light", within_s: float = PATIENCE_S) -> None:
    """Wait until a board has announced ``count`` calls."""
    wait_until(page, f"antreTrace.filter((e) => e.kind === '{kind}').length >= {count}", within_s)


def called(hall: RunningHall) -> list[tuple[int, str, str]]:
    """Return (sequence, number, counter) of all calls, in the order of the log."""
    day = hall.issue("kk").json()["service_day"]
    entries = checker.read_log(hall.ready["redis"], hall.venue, day)
    facts = [(int(id.partition("-")[0]), decode(fact)) for id, fact, _ in entries]
    return [(seq, fact.ticket_id, fact.counter_id) for seq, fact in facts if isinstance(fact, TicketCalled)]


def has_voice(hall: RunningHall) -> bool:
    """Return whether the display's voice is ready."""
    answer = requests.get(f"{hall.ready['display']}/api/display/v1/voice/{hall.venue}", timeout=PATIENCE_S)
    return answer.ok and bool(answer.json()["state"] == "ready")


def paired_tv(
    pages: Pages, hall: RunningHall, admin: Clerk, name: str, *, query: str = "", size: dict[str, int] = BOARD, before: str = ""
) -> tuple[Page, str]:  # fmt: skip
    """Open a board and pair it as a TV by its code; return its page and the device's id."""
    tv = pages.open(f"{hall.ready['display']}/board/{hall.venue}?pair{query}", size, before=before)
    tv.wait_for_selector("[data-code]")
    body = {
        "code": tv.get_attribute("[data-code]", "data-code"),
        "name": name,
        "kind": "tv",
        "venue": hall.venue,
    }
    answer = admin.http.post(f"{hall.counters}/devices", json=body, timeout=PATIENCE_S)
    assert answer.status_code == 200, answer.text
    wait_until(tv, "document.body.dataset.device === 'paired'")
    return tv, str(answer.json()["device"]["id"])


class Clerks:
    """Clerks at these counters, who press simultaneously."""

    def __init__(self, hall: RunningHall, counters: dict[str, str] = COUNTERS) -> None:
        self.hall, self.services = hall, counters.values()
        self.clerks = {counter: hall.clerk() for counter in counters}
        for counter, clerk in self.clerks.items():
            assert clerk.press(counter, "open").ok

    def press(self) -> float:
        """Issue a ticket for each clerk and call them all at once; return the spread of the presses in seconds."""
        for service in self.services:
            assert self.hall.issue(service).status_code == 201
        gate, pressed, numbers = threading.Barrier(len(self.clerks)), list[float](), list[str]()

        def one(counter: str, clerk: Clerk) -> None:
            gate.wait()
            pressed.append(time.monotonic())
            numbers.append(clerk.press(counter, "next", finish=True).json()["ticket"]["number"])

        threads = [threading.Thread(target=one, args=pair) for pair in self.clerks.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(numbers) == len(self.clerks)
        return max(pressed) - min(pressed)


def press_one(clerk: Clerk, hall: RunningHall, counter: str, service: str) -> str:
    """Issue a ticket and call it; return its number."""
    assert hall.issue(service).status_code == 201
    return str(clerk.press(counter, "next", key=uuid.uuid4().hex, finish=True).json()["ticket"]["number"])


def sounds(page: Page) -> list[dict[str, Any]]:
    """Return what the page played (needs SOUND_TRACE)."""
    trace: list[dict[str, Any]] = page.evaluate("soundTrace")
    return trace
