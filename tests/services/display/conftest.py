"""Fixtures for paired devices and their admin."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from rig.devices import poll, post, request_code
from rig.running import Clerk, RunningHall


@pytest.fixture(scope="module")
def admin(hall: RunningHall) -> Clerk:
    """An account with all permissions."""
    return hall.clerk()


@pytest.fixture
def devices_of(hall: RunningHall, admin: Clerk) -> Iterator[Any]:
    """Pair devices as a TV and an admin do; revoke them after the test."""
    made: list[str] = []

    def pair(**more: Any) -> tuple[dict[str, Any], str]:
        """Pair a device; return it and its token."""
        pairing = request_code(hall)
        wish = {"name": f"TV {uuid.uuid4().hex[:8]}", "kind": "tv", "venue": hall.venue} | more
        response = post(hall, admin, "/devices", code=pairing["code"], **wish)
        assert response.status_code == 200, response.text
        made.append(response.json()["device"]["id"])
        polled = poll(hall, pairing["secret"]).json()
        assert polled["state"] == "paired"
        return response.json()["device"], polled["token"]

    yield pair
    for id in made:
        post(hall, admin, f"/devices/{id}/revoke")
