"""
The hall in containers, on a real engine: first start, failures of every part, stop and restart.

The command is ``$ANTRE_COMPOSE`` (default ``docker compose``). Without an engine this journey is reported as
skipped, in CI too; a CI that names a command must have an engine.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import pytest
import requests
import urllib3

from rig import running
from rig.attackers.numbers import number_flood
from rig.attackers.slow_clients import half_open, partial_heads, slow_bodies
from rig.attackers.sockets import UNKNOWN_EVENT, flooding
from rig.browsers.pages import BOARD, CLERK, KIOSK, Pages, press_key, sign_in, take_number
from rig.composed import (
    ANSWERED_WITHIN_S,
    TICKETS,
    Composed,
    EngineHangs,
    composed,
    house_open_now,
    take_a_number,
)
from rig.screens import Screen
from rig.waiting import wait_for
from services.counter.house.house_file import SAMPLE

HEALED_WITHIN_S = 20.0
CONTAINERS = {
    "ticketing": f"/kiosk/{SAMPLE}", "counter": "/counter", "display": f"/board/{SAMPLE}",
    "reports": "/static/reports/report.css", "gateway": "/healthz", "redis": f"/kiosk/{SAMPLE}",
}  # fmt: skip
"""The containers to kill, and the page that shows that each is back."""

STRIKES: dict[str, Callable[[str], AbstractContextManager[None]]] = {
    "1,500 half-open": lambda url: half_open(url, 1_500),
    "200 partial heads": lambda url: partial_heads(url, 200),
    "60 slow bodies for ticketing": lambda url: slow_bodies(url, 60, TICKETS),
    "60 slow bodies for counter": lambda url: slow_bodies(url, 60, "/api/counter/v1/session"),
    "60 slow bodies for display": lambda url: slow_bodies(url, 60, "/api/display/v1/pairings"),
}
FLOODED_WITHIN_S = 300.0
"""Within this time a flood has used up the limit of one address."""

AT_ONCE, VISITS = 8, 80
"""Visitors who take a number, look at it and leave, while each service runs twice."""

SLOW_BYTES = 45
"""This many bytes, three per 0.3 s, take longer than a service's request timeout."""

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def compose() -> Iterator[Composed]:
    with composed() as hall:
        yield hall


def test_an_engine_that_hangs_blocks_nobody_and_is_named() -> None:
    """The command has a child, which must be killed too."""
    with pytest.raises(EngineHangs, match=r"sleep 1000.* was killed\. Last output: going down"):
        Composed().run("sh", "-c", "echo going down; sleep 1000 & sleep 1000", within_s=5)


def test_the_compose_file_is_whole_and_closed(compose: Composed) -> None:
    done = compose.run(*compose.command, "config", "--format", "json")
    assert done.stderr == ""
    services = json.loads(done.stdout)["services"]

    for name, service in services.items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["pids_limit"], name
        assert service["mem_limit"], name
        assert service["logging"]["options"]["max-size"], name
        assert service["restart"] == ("no" if name == "secrets" else "unless-stopped"), name
        assert "ports" not in service or name == "gateway"
    assert set(services["redis"]["networks"]) == {"inside"}
    assert json.loads(done.stdout)["networks"]["inside"]["internal"]


def figures_count(compose: Composed, tickets: int) -> None:
    """Wait for the figures of the service for which all numbers were taken; other services have more."""
    output = compose("exec", "-T", "counter", "antre", "staff", "add", "ani", "--role", "auditor")
    with requests.Session() as http:
        staff = {"username": "ani", "password": output.split()[1]}
        running.sign_in(http, f"{compose.url}/api/counter/v1/session", staff)
        year = datetime.now(UTC).year
        url = f"{compose.url}/api/reports/v1/venues/{SAMPLE}/years/{year}"

        def counted() -> bool:
            agencies = http.get(url, timeout=30).json().get("agencies", [])
            return any(
                (one["id"], one["tickets"]) == ("ktp-el", tickets) for a in agencies for one in a["services"]
            )

        wait_for(counted, what="the figures")


