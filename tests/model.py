"""
The queue in under a hundred lines, written without looking at the rules: what a hall must do.

Every act gives what a press must be answered with: a slug if it is refused, else the ticket
the press is about (None if none).
"""

from __future__ import annotations

SERVES = {"1": {"ktp", "kk"}, "2": {"ktp", "kk"}, "3": {"jkn"}, "4": {"ktp", "kk", "jkn"}}
PREFIX = {"ktp": "A", "kk": "A", "jkn": "L"}


class Model:
    """One hall: lines of tickets in order of arrival, what every counter holds and whose it is."""

    def __init__(self) -> None:
        self.new_day()

    def new_day(self) -> None:
        self.count = {"A": 0, "L": 0}
        self.queue: list[tuple[str, str]] = []  # (ticket, service), first come first
        self.state: dict[str, str] = {}
        self.stops: dict[str, list[str]] = {}
        self.owner: dict[str, str] = {}
        self.hand: dict[str, str] = {}

    def issue(self, service: str, stops: list[str]) -> str:
        prefix = PREFIX[service]
        self.count[prefix] += 1
        ticket = f"{prefix}-{self.count[prefix]:03d}"
        self.state[ticket], self.stops[ticket] = "waiting", list(stops)
        self.queue.append((ticket, service))
        return ticket

    def cancel(self, ticket: str) -> str | None:
        if ticket not in self.state:
            return "unknown-ticket"
        if self.state[ticket] == "waiting":
            self.state[ticket] = "cancelled"
            self.queue = [place for place in self.queue if place[0] != ticket]
            return ticket
        return None if self.state[ticket] == "cancelled" else "already-called"

    def open(self, counter: str, session: str) -> None:
        self.owner[counter] = session

    def act(self, verb: str, counter: str, session: str, shown: str | None, finish: bool) -> str | None:
        if counter not in self.owner:
            return "counter-closed"
        if self.owner[counter] != session:
            return "counter-not-yours"
        held = self.hand.get(counter)
        if shown not in ("*", held):
            return "stale-page"
        if verb == "close":
            return "counter-busy" if held else self._close(counter)
        if verb == "next":
            return "counter-busy" if held and not finish else self._next(counter)
        if held is None:
            return "counter-empty"
        if verb in ("recall", "no-show") and self.state[held] != "called":
            return "not-in-that-state"
        if verb == "start":
            before, self.state[held] = self.state[held], "serving"
            return held if before == "called" else None
        if verb == "no-show":
            self.state[held] = "missed"
            del self.hand[counter]
        if verb == "finish":
            self._finish(counter)
        return held

    def _close(self, counter: str) -> None:
        del self.owner[counter]

    def _next(self, counter: str) -> str | None:
        held = self.hand.get(counter)
        mine = next((place for place in self.queue if place[1] in SERVES[counter]), None)
        if held:
            self._finish(counter)
        if mine is None:
            return held
        self.queue.remove(mine)
        self.state[mine[0]], self.hand[counter] = "called", mine[0]
        return held or mine[0]

    def _finish(self, counter: str) -> None:
        ticket = self.hand.pop(counter)
        if self.stops[ticket]:
            self.state[ticket] = "waiting"
            self.queue.append((ticket, self.stops[ticket].pop(0)))
        else:
            self.state[ticket] = "finished"
