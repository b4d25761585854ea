"""
Replays: play a past day from the log to a single screen, independent of the feeds.

A replay neither reads nor changes the live hall, and folds in batches, so that calls on live boards never wait
for it (docs/adr/0012).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from services.display.boards.feed import REST_FACTOR, heartbeat, without_stamps
from services.web import logs
from services.web.context import Context
from waitingroom import refusals
from waitingroom.facts import HouseAdopted
from waitingroom.passes import ReplayPass, read_replay_pass
from waitingroom.replay import Replay
from waitingroom.views.board import Selection, board, check, house_event

REPLAYS_MAX = 4
"""Maximum number of concurrent replays in one display process."""
FACTS_PER_BATCH = 200
"""Facts folded per batch up to the starting time, a few ms; between batches live calls are served."""
HEARTBEAT_S = 1.0
"""Short, because the screen's clock runs at its own pace between two heartbeats."""

Json = dict[str, Any]


class PassUnknown(refusals.Refusal):
    """The code does not exist or has expired."""

    slug, kind = "pass-unknown", refusals.NOT_FOUND


class ReplayFull(refusals.Refusal):
    """REPLAYS_MAX replays are already running."""

    slug, kind = "replay-full", refusals.UNAVAILABLE


class Replays:
    """The replays of this display process, by the screen's Socket.IO session id."""

    def __init__(
        self, context: Context, emit: Callable[[str, Json, str], None],
        *, start: Callable[..., object], rest: Callable[[float], None], end: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._context, self._emit = context, emit
        self._start, self._rest, self._end = start, rest, end
        self._screens: set[str] = set()

    def begin(self, sid: str, code: str, resumes_ms: int, selection: Selection) -> None:
        """
        Start the replay of a code; resumes_ms: the time the screen had reached before, ms UTC.

        Raises:
            PassUnknown, ReplayFull, UnknownDay, UnknownZone and similar, DayDamaged, Unavailable.
        """
        self._screens.add(sid)  # before any I/O, so that the limit holds under concurrent requests
        try:
            self._begin(sid, code, resumes_ms, selection)
        except Exception:
            self.leave(sid)
            raise

    def _begin(self, sid: str, code: str, resumes_ms: int, selection: Selection) -> None:
        if len(self._screens) > REPLAYS_MAX:
            raise ReplayFull()
        replay_pass = self._read_pass(code)
        replay = Replay(self._context.halls.get(replay_pass.venue).facts(replay_pass.day))
        if not replay.hall.is_open:
            raise refusals.UnknownDay(day=replay_pass.day)
        check(replay.hall, selection)
        from_ms = max(replay_pass.from_ms, min(resumes_ms, self._context.halls.clock.now_ms()))
        self._start(self._run, sid, replay, replay_pass._replace(from_ms=from_ms), selection)

    def leave(self, sid: str) -> None:
        """Remove a screen, which ends its replay."""
        self._screens.discard(sid)

    def _read_pass(self, code: str) -> ReplayPass:
        replay_pass = read_replay_pass(self._context.vault, code)
        if replay_pass is None:
            raise PassUnknown()
        return replay_pass

    def _run(self, sid: str, replay: Replay, replay_pass: ReplayPass, selection: Selection) -> None:
        """Play the day until it is over or the screen leaves; on an error, disconnect the screen, which reconnects."""
        try:
            self._catch_up(sid, replay, replay_pass.from_ms)
            session = ReplaySession(self._emit, sid, replay, replay_pass, selection)
            session.run(lambda: sid in self._screens, self._rest)
        except refusals.Refusal:
            self._end(sid)
        except Exception as error:  # noqa: BLE001 - the screen must not freeze without notice
            logs.error("replay_error", error, venue=replay_pass.venue)
            self._end(sid)

    def _catch_up(self, sid: str, replay: Replay, until_ms: int) -> None:
        while sid in self._screens:
            started = time.monotonic()
            if not replay.tell(until_ms, FACTS_PER_BATCH):
                return
            self._rest(REST_FACTOR * (time.monotonic() - started))


class ReplaySession:
    """The replay of one screen, from its starting time on."""

    def __init__(
        self, emit: Callable[[str, Json, str], None], sid: str, replay: Replay, replay_pass: ReplayPass, selection: Selection
    ) -> None:  # fmt: skip
        self._emit, self._sid = emit, sid
        self._replay, self._pass, self._selection = replay, replay_pass, selection
        self._began = time.monotonic()
        self._last: Json = {}
        self._ended_ms: int | None = None

    def run(self, is_connected: Callable[[], bool], rest: Callable[[float], None]) -> None:
        """Play the day at the speed of the pass, until the screen leaves."""
        self._send("house", house_event(self._replay.hall))
        self._send_board()
        self._send_playback("playing")
        beat_at = self._began + HEARTBEAT_S
        while is_connected():
            now_ms = self._now_ms()
            # One fact at a time, so that a call that ended soon after is still displayed.
            facts = self._replay.tell(now_ms, 1)
            if any(isinstance(fact, HouseAdopted) for fact in facts):
                self._send("house", house_event(self._replay.hall))
            is_beat_due = time.monotonic() >= beat_at
            if facts or is_beat_due:
                self._send_board()
            if is_beat_due:
                beat_at += HEARTBEAT_S
                beat_ms = self._now_ms()
                self._send("heartbeat", heartbeat(self._replay.hall, heard_ms=beat_ms, now_ms=beat_ms))
            if self._replay.next_ms is None and self._ended_ms is None:
                self._ended_ms = now_ms
                self._send_playback("over")
            rest(self._pause_s(beat_at))

    def _pause_s(self, beat_at: float) -> float:
        """Return the seconds until the next fact or heartbeat."""
        until_beat, next_ms = beat_at - time.monotonic(), self._replay.next_ms
        until_fact = until_beat if next_ms is None else (next_ms - self._now_ms()) / 1000 / self._pass.speed
        return max(0.0, min(until_beat, until_fact))

    def _now_ms(self) -> int:
        """Return the time of the replayed day, ms UTC; it stops at the last fact."""
        if self._ended_ms is not None:
            return self._ended_ms
        return self._pass.from_ms + int((time.monotonic() - self._began) * 1000 * self._pass.speed)

    def _send_board(self) -> None:
        state = board(self._replay.hall, self._now_ms(), self._selection)
        content = without_stamps(state)
        if content != self._last:
            self._last = content
            self._send("board", state)

    def _send_playback(self, state: str) -> None:
        self._send("replay", {"day": self._pass.day, "speed": self._pass.speed, "state": state})

    def _send(self, event: str, data: Json) -> None:
        self._emit(event, data, self._sid)