def test_the_hall_stands_in_containers(
    compose: Composed, pages: Pages, capsys: pytest.CaptureFixture[str]
) -> None:
    def timed(step: str, began: float) -> None:
        with capsys.disabled():
            print(f"\n  compose: {step:<28}{time.monotonic() - began:6.1f} s", end="")

    # Given a house of containers, started from nothing by the two commands of the README
    began = time.monotonic()
    compose("up", "-d", "--build", "--wait")
    timed("up from nothing", began)
    compose("exec", "-T", "counter", "antre", "house", "load", "-", given=house_open_now())
    output = compose("exec", "-T", "counter", "antre", "staff", "add", "budi", "--role", "clerk")
    staff = {"username": "budi", "password": output.split()[1]}

    board = pages.open(f"{compose.url}/board/{SAMPLE}", BOARD)
    kiosk = pages.open(f"{compose.url}/kiosk/{SAMPLE}", KIOSK)
    clerk = pages.open(f"{compose.url}/counter", CLERK)
    sign_in(clerk, staff, "3")
    taken: list[str] = []

    def a_number_is_taken_called_and_seen() -> None:
        taken.append(take_number(kiosk, "dukcapil", "ktp-el"))
        press_key(clerk, "Enter", '[data-state="called"]')
        called = clerk.get_attribute("[data-number]", "data-number")
        assert called == taken[-1]
        board.wait_for_selector(f'[data-calls] li[data-number="{called}"]', state="attached", timeout=30_000)
        press_key(clerk, "Enter", '[data-state="serving"]')
        press_key(clerk, "0", '[data-main][data-verb="next"]')

    a_number_is_taken_called_and_seen()
    timed("first number called", began)

    # When every service, the gateway and Redis are killed at once
    for container, page in CONTAINERS.items():
        started = compose.docker("inspect", "-f", "{{.State.StartedAt}}", f"{compose.project}-{container}-1")
        began = time.monotonic()
        compose.kill(container)
        wait_for(
            lambda name=container, before=started: before
            != compose.docker("inspect", "-f", "{{.State.StartedAt}}", f"{compose.project}-{name}-1"),
            HEALED_WITHIN_S, f"{container} starts again",
        )  # fmt: skip
        wait_for(lambda path=page: compose.answers(path), HEALED_WITHIN_S, f"{container} answers again")
        timed(f"{container} killed, back", began)
        # Then the day continues where it was
        a_number_is_taken_called_and_seen()

    # When Redis is restarted, every service doubled, and all stopped and restarted with the same volume
    for step, arguments in {
        "redis restarted": [("restart", "redis")],
        "two of each service": [
            ("up", "-d", "--wait", "--scale", "ticketing=2", "--scale", "counter=2", "--scale", "display=2")
        ],
        "down and up": [("down",), ("up", "-d", "--wait")],
    }.items():
        began = time.monotonic()
        for command, *more in arguments:
            compose.down(*more) if command == "down" else compose(command, *more)
        timed(step, began)
        a_number_is_taken_called_and_seen()
        if step == "two of each service":
            nobody_misses_what_they_wrote(compose)

    # Then the figures, through the gateway and by the counter service's session, count every number
    figures_count(compose, len(taken))
    # And each number was issued once, without gaps
    assert taken == [f"A-{n:03}" for n in range(1, len(taken) + 1)]
    # And no log reports damage, and none contains a secret
    logs = compose("logs", "--no-color")
    for word in ("foreign", "Traceback", staff["password"], "past_differs"):
        assert word not in logs


