"""Notices to those who wait: which ones are on, whom each concerns, and how screens get them. Each is over at its time."""

from __future__ import annotations

from collections.abc import Callable

from waitingroom.hall import Hall
from waitingroom.house.model import House, Text
from waitingroom.state import Notice
from waitingroom.views.shapes import Json, local, text, zone_of


def notices(hall: Hall, now_ms: int, concerns: Callable[[Notice], bool] = lambda _: True) -> list[Json]:
    """
    Return the notices that are on, the latest first: text and until when; concerns: says which of them.

    A text without English is given in Indonesian twice. Pages drop each at its ``until`` themselves.
    """
    assert hall.house is not None
    return [
        {
            "id": one.id, "text": text(Text(one.text, one.text_en or one.text)), "until": local(hall, hall.house, one.until_ms),
            "service": one.service_id, "zone": one.zone,
        }
        for one in reversed(hall.notices)
        if one.until_ms > now_ms and concerns(one)
    ]  # fmt: skip


def concerns_service(hall: Hall, house: House, notice: Notice, service_id: str) -> bool:
    """Return whether a notice is for those who wait for a service: for it, for its zone, or for all."""
    if notice.service_id is not None:
        return notice.service_id == service_id
    if notice.zone is None:
        return True
    service = house.services.get(service_id)
    place = zone_of(house, service.agency, hall.venue_id) if service else None
    return place is not None and place.id == notice.zone
