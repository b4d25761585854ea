"""
Attackers who send bodies that unpack: pictures, house files, deep JSON. Each attacks from when it is entered until left.

The first two need an account that may edit the house, as who is signed in may be careless or not alone at the PC.
"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import requests
from PIL import Image

from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S

ATTACKERS = 4
LONG_S = 120.0
"""A picture may be converted for so long, on a busy machine."""


def heavy_picture(size: tuple[int, int] = (6_000, 4_000), mode: str = "RGBA") -> bytes:
    """Give a PNG of about 93 kB that unpacks to 96 MB, several times while it is scaled."""
    made = io.BytesIO()
    Image.new(mode, size).save(made, "PNG")
    return made.getvalue()


def heavy_house_file(keys: int = 90_000) -> str:
    """Give 1.7 MB of YAML that is no house, with a mistake in every line."""
    return "".join(f"key{n}: [{n}]\n" for n in range(keys))


def deep_json(levels: int = 7_000) -> bytes:
    """Give JSON of so many levels."""
    return b'{"service":' + b"[" * levels + b"]" * levels + b"}"


@contextmanager
def pictures(hall: RunningHall) -> Iterator[None]:
    """Upload the heaviest picture over and over, several at once."""
    picture, admin = heavy_picture(), hall.admin
    headers = {"Content-Type": "application/octet-stream"}
    with _over_and_over(lambda: _post(admin, f"{hall.counters}/media", picture, headers)):
        yield


@contextmanager
def house_files(hall: RunningHall) -> Iterator[None]:
    """Import a heavy house file over and over, several at once."""
    body, admin = json.dumps({"text": heavy_house_file()}).encode(), hall.admin
    headers = {"Content-Type": "application/json"}
    with _over_and_over(lambda: _post(admin, f"{hall.counters}/house/import", body, headers)):
        yield


@contextmanager
def deep_bodies(hall: RunningHall) -> Iterator[None]:
    """Send deep JSON to every service, without an account."""
    body, headers = deep_json(), {"Content-Type": "application/json"}
    urls = [
        f"{hall.tickets}/venues/{hall.venue}/tickets", f"{hall.counters}/session",
        f"{hall.ready['display']}/api/display/v1/pairings",
    ]  # fmt: skip

    def send() -> None:
        for url in urls:
            requests.post(url, data=body, headers=headers, timeout=PATIENCE_S)

    with _over_and_over(send):
        yield


def _post(clerk: Clerk, url: str, body: bytes, headers: dict[str, str]) -> None:
    requests.post(
        url, data=body, cookies=clerk.http.cookies, timeout=LONG_S,
        headers=headers | {"X-CSRF-Token": str(clerk.http.headers["X-CSRF-Token"])},
    )  # fmt: skip


@contextmanager
def _over_and_over(act: Callable[[], None]) -> Iterator[None]:
    stop = threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            try:
                act()
            except requests.RequestException:
                stop.wait(0.1)

    threads = [threading.Thread(target=go_on, daemon=True) for _ in range(ATTACKERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(LONG_S)
