"""How a house begins: the sample or an empty one, as long as nobody took a number, and what it then lacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from rig.cast import all_day_content, press
from rig.engine import Engine
from services.counter.app import create_app
from services.counter.context import CounterContext
from services.web.settings import Settings
from waitingroom import rules

API = "/api/counter/v1"


class Admin:
    """An admin at a counter service of its own, whose Redis is empty."""

    def __init__(self, url: str) -> None:
        app = create_app(Settings(redis_url=url, log_level="error"))
        with app.app_context():
            self.context = CounterContext.current()
        self.client: FlaskClient = app.test_client()
        password = self.context.accounts.add("maria", roles=("admin",))
        wish = {"username": "maria", "password": password}
        self.token = self.client.post(f"{API}/session", json=wish).json["csrf_token"]

    def start(self) -> dict[str, Any]:
        told: dict[str, Any] = self.client.get(f"{API}/house/start").json
        return told

    def begin(self, begin: str, **more: str) -> TestResponse:
        headers = {"X-CSRF-Token": self.token, "Accept-Language": "en"}
        return self.client.post(f"{API}/house/start", json={"begin": begin, **more}, headers=headers)

    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = self.client.get(f"{API}/house").json["content"]
        return content

    def load(self, phase: str) -> None:
        self.context.halls.save_house(
            lambda now: all_day_content() | {"first_hour": phase}, press=press(f"load {phase}")
        )

    def take_number(self) -> None:
        self.context.halls.get("hall").press(
            lambda hall, now_ms: rules.issue(hall, service_id="ktp", now_ms=now_ms),
            stamp=press("number"), show=lambda *_: None,
        )  # fmt: skip


@pytest.fixture
def admin(engine: Engine) -> Iterator[Admin]:
    admin = Admin(engine.url)
    yield admin
    admin.context.stop()


def test_a_house_that_was_never_there_begins_empty_with_its_name_and_leads_through_its_steps(
    admin: Admin,
) -> None:
    before = admin.start()
    answer = admin.begin("empty", id="soe", name="MPP Kabupaten TTS")
    after = admin.start()

    assert (before["phase"], before["can_begin"], before["has_house"]) == ("choose", True, False)
    assert answer.status_code == 200
    assert admin.content()["name"] == "MPP Kabupaten TTS"
    assert after["phase"] == "guided"
    assert {step["step"] for step in after["steps"] if step["lacks"]} >= {"place", "agencies", "services"}


def test_a_house_that_was_never_there_begins_with_the_sample_as_it_is(admin: Admin) -> None:
    answer = admin.begin("sample")

    assert answer.status_code == 200
    assert admin.content()["venues"][0]["id"] == "mpp-kupang"
    assert admin.start()["phase"] == ""


def test_a_name_that_is_no_name_is_refused_and_nothing_is_saved(admin: Admin) -> None:
    answer = admin.begin("empty", id="", name="")

    assert answer.json["slug"] == "house-invalid"
    assert {tuple(problem["path"]) for problem in answer.json["problems"]} == {("id",), ("name",)}
    assert admin.start()["has_house"] is False


def test_the_sample_may_be_replaced_until_somebody_chose_or_took_a_number(admin: Admin) -> None:
    admin.load("choose")
    can_before = admin.start()["can_begin"]
    admin.take_number()

    refused = admin.begin("empty", id="soe", name="Soe")

    assert can_before
    assert admin.start()["can_begin"] is False
    assert (refused.status_code, refused.json["slug"]) == (409, "house-in-use")
    assert admin.content()["id"] == "small"


def test_a_house_that_somebody_chose_is_never_replaced(admin: Admin) -> None:
    admin.load("choose")
    assert admin.begin("done").status_code == 200

    refused = admin.begin("sample")

    assert refused.json["slug"] == "house-in-use"
    assert admin.content() == all_day_content()


def test_there_is_no_end_before_the_beginning(admin: Admin) -> None:
    assert admin.begin("done").json["slug"] == "malformed"
