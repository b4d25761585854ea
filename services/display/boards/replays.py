"""
Screens that replay a day: each is told it from the log, beside the feeds and for itself alone.

A replay knows nothing of the hall that goes on, says nothing to it, and folds in breaths,
so that no call on another board waits for it (docs/adr/0012).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from services.web import logs
from services.web.context import Context
from waitingroom import refusals
from waitingroom.facts import HouseAdopted
from waitingroom.local_time import iso
from waitingroom.passes import ReplayPass, read_replay_pass
from waitingroom.replay import Replay
from waitingroom.views.board import Selection, board, check, house_event

REPLAYS_MAX = 4
"""At once, of a display process."""
FACTS_PER_BREATH = 200
"""Folded in one go until the time that is wanted, a few ms; then a call of the hall that goes on goes first."""
BREATHS_REST = 2
"""How many times as long as such a breath took it rests."""
BEAT_S = 1.0
"""The screen's clock runs at its own pace between two heartbeats, so they come often."""
STAMPS = ("seq", "heard", "now")

Json = dict[str, Any]


class PassUnknown(refusals.Refusal):
    """The code opens nothing, or not any more."""

    slug, kind = "pass-unknown", refusals.NOT_FOUND


class ReplayFull(refusals.Refusal):
    """Enough screens replay a day."""

    slug, kind = "replay-full", refusals.UNAVAILABLE


class Replays:
    """The screens of this process that replay a day."""

    def __init__(
        self, context: Context, emit: Callable[[str, Json, str], None],
        *, start: Callable[..., object], rest: Callable[[float], None], end: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._context, self._emit = context, emit
        self._start, self._rest, self._end = start, rest, end
        self._screens: set[str] = set()

    def begin(self, sid: str, code: str, resumes_ms: int, selection: Selection) -> None:
        """
        Tell a screen the day that a code opens, from where it was (ms UTC) if that is later than where it begins.

        Raises:
            PassUnknown, ReplayFull, UnknownDay, UnknownZone and their like, Unavailable.
        """
        self._screens.add(sid)  # before anything is waited for, so that of many in one moment no more come in
        try:
            self._begin(sid, code, resumes_ms, selection)
        except Exception:
            self.leave(sid)
            raise

    def _begin(self, sid: str, code: str, resumes_ms: int, selection: Selection) -> None:
        if len(self._screens) > REPLAYS_MAX:
            raise ReplayFull()
        wanted = self._opened(code)
        replay = Replay(self._context.halls.get(wanted.venue).facts(wanted.day))
        if not replay.hall.is_open:
            raise refusals.UnknownDay(day=wanted.day)
        check(replay.hall, selection)
        from_ms = max(wanted.from_ms, min(resumes_ms, self._context.halls.clock.now_ms()))
        self._start(self._run, sid, replay, wanted._replace(from_ms=from_ms), selection)

    def leave(self, sid: str) -> None:
        """Forget a screen; its replay ends."""
        self._screens.discard(sid)

    def _opened(self, code: str) -> ReplayPass:
        replay = read_replay_pass(self._context.vault, code)
        if replay is None:
            raise PassUnknown()
        return replay

    def _run(self, sid: str, replay: Replay, wanted: ReplayPass, selection: Selection) -> None:
        """Tell the day until it is over or the screen leaves; a log that is away ends the connection, which comes back."""
        try:
            self._catch_up(sid, replay, wanted.from_ms)
            _Telling(self._emit, sid, replay, wanted, selection).run(lambda: sid in self._screens, self._rest)
        except refusals.Refusal:
            self._end(sid)
        except Exception as error:  # noqa: BLE001 - the screen must not stand still in silence
            logs.fault("replay_error", error, venue=wanted.venue)
            self._end(sid)

    def _catch_up(self, sid: str, replay: Replay, until_ms: int) -> None:
        while sid in self._screens:
            began = time.monotonic()
            if not replay.tell(until_ms, FACTS_PER_BREATH):
                return
            self._rest(BREATHS_REST * (time.monotonic() - began))


class _Telling:
    """One replay on its way to its screen."""

    def __init__(
        self, emit: Callable[[str, Json, str], None], sid: str, replay: Replay, wanted: ReplayPass, selection: Selection
    ) -> None:  # fmt: skip
        self._emit, self._sid = emit, sid
        self._replay, self._wanted, self._selection = replay, wanted, selection
        self._began = time.monotonic()
        self._shown: Json = {}
        self._ended_ms: int | None = None

    def run(self, is_there: Callable[[], bool], rest: Callable[[float], None]) -> None:
        """Tell it."""
        self._say("house", house_event(self._replay.hall))
        self._say_board()
        self._say_state("playing")
        beat_at = self._began + BEAT_S
        while is_there():
            now_ms = self._now_ms()
            # One by one: a call that was over a moment later was on the boards for that moment, and is lit.
            told = self._replay.tell(now_ms, 1)
            if any(isinstance(fact, HouseAdopted) for fact in told):
                self._say("house", house_event(self._replay.hall))
            is_beat = time.monotonic() >= beat_at
            if told or is_beat:
                self._say_board()
            if is_beat:
                beat_at += BEAT_S
                self._say("heartbeat", self._beat())
            if self._replay.next_ms is None and self._ended_ms is None:
                self._ended_ms = now_ms
                self._say_state("over")
            rest(self._pause_s(beat_at))

    def _pause_s(self, beat_at: float) -> float:
        """Give how long until the next fact or heartbeat."""
        until_beat, next_ms = beat_at - time.monotonic(), self._replay.next_ms
        until_fact = until_beat if next_ms is None else (next_ms - self._now_ms()) / 1000 / self._wanted.speed
        return max(0.0, min(until_beat, until_fact))

    def _now_ms(self) -> int:
        """Give the time of the day that is told; it stands still once all was told."""
        if self._ended_ms is not None:
            return self._ended_ms
        return self._wanted.from_ms + int((time.monotonic() - self._began) * 1000 * self._wanted.speed)

    def _say_board(self) -> None:
        state = board(self._replay.hall, self._now_ms(), self._selection)
        shown = {name: value for name, value in state.items() if name not in STAMPS}
        if shown != self._shown:
            self._shown = shown
            self._say("board", state)

    def _say_state(self, state: str) -> None:
        self._say("replay", {"day": self._wanted.day, "speed": self._wanted.speed, "state": state})

    def _beat(self) -> Json:
        hall = self._replay.hall
        assert hall.house is not None
        now = iso(self._now_ms(), hall.house.venues[hall.venue_id].time_zone)
        return {"seq": hall.seq, "epoch": hall.epoch, "heard": now, "now": now}

    def _say(self, event: str, data: Json) -> None:
        self._emit(event, data, self._sid)
