"""gunicorn's threads never wait for a client: a small app behind the worker class of ticketing and counter."""

from __future__ import annotations

import hashlib
import os
import resource
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from antre.redis_server import free_port
from rig.running import ROOT
from rig.waiting import PATIENCE_S, wait_for

ANSWER_BYTES = 20_000_000
WITHIN_S = 0.4
THREADS = 6
CONNECTIONS = 40

MODULE, SETTINGS_MODULE = "small", "small_settings"
APPLICATION = f"""
import hashlib, os
from services.web import whole_requests

whole_requests.REQUEST_WITHIN_S = float(os.environ["WITHIN_S"])

def application(environ, start_response):
    body = environ["wsgi.input"].read()
    text = environ["PATH_INFO"].encode() + b" " + hashlib.sha256(body).hexdigest().encode()
    if environ["PATH_INFO"] == "/large":
        text = bytes({ANSWER_BYTES})
    status = "429 Too Many Requests" if environ["PATH_INFO"] == "/later" else "200 OK"
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
    return [text]
"""
SETTINGS = f'''
from services.web.server import *
threads, worker_connections = {THREADS}, {CONNECTIONS}


def post_worker_init(worker):
    """It is no service, and tells nobody when it can work."""
'''


class Server:
    """The app in gunicorn, with the services' settings but fewer threads and connections."""

    def __init__(self, folder: Path, within_s: float) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        (folder / MODULE).with_suffix(".py").write_text(APPLICATION)
        (folder / SETTINGS_MODULE).with_suffix(".py").write_text(SETTINGS)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", f"python:{SETTINGS_MODULE}", f"{MODULE}:application"], cwd=folder,
            env={**os.environ, "PYTHONPATH": f"{ROOT}:{folder}", "ANTRE_PORT": str(self.port), "WITHIN_S": str(within_s)},
        )  # fmt: skip
        wait_for(self.answers, what="the server")

    def answers(self) -> bool:
        try:
            return requests.get(self.url, timeout=PATIENCE_S).ok
        except requests.ConnectionError:
            return False

    def connect(self, sent: bytes = b"") -> socket.socket:
        one = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
        one.sendall(sent)
        return one

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE_S)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose request timeout is longer than any test."""
    server = Server(tmp_path_factory.mktemp("server"), PATIENCE_S)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that waits for a request only ``WITHIN_S``."""
    server = Server(tmp_path_factory.mktemp("hasty"), WITHIN_S)
    yield server
    server.stop()


def post(body: bytes, path: str = "/", more: str = "") -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


def read_all(one: socket.socket) -> bytes:
    """Read until the server closes the connection."""
    got = b""
    try:
        while data := one.recv(65_536):
            got += data
    except ConnectionResetError:
        pass
    return got


