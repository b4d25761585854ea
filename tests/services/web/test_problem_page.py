"""Refusals as pages: readers see no internals, and programs get the API's problem JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from services.web import problems
from waitingroom.log.base import UnavailableError

TEMPLATES = Path(problems.__file__).parent / "templates"


@pytest.fixture
def app() -> Flask:
    """An app whose log is unavailable."""
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.jinja_env.globals["static_url"] = str
    problems.init_app(app)

    @app.get("/report")
    def report() -> str:
        raise UnavailableError("away")

    return app


def test_a_page_that_cannot_be_shown_says_so_in_both_languages_and_reloads(app: Flask) -> None:
    response = app.test_client().get("/report", headers={"Accept": "text/html", "Accept-Language": "id"})

    assert response.status_code == 503
    assert "Halaman ini belum dapat ditampilkan" in response.text
    assert "This page cannot be shown yet" in response.text
    assert "dicatat" not in response.text
    assert 'http-equiv="refresh"' in response.text


def test_a_program_reads_that_nothing_is_certain_to_be_recorded(app: Flask) -> None:
    response = app.test_client().get("/report", headers={"Accept-Language": "en"})

    assert (response.status_code, response.json["slug"]) == (503, "unavailable")
    assert "nothing was recorded" in response.json["detail"]
