"""
The queue in two hundred lines, written independently of the rules: what a hall must do.

Every action returns the expected response to a press: a slug if it is refused, else the ticket it is about
(None if none). A ticket's place is a number: an arriving ticket gets the next integer, "first" is before all,
"after two" is slightly behind the second of those the counter serves. Priority is called first, and after
each that passed another ticket the counters of one duty call BETWEEN by place.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

SERVES = {"1": {"ktp", "kk"}, "2": {"ktp", "kk"}, "3": {"jkn"}, "4": {"ktp", "kk", "jkn"}}
PREFIX = {"ktp": "A", "kk": "A", "jkn": "L"}
RECALL_MAX, NO_SHOW_MAX = 2, 2
BETWEEN = 2
RATING_WAITS = 5
"""After this many long waits a rating can no longer be changed."""
TAKEN_BACK_WAITS = 10
"""After this many long waits a taking back can no longer be undone."""


@dataclass
class Number:
    service: str
    stops: list[str]
    place: Fraction
    arrival: Fraction
    state: str = "waiting"
    only: str | None = None
    recalls: int = 0
    no_shows: int = 0
    by: int = 0
    origin: str = "public"
    priority: bool = False
    rating: tuple[int, str, int] | None = None
    """The rating, its channel, and after how many long waits it was given."""
    ahead_of_all: bool = False
    """Whether it stands among those with priority, where it may pass others."""


@dataclass
class Last:
    """A counter's last press: the state before it."""

    by: int
    late: bool = False
    hand: str | None = None
    paused: bool = False
    before: dict[str, Number] = field(default_factory=dict)
    born: str | None = None
    called: str = ""


