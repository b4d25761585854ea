"""A house for those who try Antre: the sample, open whatever the hour."""

from __future__ import annotations

import secrets
from typing import Any

from antre.house_file import read_house_file, sample_path
from waitingroom.facts import Press
from waitingroom.halls import Halls
from waitingroom.house.model import House, with_all_day
from waitingroom.local_time import service_day
from waitingroom.tokens import press_digest

SAMPLE = "mpp-kupang"


def load_if_none(halls: Halls) -> None:
    """
    Load the sample house if there is none, where everybody may take a number at any kiosk page, also once one is paired.

    Raises Unavailable.
    """
    if halls.house.edition.house is None:
        halls.house.load()
    if halls.house.edition.house is None:
        content = sample_house()
        halls.save_house(lambda now: now or content, press=command_press())


def sample_house() -> dict[str, Any]:
    """Give the sample house, where everybody may take numbers: whoever tries Antre pairs no kiosk first."""
    content = read_house_file(sample_path(SAMPLE))
    for venue in content["venues"]:
        venue["only_paired_kiosks"] = False
    return content


def open_whatever_the_hour(halls: Halls) -> None:
    """Open every venue all day today, unless an admin has set other hours for today. Raises Unavailable."""
    house = halls.house.edition.house
    if house is None:
        return
    today = _today(house, halls.clock.now_ms())
    lacking = {venue: day for venue, day in today.items() if not _has_hours(house, venue, day)}
    if lacking:
        halls.save_house(lambda content: with_all_day(content or {}, lacking), press=command_press())


def command_press() -> Press:
    """Give the stamp of a press by a command, new at every call."""
    fresh = secrets.token_hex(8)
    return Press(press_digest("command", fresh), press_digest("house"), "command", fresh)


def _today(house: House, now_ms: int) -> dict[str, str]:
    return {v.id: service_day(now_ms, v.time_zone, v.day_starts_at) for v in house.venues.values()}


def _has_hours(house: House, venue_id: str, day: str) -> bool:
    return any(e.day == day and not e.closed and e.agency is None for e in house.venues[venue_id].exceptions)
