"""
The rules for handing a day over. Pure: they take a hall and a request and return facts or raise a refusal.

Handing over is an entry in the day's own log, after which only the box appends. So if a handing over and an opening or
a number come at the same time, the second one finds the first in the log, and its rule is applied again.
"""

from __future__ import annotations

from waitingroom import facts as f
from waitingroom import rules
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.house.model import House
from waitingroom.local_time import day_after
from waitingroom.outreach import refusals
from waitingroom.state import CALLED, SERVING, WAITING

SEALED, TAKEN_BACK = "sealed", "taken-back"
"""Why a day was closed: its box sealed it, or it was taken back after it had ended."""


def hand_over(
    hall: Hall, *, venue_id: str, day: str, today: str, box: str,
    house: House, house_seq: int, epoch: str, run_id: str, now_ms: int,
) -> list[Fact]:  # fmt: skip
    """
    Hand a service day over to a box; return no facts if the box already has it.

    A day not yet opened is opened in the same append, with the current house, so that the box can begin with it.
    Raises:
        DayIsPast, DayIsWithAnother, DayHasEnded. DayHasNumbers: the hall has issued numbers for it.
    """
    if day < today:
        raise refusals.DayIsPast(day=day)
    if hall.box == box:
        return []
    if hall.box is not None:
        raise refusals.DayIsWithAnother(day=day, box=hall.box)
    if hall.next_day is not None:
        raise refusals.DayHasEnded(day=day)
    if hall.tickets:
        raise refusals.DayHasNumbers(day=day, count=len(hall.tickets))
    opened = rules.open_day(
        hall, venue_id=venue_id, day=day, previous_day=None, previous_link="", house=house, house_seq=house_seq,
        epoch=epoch, run_id=run_id, now_ms=now_ms,
    )  # fmt: skip
    closed = [f.CounterClosed(at_ms=now_ms, counter_id=counter_id) for counter_id in hall.counters]
    return [*opened, *closed, f.DayHandedOver(at_ms=now_ms, box=box)]


def take_back(hall: Hall, *, day: str, today: str, now_ms: int) -> list[Fact]:
    """
    Take a day back from its box; a past day is closed without visitors.

    The hall cannot know whether the box issued numbers; if it did, its log can no longer be brought home.
    Raises:
        DayIsNotAway. DayCameHome: at least part of what the box recorded was brought home.
    """
    if hall.box is None:
        raise refusals.DayIsNotAway(day=day)
    if hall.tickets or hall.next_day is not None:
        raise refusals.DayCameHome(day=day, count=len(hall.tickets))
    facts: list[Fact] = [f.DayTakenBack(at_ms=now_ms)]
    if day < today:
        facts.append(f.DayClosed(at_ms=now_ms, next_day=today, reason=TAKEN_BACK))
    return facts


def seal(hall: Hall, *, even_so: bool, now_ms: int) -> list[Fact]:
    """
    Close a day in its box before the calendar does, so that nothing is appended to what is brought home.

    Raises StillServing: a visitor waits or is at a counter; even_so: close anyway, their numbers expire.
    """
    if not hall.is_open:
        return []
    waiting = sum(ticket.state == WAITING for ticket in hall.tickets.values())
    serving = sum(ticket.state in (CALLED, SERVING) for ticket in hall.tickets.values())
    if (waiting or serving) and not even_so:
        raise refusals.StillServing(day=hall.service_day, waiting=waiting, serving=serving)
    return [f.DayClosed(at_ms=now_ms, next_day=day_after(hall.service_day), reason=SEALED)]
