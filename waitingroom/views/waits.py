"""Wait times for visitors: a range with its time, and a note on what prolongs it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from waitingroom.facts import Fact, TicketIssued
from waitingroom.hall import Hall
from waitingroom.house.model import COUNTER_WORDS, House, Text
from waitingroom.local_time import clock_of
from waitingroom.state import Pause, Ticket
from waitingroom.views.shapes import Json, local, text
from waitingroom.waits.estimate import Estimates, Wait
from waitingroom.waits.score import DisplayedWait, Score, score, score_by


def wait_range(hall: Hall, waits: Estimates | None, wait: Wait | None) -> Json | None:
    """Return a wait as a range of minutes from ``at``; high_min: None for more than low_min. None if unknown."""
    if waits is None or wait is None:
        return None
    assert hall.house is not None
    return {"low_min": wait.low, "high_min": wait.high, "at": local(hall, hall.house, waits.scene.at_ms)}


def wait_of_ticket(hall: Hall, waits: Estimates, ticket: Ticket) -> Json | None:
    """Return how long a ticket still waits; if newer than the estimates, the wait displayed when it was issued."""
    if ticket.told is None or ticket.issued_ms < waits.scene.at_ms:
        return wait_range(hall, waits, waits.of(ticket.claim))
    assert hall.house is not None
    low, high = ticket.told
    return {"low_min": low, "high_min": high, "at": local(hall, hall.house, ticket.issued_ms)}


def promised_wait(hall: Hall, now_ms: int, facts: Sequence[Fact]) -> Json:
    """Return the ``wait`` of a number just issued, as recorded in its fact; empty if there is none."""
    estimate = next((fact.told for fact in facts if isinstance(fact, TicketIssued)), None)
    if estimate is None:
        return {}
    assert hall.house is not None
    return {"wait": {"low_min": estimate[0], "high_min": estimate[1], "at": local(hall, hall.house, now_ms)}}


def wait_note(hall: Hall, house: House, service_id: str, for_counter: str | None = None) -> Json | None:
    """
    Say why a wait is longer or unknown: one counter that serves it is paused, all are, or none is open.

    for_counter: the only counter that calls the ticket.
    """
    serving = house.counters_serving(hall.venue_id, service_id, hall.service_day)
    if for_counter is not None:
        serving = tuple(c for c in serving if c.id == for_counter)
    opened = [(c, o) for c in serving if (o := hall.counters.get(c.id))]
    paused = [(counter.name.full, desk.pause) for counter, desk in opened if desk.pause is not None]
    venue = house.venues[hall.venue_id]
    word = Text(COUNTER_WORDS[venue.counter_word].id.lower(), COUNTER_WORDS[venue.counter_word].en.lower())
    if not opened:
        return text(Text(f"Belum ada {word.id} yang memanggil.", f"No {word.en} is calling yet."))
    if not paused:
        return None
    name, first = min(paused, key=lambda item: item[1].until_ms or math.inf)
    if len(paused) == len(opened) > 1:
        agency = house.agencies[house.services[service_id].agency].short
        name = Text(f"Semua {word.id} {agency}", f"Every {word.en} of {agency}")
    back_id, back_en = _back(venue.time_zone, first)
    return text(
        Text(f"{name.id} tutup sementara.{back_id}", f"{name.en} is closed for a short time.{back_en}")
    )


def _back(time_zone: str, pause: Pause) -> tuple[str, str]:
    """Say when a counter opens again, in both languages; empty if unknown."""
    if pause.until_ms is None:
        return "", ""
    at = clock_of(pause.until_ms, time_zone).replace(":", ".")
    return f" Buka lagi pukul {at}.", f" Back at {at}."


def score_view(estimates: Sequence[DisplayedWait]) -> Json:
    """Return the accuracy of a day's displayed waits: ``all`` (None without data), by service, and by local hour."""
    whole = score(estimates)
    return {
        "all": whole and _score(whole),
        "services": [
            {"service": service} | _score(s)
            for service, s in score_by(estimates, lambda e: e.service_id).items()
        ],
        "hours": [{"hour": hour} | _score(s) for hour, s in score_by(estimates, lambda e: e.hour).items()],
    }


def _score(score: Score) -> Json:
    """Return a score, minutes with one decimal and shares with three."""
    return {
        "n": score.n, "bias_min": round(score.bias, 1), "median_error_min": round(score.median_error, 1),
        "mean_error_min": round(score.mean_error, 1), "inside": round(score.inside, 3), "under": round(score.under, 3),
        "late": round(score.late, 3),
    }  # fmt: skip
