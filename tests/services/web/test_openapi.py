"""Contract tests: each service's OpenAPI document is valid, and the service keeps to it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import openapi_spec_validator
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from rig.contract import check_problem
from rig.running import SERVICES, RunningHall
from rig.waiting import PATIENCE_S

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 6
SIGN_IN = "/api/counter/v1/session"
bounded = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
    phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def rude_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """A hall for arbitrary requests."""
    running = RunningHall(tmp_path_factory.mktemp("rude"))
    yield running
    running.stop()


@pytest.mark.parametrize("service", SERVICES)
def test_the_document_is_valid_openapi_3_1(hall: RunningHall, service: str) -> None:
    document = _document(hall, service)

    openapi_spec_validator.validate(document)
    assert document["openapi"] == "3.1.0"
    assert {"/healthz", "/readyz", "/metrics", f"/api/{service}/openapi.json"} <= set(document["paths"])


@pytest.mark.parametrize("service", SERVICES)
def test_every_model_that_the_document_names_is_in_it(hall: RunningHall, service: str) -> None:
    document = _document(hall, service)

    named = set(re.findall(r"#/components/schemas/([\w.-]+)", json.dumps(document)))
    assert named
    assert named <= set(document["components"]["schemas"])


@pytest.mark.parametrize("service", SERVICES)
def test_whatever_is_asked_the_answer_is_documented_and_never_a_fault(
    rude_hall: RunningHall, service: str
) -> None:
    hall, count = rude_hall, 0
    clerk = hall.clerk()
    clerk.press("3", "open")
    real = {
        "venue_id": hall.venue, "counter_id": "3", "token": hall.issue().json()["token"],
    }  # fmt: skip
    cookies, headers = clerk.http.cookies.get_dict(), {"X-CSRF-Token": clerk.http.headers["X-CSRF-Token"]}
    schema = schemathesis.openapi.from_dict(_document(hall, service))

    def ask(case: Any) -> None:
        """Send the case as generated, then with existing ids, since most random ids do not exist."""
        nonlocal count
        for existing in ({}, real):
            case.path_parameters = {n: existing.get(n, v) for n, v in (case.path_parameters or {}).items()}
            if existing and isinstance(case.body, dict) and "service" in case.body:
                case.body["service"] = "ktp-el"
            signed_in = (
                {}
                if case.path == SIGN_IN and case.method != "GET"
                else {"cookies": cookies, "headers": headers}
            )
            answer = case.call(
                base_url=hall.ready[service], allow_redirects=False, timeout=PATIENCE_S, **signed_in
            )
            case.validate_response(answer, checks=CHECKS)
            count += 1

    for result in schema.get_all_operations():
        operation = result.ok()
        _generate(operation, GenerationMode.POSITIVE, ask)
        if any(
            body.media_type == "application/json" for body in operation.body
        ):  # any bytes are a valid file
            _generate(operation, GenerationMode.NEGATIVE, ask)

    assert count > 2 * EXAMPLES
    assert hall.answers()


@pytest.mark.parametrize("service", SERVICES)
def test_a_method_that_is_not_there_is_refused_with_those_that_are(hall: RunningHall, service: str) -> None:
    response = requests.patch(f"{hall.ready[service]}/healthz", timeout=PATIENCE_S)

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_a_problem_that_the_document_does_not_name_fails_every_test_that_meets_it(hall: RunningHall) -> None:
    """Clerks in all tests check each problem like this; schemathesis checks the rest, above."""
    response = requests.get(f"{hall.tickets}/venues/nowhere", timeout=PATIENCE_S)
    assert response.json()["slug"] == "unknown-venue"

    check_problem(response)
    response._content = response.content.replace(b"unknown-venue", b"unknown-slug")
    with pytest.raises(AssertionError, match="unknown-slug"):
        check_problem(response)


def test_a_document_that_could_not_be_read_is_read_at_the_next_problem(
    hall: RunningHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_away(*_: object, **__: object) -> requests.Response:
        raise requests.ConnectionError

    response = requests.get(
        f"{hall.tickets}/venues/nowhere".replace("127.0.0.1", "localhost"), timeout=PATIENCE_S
    )
    response._content = response.content.replace(b"unknown-venue", b"unknown-slug")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(requests, "get", is_away)
        check_problem(response)

    with pytest.raises(AssertionError, match="unknown-slug"):
        check_problem(response)


def _document(hall: RunningHall, service: str) -> dict[str, Any]:
    document: dict[str, Any] = requests.get(
        f"{hall.ready[service]}/api/{service}/openapi.json", timeout=PATIENCE_S
    ).json()
    return document


def _generate(operation: Any, mode: GenerationMode, ask: Callable[[Any], None]) -> None:
    @bounded
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        ask(case)

    run()
