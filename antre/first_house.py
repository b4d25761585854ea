"""The sample house for trying Antre, open at any hour."""

from __future__ import annotations

import secrets
from typing import Any

from antre.house_file import read_house_file, sample_path
from services.counter.house.house_file import SAMPLE
from waitingroom.facts import Press
from waitingroom.house.model import CHOOSE, House, with_all_day
from waitingroom.live.halls import Halls
from waitingroom.local_time import service_day
from waitingroom.tokens import press_digest


def load_if_none(halls: Halls) -> None:
    """
    Load the sample house if there is no house; tickets may be taken at any kiosk page, even if kiosks are paired.

    The admin is asked later whether to keep it. Raises Unavailable.
    """
    if halls.house.edition.house is None:
        halls.house.load()
    if halls.house.edition.house is None:
        content = sample_house() | {"first_hour": CHOOSE}
        halls.save_house(lambda now: now or content, press=command_press())


def sample_house() -> dict[str, Any]:
    """Return the sample house, where numbers may be taken without pairing a kiosk first."""
    content = read_house_file(sample_path(SAMPLE))
    for venue in content["venues"]:
        venue["only_paired_kiosks"] = False
    return content


def open_whatever_the_hour(halls: Halls) -> None:
    """
    Open every venue all day today, except where an admin has set an exception for today.

    An exception of a venue applies to the venue, an exception of an agency to the agency. Raises Unavailable.
    """
    house = halls.house.edition.house
    if house is not None:
        _open_all_day(halls, house, _today(house, halls.clock.now_ms()))


def keep_real_hours(halls: Halls) -> None:
    """Undo ``open_whatever_the_hour`` of an earlier run. Raises Unavailable."""
    house = halls.house.edition.house
    if house is not None:
        _open_all_day(halls, house, {})


def command_press() -> Press:
    """Return a new press that identifies a command as its origin."""
    fresh = secrets.token_hex(8)
    return Press(press_digest("command", fresh), press_digest("house"), "command", fresh)


def _today(house: House, now_ms: int) -> dict[str, str]:
    return {v.id: service_day(now_ms, v.time_zone, v.day_starts_at) for v in house.venues.values()}


def _open_all_day(halls: Halls, house: House, days: dict[str, str]) -> None:
    if with_all_day(house.content, days) != house.content:
        halls.save_house(
            lambda content: with_all_day(content or {}, days), press=command_press(), even_so=True
        )
