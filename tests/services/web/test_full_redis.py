"""A Redis whose memory is full: the visitor, operations and the log read why there are no numbers."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rig.cast import all_day_content, press
from rig.engines.engine import Engine
from rig.waiting import wait_for
from services.ticketing.app import create_app
from services.web.settings import Settings

TICKETS = "/api/ticketing/v1/venues/hall/tickets"


@pytest.fixture
def app(engine: Engine) -> Iterator[Flask]:
    app = create_app(Settings(redis_url=engine.url))
    context = app.extensions["antre"]
    context.halls.house.load()
    context.halls.save_house(lambda now: all_day_content(), press=press("house"))
    yield app
    context.stop()


@pytest.fixture
def client(app: Flask, engine: Engine) -> FlaskClient:
    """A client of the service once its Redis is full."""
    client = app.test_client()
    assert client.post(TICKETS, json={"service": "ktp"}).status_code == 201
    with engine.client() as redis:
        redis.config_set("maxmemory", "1mb")
    return client


def test_a_refused_number_is_said_in_words_and_its_log_line_names_the_cause(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    log = logging.getLogger("antre")
    log.addHandler(caplog.handler)

    refused = client.post(TICKETS, json={"service": "ktp"}, headers={"Accept-Language": "en"})

    log.removeHandler(caplog.handler)
    lines: list[dict[str, Any]] = [record.__dict__["fields"] for record in caplog.records]
    assert refused.status_code == 503
    assert refused.json["detail"].startswith("The queue cannot be reached")
    assert "why" in lines[-1]
    assert "maxmemory" in lines[-1]["why"]


def test_a_service_whose_redis_is_full_is_not_ready_and_says_what_it_lacks(client: FlaskClient) -> None:
    wait_for(lambda: client.get("/readyz").status_code == 503, what="not ready")

    [lacks] = client.get("/readyz").json["lacks"]
    assert lacks.startswith("Redis refuses writes: its memory is full")