@pytest.mark.parametrize("strike", STRIKES)
def test_slow_clients_keep_nobody_waiting_behind_the_gateway(compose: Composed, strike: str) -> None:
    compose("up", "-d", "--wait")
    with STRIKES[strike](compose.url):
        for _ in range(3):
            response = take_a_number(compose)
            assert response.status_code == 201, response.text
            for path in ("/healthz", "/counter", f"/board/{SAMPLE}"):
                response = requests.get(compose.url + path, timeout=ANSWERED_WITHIN_S)
                assert response.status_code == 200, path


def test_a_slow_request_is_given_up_by_its_service_and_the_gateway_holds_that_against_nobody(
    compose: Composed,
) -> None:
    compose("up", "-d", "--wait")
    with ExitStack() as held:
        slow = {}
        for path in (TICKETS, "/api/counter/v1/session", "/api/display/v1/pairings"):
            one = slow[path] = held.enter_context(socket.create_connection(("127.0.0.1", compose.port), 0.1))
            head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {SLOW_BYTES}\r\n\r\n"
            one.sendall(head.encode())
        answers: dict[str, bytes] = {}
        for n in range(SLOW_BYTES):
            is_last = n == SLOW_BYTES - 1
            for path, one in slow.items():
                if path not in answers:
                    one.sendall(b" ")
                    one.settimeout(ANSWERED_WITHIN_S if is_last else 0.1)
                    with nullcontext() if is_last else suppress(TimeoutError):
                        answers[path] = one.recv(100)

    for path, answer in answers.items():
        assert answer.startswith(b"HTTP/1.1 408 "), (path, answer)


def test_a_flood_on_the_socket_keeps_no_call_off_a_board_behind_the_gateway(compose: Composed) -> None:
    compose("up", "-d", "--wait")
    board = Screen(compose.url, "/board", {"venue": SAMPLE})
    with flooding(compose.url, SAMPLE, UNKNOWN_EVENT) as tally:
        for _ in range(5):
            seq = board.next("board")["seq"]
            assert take_a_number(compose).ok
            board.unread("board", board.next("board", where=lambda state, seq=seq: state["seq"] > seq))
    board.close()

    assert tally["ended"] > 0


