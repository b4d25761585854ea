"""Made-up boards for layouts: every state a board may be in, of any house, without a hall that runs."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from waitingroom.hall import Hall
from waitingroom.house.reader import read_house
from waitingroom.views.board import house_event

STAGE = Path(__file__).with_name("stage.js").read_text("utf-8")
"""Runs in a board's page before its own scripts; then ``stage.play`` shows what is made up."""
IS_READY = "Boolean(globalThis.AntreOldTv?.board || document.querySelector('antre-board')?.socket)"
"""Whether a board's page can show it."""
DAY = "2026-06-08"
STALE_MS = 15_000
CALLS = 12
RANGE = {"low_min": 0, "high_min": 10}


class Shown(NamedTuple):
    """What a board is sent: its house, a board, how long after what it was sent before, ms; None: it hears nothing."""

    house: dict[str, Any] | None
    board: dict[str, Any] | None
    after_ms: int = 0


class MadeUpBoard:
    """The boards of a made-up house, one for each state."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._house = read_house(content)
        (self._venue,) = self._house.venues.values()
        named = SimpleNamespace(
            house=self._house, venue_id=self._venue.id, house_seq=1, service_day=DAY, is_shut=False
        )
        self.names = house_event(cast(Hall, named))
        agencies = list(self._house.agencies.values())
        counters = list(self._house.counters[self._venue.id].values())
        self._made = 0
        self._pairs = [(agencies[n % len(agencies)], counters[n % len(counters)]) for n in range(CALLS)]

    def states(self) -> dict[str, list[Shown]]:
        """Return what a board is sent to come into each state; the last of each is what stands."""
        said, with_media = self._names(info=[]), self._names(media=[self._text()])
        before = {"state": "before", "opens_at": f"{DAY}T08:00:00+08:00"}
        after = {"state": "after", "opens_at": "2026-06-09T08:00:00+08:00"}
        return {
            "quiet": [Shown(said, self._board(hours=before))],
            "quiet, media": [Shown(with_media, self._board(hours=before))],
            "nobody called": [Shown(said, self._board())],
            "closed": [Shown(said, self._board(hours=after))],
            "closed, media": [Shown(with_media, self._board(hours=after))],
            "one call": self._lit(said),
            "one call, media": self._lit(with_media),
            "called again": self._lit(said, recalls=1),
            "called in a zone": self._lit(said, first=2),
            "many calls": self._lit(said, count=6),
            "earlier calls": self._lit(said, cools=True),
            "earlier calls, media": self._lit(with_media, cools=True),
            "stale": self._lit(said, stale=True),
            "stale, nobody called": [Shown(said, self._board()), Shown(None, None, STALE_MS)],
            "by service": [Shown(said, self._board(services=self._services(with_wait=False)))],
            "by service, waits": [Shown(said, self._board(services=self._services(with_wait=True)))],
            **{f"said: {name}": [Shown(*said)] for name, said in self._lines().items()},
        }  # fmt: skip

    def desks(self) -> dict[str, list[Shown]]:
        """Return the same for what a tablet over a desk shows of its counter."""
        said = self._names(info=[])
        desk: dict[str, Any] = {"state": "free", "number": None, "until": None}
        number = self._number(0, 7)
        return {
            "free": [Shown(said, self._board(desk=desk))],
            "calling": [Shown(said, self._board(desk=desk | {"state": "calling", "number": number}))],
            "serving": [Shown(said, self._board(desk=desk | {"state": "serving", "number": number}))],
            "paused": [
                Shown(said, self._board(desk=desk | {"state": "paused", "until": f"{DAY}T10:00:00+08:00"})),
            ],
            "closed": [Shown(said, self._board(desk=desk | {"state": "closed"}))],
        }

    @property
    def counters(self) -> list[str]:
        """A counter with a name of its own if there is one, and one without."""
        return [counter.id for _, counter in (self._pairs[0], self._pairs[2])]

    def _services(self, *, with_wait: bool) -> list[dict[str, Any]]:
        return [
            {"service": id, "waiting": 188} | ({"wait": RANGE} if with_wait else {})
            for id in list(self._house.services)[:8]
        ]

    def _names(self, **changed: Any) -> dict[str, Any]:
        return {**self.names, **changed}

    def _text(self) -> dict[str, Any]:
        return {"id": "news", "kind": "text", "seconds": 12, "text": self.names["info"][0]}

    def _lines(self) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
        """Return what a board says at its foot, one thing each: which of several has its turn, time decides."""
        silent = self._names(info=[])
        counters = [counter.id for _, counter in self._pairs[:4]]
        missed = [
            {"number": self._number(n, 70 + n), "counter": counter.id}
            for n, (_, counter) in enumerate(self._pairs[:6])
        ]
        return {
            "info": (self.names, self._board()),
            "a notice": (self._names(info=[], notice=self.names["info"][0]), self._board()),
            "missed": (silent, self._board(missed=missed)),
            "paused": (
                silent,
                self._board(paused=[{"counter": counters[0], "until": f"{DAY}T10:00:00+08:00"}]),
            ),
            "withdrawn": (
                silent,
                self._board(withdrawn=[{"number": self._number(0, 7), "at": f"{DAY}T09:41:00+08:00"}]),
            ),
        }

    def _board(self, *, at_s: int = 0, seq: int = 12, **changed: Any) -> dict[str, Any]:
        now = f"{DAY}T09:{41 + at_s // 60:02}:{at_s % 60:02}+08:00"
        zones = list(self._venue.zones)
        ready = [
            {"number": self._number(n, 80 + n), "zone": zones[n % len(zones)]}
            for n in range(min(4, 2 * len(zones)))
        ]
        return {
            "venue": self._venue.id, "service_day": DAY, "seq": seq, "epoch": "e", "heard": now, "now": now, "house": 1,
            "calls": [], "ready": ready, "waiting": dict.fromkeys(zones, 188),
            "waits": dict.fromkeys(zones, RANGE), "missed": [], "hours": {"state": "open", "opens_at": None},
            "withdrawn": [], "paused": [],
            **changed,
        }  # fmt: skip

    def _lit(
        self,
        names: dict[str, Any],
        *,
        first: int = 0,
        count: int = 1,
        recalls: int = 0,
        cools: bool = False,
        stale: bool = False,
    ) -> list[Shown]:
        """Show earlier calls and then so many new ones, which cool or go stale."""
        self._made += 1
        listed = self._calls(range(CALLS), f"{DAY}T09:30:00", seq=1, over=True)
        called = self._calls(
            range(first, first + count), f"{DAY}T09:40:58", seq=20, count=300, recalls=recalls
        )
        shown = [
            Shown(names, self._board(calls=listed)),
            Shown(names, self._board(seq=40, calls=called + listed)),
        ]
        if cools:
            shown.append(Shown(names, self._board(at_s=40, seq=40, calls=called + listed), 40_000))
        if stale:
            shown.append(Shown(None, None, STALE_MS))
        return shown

    def _calls(
        self, which: range, at: str, *, seq: int, count: int = 100, recalls: int = 0, over: bool = False
    ) -> list[dict[str, Any]]:
        """Return calls, the newest first; no two of them are of one moment."""
        made = []
        for n in which:
            agency, counter = self._pairs[n % CALLS]
            service = next(s for s in self._house.services.values() if s.agency == agency.id)
            made.append({
                "number": self._number(n, count + n), "counter": counter.id, "counter_name": counter.name.full.id,
                "agency": agency.id, "service": service.id, "called_at": f"{at}.{self._made:03}+08:00",
                "recalls": recalls, "seq": seq + n, "request_id": f"r{self._made}-{n}",
                **({"over": True} if over else {}),
            })  # fmt: skip
        return made[::-1]

    def _number(self, n: int, count: int) -> str:
        agency, _ = self._pairs[n % CALLS]
        return f"{agency.prefix}-{count:0{agency.width}}"
