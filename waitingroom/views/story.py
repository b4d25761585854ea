"""The story of a ticket, or of a minute: the facts of a day as staff read them, in the order they happened."""

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

_NOT_TOLD = (f.TicketRated, f.SurveyAnswered, f.RemarkLeft)
"""What visitors said is read in reports, of all together: no story leads from a number or a counter to it."""

_LEFT_OUT = frozenset({
    "at_ms", "press", "ticket_id", "counter_id", "content", "run_id", "epoch", "session_id", "previous_link",
    "priority", "prefix", "ordinal", "ticket_ids", "origin", "from_ms",
})  # fmt: skip
"""What staff need not or should not read: keys, the whole house, the reason of a priority."""


def of_ticket(facts: Iterable[tuple[int, f.Fact]], ticket_id: str, time_zone: str) -> list[Json]:
    """Return the story of one ticket, with the undoing of its presses."""
    story: list[Json] = []
    mine: dict[int, str] = {}  # first sequences of presses that moved the ticket
    first_of: dict[str, int] = {}
    for seq, fact in facts:
        if isinstance(fact, _NOT_TOLD):
            continue
        key = fact.press.key if fact.press else ""
        first = first_of.setdefault(key, seq) if key else seq
        if getattr(fact, "ticket_id", None) == ticket_id or ticket_id in getattr(fact, "ticket_ids", ()):
            mine[first] = key
            story.append(entry(seq, fact, time_zone))
        elif isinstance(fact, f.PressUndone) and fact.undone_seq in mine:
            story.append(entry(seq, fact, time_zone))
    return story


def of_minute(facts: Iterable[tuple[int, f.Fact]], minute: str, time_zone: str) -> list[Json]:
    """Return what happened in one minute of the wall clock, "09:41"."""
    return [
        entry(seq, fact, time_zone)
        for seq, fact in facts
        if clock_of(fact.at_ms, time_zone) == minute and not isinstance(fact, _NOT_TOLD)
    ]


def in_reach(
    facts: Iterable[tuple[int, f.Fact]], *, service: Callable[[str], bool], counter: Callable[[str], bool]
) -> Iterator[tuple[int, f.Fact]]:
    """
    Return the facts that an account may read: of tickets by the service that each was at, of counters, of the day.

    service, counter: say whether one is in the account's reach; each is asked once of each.
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
    """Return a fact as an entry of the story: what happened, when, to which ticket, at which counter, by whom."""
    details: dict[str, Any] = {
        one.name.removesuffix("_id"): getattr(fact, one.name)
        for one in fields(fact)
        if one.name not in _LEFT_OUT and getattr(fact, one.name) not in (None, ())
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
