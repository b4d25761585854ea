"""
Attackers who send decompression bombs and the like: pictures, house files, deep JSON. Each attacks during its context.

The first two need an account that may edit the house: its user may be careless, or share the PC with an attacker.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import requests
from PIL import Image

from rig.attackers.raid import Raid, raid
from rig.running import Clerk, RunningHall

ATTACKERS = 4
LONG_S = 120.0
"""Timeout of a picture's conversion on a busy machine."""


def heavy_picture(size: tuple[int, int] = (6_000, 4_000), mode: str = "RGBA") -> bytes:
    """Return a PNG of about 93 kB that decodes to 96 MB, and to several times that while it is scaled."""
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, "PNG")
    return buffer.getvalue()


def heavy_house_file(keys: int = 90_000) -> str:
    """Return 1.7 MB of YAML that is not a house, with a mistake in every line."""
    return "".join(f"key{n}: [{n}]\n" for n in range(keys))


def deep_json(levels: int = 7_000) -> bytes:
    """Return JSON with ``levels`` nested arrays."""
    return b'{"service":' + b"[" * levels + b"]" * levels + b"}"


@contextmanager
def pictures(hall: RunningHall) -> Iterator[None]:
    """Upload the heaviest picture repeatedly, several at once."""
    headers = {"Content-Type": "application/octet-stream"} | _session(hall.admin)
    with raid(_send, [f"{hall.counters}/media"], heavy_picture(), headers, threads=ATTACKERS):
        yield


@contextmanager
def house_files(hall: RunningHall) -> Iterator[None]:
    """Import a heavy house file repeatedly, several at once."""
    body = json.dumps({"text": heavy_house_file()}).encode()
    headers = {"Content-Type": "application/json"} | _session(hall.admin)
    with raid(_send, [f"{hall.counters}/house/import"], body, headers, threads=ATTACKERS):
        yield


@contextmanager
def deep_bodies(hall: RunningHall) -> Iterator[None]:
    """Send deep JSON to every service, without an account."""
    urls = [
        f"{hall.tickets}/venues/{hall.venue}/tickets", f"{hall.counters}/session",
        f"{hall.ready['display']}/api/display/v1/pairings",
    ]  # fmt: skip
    with raid(_send, urls, deep_json(), {"Content-Type": "application/json"}, threads=ATTACKERS):
        yield


def _session(clerk: Clerk) -> dict[str, str]:
    """Return the headers of a session."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in clerk.http.cookies)
    return {"Cookie": cookies, "X-CSRF-Token": str(clerk.http.headers["X-CSRF-Token"])}


def _send(raid: Raid, number: int, urls: Sequence[str], body: bytes, headers: dict[str, str]) -> None:
    raid.begin()
    while not raid.is_over:
        for url in urls:
            try:
                raid.count(str(requests.post(url, data=body, headers=headers, timeout=LONG_S).status_code))
            except requests.RequestException:
                raid.count("0")
                raid.rest(0.1)
