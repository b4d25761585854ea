"""
The role × verb table: the server refuses what a role may not do, from the session alone.

Every role requests every documented route of the counter service; a route that is in no table fails here.
"""

from __future__ import annotations

from typing import Any

import pytest
import requests

from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S
from services.counter.context import context
from services.counter.hall.verbs import VERBS
from services.staff.permissions import (
    BY_VERB,
    PERMISSIONS,
    ROLES,
    permissions_of,
    required_permission,
)

HARMLESS = {
    "venue_id": "mpp-kupang", "counter_id": "40", "number": "Z-999", "username": "nobody-here",
    "section": "services", "item_id": "nothing", "device_id": "nothing", "follow_up_id": "nothing",
}  # fmt: skip
OPEN_TO_ALL = {
    ("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/metrics"), ("GET", "/api/counter/openapi.json"),
    ("GET", "/counter"), ("GET", "/supervisor"), ("GET", "/reception"), ("GET", "/admin"), ("GET", "/follow-ups"),
    ("GET", "/admin/outreach"),
    ("POST", "/api/counter/v1/session"), ("POST", "/api/counter/v1/first-admin"),
}  # fmt: skip
"""Health checks, the pages (which ask for a sign-in themselves), and signing in."""


def documented(hall: RunningHall) -> dict[tuple[str, str], str | None]:
    """Map (method, path) of every documented route to the permission it requires."""
    document = requests.get(f"{hall.ready['counter']}/api/counter/openapi.json", timeout=PATIENCE_S).json()
    return {
        (method.upper(), path): operation.get("x-permission")
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def secured_routes(hall: RunningHall) -> list[tuple[str, str, str]]:
    """List (method, path, permission) of every route that needs a session, with one item per verb of a counter."""
    routes = []
    for (method, path), may in documented(hall).items():
        if (method, path) in OPEN_TO_ALL:
            continue
        for verb in VERBS if may == BY_VERB else [""]:
            parts = HARMLESS | {"verb": verb}
            routes.append((method, path.format(**parts), required_permission(may or "", parts)))
    return routes


@pytest.fixture(scope="module")
def people(hall: RunningHall) -> dict[str, Clerk]:
    """One account per role."""
    return {role: hall.staff(role) for role in ROLES}


def test_every_documented_route_says_which_permission_it_needs_or_is_open_to_all(hall: RunningHall) -> None:
    routes = documented(hall)

    assert {route for route, may in routes.items() if may is None} == OPEN_TO_ALL
    assert set(routes.values()) - {None, BY_VERB} <= set(PERMISSIONS)


def test_every_route_of_the_app_is_documented_but_the_way_home() -> None:
    from services.counter.app import create_app
    from services.web.settings import Settings

    app = create_app(Settings(redis_url="redis://127.0.0.1:1/0"))
    with app.app_context():
        context().stop()

    silent = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "antre_route" not in app.view_functions[rule.endpoint].__dict__
    }
    assert silent == {"/", "/static/counter/<path:filename>", "/static/counter/shared/<path:name>"}


def test_every_verb_is_a_permission_and_every_permission_has_a_role() -> None:
    assert set(VERBS) <= set(PERMISSIONS)
    assert all(may and may <= set(ROLES) for may in PERMISSIONS.values())


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_is_refused_whatever_the_page_shows(
    hall: RunningHall, people: dict[str, Clerk], role: str
) -> None:
    table, clerk = secured_routes(hall), people[role]
    forbidden = [(method, path) for method, path, permission in table if role not in PERMISSIONS[permission]]

    answers = {
        (method, path): (response.status_code, response.json().get("slug"))
        for method, path in forbidden
        for response in [ask(hall, clerk, method, path)]
    }

    assert {pair: result for pair, result in answers.items() if result != (403, "forbidden")} == {}
    assert len(answers) == len(forbidden)
    assert forbidden or role == "supervisor"


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_is_not_refused_for_its_role(
    hall: RunningHall, people: dict[str, Clerk], role: str
) -> None:
    """Requests name items that do not exist, so that nothing changes; signing out is tested elsewhere."""
    clerk = people[role]
    allowed = [
        (method, path) for method, path, permission in secured_routes(hall)
        if role in PERMISSIONS[permission] and not (method == "DELETE" or path.endswith("/open"))
    ]  # fmt: skip

    refused = {
        (method, path)
        for method, path in allowed
        for response in [ask(hall, clerk, method, path)]
        if "json" in response.headers["Content-Type"] and response.json().get("slug") == "forbidden"
    }

    assert refused == set()
    assert permissions_of([role])


def test_without_a_session_every_one_of_them_is_401(hall: RunningHall) -> None:
    answers = {
        (method, path): requests.request(
            method, f"{hall.ready['counter']}{path}", json={}, timeout=PATIENCE_S
        ).status_code
        for method, path, _ in secured_routes(hall)
    }

    assert set(answers.values()) == {401}


def test_without_the_csrf_token_nothing_is_changed_by_anybody(
    hall: RunningHall, people: dict[str, Clerk]
) -> None:
    cookies = dict(people["admin"].http.cookies) | dict(people["supervisor"].http.cookies)
    changing = [(method, path) for method, path, _ in secured_routes(hall) if method != "GET"]

    answers = [
        requests.request(
            method, f"{hall.ready['counter']}{path}", json={}, cookies=cookies, timeout=PATIENCE_S
        )
        for method, path in changing
    ]

    assert {(a.status_code, a.json()["slug"]) for a in answers} == {(403, "csrf-missing")}


def test_an_auditor_may_look_at_all_and_change_nothing(hall: RunningHall) -> None:
    changing = {p for (method, _), p in documented(hall).items() if method == "POST" and p}

    assert not permissions_of(["auditor"]) & ((changing - {"signed-in"}) | set(VERBS))
    assert {"hall", "house", "staff", "audit"} <= permissions_of(["auditor"])


def ask(hall: RunningHall, clerk: Clerk, method: str, path: str, **more: Any) -> requests.Response:
    body = {} if method != "GET" else None
    return clerk.http.request(method, f"{hall.ready['counter']}{path}", json=body, timeout=PATIENCE_S, **more)
