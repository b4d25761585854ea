"""
The checker: reads a day's log as bytes and reports violations, by an independent implementation of the rules.

It imports nothing of the queue itself, so that a bug of the queue's fold cannot hide here; ``antre fsck`` and every test
that checks a log use it. The ids are those of the invariants: S2 numbers are dense and unique; S3 a ticket has one state;
S4 one counter per ticket and one ticket per counter; S5 every call is the correct next one; S7 one effect per key; S8
sequences are dense, except where entries are known to be missing, and every link is correct; S11 a ticket is passed by
priority at most once for each ``between`` calls before it, and once more for each duty; S12 only finished tickets are
rated, and anonymous feedback has no number.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection, Iterable
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

CHANGE_MS = 5 * 60_000
"""How long a visitor may change a rating."""

Entry = tuple[str, bytes, str]
Json = dict[str, Any]

MISSING_MAX = 1_000_000
"""A larger gap comes from a clock-based id of a foreign entry and does not hide issued numbers (docs/adr/0016)."""


class ChainReport(NamedTuple):
    """
    The result of following the chain of a log that may be damaged.

    facts: the linked facts with their sequences; foreign: ids of entries that do not link to the chain; unreadable: ids
    of linked entries that are not facts; gaps: (first, last) of missing sequences before a linked entry; backwards: ids
    that are not greater than the id before; tip: the link of the last entry, which the next entry builds on.
    """

    facts: list[tuple[int, Json]]
    foreign: list[str]
    unreadable: list[str]
    gaps: list[tuple[int, int]]
    backwards: list[str]
    tip: str

    @property
    def missing(self) -> list[int]:
        """The missing sequences, each of which may have issued a number."""
        return [
            seq for first, last in self.gaps if last - first < MISSING_MAX for seq in range(first, last + 1)
        ]


def wrongs(entries: list[Entry], missing: Collection[int] = (), foreign: Collection[str] = ()) -> list[str]:
    """List all violations of a day's log; missing, foreign: sequences removed, and ids of entries added, on purpose."""
    facts = [(int(i.split("-")[0]), json.loads(f)) for i, f, _ in entries if i not in foreign]
    return [*_chain(entries, missing, foreign), *_Replay(missing).run(facts)]


def promises(facts: list[tuple[int, Json]], missing: Collection[int] = ()) -> list[str]:
    """List the violations of these facts; missing: sequences that are known to be missing."""
    return _Replay(missing).run(facts)


def examine(entries: Iterable[Entry]) -> ChainReport:
    """
    Follow the chain of an untrusted log: entries may be missing, changed, or added by hand.

    An entry is linked if its link builds on the link stored before it, or on the one that should be stored there.
    """
    result = ChainReport([], [], [], [], [], "")
    stored = computed = ""
    last, last_id = 0, (0, 0)
    for id, fact, link in entries:
        seq_text, _, index_text = id.partition("-")
        seq, current_id = int(seq_text), (int(seq_text), int(index_text))
        if current_id <= last_id:
            result.backwards.append(id)
        if link and link in (_link(stored, fact), _link(computed, fact)):
            if seq > last + 1:
                result.gaps.append((last + 1, seq - 1))
            if (content := _read(fact)) is not None:
                result.facts.append((seq, content))
            else:
                result.unreadable.append(id)
            computed = link
        else:
            result.foreign.append(id)
            computed = _link(stored, fact)
        stored = link or _sha1(fact)
        last, last_id = max(last, seq), current_id
    return result._replace(tip=stored)


def _read(fact: bytes) -> Json | None:
    """Parse a fact; return None if the linked entry is not a fact."""
    try:
        content = json.loads(fact)
    except ValueError:
        return None
    return content if isinstance(content, dict) and isinstance(content.get("kind"), str) else None


def _link(before: str, fact: bytes) -> str:
    return _sha1(before.encode("utf-8", "surrogateescape") + fact)


