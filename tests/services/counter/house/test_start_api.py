"""The start of a house: sample or empty, replaceable until the first number is issued, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rig.cast import all_day_content
from rig.engines.engine import Engine
from rig.lone_admin import LoneAdmin


@pytest.fixture
def admin(engine: Engine) -> Iterator[LoneAdmin]:
    admin = LoneAdmin(engine.url)
    yield admin
    admin.context.stop()


def test_a_house_that_was_never_there_begins_empty_with_its_name_and_leads_through_its_steps(
    admin: LoneAdmin,
) -> None:
    before = admin.start()
    response = admin.begin("empty", id="soe", name="MPP Kabupaten TTS")
    after = admin.start()

    assert (before["phase"], before["can_begin"], before["has_house"]) == ("choose", True, False)
    assert response.status_code == 200
    assert admin.content()["name"] == "MPP Kabupaten TTS"
    assert after["phase"] == "guided"
    assert {step["step"] for step in after["steps"] if step["lacks"]} >= {"place", "agencies", "services"}


def test_a_house_that_was_never_there_begins_with_the_sample_as_it_is(admin: LoneAdmin) -> None:
    response = admin.begin("sample")

    assert response.status_code == 200
    assert admin.content()["venues"][0]["id"] == "mpp-kupang"
    assert admin.start()["phase"] == ""


def test_a_name_that_is_no_name_is_refused_and_nothing_is_saved(admin: LoneAdmin) -> None:
    response = admin.begin("empty", id="", name="")

    assert response.json["slug"] == "house-invalid"
    assert {tuple(problem["path"]) for problem in response.json["problems"]} == {("id",), ("name",)}
    assert admin.start()["has_house"] is False


def test_the_sample_may_be_replaced_until_somebody_chose_or_took_a_number(admin: LoneAdmin) -> None:
    admin.load("choose")
    can_before = admin.start()["can_begin"]
    admin.take_number()

    refused = admin.begin("empty", id="soe", name="Soe")

    assert can_before
    assert admin.start()["can_begin"] is False
    assert (refused.status_code, refused.json["slug"]) == (409, "house-in-use")
    assert admin.content()["id"] == "small"


def test_a_house_that_somebody_chose_is_never_replaced(admin: LoneAdmin) -> None:
    admin.load("choose")
    assert admin.begin("done").status_code == 200

    refused = admin.begin("sample")

    assert refused.json["slug"] == "house-in-use"
    assert admin.content() == all_day_content()


def test_there_is_no_end_before_the_beginning(admin: LoneAdmin) -> None:
    assert admin.begin("done").json["slug"] == "malformed"
