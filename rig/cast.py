"""
Shared test data: a small house, a Monday morning and an open hall.

Dukcapil (A) serves ktp and kk at counters 1 and 2, BPJS (L) serves jkn at 3; counter 4
serves both agencies. It is Monday 8 June 2026, 09.00 WITA.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from waitingroom import counter_rules, rules
from waitingroom.counter_rules import ANY_TICKET, CounterPress
from waitingroom.facts import Fact, Press, TicketIssued
from waitingroom.hall import Hall
from waitingroom.house.reader import read_house
from waitingroom.local_time import at
from waitingroom.tokens import press_digest

ZONE = "Asia/Makassar"
DAY = "2026-06-08"
NINE = at(DAY, 9 * 60, ZONE)
MINUTE = 60_000


def house_content() -> dict[str, Any]:
    """Return the small house as plain content that a test may change."""
    return {
        "id": "small", "name": "Small house", "motto": "Beres",
        "venues": [{
            "id": "hall", "name": "Hall", "address": "Jalan 1", "time_zone": ZONE, "time_zone_label": "WITA",
            "hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-15:00"),
            "zones": [{"id": "east", "name": "Ketupat", "motif": "ketupat", "direction": "right",
                       "way": {"id": "ke kanan", "en": "to the right"}}],
        }],
        "agencies": [
            agency("dukcapil", "A"), agency("bpjs", "L"),
        ],
        "services": [service("ktp", "dukcapil"), service("kk", "dukcapil"), service("jkn", "bpjs")],
        "counters": [
            counter("1", "dukcapil"), counter("2", "dukcapil"), counter("3", "bpjs"),
            counter("4", "dukcapil", "bpjs"),
        ],
    }  # fmt: skip


def all_day_content() -> dict[str, Any]:
    """Return the small house, open at every hour of every day."""
    content = house_content()
    content["venues"][0]["hours"] = dict.fromkeys(
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-30:00"
    )
    return content


def agency(id: str, prefix: str) -> dict[str, Any]:
    return {"id": id, "name": id.title(), "short": id.title(), "about": {"id": id, "en": id},
            "prefix": prefix, "places": [{"venue": "hall", "zone": "east"}]}  # fmt: skip


def service(id: str, agency: str) -> dict[str, Any]:
    return {"id": id, "agency": agency, "name": id.upper(), "name_en": id.upper(), "minutes": 5,
            "documents": [{"id": "KTP", "en": "ID card"}]}  # fmt: skip


def counter(id: str, *agencies: str) -> dict[str, Any]:
    return {"id": id, "venue": "hall", "zone": "east", "agencies": list(agencies)}


def press(key: str = "key", wish: str = "wish", actor: str = "public") -> Press:
    return Press(press_digest(actor, key), press_digest(wish), actor, "request")


def at_counter(
    counter_id: str, session_id: str, now_ms: int, page_ticket: str | None = ANY_TICKET
) -> CounterPress:
    """Return a press at a counter by a session whose account has the same name."""
    return CounterPress(counter_id, session_id, session_id, now_ms, page_ticket)


VERBS: dict[str, Any] = {
    "open": counter_rules.open_counter, "next": counter_rules.call_next, "recall": counter_rules.recall, "start": counter_rules.start,
    "finish": counter_rules.finish, "no-show": counter_rules.no_show, "close": counter_rules.close_counter,
    "hold": counter_rules.hold, "resume": counter_rules.resume, "return": counter_rules.return_ticket,
    "call": counter_rules.call_number, "transfer": counter_rules.transfer, "walk-in": counter_rules.walk_in,
    "priority": counter_rules.mark, "undo": counter_rules.undo, "pause": counter_rules.pause, "release": counter_rules.release,
    "note": counter_rules.note_result, "help": counter_rules.ask_help, "help-cancel": counter_rules.end_help,
    "attend": counter_rules.answer_help, "message": counter_rules.send_message,
    "read": counter_rules.read_message, "move": counter_rules.move,
}  # fmt: skip
"""Every verb at a counter with its rule."""


class OpenHall:
    """A hall in memory with the facts of its log; each method applies one press."""

    def __init__(self, content: dict[str, Any] | None = None, now_ms: int = NINE) -> None:
        self.hall = Hall()
        self.now_ms = now_ms
        self.facts: list[Fact] = []
        self.presses = 0
        house = read_house(content or house_content())
        self.record(
            rules.open_day(
                self.hall, venue_id="hall", day=DAY, previous_day=None, previous_link="", house=house,
                house_seq=1, epoch="first", run_id="life", now_ms=now_ms,
            )
        )  # fmt: skip

    def record(self, facts: list[Fact]) -> list[Fact]:
        """Apply the facts of one press, stamped as a service stamps them; return them."""
        self.presses += 1
        stamped = [replace(fact, press=press(f"press {self.presses}")) for fact in facts]
        for fact in stamped:
            self.facts.append(fact)
            self.hall.apply(len(self.facts), fact)
        return stamped

    def issue(self, service_id: str = "ktp", **more: Any) -> str:
        facts = self.record(rules.issue(self.hall, service_id=service_id, now_ms=self.now_ms, **more))
        assert isinstance(facts[0], TicketIssued)
        return facts[0].ticket_id

    def cancel(self, ticket_id: str) -> list[Fact]:
        return self.record(rules.cancel(self.hall, ticket_id=ticket_id, now_ms=self.now_ms))

    def open(self, counter_id: str = "1", session_id: str = "siti") -> list[Fact]:
        return self.press("open", counter_id, session_id)

    def press(
        self, verb: str, counter_id: str = "1", session_id: str = "siti",
        page_ticket: str | None = ANY_TICKET, **wish: Any,
    ) -> list[Fact]:  # fmt: skip
        at = at_counter(counter_id, session_id, self.now_ms, page_ticket)
        return self.record(VERBS[verb](self.hall, at, **wish))

    def queue(self, counter_id: str = "1") -> list[str]:
        """Return the tickets that wait for a counter, in the order of calling."""
        return [one.claim[1] for one in self.hall.upcoming(counter_id)]

    def mark(self, ticket_id: str, priority: str | None) -> list[Fact]:
        return self.record(
            rules.mark_priority(self.hall, ticket_id=ticket_id, priority=priority, now_ms=self.now_ms)
        )

    def close_day(self) -> list[Fact]:
        self.now_ms += 24 * 60 * MINUTE
        return self.record(rules.close_day(self.hall, now_ms=self.now_ms))

    def holds(self, counter_id: str = "1") -> str | None:
        counter = self.hall.counters.get(counter_id)
        return counter.ticket_id if counter else None

    def state(self, ticket_id: str) -> str:
        return self.hall.tickets[ticket_id].state