class Model:
    """One hall: its numbers, and each counter's current ticket, owner and last press."""

    def __init__(self) -> None:
        self.press = 0
        self.new_day()

    def new_day(self) -> None:
        self.count, self.came = {"A": 0, "L": 0}, 0
        self.numbers: dict[str, Number] = {}
        self.owner: dict[str, str] = {}
        self.hand: dict[str, str] = {}
        self.paused: set[str] = set()
        self.since: dict[frozenset[str], int] = {}
        self.last: dict[str, Last] = {}
        self.taken_back: dict[str, Number] | None = None
        self.waits_since = self.waits = 0

    @property
    def state(self) -> dict[str, str]:
        return {name: number.state for name, number in self.numbers.items()}

    def next_place(self) -> Fraction:
        self.came += 1
        return Fraction(self.came)

    def issue(self, service: str, stops: list[str], origin: str = "public", priority: bool = False) -> str:
        if len({service, *stops}) <= len(stops):
            return "repeated-stop"
        self.press += 1
        prefix = PREFIX[service]
        self.count[prefix] += 1
        name, place = f"{prefix}-{self.count[prefix]:03d}", self.next_place()
        self.numbers[name] = Number(
            service, list(stops), place, place, by=self.press, origin=origin,
            priority=priority, ahead_of_all=priority,
        )  # fmt: skip
        return name

    def mark(self, name: str, priority: bool) -> str | None:
        number = self.numbers.get(name)
        if number is None:
            return "unknown-number"
        if number.priority == priority:
            return None
        number.priority = number.ahead_of_all = priority
        return name

    def take_back(self, origin: str) -> None:
        waiting = [
            n for n, number in self.numbers.items() if (number.state, number.origin) == ("waiting", origin)
        ]
        if waiting:
            self.press += 1
            self.waits_since = 0
            self.taken_back = {name: copy(self.numbers[name]) for name in waiting}
        for name in waiting:
            self.numbers[name].state, self.numbers[name].by = "cancelled", self.press

    def put_back(self) -> str | None:
        if self.taken_back is None:
            return "undo-gone"
        if self.waits_since >= TAKEN_BACK_WAITS:
            return "undo-late"
        self.press += 1
        for name, before in self.taken_back.items():
            self._restore(name, before)
            if before.only not in self.owner:
                before.only = None
        self.taken_back = None
        return None

    def cancel(self, name: str) -> str | None:
        number = self.numbers.get(name)
        if number is None:
            return "unknown-ticket"
        if number.state == "waiting":
            self.press += 1
            number.state, number.by = "cancelled", self.press
            return name
        return None if number.state == "cancelled" else "already-called"

    def open(self, counter: str, session: str) -> None:
        if self.owner.get(counter) != session:
            self.owner[counter] = session
            self.last.pop(counter, None)
        if counter in self.paused:
            self._pressed(counter)
            self.paused.discard(counter)

    def rate(self, name: str, face: int, channel: str) -> str | None:
        number = self.numbers.get(name)
        if number is None:
            return "unknown-ticket"
        if number.state != "finished":
            return "not-finished"
        if number.rating is not None:
            before, where, waits = number.rating
            if before == face:
                return None
            if where != channel or self.waits - waits >= RATING_WAITS:
                return "already-rated"
        self.press += 1
        number.rating = (face, channel, self.waits)
        return name

    def wait_long(self) -> None:
        self.waits += 1
        self.waits_since += 1
        for last in self.last.values():
            last.late = True

    def line(self, counter: str) -> list[str]:
        """List the tickets that a counter may call, in order."""
        return [name for name, _ in self.order(counter)]

    def order(self, counter: str) -> list[tuple[str, str]]:
        """List the tickets that a counter may call, in order, each with the basis of its call."""
        by_place, order = self._by_place(counter), list[tuple[str, str]]()
        since = self.since.get(frozenset(SERVES[counter]), BETWEEN)
        while by_place:
            prior = next((name for name in by_place if self.numbers[name].ahead_of_all), None)
            passed = by_place[0] != prior and self.numbers[by_place[0]].place > 0
            if prior and passed and since >= BETWEEN:
                order.append((prior, "priority"))
                since = 0
            else:
                order.append((by_place[0], "arrival"))
                since += 1
            by_place.remove(order[-1][0])
        return order

    def _by_place(self, counter: str) -> list[str]:
        mine = [
            name for name, number in self.numbers.items()
            if number.state == "waiting" and (number.only or number.service in SERVES[counter])
            and number.only in (None, counter)
        ]  # fmt: skip
        return sorted(mine, key=lambda name: self.numbers[name].place)

    def act(self, verb: str, counter: str, session: str, displayed: str | None, **wish: Any) -> str | None:
        if counter not in self.owner:
            return "counter-closed"
        if self.owner[counter] != session:
            return "counter-not-yours"
        held = self.hand.get(counter)
        if displayed not in ("*", held):
            return "stale-page"
        if verb in ("next", "call-number", "resume", "walk-in") and counter in self.paused:
            return "counter-paused"
        if verb in ("close", "pause", "call-number", "resume", "walk-in") and held:
            return "counter-busy"
        if verb == "next" and held and not wish["finish"]:
            return "counter-busy"
        if verb in ("recall", "start", "finish", "no-show", "hold", "release", "transfer") and held is None:
            return "counter-empty"
        if verb in ("recall", "no-show") and self.numbers[str(held)].state != "called":
            return "wrong-state"
        return getattr(self, f"_{verb.replace('-', '_')}")(counter, held, **wish)  # type: ignore[no-any-return]

    def _pressed(self, counter: str, *names: str | None) -> Last:
        """Save the state before a press that will take effect."""
        self.press += 1
        self.last[counter] = last = Last(
            self.press, hand=self.hand.get(counter), paused=counter in self.paused,
            before={name: copy(self.numbers[name]) for name in names if name},
        )  # fmt: skip
        for name in last.before:
            self.numbers[name].by = self.press
            self.numbers[name].stops = list(self.numbers[name].stops)
        return last

    def _close(self, counter: str, held: str | None) -> None:
        del self.owner[counter]
        self.last.pop(counter, None)
        self.paused.discard(counter)
        for number in self.numbers.values():
            if number.only == counter:
                number.only = None

    def _pause(self, counter: str, held: str | None) -> None:
        self._pressed(counter)
        self.paused.add(counter)

    def _next(self, counter: str, held: str | None, finish: bool) -> str | None:
        mine, why = next(iter(self.order(counter)), (None, ""))
        if held or mine:
            self._pressed(counter, held, mine).called = why
        duty = frozenset(SERVES[counter])
        if held:
            self._end(counter)
        if mine:
            self._call(mine, counter)
            self.since[duty] = 0 if why == "priority" else self.since.get(duty, BETWEEN) + 1
        return held or mine

    def _recall(self, counter: str, held: str) -> str:
        if self.numbers[held].recalls >= RECALL_MAX:
            return "recall-limit"
        self._pressed(counter, held)
        self.numbers[held].recalls += 1
        return held

    def _start(self, counter: str, held: str) -> str | None:
        if self.numbers[held].state == "serving":
            return None
        self._pressed(counter, held)
        self.numbers[held].state = "serving"
        return held

    def _finish(self, counter: str, held: str) -> str:
        self._pressed(counter, held)
        self._end(counter)
        return held

    def _no_show(self, counter: str, held: str) -> str:
        self._pressed(counter, held)
        number = self.numbers[held]
        number.no_shows += 1
        number.state = "expired" if number.no_shows >= NO_SHOW_MAX else "missed"
        del self.hand[counter]
        return held

    def _hold(self, counter: str, held: str) -> str:
        self._pressed(counter, held)
        self.numbers[held].state = "held"
        del self.hand[counter]
        return held

    def _release(self, counter: str, held: str) -> str:
        self.press += 1
        number = self.numbers[held]
        number.by = self.press
        self._wait(number, number.arrival)
        del self.hand[counter]
        return held

    def _transfer(self, counter: str, held: str, service: str, to: str | None, place: str) -> str:
        number = self.numbers[held]
        if to is not None:
            if to not in self.owner:
                return "counter-closed"
            if service not in SERVES[to]:
                return "not-served-there"
        self._pressed(counter, held)
        number.service, number.only, number.no_shows = service, to, 0
        if number.stops[:1] == [service]:
            number.stops.pop(0)
        number.ahead_of_all = number.ahead_of_all and place != "last"
        self._wait(number, self._place(place, number, []))
        del self.hand[counter]
        return held

    def _return(self, counter: str, held: str | None, number_of: str | None, place: str) -> str:
        name = held if number_of in (None, held) else number_of
        if name is None:
            return "counter-empty"
        if name != held and (refused := self._elsewhere(counter, name, ("missed", "held"))):
            return refused
        self._pressed(counter, name)
        number = self.numbers[name]
        number.state = "moving"
        number.ahead_of_all = number.ahead_of_all and place == "first"
        self._wait(number, self._place(place, number, self.order(counter)))
        if name == held:
            del self.hand[counter]
        return name

    def _resume(self, counter: str, held: None, number_of: str) -> str:
        if refused := self._elsewhere(counter, number_of, ("held",)):
            return refused
        self._pressed(counter, number_of)
        self.numbers[number_of].state = "serving"
        self.hand[counter] = number_of
        return number_of

    def _call_number(self, counter: str, held: None, number_of: str) -> str:
        if refused := self._elsewhere(counter, number_of, ("waiting", "missed", "held")):
            return refused
        self._pressed(counter, number_of)
        self._call(number_of, counter)
        return number_of

    def _walk_in(self, counter: str, held: None, service: str) -> str:
        if service not in SERVES[counter]:
            return "not-served-here"
        name = self.issue(service, [])
        self._pressed(counter).born = name
        self.numbers[name].by = self.press
        self.numbers[name].state = "serving"
        self.hand[counter] = name
        return name

    def uncall(self, counter: str, why: str) -> None:
        """Undo a call on this basis: after a priority call the next may pass again; other calls change nothing."""
        if why == "priority":
            self.since[frozenset(SERVES[counter])] = BETWEEN

    def _undo(self, counter: str, held: str | None) -> str | None:
        last = self.last.get(counter)
        if last is None:
            return "undo-gone"
        if last.late:
            return "undo-late"
        names = [*last.before, *([last.born] if last.born else [])]
        if any(self.numbers[name].by != last.by for name in names):
            return "undo-moved"
        for name, before in last.before.items():
            if before.only not in self.owner:
                before.only = None
            self._restore(name, before)
        duty = frozenset(SERVES[counter])
        if last.called == "priority":
            self.since[duty] = BETWEEN
        elif last.called:
            self.since[duty] = max(0, self.since[duty] - 1)
        if last.born:
            self.numbers[last.born].state = "cancelled"
        self.hand.pop(counter, None)
        if last.hand:
            self.hand[counter] = last.hand
        (self.paused.add if last.paused else self.paused.discard)(counter)
        del self.last[counter]
        return None

    def _restore(self, name: str, before: Number) -> None:
        """Restore a number, except for a priority that was changed meanwhile."""
        priority = self.numbers[name].priority
        self.numbers[name] = before
        if before.priority != priority:
            before.priority = before.ahead_of_all = priority

    def _elsewhere(self, counter: str, name: str, states: tuple[str, ...]) -> str | None:
        number = self.numbers.get(name)
        if number is None:
            return "unknown-number"
        if number.state not in states:
            return "not-waiting"
        if number.only != counter and number.service not in SERVES[counter]:
            return "not-served-here"
        return None

    def _place(self, place: str, number: Number, order: list[tuple[str, str]]) -> Fraction:
        if place == "arrival":
            return number.arrival
        self.came += 1
        if place == "first":
            return Fraction(-self.came)
        if place == "after-two" and len(order) >= 2:
            behind = max(self.numbers[name].place for name, why in order[:2] if why == "arrival")
            return behind + Fraction(1, 1_000 ** (1 + self.came))
        return Fraction(self.came)

    def _wait(self, number: Number, place: Fraction) -> None:
        number.state, number.place, number.recalls = "waiting", place, 0
        if number.only not in self.owner:
            number.only = None

    def _call(self, name: str, counter: str) -> None:
        self.numbers[name].state, self.numbers[name].recalls = "called", 0
        self.hand[counter] = name

    def _end(self, counter: str) -> None:
        number = self.numbers[self.hand.pop(counter)]
        number.state = "finished"
        if number.stops:
            number.service, number.only = number.stops.pop(0), None
            number.arrival, number.ahead_of_all = self.next_place(), number.priority
            self._wait(number, number.arrival)
