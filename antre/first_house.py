"""A house for those who try Antre: the sample, open whatever the hour."""

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
    Load the sample house if there is none, where everybody may take a number at any kiosk page, also once one is paired.

    Its admin is asked whether to keep it. Raises Unavailable.
    """
    if halls.house.edition.house is None:
        halls.house.load()
    if halls.house.edition.house is None:
        content = sample_house() | {"first_hour": CHOOSE}
        halls.save_house(lambda now: now or content, press=command_press())


def sample_house() -> dict[str, Any]:
    """Return the sample house, where everybody may take numbers: whoever tries Antre pairs no kiosk first."""
    content = read_house_file(sample_path(SAMPLE))
    for venue in content["venues"]:
        venue["only_paired_kiosks"] = False
    return content


def open_whatever_the_hour(halls: Halls) -> None:
    """
    Open every venue all day today, unless an admin has decided otherwise for today.

    The venue's own exception for today is such a decision, and so is one of an agency: it decides for the agency.
    Raises Unavailable.
    """
    house = halls.house.edition.house
    if house is not None:
        _open_all_day(halls, house, _today(house, halls.clock.now_ms()))


def keep_real_hours(halls: Halls) -> None:
    """Take back what ``open_whatever_the_hour`` opened in an earlier run. Raises Unavailable."""
    house = halls.house.edition.house
    if house is not None:
        _open_all_day(halls, house, {})


def command_press() -> Press:
    """Return the stamp of a press by a command, new at every call."""
    fresh = secrets.token_hex(8)
    return Press(press_digest("command", fresh), press_digest("house"), "command", fresh)


def _today(house: House, now_ms: int) -> dict[str, str]:
    return {v.id: service_day(now_ms, v.time_zone, v.day_starts_at) for v in house.venues.values()}


def _open_all_day(halls: Halls, house: House, days: dict[str, str]) -> None:
    if with_all_day(house.content, days) != house.content:
        halls.save_house(
            lambda content: with_all_day(content or {}, days), press=command_press(), even_so=True
        )
