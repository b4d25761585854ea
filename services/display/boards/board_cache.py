"""A venue's boards for TVs that ask again and again: each made once for all who ask."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import NamedTuple

import orjson

from services.display.boards.feed import HEARD_WITHIN_S, Feed
from waitingroom.views.board import Selection

KEPT_S = 1.0
"""A board's ``now`` and ``heard`` are so old at most; a TV says that it is stale after fifteen times as long."""
SELECTIONS_MAX = 64
"""Boards kept; a hall has one for each zone, and a few for agencies and counters."""


class _Kept(NamedTuple):
    tip: tuple[str, int]
    at: float
    body: bytes


class BoardCache:
    """The boards of one venue."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._kept: OrderedDict[Selection, _Kept] = OrderedDict()

    def newer(self, selection: Selection, epoch: str, seq: int) -> bytes | None:
        """
        Give house and board as JSON, None: who has (epoch, seq) has the newest.

        While the log is not heard the board is given again and again: its ``heard`` says how old it is.
        """
        now, live = time.monotonic(), self._feed.live
        tip = live.read(lambda hall, _: (hall.epoch, hall.seq))
        if tip == (epoch, seq) and live.heard_at >= now - HEARD_WITHIN_S:
            return None
        kept = self._kept.get(selection)
        if kept is None or kept.tip != tip or now >= kept.at + KEPT_S:
            events = dict(self._feed.whole("/board", selection))
            board = events["board"]
            kept = _Kept((board["epoch"], board["seq"]), now, orjson.dumps(events))
            self._kept[selection] = kept
            while len(self._kept) > SELECTIONS_MAX:
                self._kept.popitem(last=False)
        return kept.body
