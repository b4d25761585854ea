"""Made-up boards for layout tests: every state of a board, for any house, without a running hall."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from waitingroom.hall import Hall
from waitingroom.house.reader import read_house
from waitingroom.views.board import house_event

STAGE = Path(__file__).with_name("stage.js").read_text("utf-8")
"""Script that runs in a board's page before its own; ``stage.play`` then shows made-up states."""
IS_READY = "Boolean(globalThis.AntreOldTv?.board || document.querySelector('antre-board')?.socket)"
"""JS expression: whether a board's page can show made-up states."""
DAY = "2026-06-08"
STALE_MS = 15_000
CALLS = 12
RANGE = {"low_min": 0, "high_min": 10}
CLOSED = {
    "id": "Pelayanan hari ini sudah selesai. Ambil nomor lagi Senin, 22 Juni mulai pukul 07.45.",
    "en": "No more numbers today. Numbers again Monday, 22 June from 07.45.",
}


class Shown(NamedTuple):
    """A message to a board: house, board, and ms since the previous message; None: no contact."""

    house: dict[str, Any] | None
    board: dict[str, Any] | None
    after_ms: int = 0


class MadeUpBoard:
    """The messages that bring boards of a made-up house into each state."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._house = read_house(content)
        (self._venue,) = self._house.venues.values()
        hall = SimpleNamespace(
            house=self._house, venue_id=self._venue.id, house_seq=1, service_day=DAY, is_shut=False
        )
        self.names = house_event(cast(Hall, hall))
        agencies = list(self._house.agencies.values())
        counters = list(self._house.counters[self._venue.id].values())
        self._made = 0
        self._pairs = [(agencies[n % len(agencies)], counters[n % len(counters)]) for n in range(CALLS)]

    def states(self) -> dict[str, list[Shown]]:
        """Return {state: messages that lead to it}; the last message stays."""
        plain, with_media = self._names(info=[]), self._names(media=[self._text()])
        before = {"state": "before", "opens_at": f"{DAY}T08:00:00+08:00"}
        after = {"state": "after", "opens_at": "2026-06-22T08:00:00+08:00"}
        return {
            "quiet": [Shown(plain, self._board(hours=before))],
            "quiet, media": [Shown(with_media, self._board(hours=before))],
            "nobody called": [Shown(plain, self._board())],
            "closed": [Shown(plain, self._board(hours=after, closed_text=CLOSED))],
            "closed, media": [Shown(with_media, self._board(hours=after, closed_text=CLOSED))],
            "closed, others open": [Shown(plain, self._board(hours=after))],
            "one call": self._lit(plain),
            "one call, media": self._lit(with_media),
            "called again": self._lit(plain, recalls=1),
            "called in a zone": self._lit(plain, first=2),
            "many calls": self._lit(plain, count=6),
            "earlier calls": self._lit(plain, cools=True),
            "earlier calls, media": self._lit(with_media, cools=True),
            "stale": self._lit(plain, stale=True),
            "stale, nobody called": [Shown(plain, self._board()), Shown(None, None, STALE_MS)],
            "by service": [Shown(plain, self._board(services=self._services(with_wait=False)))],
            "by service, waits": [Shown(plain, self._board(services=self._services(with_wait=True)))],
            **{f"said: {name}": [Shown(*pair)] for name, pair in self._lines().items()},
        }  # fmt: skip

    def desks(self) -> dict[str, list[Shown]]:
        """Return the same for the display of a counter on a tablet above the desk."""
        plain = self._names(info=[])
        desk: dict[str, Any] = {"state": "free", "number": None, "until": None}
        number = self._number(0, 7)
        return {
            "free": [Shown(plain, self._board(desk=desk))],
            "calling": [Shown(plain, self._board(desk=desk | {"state": "calling", "number": number}))],
            "serving": [Shown(plain, self._board(desk=desk | {"state": "serving", "number": number}))],
            "paused": [
                Shown(plain, self._board(desk=desk | {"state": "paused", "until": f"{DAY}T10:00:00+08:00"})),
            ],
            "closed": [Shown(plain, self._board(desk=desk | {"state": "closed"}))],
        }

    @property
    def counters(self) -> list[str]:
        """Ids of a counter with its own name, if there is one, and of one without."""
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
        """Return the messages of a board's footer, one each, because several would take turns over time."""
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
        """Return earlier calls followed by ``count`` new ones, which may cool or go stale."""
        self._made += 1
        earlier = self._calls(range(CALLS), f"{DAY}T09:30:00", seq=1, over=True)
        newest = self._calls(
            range(first, first + count), f"{DAY}T09:40:58", seq=20, count=300, recalls=recalls
        )
        messages = [
            Shown(names, self._board(calls=earlier)),
            Shown(names, self._board(seq=40, calls=newest + earlier)),
        ]
        if cools:
            messages.append(Shown(names, self._board(at_s=40, seq=40, calls=newest + earlier), 40_000))
        if stale:
            messages.append(Shown(None, None, STALE_MS))
        return messages

    def _calls(
        self, which: range, at: str, *, seq: int, count: int = 100, recalls: int = 0, over: bool = False
    ) -> list[dict[str, Any]]:
        """Return calls, newest first, each with a different time."""
        calls = []
        for n in which:
            agency, counter = self._pairs[n % CALLS]
            service = next(s for s in self._house.services.values() if s.agency == agency.id)
            calls.append({
                "number": self._number(n, count + n), "counter": counter.id, "counter_name": counter.name.full.id,
                "agency": agency.id, "service": service.id, "called_at": f"{at}.{self._made:03}+08:00",
                "recalls": recalls, "seq": seq + n, "request_id": f"r{self._made}-{n}",
                **({"over": True} if over else {}),
            })  # fmt: skip
        return calls[::-1]

    def _number(self, n: int, count: int) -> str:
        agency, _ = self._pairs[n % CALLS]
        return f"{agency.prefix}-{count:0{agency.width}}"
