"""A house with any number of venues: each has the same agencies, and its own counters."""

from __future__ import annotations

from typing import Any

from waitingroom.house.sheet import PREFIXES

AGENCIES, SERVICES, COUNTERS = 20, 150, 40
"""Of each venue: agencies and services as in the sample house, counters as in the largest malls."""
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def venue_id(number: int) -> str:
    """Return the id of the venue with this number, counted from 1."""
    return f"mall-{number:03}"


def country(venues: int, counters: int = COUNTERS) -> dict[str, Any]:
    """Return the content of a house with ``venues`` venues of ``counters`` counters each, open at every hour."""
    ids = [venue_id(n) for n in range(1, venues + 1)]
    return {
        "id": "country", "name": "Mal Pelayanan Publik", "motto": "Beres dan pasti",
        "venues": [_venue(id) for id in ids],
        "agencies": [_agency(n, ids) for n in range(AGENCIES)],
        "services": [_service(n) for n in range(SERVICES)],
        "counters": [_counter(id, n) for id in ids for n in range(counters)],
    }  # fmt: skip


def _venue(id: str) -> dict[str, Any]:
    return {
        "id": id, "name": f"Mal Pelayanan Publik {id}", "address": "Jalan Timor Raya 124", "time_zone": "Asia/Makassar",
        "time_zone_label": "WITA", "hours": dict.fromkeys(WEEK, "00:00-30:00"), "only_paired_kiosks": False,
        "zones": [
            {"id": f"z{n}", "name": f"Zona {n}", "motif": "ketupat", "direction": "right",
             "way": {"id": "ke kanan", "en": "to the right"}} for n in range(4)
        ],
    }  # fmt: skip


def _agency(number: int, venues: list[str]) -> dict[str, Any]:
    return {
        "id": f"agency-{number}", "name": f"Badan Pelayanan Nomor {number}", "short": f"Badan {number}",
        "about": {"id": "Surat dan kartu", "en": "Papers and cards"}, "prefix": PREFIXES[number],
        "places": [{"venue": id, "zone": f"z{number % 4}"} for id in venues],
    }  # fmt: skip


def _service(number: int) -> dict[str, Any]:
    return {
        "id": f"service-{number}", "agency": f"agency-{number % AGENCIES}", "name": f"Layanan nomor {number}",
        "name_en": f"Service number {number}", "minutes": 5,
        "documents": [{"id": "KTP asli", "en": "ID card"}, {"id": "Kartu keluarga", "en": "Family card"}],
    }  # fmt: skip


def _counter(venue: str, number: int) -> dict[str, Any]:
    agency = number % AGENCIES
    return {"id": str(number + 1), "venue": venue, "zone": f"z{agency % 4}", "agencies": [f"agency-{agency}"]}
