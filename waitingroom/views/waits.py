"""How long it takes, as visitors are told: a range with its time, and what has moved it."""

from __future__ import annotations

from collections.abc import Sequence

from waitingroom.facts import Fact, TicketIssued
from waitingroom.hall import Hall
from waitingroom.house.model import House, Text
from waitingroom.local_time import clock_of
from waitingroom.state import OpenCounter, Ticket
from waitingroom.views.shapes import Json, local, text
from waitingroom.waits.estimate import Estimates, Wait
from waitingroom.waits.score import Score, Told, score, score_by


def wait_shown(hall: Hall, waits: Estimates | None, wait: Wait | None) -> Json | None:
    """Give a wait as a range of minutes from its time; high_min None: more than low_min. None: nobody knows."""
    if waits is None or wait is None:
        return None
    assert hall.house is not None
    return {"low_min": wait.low, "high_min": wait.high, "at": local(hall, hall.house, waits.scene.at_ms)}


def told_shown(hall: Hall, now_ms: int, facts: Sequence[Fact]) -> Json:
    """Give the ``wait`` that a visitor is told who took a number now, as the fact of issue has it; else nothing."""
    told = next((fact.told for fact in facts if isinstance(fact, TicketIssued)), None)
    if told is None:
        return {}
    assert hall.house is not None
    return {"wait": {"low_min": told[0], "high_min": told[1], "at": local(hall, hall.house, now_ms)}}


def wait_note(hall: Hall, house: House, ticket: Ticket) -> Json | None:
    """Say why a ticket waits longer, or nobody knows how long: a counter that serves it is paused, or none is open."""
    serving = house.counters_serving(hall.venue_id, ticket.service_id, hall.service_day)
    if ticket.for_counter is not None:
        serving = tuple(c for c in serving if c.id == ticket.for_counter)
    opened = [(c, o) for c in serving if (o := hall.counters.get(c.id))]
    paused = [(counter.name.full, one) for counter, one in opened if one.pause is not None]
    if not opened:
        return text(Text("Belum ada loket yang memanggil.", "No counter is calling yet."))
    if not paused:
        return None
    name, first = min(paused, key=lambda one: one[1].pause.until_ms or 0 if one[1].pause else 0)
    back_id, back_en = _back(house.venues[hall.venue_id].time_zone, first)
    return text(
        Text(f"{name.id} tutup sementara.{back_id}", f"{name.en} is closed for a short time.{back_en}")
    )


def _back(time_zone: str, counter: OpenCounter) -> tuple[str, str]:
    """Say when a paused counter opens again, in both languages; nothing if nobody said."""
    if counter.pause is None or counter.pause.until_ms is None:
        return "", ""
    at = clock_of(counter.pause.until_ms, time_zone).replace(":", ".")
    return f" Buka lagi pukul {at}.", f" Back at {at}."


def score_shown(told: Sequence[Told]) -> Json:
    """Give how good the waits of a day were: ``all`` (None: nobody to judge), by service and by local hour of telling."""
    whole = score(told)
    return {
        "all": whole and _score(whole),
        "services": [
            {"service": service} | _score(one)
            for service, one in score_by(told, lambda one: one.service_id).items()
        ],
        "hours": [{"hour": hour} | _score(one) for hour, one in score_by(told, lambda one: one.hour).items()],
    }


def _score(one: Score) -> Json:
    """Give a score; minutes to a tenth, shares to a thousandth."""
    return {
        "n": one.n, "bias_min": round(one.bias, 1), "median_error_min": round(one.median_error, 1),
        "mean_error_min": round(one.mean_error, 1), "inside": round(one.inside, 3), "under": round(one.under, 3),
        "late": round(one.late, 3),
    }  # fmt: skip
