"""Convert a day's records to rows of history. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from services.reports.history.history import DayRows, Names, Position, Row
from waitingroom.facts import RemarkLeft, SurveyAnswered
from waitingroom.figures.records import (
    EXPIRED,
    LEFT,
    MOVED,
    NO_SHOW,
    SERVED,
    TAKEN_BACK,
    DayRecords,
    Feedback,
    Journey,
    Stop,
)
from waitingroom.house.model import Agency, House
from waitingroom.local_time import clock_of

NAME_MAX = 200


def rows_of_day(
    records: DayRecords, position: Position, *, numbers: Iterable[str] | None, before: Position | None
) -> DayRows:
    """Return the rows of a day at a position; numbers: only for these tickets, None for all; before: the last written position."""
    hall = records.hall
    key = {"venue_id": hall.venue_id, "day": hall.service_day}
    selected = sorted(records.journeys if numbers is None else numbers)
    selected_journeys = [records.journeys[number] for number in selected]
    after = before.seq if numbers is not None and before is not None else 0
    return DayRows(
        day=key | {"seq": position.seq, "link": position.link, "is_closed": hall.next_day is not None} | _totals(records),
        stops=[
            key | _stop_row(records, journey, n) for journey in selected_journeys for n in range(len(journey.stops))
        ],
        journeys=[key | _journey_row(records, journey) for journey in selected_journeys],
        shifts=[
            key | {
                "counter_id": shift.counter_id, "opened_ms": shift.opened_ms, "closed_ms": shift.closed_ms,
                "paused_s": _seconds(shift.paused_ms),
            }
            for shift in records.shift_list()
        ],
        ratings=[key | row for journey in selected_journeys if (row := _rating_row(records, journey))],
        survey_answers=[key | row for feedback in records.surveys if feedback.seq > after for row in _answer_rows(records, feedback)],
        remarks=[key | _remark_row(records, feedback) for feedback in records.remarks if feedback.seq > after],
        numbers=None if numbers is None else selected,
        before=before,
    )  # fmt: skip


def is_visit(journey: Journey) -> bool:
    """Return whether a ticket counts as a visit: it does not continue another visit and was not taken back."""
    return journey.moved_from is None and journey.end != TAKEN_BACK


def names_of(house: House, venue_id: str) -> Names:
    """Return the names of a venue, its counters, and all agencies and services."""
    entries = {("venue", venue_id): (house.venues[venue_id].name,) * 2}
    entries |= {("agency", one.id): (one.name, one.name) for one in house.agencies.values()}
    entries |= {("service", one.id): (one.name, one.name_en) for one in house.services.values()}
    for counter in house.counters[venue_id].values():
        full = counter.name.full
        entries["counter", f"{venue_id}/{counter.id}"] = (full.id, full.en)
    return {key: (name[:NAME_MAX], english[:NAME_MAX]) for key, (name, english) in entries.items()}


def _totals(records: DayRecords) -> Row:
    ends = Counter(journey.end for journey in records.journeys.values())
    valid = [one for one in records.journeys.values() if one.end != TAKEN_BACK]
    return {
        "foreign_entries": records.hall.damage.foreign, "missing_entries": records.hall.damage.missing,
        "tickets": len(valid), "visits": sum(map(is_visit, valid)),
        "served": ends[SERVED], "no_show": ends[NO_SHOW], "left": ends[LEFT], "expired": ends[EXPIRED],
        "moved": ends[MOVED],
        "walk_ins": sum(one.is_walk_in for one in valid),
        "priority": sum(one.has_priority for one in valid),
    }  # fmt: skip


def _journey_row(records: DayRecords, journey: Journey) -> Row:
    house, hall = records.hall.house, records.hall
    zone = house.venues[hall.venue_id].time_zone if house and hall.venue_id in house.venues else "UTC"
    low, high = journey.told or (None, None)
    return {
        "number": journey.number, "channel": journey.channel, "issued_ms": journey.issued_ms,
        "hour": int(clock_of(journey.issued_ms, zone)[:2]), "is_visit": is_visit(journey),
        "is_walk_in": journey.is_walk_in, "has_priority": journey.has_priority, "moved_from": journey.moved_from,
        "told_low_min": low, "told_high_min": high, "end": journey.end,
        "wait_s": None if journey.wait_ms is None else _seconds(journey.wait_ms),
    }  # fmt: skip


def _stop_row(records: DayRecords, journey: Journey, n: int) -> Row:
    stop, agency = journey.stops[n], _agency(records, journey.stops[n].service_id)
    is_walk_in = journey.is_walk_in and n == 0
    wait_s = None if stop.called_ms is None or is_walk_in else _seconds(stop.called_ms - stop.joined_ms)
    return {
        "number": journey.number, "stop": n, "agency_id": agency.id if agency else "",
        "service_id": stop.service_id, "counter_id": stop.counter_id, "joined_ms": stop.joined_ms,
        "called_ms": stop.called_ms, "started_ms": stop.started_ms, "ended_ms": stop.ended_ms,
        "end": stop.end, "basis": stop.basis, "outcome": stop.outcome, "calls": stop.calls,
        "no_shows": stop.no_shows, "wait_s": wait_s,
        "walk_s": None if stop.walk_ms is None else _seconds(stop.walk_ms),
        "service_s": _service_s(stop), "handling_s": _seconds(stop.handling_ms),
        "is_in_promise": None if wait_s is None or agency is None else wait_s <= agency.promise_min * 60,
    }  # fmt: skip


def _rating_row(records: DayRecords, journey: Journey) -> Row | None:
    if journey.rating is None:
        return None
    service_id, rating = journey.stops[-1].service_id, journey.rating
    return {"number": journey.number, "rating": rating.value, "rated_ms": rating.at_ms} | _source(
        records, service_id, rating.channel
    )


def _answer_rows(records: DayRecords, feedback: Feedback) -> list[Row]:
    fact = feedback.fact
    assert isinstance(fact, SurveyAnswered)
    common = {"seq": feedback.seq, "form_id": fact.form_id, "form_version": fact.form_version}
    common |= _source(records, fact.service_id, fact.channel)
    return [common | {"element": n, "value": value} for n, value in enumerate(fact.answers, 1)]


def _remark_row(records: DayRecords, feedback: Feedback) -> Row:
    fact = feedback.fact
    assert isinstance(fact, RemarkLeft)
    common = {"seq": feedback.seq, "said_ms": fact.at_ms, "text": fact.text}
    return common | _source(records, fact.service_id, fact.channel)


def _source(records: DayRecords, service_id: str, channel: str) -> Row:
    """Return the columns for the agency, service and channel of feedback."""
    agency = _agency(records, service_id)
    return {"agency_id": agency.id if agency else "", "service_id": service_id, "channel": channel}


def _agency(records: DayRecords, service_id: str) -> Agency | None:
    house = records.hall.house
    service = house.services.get(service_id) if house else None
    return house.agencies[service.agency] if house and service else None


def _service_s(stop: Stop) -> int | None:
    """Return the service time of a stop in seconds; None if it has not ended or never began."""
    return None if stop.started_ms is None or not stop.end else _seconds(stop.service_ms)


def _seconds(ms: int) -> int:
    return round(ms / 1000)
