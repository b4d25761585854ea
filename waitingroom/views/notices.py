"""Notices to waiting visitors: which are active, whom each concerns, and their JSON form. Each expires at its time."""

from __future__ import annotations

from collections.abc import Callable

from waitingroom.hall import Hall
from waitingroom.house.model import House, Text
from waitingroom.state import Notice
from waitingroom.views.shapes import Json, local, text, zone_of


def notices(hall: Hall, now_ms: int, concerns: Callable[[Notice], bool] = lambda _: True) -> list[Json]:
    """
    Return the active notices, latest first; concerns: a filter.

    Without an English text, the Indonesian one is used for both. Pages remove each at its ``until`` themselves.
    """
    assert hall.house is not None
    return [
        {
            "id": notice.id, "text": text(Text(notice.text, notice.text_en or notice.text)), "until": local(hall, hall.house, notice.until_ms),
            "service": notice.service_id, "zone": notice.zone,
        }
        for notice in reversed(hall.notices)
        if notice.until_ms > now_ms and concerns(notice)
    ]  # fmt: skip


def concerns_service(hall: Hall, house: House, notice: Notice, service_id: str) -> bool:
    """Return whether a notice concerns a service: it is for this service, for its zone, or for the whole venue."""
    if notice.service_id is not None:
        return notice.service_id == service_id
    if notice.zone is None:
        return True
    service = house.services.get(service_id)
    place = zone_of(house, service.agency, hall.venue_id) if service else None
    return place is not None and place.id == notice.zone
