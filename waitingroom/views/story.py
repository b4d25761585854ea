"""The story of a ticket or of a minute: a day's facts in readable form for staff, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any

from waitingroom import facts as f
from waitingroom.local_time import clock_of, iso
from waitingroom.views.shapes import Json

KINDS: dict[type[f.Fact], str] = {
    f.DayOpened: "day-opened", f.DayClosed: "day-closed", f.EpochBegan: "epoch-began",
    f.HouseAdopted: "house-adopted", f.TicketIssued: "issued", f.TicketCancelled: "cancelled",
    f.TicketsTakenBack: "taken-back",
    f.CounterOpened: "counter-opened", f.CounterClosed: "counter-closed", f.TicketCalled: "called",
    f.TicketRecalled: "recalled", f.ServingStarted: "started", f.TicketFinished: "finished",
    f.TicketForwarded: "forwarded", f.NoShowRecorded: "no-show", f.TicketDropped: "dropped",
    f.TicketHeld: "held", f.TicketResumed: "resumed", f.TicketReturned: "returned",
    f.TicketReleased: "released", f.TicketTransferred: "transferred", f.TicketMoved: "moved",
    f.WalkInStarted: "walk-in", f.ResultNoted: "noted", f.PriorityMarked: "priority",
    f.TicketReprinted: "reprinted", f.PressUndone: "undone", f.CounterPaused: "paused",
    f.PauseEnded: "reopened", f.HelpAsked: "help-asked", f.HelpAnswered: "help-answered",
    f.HelpEnded: "help-ended", f.MessageSent: "message-sent", f.MessageRead: "message-read",
    f.NoticePosted: "notice-posted", f.NoticeEnded: "notice-ended",
}  # fmt: skip

_EXCLUDED = (f.TicketRated, f.SurveyAnswered, f.RemarkLeft)
"""Feedback is shown only in aggregated reports; no story links it to a number or a counter."""

_LEFT_OUT = frozenset({
    "at_ms", "press", "ticket_id", "counter_id", "content", "run_id", "epoch", "session_id", "previous_link",
    "priority", "prefix", "ordinal", "ticket_ids", "origin", "from_ms",
})  # fmt: skip
"""Fields that staff do not need or should not see: keys, the whole house, the reason for a priority."""


def of_ticket(facts: Iterable[tuple[int, f.Fact]], ticket_id: str, time_zone: str) -> list[Json]:
    """Return the story of one ticket, including undone presses."""
    story: list[Json] = []
    own_presses: dict[int, str] = {}  # first sequences of presses that changed the ticket
    first_of: dict[str, int] = {}
    for seq, fact in facts:
        if isinstance(fact, _EXCLUDED):
            continue
        key = fact.press.key if fact.press else ""
        first = first_of.setdefault(key, seq) if key else seq
        if getattr(fact, "ticket_id", None) == ticket_id or ticket_id in getattr(fact, "ticket_ids", ()):
            own_presses[first] = key
            story.append(entry(seq, fact, time_zone))
        elif isinstance(fact, f.PressUndone) and fact.undone_seq in own_presses:
            story.append(entry(seq, fact, time_zone))
    return story


def of_minute(facts: Iterable[tuple[int, f.Fact]], minute: str, time_zone: str) -> list[Json]:
    """Return what happened in one minute of local clock time, "09:41"."""
    return [
        entry(seq, fact, time_zone)
        for seq, fact in facts
        if clock_of(fact.at_ms, time_zone) == minute and not isinstance(fact, _EXCLUDED)
    ]


def in_reach(
    facts: Iterable[tuple[int, f.Fact]], *, service: Callable[[str], bool], counter: Callable[[str], bool]
) -> Iterator[tuple[int, f.Fact]]:
    """
    Yield the facts that an account may read: of tickets, by their service at that time; of counters; and of the day.

    service, counter: return whether one is within the account's reach; called once per id.
    """
    service, counter = cache(service), cache(counter)
    at: dict[str, str] = {}
    for seq, fact in facts:
        ticket_id, counter_id = getattr(fact, "ticket_id", None), getattr(fact, "counter_id", None)
        if ticket_id is not None:
            at[ticket_id] = getattr(fact, "service_id", None) or at.get(ticket_id, "")
            if service(at[ticket_id]):
                yield seq, fact
        elif counter_id is None or counter(counter_id):
            yield seq, fact


def entry(seq: int, fact: f.Fact, time_zone: str) -> Json:
    """Return a fact as a story entry: what happened, when, to which ticket, at which counter, by whom."""
    details: dict[str, Any] = {
        each.name.removesuffix("_id"): getattr(fact, each.name)
        for each in fields(fact)
        if each.name not in _LEFT_OUT and getattr(fact, each.name) not in (None, ())
    }
    if isinstance(fact, f.PriorityMarked):
        details["marked"] = fact.priority is not None
    if isinstance(fact, f.TicketsTakenBack):
        details["numbers"] = len(fact.ticket_ids)
    if "until_ms" in details:
        details["until"] = iso(details.pop("until_ms"), time_zone)
    return details | {
        "seq": seq, "at": iso(fact.at_ms, time_zone), "kind": KINDS.get(type(fact), type(fact).__name__),
        "number": getattr(fact, "ticket_id", None), "counter": getattr(fact, "counter_id", None),
        "by": fact.press.by if fact.press else "clock",
    }  # fmt: skip
