"""Pair devices through the API, as a screen and an admin do."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

import requests

from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S


def request_code(hall: RunningHall) -> dict[str, Any]:
    answer = requests.post(f"{hall.ready['display']}/api/display/v1/pairings", json={}, timeout=PATIENCE_S)
    assert answer.status_code == 201, answer.text
    pairing: dict[str, Any] = answer.json()
    return pairing


def poll(hall: RunningHall, secret: str) -> requests.Response:
    return requests.get(
        f"{hall.ready['display']}/api/display/v1/pairings/mine",
        headers={"X-Pairing": secret},
        timeout=PATIENCE_S,
    )


class Kiosk(NamedTuple):
    """A paired kiosk: its id and its token."""

    id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """Headers of its requests."""
        return {"X-Device": self.token}


def paired_kiosks(hall: RunningHall, count: int) -> list[Kiosk]:
    """Pair ``count`` kiosks with the hall; a paired kiosk may take numbers faster than the public."""
    mark = uuid.uuid4().hex[:4]  # another test may have paired kiosks with this hall
    return [paired_device(hall, f"Kiosk {n} {mark}") for n in range(1, count + 1)]


def paired_device(hall: RunningHall, name: str, kind: str = "kiosk") -> Kiosk:
    """Pair a kiosk, or a device of another kind, with the hall."""
    pairing = request_code(hall)
    paired = post(hall, hall.admin, "/devices", code=pairing["code"], name=name, kind=kind, venue=hall.venue)
    assert paired.status_code == 200, paired.text
    return Kiosk(paired.json()["device"]["id"], poll(hall, pairing["secret"]).json()["token"])


def post(hall: RunningHall, clerk: Clerk, path: str, **body: Any) -> requests.Response:
    return clerk.http.post(
        f"{hall.counters}{path}", json=body, headers={"Accept-Language": "en"}, timeout=PATIENCE_S
    )


def listed(hall: RunningHall, clerk: Clerk, id: str) -> dict[str, Any]:
    devices = clerk.http.get(f"{hall.counters}/devices", timeout=PATIENCE_S).json()["devices"]
    device: dict[str, Any] = next(d for d in devices if d["id"] == id)
    return device
