"""
The rules of a day that is handed over: pure, a hall and a wish go in, facts or a refusal come out.

The day's own log decides: handing over is an entry in it, after which the hall adds nothing and the box everything. So
of a handing over and an opening, or a number, at the same instant one finds the other in the log and decides anew.
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
"""Why a day was closed: its box sealed it, or it was taken back when it was over."""


def hand_over(
    hall: Hall, *, venue_id: str, day: str, today: str, box: str,
    house: House, house_seq: int, epoch: str, run_id: str, now_ms: int,
) -> list[Fact]:  # fmt: skip
    """
    Hand a service day over to a box; records nothing if the box has it already.

    A day that was not opened yet is opened in the same append, with the house of now: the box begins with it.
    Raises:
        DayIsPast, DayIsWithAnother, DayHasEnded. DayHasNumbers: somebody holds a number of the hall for it.
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
    Take a day back from its box; one that is over is closed, without anybody having come.

    Whether the box gave numbers cannot be known here; what it recorded is another log from now on.
    Raises:
        DayIsNotAway. DayCameHome: what the box recorded is here, in part at least.
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
    Close a day in its box before the calendar does, so that nothing is added to what comes home.

    Raises StillServing: somebody waits or is at a counter, whose number expires; even_so: it shall.
    """
    if not hall.is_open:
        return []
    waiting = sum(ticket.state == WAITING for ticket in hall.tickets.values())
    serving = sum(ticket.state in (CALLED, SERVING) for ticket in hall.tickets.values())
    if (waiting or serving) and not even_so:
        raise refusals.StillServing(day=hall.service_day, waiting=waiting, serving=serving)
    return [f.DayClosed(at_ms=now_ms, next_day=day_after(hall.service_day), reason=SEALED)]