def digest(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


def test_a_request_that_comes_byte_by_byte_is_served_whole(server: Server) -> None:
    with server.connect() as one:
        for byte in post(b"abc", more="Connection: close\r\n"):
            one.sendall(bytes([byte]))

        assert read_all(one).endswith(digest(b"abc"))


def test_requests_that_come_in_one_go_are_answered_one_after_the_other(server: Server) -> None:
    with server.connect(
        post(b"one", "/1") + post(b"two", "/2") + post(b"three", "/3", "Connection: close\r\n")
    ) as one:
        got = read_all(one)

    assert [got.find(b"/%d " % n + digest(body)) >= 0 for n, body in enumerate((b"one", b"two", b"three"), 1)]
    assert got.find(b"/1 ") < got.find(b"/2 ") < got.find(b"/3 ")
    assert got.count(b"HTTP/1.1 200 OK") == 3


@pytest.mark.parametrize(
    "start", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", post(b"a" * 9_000)[:-9_000]], ids=["nothing", "head", "body"]
)  # fmt: skip
def test_a_request_that_trickles_is_given_up_after_a_time(hasty: Server, start: bytes) -> None:
    with hasty.connect(start) as one:
        one.settimeout(0.05)
        began = time.monotonic()
        while True:
            assert time.monotonic() < began + PATIENCE_S, "the trickling request did not end"
            try:
                if start:
                    one.sendall(b"a")
                if not one.recv(1):
                    break
            except TimeoutError:
                continue
            except OSError:
                break


def test_clients_that_do_not_read_their_answers_hold_no_thread(server: Server) -> None:
    with ExitStack() as held:
        for _ in range(THREADS * 2):
            held.enter_context(server.connect(post(b"", "/large")))

        assert server.answers()


def test_answers_to_come_later_are_held_in_no_thread(server: Server) -> None:
    def another_is_answered_first() -> bool:
        with ExitStack() as held:
            asking = [
                held.enter_context(server.connect(b"GET /later HTTP/1.1\r\nHost: hall\r\n\r\n"))
                for _ in range(THREADS * 2)
            ]
            assert server.answers()
            answered = select.select(asking, [], [], 0)[0]
            assert all(one.recv(20).startswith(b"HTTP/1.1 429") for one in asking)
            return not answered

    wait_for(another_is_answered_first)


def test_clients_that_do_not_close_hold_up_nobody(server: Server) -> None:
    with ExitStack() as held:
        closed = [
            held.enter_context(server.connect(post(b"", more="Connection: close\r\n"))) for _ in range(20)
        ]
        for one in closed:
            assert b"200 OK" in read_all(one)

        began = time.monotonic()
        assert server.answers()
        assert time.monotonic() - began < 20, "the server waited for each of the twenty"


def test_a_long_body_is_read_while_it_comes(server: Server) -> None:
    body = os.urandom(3_000_000)

    response = requests.post(f"{server.url}/long", data=body, timeout=PATIENCE_S)

    assert response.content.endswith(digest(body))


def test_long_bodies_that_stop_leave_threads_to_others(server: Server) -> None:
    with ExitStack() as held:
        for _ in range(THREADS * 2):
            held.enter_context(server.connect(post(b"a" * 100_000)[:-10_000]))

        assert server.answers()


def test_the_connection_that_waits_longest_makes_room_for_a_new_one(server: Server) -> None:
    with ExitStack() as held:
        idle = [held.enter_context(server.connect()) for _ in range(CONNECTIONS * 2)]

        assert server.answers()
        assert idle[0].recv(1) == b""
        idle[-1].sendall(post(b"late", more="Connection: close\r\n"))
        assert read_all(idle[-1]).endswith(digest(b"late"))


@pytest.mark.parametrize("spare", [3, 25])
def test_who_holds_more_connections_than_files_may_be_open_keeps_nobody_waiting(
    server: Server, spare: int
) -> None:
    worker = worker_of(server.process.pid)
    assert worker is not None
    before = resource.prlimit(worker, resource.RLIMIT_NOFILE)
    files = len(list(Path(f"/proc/{worker}/fd").iterdir())) + spare
    resource.prlimit(worker, resource.RLIMIT_NOFILE, (files, before[1]))
    try:
        with ExitStack() as held:
            for _ in range(CONNECTIONS - 5):
                held.enter_context(server.connect())

            assert server.answers()
    finally:
        resource.prlimit(worker, resource.RLIMIT_NOFILE, before)
    assert worker_of(server.process.pid) == worker


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 40_000, b"431"),
        (b"GET / HTTP/1.1\r\n" + b"X-A: a\r\n" * 200 + b"\r\n", b"431"),
        (b"GET /" + b"a" * 8_000 + b" HTTP/1.1\r\n\r\n", b"414"),
    ],
    ids=["long head", "many fields", "long line"],
)
def test_a_head_that_is_too_large_is_refused_at_once(server: Server, sent: bytes, status: bytes) -> None:
    with server.connect(sent) as one:
        assert read_all(one).startswith(b"HTTP/1.1 " + status)


def test_it_stops_soon_and_loads_anew_while_clients_hold_connections(tmp_path: Path) -> None:
    server = Server(tmp_path, PATIENCE_S)
    try:
        with ExitStack() as held:
            for start in (b"", b"GET / HTTP/1.1\r\nX: ", post(b"aaa")[:-1]):
                held.enter_context(server.connect(start))
            before = worker_of(server.process.pid)
            server.process.send_signal(signal.SIGHUP)
            wait_for(lambda: worker_of(server.process.pid) not in (None, before), what="a new worker")
            wait_for(server.answers, what="a response of the new worker")
            held.enter_context(server.connect(post(b"aaa")[:-1]))
    finally:
        server.stop()


def worker_of(master: int) -> int | None:
    """Return the only child of gunicorn's master; None while there are none or two."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return int(children[0]) if len(children) == 1 else None
