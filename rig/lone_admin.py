"""A counter service in this process, with a Redis that may be empty, and its one admin."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from rig.cast import all_day_content, press
from services.counter.app import create_app
from services.counter.context import CounterContext
from services.web.settings import Settings
from waitingroom import rules

API = "/api/counter/v1"


class LoneAdmin:
    """An admin at a counter service of its own, whose Redis is empty."""

    def __init__(self, url: str) -> None:
        app = create_app(Settings(redis_url=url, log_level="error"))
        with app.app_context():
            self.context = CounterContext.current()
        self.client: FlaskClient = app.test_client()
        password = self.context.accounts.add("maria", roles=("admin",))
        wish = {"username": "maria", "password": password}
        self.token = json.loads(self.client.post(f"{API}/session", json=wish).data)["csrf_token"]

    def start(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.client.get(f"{API}/house/start").data)
        return told

    def post(self, path: str, **wish: object) -> TestResponse:
        headers = {"X-CSRF-Token": self.token, "Accept-Language": "en"}
        return self.client.post(f"{API}{path}", json=wish, headers=headers)

    def begin(self, begin: str, **more: str) -> TestResponse:
        return self.post("/house/start", begin=begin, **more)

    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.client.get(f"{API}/house").data)["content"]
        return content

    def load(self, phase: str = "") -> None:
        self.context.halls.save_house(
            lambda now: all_day_content() | ({"first_hour": phase} if phase else {}),
            press=press(f"load {phase}"),
        )

    def take_number(self) -> None:
        self.context.halls.get("hall").press(
            lambda hall, now_ms: rules.issue(hall, service_id="ktp", now_ms=now_ms),
            stamp=press("number"), show=lambda *_: None,
        )  # fmt: skip
