"""Screens for tests: Socket.IO clients that record the events they receive, and a second display service."""

from __future__ import annotations

import contextlib
import functools
import os
import queue
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import engineio
import requests
import socketio

from rig.running import ROOT, Clerk, RunningHall, free_base_port
from rig.waiting import PATIENCE_S, wait_for

STOPS_WITHIN_S = 10
"""A container that has not stopped by then is killed."""
CLOSE_WITHIN_S = 0.1


def calls(board: dict[str, Any], number: str) -> bool:
    """Return whether the newest call of a board has this number."""
    return bool(board["calls"]) and board["calls"][0]["number"] == number


class Refused(Exception):
    """The display refused the connection; the text is the slug."""


class _InOrder(engineio.Client):  # type: ignore[misc] # the library has no types
    """Handles messages one after another, as a browser does; the library's threads could reorder them."""

    def _trigger_event(self, event: str, *arguments: Any, **options: Any) -> Any:
        return super()._trigger_event(event, *arguments, **options | {"run_async": False})


class _Connection(socketio.Client):  # type: ignore[misc] # the library has no types
    """A connection that does not wait for the server's reply to its close frame, which takes werkzeug seconds."""

    def _engineio_client_class(self) -> type[engineio.Client]:
        return _InOrder

    def disconnect(self) -> None:
        if self.eio.ws is not None:
            self.eio.ws.close = functools.partial(self.eio.ws.close, timeout=CLOSE_WITHIN_S)
        super().disconnect()


class Screen:
    """A Socket.IO client that records the received events in order."""

    def __init__(self, url: str, namespace: str, auth: Any, origin: str | None = None) -> None:
        self.events: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
        options = {"origin": origin} if origin else {}
        self.client = _Connection(reconnection=False, websocket_extra_options=options)
        self.client.on("*", lambda event, data=None: self.events.put((event, data)), namespace=namespace)
        refused: list[str] = []
        self.client.on("connect_error", lambda data: refused.append(str(data)), namespace=namespace)
        try:
            self.client.connect(
                url,
                transports=["websocket"],
                auth=auth,
                namespaces=[namespace],
                wait_timeout=PATIENCE_S,
            )
        except socketio.exceptions.ConnectionError as error:
            raise Refused(refused[0] if refused else str(error)) from error

    def next(
        self,
        event_name: str,
        within_s: float = PATIENCE_S,
        *,
        where: Callable[[Any], bool] = bool,
        **members: Any,
    ) -> dict[str, Any]:
        """
        Return the next event of this name that has these members and satisfies ``where``.

        A screen may receive more states than a test makes presses, so wait for what the press changed, never for
        "the next event".
        """
        deadline = time.monotonic() + within_s
        while True:
            event, data = self.events.get(timeout=max(0.01, deadline - time.monotonic()))
            if (
                event == event_name
                and where(data)
                and all(data.get(key) == value for key, value in members.items())
            ):
                return data

    def unread(self, event: str, data: dict[str, Any]) -> None:
        """Put an event back at the front of the queue."""
        self.events.queue.appendleft((event, data))

    def close(self) -> None:
        self.client.disconnect()


@contextlib.contextmanager
def display_beside(
    hall: RunningHall, mode: str, *, files_max: int | None = None, **more: str
) -> Iterator[str]:
    """Run a second display service beside the hall's own, perhaps with few files it may open; yield its URL."""
    port = free_base_port()
    env = os.environ | {
        "PYTHONPATH": str(ROOT), "ANTRE_REDIS_URL": hall.ready["redis"], "ANTRE_PORT": str(port),
        "ANTRE_DISPLAY_ASYNC": mode, "ANTRE_PAGE_ORIGINS": f":{hall.port + 1}", "ANTRE_LOG_LEVEL": "error",
    } | more  # fmt: skip
    command = [sys.executable, "-m", "services.display.serve"]
    if files_max:
        command = ["sh", "-c", f'ulimit -n {files_max} && exec "$@"', "sh", *command]
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: _is_ready(url), what="the display")
        yield url
        process.terminate()
        process.wait(STOPS_WITHIN_S)
    finally:
        process.kill()
        process.wait()


def _is_ready(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=1).ok
    except requests.RequestException:
        return False


def service_of(hall: RunningHall, clerk: Clerk, counter: str) -> str:
    """Open a counter and empty its lines; return an open service of it."""
    venue = requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()
    is_open = {s["id"] for agency in venue["agencies"] for s in agency["services"] if s["open"]}
    clerk.press(counter, "open")
    while clerk.press(counter, "next", finish=True).json()["ticket"]:
        pass
    return next(str(s["id"]) for s in clerk.state(counter)["services"] if s["id"] in is_open)
