"""Clerks and kiosks in separate processes, released by one barrier."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from http import HTTPStatus
from multiprocessing.synchronize import Barrier
from typing import Any, NamedTuple

import requests

from rig.cast import at_counter, press
from rig.running import sign_in
from rig.waiting import PATIENCE_S
from waitingroom import counter_rules, rules
from waitingroom.live.halls import Halls
from waitingroom.live.live_hall import LiveHall, Outcome
from waitingroom.log.redis_log import RedisStore

CLERKS, KIOSKS, PRESSES, ISSUES = 20, 5, 50, 200


class Result(NamedTuple):
    """
    The result of one racer.

    tickets: the ids in the responses; failed: presses without a successful response; spans: (began, ended, seq)
    in seconds of the machine's monotonic clock; stale: appends that lost the race.
    """

    tickets: list[str]
    failed: list[str]
    spans: list[tuple[float, float, int]]
    stale: int


def race(target: Callable[..., Result], racers: list[tuple[Any, ...]]) -> list[Result]:
    """Run each racer in its own process, all released at once; return their results in the same order."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["rig.rushes.racing"])
    barrier = context.Barrier(len(racers))
    results = context.Queue()
    processes = [
        context.Process(target=_run, args=(target, barrier, results, n, r)) for n, r in enumerate(racers)
    ]
    for process in processes:
        process.start()
    by_number = dict(results.get(timeout=120) for _ in processes)
    for process in processes:
        process.join()
    failed = [result for result in by_number.values() if not isinstance(result, Result)]
    assert failed == [], failed
    return [by_number[number] for number in range(len(racers))]


def _run(
    target: Callable[..., Result], barrier: Barrier, results: Any, number: int, racer: tuple[Any, ...]
) -> None:
    try:
        results.put((number, target(barrier, number, *racer)))
    except BaseException as error:  # noqa: BLE001 - the race must end after any error
        barrier.abort()
        results.put((number, repr(error)))


def on_the_log(barrier: Barrier, number: int, url: str, counter: str | None, slowed_s: float) -> Result:
    """Race on the log itself: a clerk at a counter, or a kiosk (None); slowed_s: delay of each append."""
    store = RedisStore(url)
    store.start()
    halls = Halls(store, alarm=lambda event, **fields: None)
    halls.house.load()
    live = halls.get("hall")
    live.settle()
    if slowed_s:
        _slow(live, slowed_s)
    result = Result([], [], [], 0)
    barrier.wait(60)
    for n in range(PRESSES if counter else ISSUES):
        began = time.monotonic()
        try:
            ticket, seq, recorded = _press(live, counter, f"{number}-{n}")
        except Exception as error:  # noqa: BLE001 - every failure counts
            result.failed.append(repr(error))
            continue
        if ticket:
            result.tickets.append(ticket)
        if recorded:
            result.spans.append((began, time.monotonic(), seq))
    return result._replace(stale=live.stale_appends)


def _press(live: LiveHall, counter: str | None, key: str) -> tuple[str | None, int, bool]:
    def show(hall: Any, now_ms: int, outcome: Outcome) -> tuple[str | None, int, bool]:
        held = hall.counters[counter].ticket_id if counter else outcome.ticket_id
        return held, hall.seq, bool(outcome.facts)

    if counter is None:
        return live.press(
            lambda hall, now_ms: rules.issue(hall, service_id="ktp", now_ms=now_ms),
            stamp=press(key, actor="kiosk"), show=show, deadline=time.monotonic() + PATIENCE_S,
        )  # fmt: skip
    return live.press(
        lambda hall, now_ms: counter_rules.call_next(hall, at_counter(counter, counter, now_ms), finish=True),
        stamp=press(key, actor=counter), show=show, deadline=time.monotonic() + PATIENCE_S,
    )  # fmt: skip


def _slow(live: LiveHall, slowed_s: float) -> None:
    log = live._fold.log
    append = log.append

    def slowly(*arguments: Any, **options: Any) -> Any:
        time.sleep(slowed_s)
        return append(*arguments, **options)

    log.append = slowly  # type: ignore[method-assign]


def _press_until_answered(
    http: requests.Session, url: str, body: dict[str, Any], key: str
) -> requests.Response:
    """Press, and retry with the same key while the response is 503 or the connection was closed, as pages do."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            answer = http.post(url, json=body, headers={"Idempotency-Key": key}, timeout=PATIENCE_S)
        except requests.ConnectionError:
            if time.monotonic() > deadline:
                raise
            continue
        if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
            return answer


def over_http(
    barrier: Barrier, number: int, ready: dict[str, Any], counter: str | None, services: list[str]
) -> Result:
    """Race over HTTP: a clerk signed in at a counter, or a paired kiosk (None) for these services in turn."""
    http, result = requests.Session(), Result([], [], [], 0)
    http.headers["X-Device"] = ready["kiosk"]
    url = f"{ready['ticketing']}/api/ticketing/v1/venues/{ready['venue']}/tickets"
    bodies: list[dict[str, Any]] = [{"service": service} for service in services]
    if counter:
        base = f"{ready['counter']}/api/counter/v1"
        http.headers["X-CSRF-Token"] = sign_in(http, f"{base}/session", ready["staff"])
        url, bodies = f"{base}/venues/{ready['venue']}/counters/{counter}", [{"finish": True}]
        _press_until_answered(http, f"{url}/open", {}, f"race-{number}-open").raise_for_status()
        url += "/next"
    barrier.wait(60)
    for n in range(PRESSES if counter else ISSUES):
        began = time.monotonic()
        answer = _press_until_answered(http, url, bodies[n % len(bodies)], f"race-{number}-{n}")
        if not answer.ok:
            result.failed.append(f"{number} {counter} {n} {answer.status_code} {answer.json()['detail']}")
            continue
        body = answer.json()
        ticket = body["ticket"] and body["ticket"]["id"] if counter else body["id"]
        if ticket:
            result.tickets.append(ticket)
            result.spans.append((began, time.monotonic(), body["seq"]))
    return result