def _sha1(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def _chain(entries: list[Entry], missing: Collection[int], foreign: Collection[str]) -> list[str]:
    problems, previous, n = [], "", 0
    for id, fact, link in entries:
        is_linked = _link(previous, fact) == link
        previous = link or _sha1(fact)
        if id in foreign:
            n = int(id.partition("-")[0])
            if is_linked:
                problems.append(f"S8 foreign, but linked: {id}")
            continue
        n += 1
        while n in missing:
            n += 1
        if id != f"{n}-0":
            problems.append(f"S8 sequence: {id} at place {n}")
        if not is_linked:
            problems.append(f"S8 link: {id}")
    return problems


class _Replay:
    """
    Replays a day fact by fact, with its own implementation of the rules.

    The place of a waiting ticket is a number: a ticket that joins gets the sequence of that fact; "first" is before all
    others; "after-two" is just behind the last of the next two tickets that its counter calls by place. After a priority
    call, counters of the same duty make ``between`` calls by place (0: priority passes no ticket).
    """

    def __init__(self, missing: Collection[int]) -> None:
        self.missing = sorted(missing)
        self.first_numbers: dict[str, int] = {}
        self.violations: list[str] = []
        self.venue = self.day = ""
        self.house: dict[str, set[str]] = {}
        self.between, self.full = 0, 0.0
        self.since: dict[frozenset[str], float] = {}
        self.called: dict[int, tuple[str, frozenset[str], list[str]]] = {}
        self.ordinals: dict[str, int] = {}
        self.left_out, self.gap_for = 0, dict[str, int]()
        self.tickets: dict[str, Json] = {}
        self.waiting: set[str] = set()
        self.hand: dict[str, str | None] = {}
        self.keys: dict[str, int] = {}
        self.first: dict[str, int] = {}
        self.first_of: dict[int, int] = {}
        self.before: dict[int, tuple[dict[str, Json], dict[str, str | None]]] = {}

    def run(self, facts: list[tuple[int, Json]]) -> list[str]:
        for seq, fact in facts:
            while self.missing and self.missing[0] < seq:
                self._leave_numbers_out()
            self._key(seq, fact)
            self._remember(seq, fact)
            act = getattr(self, f"_{fact['kind']}", None)
            if act:
                act(seq, fact)
        return self.violations

    def _leave_numbers_out(self) -> None:
        """Skip the next number of every agency, now or when the house is adopted, because a missing entry may have issued it."""
        del self.missing[0]
        self.left_out += bool(self.first_numbers)
        self._pass_left_out()

    def _pass_left_out(self) -> None:
        for prefix in self.first_numbers:
            owed = self.left_out - self.gap_for.get(prefix, 0)
            if owed:
                self.ordinals[prefix] = self._last_ordinal(prefix) + owed
            self.gap_for[prefix] = self.left_out

    def _last_ordinal(self, prefix: str) -> int:
        return self.ordinals.get(prefix, self.first_numbers.get(prefix, 1) - 1)

    def _expect(self, holds: bool, why: str) -> None:
        if not holds:
            self.violations.append(why)

    def _key(self, seq: int, fact: Json) -> None:
        """Check S7, one effect per key: the facts of a key are consecutive, from one append."""
        if "press" not in fact:
            return
        key, last_seq = fact["press"][0], self.keys.get(fact["press"][0])
        self._expect(last_seq is None or last_seq == seq - 1, f"S7 second effect of a key at {seq}")
        self.keys[key] = seq

    def _remember(self, seq: int, fact: Json) -> None:
        """Store the state before a press, by the sequence of its first fact at a counter."""
        if "press" not in fact or ("counter_id" not in fact and fact["kind"] != "TicketsTakenBack"):
            return
        first = self.first_of[seq] = self.first.setdefault(fact["press"][0], seq)
        tickets, hand = self.before.setdefault(first, ({}, {}))
        if fact["kind"] == "TicketsTakenBack":
            tickets |= {
                number: dict(self.tickets[number]) for number in fact["ticket_ids"] if number in self.tickets
            }
            return
        number, counter = fact.get("ticket_id"), fact["counter_id"]
        hand.setdefault(counter, self.hand.get(counter))
        if number in self.tickets:
            tickets.setdefault(number, dict(self.tickets[number]))

    def _ticket(self, fact: Json) -> Json:
        return self.tickets.setdefault(fact["ticket_id"], {"state": "unknown"})

    def _DayOpened(self, seq: int, fact: Json) -> None:  # noqa: N802 - named after the fact
        self.venue, self.day = fact["venue_id"], fact["service_day"]

    def _HouseAdopted(self, seq: int, fact: Json) -> None:  # noqa: N802
        content = fact["content"]
        self._adopt_order(fact)
        self.first_numbers = {a["prefix"]: a.get("first_number", 1) for a in content["agencies"]}
        self._pass_left_out()
        agencies = {
            a["id"]: {s["id"] for s in content["services"] if s["agency"] == a["id"]}
            for a in content["agencies"]
        }
        self.house = {}
        for counter in content["counters"]:
            if counter["venue"] == self.venue:
                duty = self._duty(counter)
                whole = set().union(*(agencies[a] for a in duty.get("agencies", ())))
                self.house[counter["id"]] = whole | set(duty.get("services", ()))

    def _adopt_order(self, fact: Json) -> None:
        venue: Json = next((v for v in fact["content"]["venues"] if v["id"] == self.venue), {})
        policy = fact.get("policy")
        between = venue.get("rules", {}).get("between_priority", 2) if policy in (2, 3) else 0
        self.full = between if policy == 2 else math.inf
        if between != self.between:
            self.between, self.since = between, {}

    def _duty(self, counter: Json) -> Json:
        """Return the duty of a counter on this day: by date, else by weekday, else the usual one."""
        name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[date.fromisoformat(self.day).weekday()]
        turns = counter.get("schedule", [])
        dated = [t for t in turns if str(t.get("date")) == self.day] or [
            t for t in turns if name in t.get("days", ())
        ]
        return dated[-1] if dated else counter

    def _TicketIssued(self, seq: int, fact: Json) -> None:  # noqa: N802
        prefix, number = fact["prefix"], fact["ticket_id"]
        self._expect(
            fact["ordinal"] == self._last_ordinal(prefix) + 1,
            f"S2 gap or repeat: {number} at {seq}",
        )
        self._expect(number not in self.tickets, f"S2 twice: {number} at {seq}")
        self.ordinals[prefix] = fact["ordinal"]
        origin = fact.get("origin") or (fact["press"][2] if "press" in fact else "")
        self.tickets[number] = {
            "service": fact["service_id"], "arrival": Fraction(seq), "only": None, "origin": origin,
            "priority": fact.get("priority"), "prior": "priority" in fact,
        }  # fmt: skip
        self._join(number, Fraction(seq))

    def _join(self, number: str, place: Fraction) -> None:
        self.tickets[number] |= {"state": "waiting", "place": place, "passed": 0, "turns": 0, "duties": set()}
        self.waiting.add(number)

    def _may_call(self, counter: str) -> list[str]:
        """Return the tickets that wait for a counter, ordered by place."""
        mine = [
            number for number in self.waiting
            if self.tickets[number]["only"] in (None, counter)
            and (self.tickets[number]["only"] or self.tickets[number]["service"] in self.house[counter])
        ]  # fmt: skip
        return sorted(mine, key=lambda number: self.tickets[number]["place"])

    def _next(self, waiting: list[str], duty: frozenset[str], since: float | None = None) -> tuple[str, str]:
        """Return which waiting ticket a counter of this duty must call next, and on what basis; waiting: ordered by place."""
        since = self.since.get(duty, self.between) if since is None else since
        prior = next((n for n in waiting if self.tickets[n]["prior"]), None)
        if self.between and prior and waiting[0] != prior and self.tickets[waiting[0]]["place"] >= 0:
            return (prior, "priority") if since >= self.between else (waiting[0], "arrival")
        return waiting[0], "arrival"

    def _place(self, seq: int, fact: Json, counters: list[str]) -> Fraction:
        if fact["place"] == "arrival":
            return Fraction(self._ticket(fact)["arrival"])
        if fact["place"] == "first":
            return Fraction(-seq)
        line = sorted(
            {number for c in counters for number in self._may_call(c)}, key=lambda n: self.tickets[n]["place"]
        )
        if fact["place"] == "after-two" and len(line) >= 2:
            behind = max(self.tickets[number]["place"] for number in self._next_two_by_place(line, counters))
            return Fraction(behind + Fraction(1, 10 ** (20 + seq)))
        return Fraction(seq)

    def _next_two_by_place(self, line: list[str], counters: list[str]) -> list[str]:
        """Return the tickets that are called by place among the next two calls."""
        duties = [frozenset(self.house[counter]) for counter in counters]
        since = max((self.since.get(duty, self.between) for duty in duties), default=self.between)
        first, why = self._next(line, frozenset(), since)
        since = 0 if why == "priority" else since + 1
        second, then = self._next([n for n in line if n != first], frozenset(), since)
        return [n for n, basis in ((first, why), (second, then)) if basis == "arrival"]

    def _TicketCancelled(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._move(seq, fact, ("waiting", "missed", "held"), "cancelled")

    def _TicketsTakenBack(self, seq: int, fact: Json) -> None:  # noqa: N802
        for number in fact["ticket_ids"]:
            self._expect(
                self.tickets.get(number, {}).get("origin") == fact["origin"],
                f"S3 {number} was taken back at {seq}, but came from another origin",
            )
            self._move(seq, fact | {"ticket_id": number}, ("waiting",), "cancelled")

    def _TicketCalled(self, seq: int, fact: Json) -> None:  # noqa: N802
        number, counter = fact["ticket_id"], fact["counter_id"]
        self._expect(self.hand.get(counter) is None, f"S4 counter {counter} called with one in hand at {seq}")
        if fact["basis"] in ("arrival", "priority"):
            waiting, duty = self._may_call(counter), frozenset(self.house[counter])
            first = self._next(waiting, duty) if waiting else None
            self._expect(
                first == (number, fact["basis"]),
                f"S5 not the rightful next: {number} by {fact['basis']} at {seq}, {first}",
            )
            self._count_turn(seq, number, fact["basis"], duty, waiting)
        was = {"missed": "missed", "held": "held"}.get(fact["basis"], "waiting")
        self._move(seq, fact, (was,), "called")
        self.hand[counter] = number

    def _count_turn(
        self, seq: int, number: str, basis: str, duty: frozenset[str], waiting: list[str]
    ) -> None:
        """Count the call for its duty, and update for every waiting ticket how often it was passed and may be passed."""
        since = self.since.get(duty, self.between)
        self.since[duty] = 0 if basis == "priority" else min(since + 1, self.full)
        place = self.tickets[number]["place"] if number in waiting else Fraction(0)
        passed = [n for n in waiting if self.tickets[n]["place"] < place] if basis == "priority" else []
        self.called[seq] = basis, duty, passed
        for other in waiting:
            ticket = self.tickets[other]
            ticket["duties"] = ticket["duties"] | {duty}
            ticket["passed"] += other in passed
            ticket["turns"] += basis == "arrival" and ticket["place"] > place
            limit = ticket["turns"] // (self.between or 1) + len(ticket["duties"])
            self._expect(ticket["passed"] <= limit, f"S11 {other} was passed too often at {seq}, by {number}")

    def _undo_turn(self, first: int, end: int) -> None:
        """Revert the counts of undone calls: after an undone priority call its duty may pass at once, otherwise one call later."""
        for seq in [seq for seq in self.called if first <= seq < end and self.first_of.get(seq) == first]:
            basis, duty, passed = self.called.pop(seq)
            if basis == "priority":
                self.since[duty] = self.between
            else:
                self.since[duty] = max(0, self.since.get(duty, self.between) - 1)
            for other in passed:
                self.tickets[other]["passed"] -= self.tickets[other].get("state") == "waiting"

    def _PriorityMarked(self, seq: int, fact: Json) -> None:  # noqa: N802
        ticket, priority = self._ticket(fact), fact.get("priority")
        if ticket["priority"] != priority:
            ticket["priority"], ticket["prior"] = priority, priority is not None

    def _ServingStarted(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._move(seq, fact, ("called",), "serving")

    def _WalkInStarted(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._take(seq, fact, "waiting")

    def _TicketResumed(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._take(seq, fact, "held")

    def _take(self, seq: int, fact: Json, before: str) -> None:
        counter = fact["counter_id"]
        self._expect(
            self.hand.get(counter) is None, f"S4 counter {counter} took one with one in hand at {seq}"
        )
        self._move(seq, fact, (before,), "serving")
        self.hand[counter] = fact["ticket_id"]

    def _NoShowRecorded(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._leave_hand(seq, fact, ("called",), "missed")

    def _TicketDropped(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._move(seq, fact, ("missed",), "expired")

    def _TicketHeld(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._leave_hand(seq, fact, ("called", "serving"), "held")

    def _TicketFinished(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._leave_hand(seq, fact, ("called", "serving"), "finished")

    def _TicketMoved(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._leave_hand(seq, fact, ("called", "serving"), "moved")

    def _TicketForwarded(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._move(seq, fact, ("finished",), "moving")
        ticket = self._ticket(fact)
        ticket.update(
            service=fact["service_id"], arrival=Fraction(seq), only=None, prior=ticket["priority"] is not None
        )
        self._join(fact["ticket_id"], Fraction(seq))

    def _TicketTransferred(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._leave_hand(seq, fact, ("called", "serving"), "moving")
        self._ticket(fact).update(service=fact["service_id"], only=fact.get("to_counter"))
        self._ticket(fact)["prior"] &= fact["place"] != "last"
        self._join(fact["ticket_id"], self._place(seq, fact, []))

    def _TicketReleased(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._leave_hand(seq, fact, ("called", "serving"), "moving")
        self._join(fact["ticket_id"], self._ticket(fact)["arrival"])

    def _TicketReturned(self, seq: int, fact: Json) -> None:  # noqa: N802
        ticket, counter = self._ticket(fact), fact.get("counter_id")
        if ticket["state"] in ("called", "serving"):
            self._leave_hand(seq, fact, ("called", "serving"), "moving")
        else:
            self._move(seq, fact, ("held", "missed"), "moving")
        if ticket["only"] not in self.hand:
            ticket["only"] = None
        ticket["prior"] &= fact["place"] == "first"
        serving = [c for c, services in self.house.items() if ticket["service"] in services]
        self._join(fact["ticket_id"], self._place(seq, fact, [counter] if counter else serving))

    def _TicketRated(self, seq: int, fact: Json) -> None:  # noqa: N802
        number, ticket, rated = fact["ticket_id"], self._ticket(fact), (fact["channel"], fact["at_ms"])
        self._expect(ticket["state"] == "finished", f"S12 {number} was rated at {seq}, but {ticket['state']}")
        self._expect(
            fact["service_id"] == ticket.get("service"),
            f"S12 {number} was rated for another service at {seq}",
        )
        self._expect(fact["rating"] in (1, 2, 3), f"S12 {number} has rating {fact['rating']} at {seq}")
        channel, first_ms = ticket.get("rated", rated)
        is_change = channel == rated[0] and rated[1] - first_ms <= CHANGE_MS
        self._expect(is_change, f"S12 {number} was rated again at {seq}")
        ticket["rated"] = rated

    def _SurveyAnswered(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._expect("ticket_id" not in fact and not fact["press"][3], f"S12 somebody is named at {seq}")

    def _RemarkLeft(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._expect("ticket_id" not in fact and not fact["press"][3], f"S12 somebody is named at {seq}")

    def _CounterOpened(self, seq: int, fact: Json) -> None:  # noqa: N802
        self.hand.setdefault(fact["counter_id"], None)

    def _CounterClosed(self, seq: int, fact: Json) -> None:  # noqa: N802
        self._expect(self.hand.pop(fact["counter_id"], None) is None, f"S4 closed with one in hand at {seq}")
        for ticket in self.tickets.values():
            if ticket["only"] == fact["counter_id"]:
                ticket["only"] = None

    def _PressUndone(self, seq: int, fact: Json) -> None:  # noqa: N802
        is_known = fact["undone_seq"] in self.before
        self._expect(is_known, f"S5 undone at {seq}, but there is no press at {fact['undone_seq']}")
        tickets, hand = self.before.get(fact["undone_seq"], ({}, {}))
        self._undo_turn(fact["undone_seq"], seq)
        for number, previous in tickets.items():
            state = self.tickets[number]["state"]
            walked_in = previous["state"] == "waiting" and state == "serving"
            if "counter_id" not in fact:
                self._expect(state == "cancelled", f"S3 {number} was put back at {seq}, but was {state}")
            only = previous["only"] if previous["only"] in self.hand else None
            priority = self.tickets[number].get("priority")
            self.tickets[number] = previous | {"only": only}
            if previous.get("priority") != priority:
                self.tickets[number] |= {"priority": priority, "prior": priority is not None}
            self.waiting.discard(number)
            if walked_in:
                self.tickets[number]["state"] = "cancelled"
            elif previous["state"] == "waiting":
                self.waiting.add(number)
        self.hand |= hand

    def _move(self, seq: int, fact: Json, before: tuple[str, ...], after: str) -> None:
        number, ticket = fact["ticket_id"], self._ticket(fact)
        self._expect(
            ticket["state"] in before,
            f"S3 {number} was {ticket['state']}, not {' or '.join(before)}, at {seq}",
        )
        ticket["state"] = after
        self.waiting.discard(number)

    def _leave_hand(self, seq: int, fact: Json, before: tuple[str, ...], after: str) -> None:
        self._move(seq, fact, before, after)
        self._expect(
            self.hand.get(fact["counter_id"]) == fact["ticket_id"], f"S4 counter did not hold it at {seq}"
        )
        self.hand[fact["counter_id"]] = None