def test_with_a_name_it_speaks_tls_by_its_own_authority(
    compose: Composed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(compose.env, "ANTRE_SITE", "antre.test")
    compose("up", "-d", "--wait")
    output = compose("exec", "-T", "counter", "antre", "staff", "add", "siti", "--role", "clerk")
    authority = tmp_path / "root.crt"
    with urllib3.HTTPSConnectionPool(
        "127.0.0.1", int(compose.env["ANTRE_TLS_PORT"]), server_hostname="antre.test",
        assert_hostname="antre.test", ca_certs=str(authority), headers={"Host": "antre.test"}, retries=False,
    ) as https:  # fmt: skip

        def authority_is_there() -> bool:
            authority.write_text(
                compose("exec", "-T", "gateway", "cat", "/data/caddy/pki/authorities/local/root.crt")
            )
            return bool(https.request("GET", "/healthz").status == 200)

        wait_for(lambda: not raises(authority_is_there), HEALED_WITHIN_S, "TLS")
        answers: list[urllib3.BaseHTTPResponse] = []

        def is_let_in() -> bool:
            siti = {"username": "siti", "password": output.split()[1]}
            answers.append(https.request("POST", "/api/counter/v1/session", json=siti))
            return answers[-1].status != HTTPStatus.SERVICE_UNAVAILABLE

        wait_for(is_let_in, what="siti's turn to sign in")

    response = answers[-1]
    assert response.status == 200
    assert response.headers["Strict-Transport-Security"]
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-")
    assert "Secure" in cookie


def raises(act: Callable[[], object]) -> bool:
    try:
        return not act()
    except (urllib3.exceptions.HTTPError, OSError, AssertionError):
        return True


def test_what_is_inside_stays_inside_and_the_front_page_leads_on(compose: Composed, pages: Pages) -> None:
    for path in ("/metrics", "/readyz", "/api/ticketing/metrics", "/.env"):
        assert requests.get(compose.url + path, timeout=5).status_code == 404, path
    front = pages.open(compose.url, CLERK)
    front.click(f'a[href="/kiosk/{SAMPLE}"]')
    front.wait_for_selector("[data-agency]")
    page = requests.get(f"{compose.url}/kiosk/{SAMPLE}", timeout=5)
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src" in page.headers["Content-Security-Policy"]
    for path in ("/", f"/kiosk/{SAMPLE}"):
        response = requests.get(compose.url + path, timeout=5)
        assert response.headers["Referrer-Policy"] == "no-referrer", path
        assert "Strict-Transport-Security" not in response.headers, path


def test_a_container_that_lacks_its_secret_says_so_and_stops(compose: Composed) -> None:
    done = compose.run(
        *compose.command, "run", "--rm", "-T", "--no-deps", "-e", "ANTRE_REDIS_URL_FILE=/nowhere", "ticketing",
    )  # fmt: skip
    assert done.returncode != 0
    assert "ANTRE_REDIS_URL_FILE: /nowhere cannot be read" in done.stdout + done.stderr


def test_by_one_setting_history_is_in_postgres_and_says_what_the_logs_say(
    compose: Composed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Enabled after the first start, so the day is read again from its log."""
    monkeypatch.setitem(compose.env, "COMPOSE_PROFILES", "postgres")
    compose("up", "-d", "--build", "--wait")
    compose("exec", "-T", "counter", "antre", "house", "load", "-", given=house_open_now())
    numbers = [take_a_number(compose, "paspor-baru").json()["number"] for _ in range(3)]

    def journeys() -> set[str]:
        query = "PGPASSWORD=$(cat /secrets/password) psql -h 127.0.0.1 -U antre -At -c 'SELECT number FROM journeys'"
        return set(compose("exec", "-T", "postgres", "sh", "-c", query).split())

    wait_for(lambda: journeys() >= set(numbers), what="the day's numbers in PostgreSQL")
    output = compose("exec", "-T", "reports", "antre", "reports", "check", SAMPLE)
    assert "History says what the logs say" in output


def test_a_flood_of_numbers_gets_its_share_behind_the_gateway_and_pages_are_answered(
    compose: Composed,
) -> None:
    """Runs last, because this address has used up its limit afterwards."""
    compose("up", "-d", "--wait")
    with number_flood(compose.url, SAMPLE, ["ktp-el", "akta-lahir"], niceness=0) as flood:
        wait_for(
            lambda: take_a_number(compose).status_code == HTTPStatus.TOO_MANY_REQUESTS,
            FLOODED_WITHIN_S,
            "the end of the command",
        )
        for path in ("/healthz", f"/kiosk/{SAMPLE}", "/counter", f"/board/{SAMPLE}"):
            assert requests.get(compose.url + path, timeout=ANSWERED_WITHIN_S).ok, path

    assert 0 < flood.taken <= flood.share


def nobody_misses_what_they_wrote(compose: Composed) -> None:
    """Concurrent visitors whose requests reach different processes find their own previous changes."""

    def visit(_: int) -> tuple[str, int, str | None, str]:
        taken = take_a_number(compose, "air-sambungan")
        url = f"{compose.url}/api/ticketing/v1/tickets/{taken.json()['token']}"
        response = requests.get(url, timeout=ANSWERED_WITHIN_S)
        left = requests.delete(url, timeout=ANSWERED_WITHIN_S)
        seen = {"Antre-Seen": left.headers["Antre-Seen"]}
        after = requests.get(url, headers=seen, timeout=ANSWERED_WITHIN_S)
        return (
            taken.json()["number"],
            response.status_code,
            response.json().get("number"),
            after.json()["state"],
        )

    with ThreadPoolExecutor(AT_ONCE) as visitors:
        seen = list(visitors.map(visit, range(VISITS)))
    assert [one for one in seen if one[1:] != (HTTPStatus.OK, one[0], "cancelled")] == []
    assert len({number for number, *_ in seen}) == VISITS
