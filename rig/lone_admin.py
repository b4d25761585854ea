"""A counter service in this process, on a Redis that may be empty, and its only admin."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from rig.cast import all_day_content, press
from rig.waiting import wait_for
from services.counter.app import create_app
from services.counter.context import CounterContext
from services.counter.refusals import SignInsBusy
from services.web.settings import Settings
from waitingroom import rules

API = "/api/counter/v1"


class LoneAdmin:
    """The admin of an in-process counter service."""

    def __init__(self, url: str) -> None:
        app = create_app(Settings(redis_url=url, log_level="error"))
        with app.app_context():
            self.context = CounterContext.current()
        self.client: FlaskClient = app.test_client()
        self.token = ""
        wait_for(self._sign_in, what="the admin signed in")

    def _sign_in(self) -> bool:
        """Create the account and sign in; False: the sign-in queue is full, as on a loaded machine."""
        try:
            password = self.context.accounts.add("maria", roles=("admin",))
        except SignInsBusy:
            return False
        answer = self.client.post(f"{API}/session", json={"username": "maria", "password": password})
        if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            return False
        self.token = json.loads(answer.data)["csrf_token"]
        return True

    def start(self) -> dict[str, Any]:
        start: dict[str, Any] = json.loads(self.client.get(f"{API}/house/start").data)
        return start

    def post(self, path: str, **body: object) -> TestResponse:
        headers = {"X-CSRF-Token": self.token, "Accept-Language": "en"}
        return self.client.post(f"{API}{path}", json=body, headers=headers)

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
