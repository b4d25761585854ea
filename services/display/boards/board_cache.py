"""A cache of a venue's boards for TVs that poll: each board is rendered once for all TVs that show it."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import NamedTuple

import orjson

from services.display.boards.feed import HEARD_WITHIN_S, Feed
from waitingroom.views.board import Selection

MAX_AGE_S = 1.0
"""Maximum age of a board's ``now`` and ``heard``; a TV counts as stale only after fifteen times as long."""
SELECTIONS_MAX = 64
"""Maximum number of cached boards; a hall has one for each zone, and a few for agencies and counters."""


class CachedBoard(NamedTuple):
    """body: house and board as JSON; tip: their epoch and sequence; made_at: monotonic time, s."""

    tip: tuple[str, int]
    made_at: float
    body: bytes


class BoardCache:
    """The cached boards of one venue."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._boards: OrderedDict[Selection, CachedBoard] = OrderedDict()

    def newer(self, selection: Selection, epoch: str, seq: int) -> bytes | None:
        """
        Return house and board as JSON; None if (epoch, seq) is current.

        While the log cannot be read, always return the board: its ``heard`` says how old it is.
        """
        now, live = time.monotonic(), self._feed.live
        tip = live.read(lambda hall, _: (hall.epoch, hall.seq))
        if tip == (epoch, seq) and live.heard_at >= now - HEARD_WITHIN_S:
            return None
        cached = self._boards.get(selection)
        if cached is None or cached.tip != tip or now >= cached.made_at + MAX_AGE_S:
            events = dict(self._feed.whole_state("/board", selection))
            board = events["board"]
            cached = CachedBoard((board["epoch"], board["seq"]), now, orjson.dumps(events))
            self._boards[selection] = cached
            while len(self._boards) > SELECTIONS_MAX:
                self._boards.popitem(last=False)
        return cached.body
