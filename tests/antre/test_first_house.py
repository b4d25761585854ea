"""The house of ``make run``: open at any hour, unless an admin decided about today."""

from __future__ import annotations

from typing import Any

import pytest

from antre.first_house import keep_real_hours, load_if_none, open_whatever_the_hour
from rig.cast import DAY, NINE, house_content, press
from waitingroom.house.model import CHOOSE, with_all_day
from waitingroom.live.halls import Halls
from waitingroom.local_time import day_after
from waitingroom.log.base import MemoryStore

Exception_ = dict[str, Any]

CLOSED: Exception_ = {"day": DAY, "closed": True, "note": {"id": "Rapat", "en": "Meeting"}}
LATER: Exception_ = {"day": DAY, "hours": "10:00-15:00"}
OF_AGENCY: Exception_ = CLOSED | {"agency": "dukcapil"}
OWN_ALL_DAY: Exception_ = {"day": day_after(DAY), "all_day": True, "note": {"id": "Pameran", "en": "Fair"}}
MADE: Exception_ = with_all_day(house_content(), {"hall": DAY})["venues"][0]["exceptions"][0]


def halls_with(*exceptions: Exception_) -> Halls:
    halls = Halls(MemoryStore(now_ms=NINE), alarm=lambda event, **fields: None)
    halls.house.load()
    content = house_content()
    if exceptions:
        content["venues"][0]["exceptions"] = list(exceptions)
    halls.save_house(lambda now: content, press=press("house"))
    return halls


def exceptions(halls: Halls) -> list[Exception_] | None:
    assert halls.house.edition.house is not None
    days: list[Exception_] | None = halls.house.edition.house.content["venues"][0].get("exceptions")
    return days


def test_a_first_start_has_the_sample_and_leaves_the_choice_to_the_admin_once() -> None:
    halls = Halls(MemoryStore(now_ms=NINE), alarm=lambda event, **fields: None)

    load_if_none(halls)
    first = halls.house.edition
    halls.save_house(lambda now: {**(now or {}), "first_hour": "guided"}, press=press("chosen"))
    load_if_none(halls)

    assert first.house is not None
    assert first.house.first_hour == CHOOSE
    assert halls.house.edition.house is not None
    assert halls.house.edition.house.first_hour == "guided"


def test_it_opens_all_day_once() -> None:
    halls = halls_with()

    open_whatever_the_hour(halls)
    seq = halls.house.edition.seq
    open_whatever_the_hour(halls)

    assert exceptions(halls) == [MADE]
    assert halls.house.edition.seq == seq


@pytest.mark.parametrize("decided", [CLOSED, LATER], ids=["closed", "opens later"])
@pytest.mark.parametrize("order", [1, -1], ids=["after it", "before it"])
def test_what_an_admin_decided_for_today_stays(decided: Exception_, order: int) -> None:
    halls = halls_with(*[MADE, decided][::order])

    open_whatever_the_hour(halls)

    assert exceptions(halls) == [decided]


def test_what_an_admin_decided_for_an_agency_stays_beside_it() -> None:
    halls = halls_with(MADE, OF_AGENCY)
    seq = halls.house.edition.seq

    open_whatever_the_hour(halls)

    assert exceptions(halls) == [MADE, OF_AGENCY]
    assert halls.house.edition.seq == seq


def test_other_days_stay_and_what_it_made_yesterday_goes() -> None:
    halls = halls_with(MADE | {"day": day_after(DAY, -1)}, OWN_ALL_DAY)

    open_whatever_the_hour(halls)

    assert exceptions(halls) == [OWN_ALL_DAY, MADE]


def test_real_hours_take_back_what_it_made_alone() -> None:
    halls = halls_with(MADE, OF_AGENCY, OWN_ALL_DAY)

    keep_real_hours(halls)

    assert exceptions(halls) == [OF_AGENCY, OWN_ALL_DAY]


def test_real_hours_leave_the_house_as_it_was() -> None:
    halls = halls_with()
    open_whatever_the_hour(halls)

    keep_real_hours(halls)
    seq = halls.house.edition.seq
    keep_real_hours(halls)

    assert halls.house.edition.house is not None
    assert halls.house.edition.house.content == house_content()
    assert halls.house.edition.seq == seq


def test_an_admin_who_decided_a_moment_ago_is_not_overruled_by_what_was_read_before() -> None:
    store = MemoryStore(now_ms=NINE)
    halls, admin = (Halls(store, alarm=lambda event, **fields: None) for _ in range(2))
    halls.house.load()
    halls.save_house(lambda now: house_content(), press=press("house"))
    admin.house.load()

    def close(content: dict[str, Any] | None) -> dict[str, Any]:
        assert content is not None
        content["venues"][0] = content["venues"][0] | {"exceptions": [CLOSED]}
        return content

    admin.save_house(close, press=press("close"))
    open_whatever_the_hour(halls)

    assert exceptions(halls) == [CLOSED]
