"""The load during a fault: kiosks, clerks and boards, and a witness that records what they saw."""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import websocket

from rig.devices import Kiosk

ANSWERED_WITHIN_S = 40.0
ONE_ANSWER_WITHIN_S = 8.0
RETRY_AFTER_S = 0.1
RETRY_STATUSES = (429, 503)
PAUSE_S = (0.005, 0.04)
PRIORITY_SHARE = 0.15
"""Share of the kiosks' numbers with a priority by law."""
EVENT, REFUSED = "42/board,", "44/board,"
AFTER_CALL = ("start", "start", "start", "recall", "no-show")

Json = dict[str, Any]


class Witness:
    """Records what clients saw in a file, one JSON object per line."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._guard = threading.Lock()
        self._lines: list[Json] = []

    def record(self, **line: Any) -> None:
        """Append a line."""
        with self._guard:
            self._lines.append(line)
            with self.file.open("a") as out:
                out.write(json.dumps(line) + "\n")

    def lines(self) -> list[Json]:
        """Return the lines recorded so far."""
        with self._guard:
            return self._lines[:]

    def first_after(self, at: float, verbs: tuple[str, ...]) -> float | None:
        """
        Return when all of these verbs had succeeded once, begun after ``at``; None: not yet.

        Verb "board": a board received a state; "screen": it received the first one after a reconnect.
        """
        with self._guard:
            firsts = [
                next(
                    (line["ended"] for line in self._lines if _succeeded(line, verb) and line["began"] > at),
                    None,
                )
                for verb in verbs
            ]
        return None if None in firsts else max(f for f in firsts if f is not None)


def _succeeded(line: Json, verb: str) -> bool:
    return bool(line["verb"] == verb and (line["saw"] == "board" or line["status"] in (200, 201)))


class Client:
    """An API client of one actor: presses with a request key, and retries with the same key until answered."""

    def __init__(self, witness: Witness, kiosk: Kiosk) -> None:
        """kiosk: the paired kiosk at which it takes numbers, because the public may not take so many."""
        self.http = requests.Session()
        self.actor = "public"
        self._witness, self._kiosk = witness, kiosk

    def press(
        self, verb: str, url: str, body: Json, *, counter: str | None = None, key: str | None = None
    ) -> requests.Response | None:
        """Press, and return the response; None: no response in time."""
        key, slowest, began = key or uuid.uuid4().hex, 0.0, time.monotonic()
        answer, is_issue = None, verb == "issue"
        headers = {"Idempotency-Key": key} | (self._kiosk.headers if is_issue else {})
        while time.monotonic() < began + ANSWERED_WITHIN_S:
            sent_at = time.monotonic()
            try:
                answer = self.http.post(url, json=body, headers=headers, timeout=ONE_ANSWER_WITHIN_S)
            except requests.RequestException:
                answer = None
            slowest = max(slowest, time.monotonic() - sent_at)
            if answer is not None and answer.status_code < 500:
                break
            time.sleep(RETRY_AFTER_S)
        result = answer.json() if answer is not None and answer.status_code < 300 else {}
        ticket = result.get("number") if is_issue else (result.get("ticket") or {}).get("number")
        if verb in ("finish", "no-show") and answer is not None and answer.status_code == 200:
            ticket = body.get("ticket")
        self._witness.record(
            saw="press", verb=verb, actor=f"device:{self._kiosk.id}" if is_issue else self.actor, key=key, counter=counter,
            began=began, ended=time.monotonic(), slowest=slowest,
            status=answer.status_code if answer is not None else 0, ticket=ticket, replayed=result.get("replayed", False),
        )  # fmt: skip
        return answer

    def sign_in(self, base: str, staff: Json) -> None:
        """Sign in as staff."""
        answer = self.post(f"{base}/session", staff)
        answer.raise_for_status()
        self.http.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        self.actor = f"staff:{staff['username']}"

    def post(self, url: str, body: Json) -> requests.Response:
        """Post a request that is not checked; retry while the service is unreachable, or answers 429 or 503."""
        answer, deadline = None, time.monotonic() + ANSWERED_WITHIN_S
        while answer is None or (answer.status_code in RETRY_STATUSES and time.monotonic() < deadline):
            try:
                answer = self.http.post(url, json=body, timeout=ONE_ANSWER_WITHIN_S)
            except requests.RequestException:
                if time.monotonic() > deadline:
                    raise
            if answer is None or answer.status_code in RETRY_STATUSES:
                time.sleep(RETRY_AFTER_S)
        return answer


class Load:
    """Kiosks and clerks that press until stopped, and boards that watch."""

    def __init__(
        self, ready: Json, witness: Witness, *, seed: int, services: list[str], counters: list[str],
        paired: list[Kiosk], kiosks: int = 3, boards: int = 2, ticketing: list[str] | None = None,
    ) -> None:  # fmt: skip
        self.witness, self._ready, self._stop = witness, ready, threading.Event()
        self._may_press = threading.Event()
        self._may_press.set()
        self._services, self._paired = services, paired
        self._kiosk_urls = ticketing or [ready["ticketing"]]
        self.staff_url = f"{ready['counter']}/api/counter/v1"
        self.counter_url = f"{self.staff_url}/venues/{ready['venue']}/counters"
        self._boards = [Board(ready, witness, f"board-{n}") for n in range(boards)]
        chances = [random.Random(seed + n) for n in range(kiosks + len(counters))]
        self._chances = chances[kiosks:]
        self._counters = counters
        self._threads = [
            threading.Thread(target=self._kiosk, args=(chance, n), daemon=True)
            for n, chance in enumerate(chances[:kiosks])
        ]
        self.failed: list[str] = []

    def start(self) -> None:
        """
        Start the clients, once every clerk has signed in.

        A sign-in interrupted by a fault counts as a wrong try, and after several the service would throttle all clerks.
        """
        self._threads += [
            threading.Thread(target=self._clerk, args=(chance, counter, self.new_client()), daemon=True)
            for chance, counter in zip(self._chances, self._counters, strict=True)
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Load:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.close()

    def stop(self) -> None:
        """Stop the clients after every press was answered."""
        self._stop.set()
        self._may_press.set()
        for thread in self._threads:
            thread.join(ANSWERED_WITHIN_S + 5)

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Let kiosks and clerks begin no press, while the boards continue to watch."""
        self._may_press.clear()
        try:
            yield
        finally:
            self._may_press.set()

    def close(self) -> None:
        """Close the boards."""
        for board in self._boards:
            board.close()

    def boards_settled(self, last_call: int, within_s: float) -> bool:
        """Wait until every board has received the last call; return whether it did in time."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if all(board.seq >= last_call for board in self._boards):
                return True
            time.sleep(0.05)
        return False

    def new_client(self) -> Client:
        """Return another signed-in client."""
        client = Client(self.witness, self._paired[0])
        client.sign_in(self.staff_url, self._ready["staff"])
        return client

    def issue(self, client: Client, service: str | None = None, **more: Any) -> requests.Response | None:
        """Ask for a ticket."""
        url = f"{self._kiosk_urls[0]}/api/ticketing/v1/venues/{self._ready['venue']}/tickets"
        return client.press("issue", url, {"service": service or self._services[0]}, **more)

    def _kiosk(self, chance: random.Random, number: int) -> None:
        client = Client(self.witness, self._paired[number % len(self._paired)])
        base = self._kiosk_urls[number % len(self._kiosk_urls)]
        url = f"{base}/api/ticketing/v1/venues/{self._ready['venue']}/tickets"
        while self._may_press.wait() and not self._stop.is_set():
            priority = {"priority": "elderly"} if chance.random() < PRIORITY_SHARE else {}
            client.press("issue", url, {"service": chance.choice(self._services)} | priority)
            time.sleep(chance.uniform(*PAUSE_S))

    def _clerk(self, chance: random.Random, counter: str, client: Client) -> None:
        try:
            url = f"{self.counter_url}/{counter}"
            client.post(f"{url}/open", {})
            while self._may_press.wait() and not self._stop.is_set():
                answer = client.press("next", f"{url}/next", {"finish": True}, counter=counter)
                ticket = answer.json().get("ticket") if answer is not None and answer.ok else None
                if ticket:
                    verb = chance.choice(AFTER_CALL)
                    client.press(verb, f"{url}/{verb}", {"ticket": ticket["id"]}, counter=counter)
                time.sleep(chance.uniform(*PAUSE_S))
        except Exception as error:  # noqa: BLE001 - reported in the table
            self.failed.append(f"clerk at {counter}: {error!r}")


class Board:
    """A screen that records the received states in order, and reconnects by itself."""

    def __init__(self, ready: Json, witness: Witness, name: str) -> None:
        self.seq = 0
        self._witness, self._name, self._venue = witness, name, ready["venue"]
        self._address = ready["display"].replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
        self._past_epochs: set[str] = set()
        self._epoch = ""
        self._closed = False
        self._socket: websocket.WebSocket | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close the connection."""
        self._closed = True
        if self._socket is not None:
            self._socket.shutdown()  # type: ignore[no-untyped-call]
        self._thread.join(5)

    def _watch(self) -> None:
        while not self._closed:
            try:
                self._socket = websocket.create_connection(self._address, timeout=15)
                self._socket.send(f'40/board,{{"venue":"{self._venue}"}}')
                fresh = True
                while text := self._socket.recv():
                    if text == "2":
                        self._socket.send("3")
                    elif text.startswith(REFUSED):  # type: ignore[arg-type]
                        break
                    elif text.startswith(EVENT):  # type: ignore[arg-type]
                        event, data = json.loads(text[len(EVENT) :])
                        if event == "board":
                            self._receive(data)
                            if fresh:
                                self._record("screen", data)
                            fresh = False
            except (OSError, websocket.WebSocketException, ValueError):
                pass
            time.sleep(RETRY_AFTER_S)

    def _receive(self, board: Json) -> None:
        """Accept a state as freshness.js does: ignore states of past epochs."""
        if board["epoch"] != self._epoch:
            if board["epoch"] in self._past_epochs:
                return
            self._past_epochs.add(self._epoch)
            self._epoch = board["epoch"]
        self.seq = max([board["seq"], *(call["seq"] for call in board["calls"])])
        self._record("board", board)

    def _record(self, verb: str, board: Json) -> None:
        now = time.monotonic()
        self._witness.record(
            saw="board", verb=verb, screen=self._name, at=now, began=now, ended=now, seq=board["seq"],
            epoch=board["epoch"], calls=[[call["number"], call["counter"]] for call in board["calls"]],
        )  # fmt: skip
