"""
``antre rush``: simulate a Monday morning of the hall, only through its API.

A fifth of the visitors arrive in a burst at opening, the rest at a decreasing rate. Services are chosen by the
agencies' shares, service times are lognormal around each service's expected minutes, and one visitor in ten is a
no-show. Every press has an idempotency key and is retried, so services and Redis may die in the meantime. All
randomness comes from one seed.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import random
import statistics
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import requests
from tqdm import tqdm

from antre.failure import CommandFailed
from antre.score_table import score_table

BURST_SHARE = 0.2
BURST_MINUTES = 10.0
NO_SHOW_SHARE = 0.10
WALK_S = (15.0, 60.0)
SERVICE_SPREAD = 0.5
"""Sigma of the lognormal service time."""
SHARES = {"dukcapil": 0.41, "bpjs-kesehatan": 0.25}
"""Shares of the biggest agencies, as counted in one MPP; the other agencies share the rest equally."""
TIMEOUT_S = 60.0
RETRY_PAUSE_S = 0.2
KIOSKS = 5
IDLE_LOOK_S = 20.0
"""Simulated seconds between two presses of a clerk while no visitor waits."""


class CannotPlay(CommandFailed):
    """The rush cannot be played; the text says why."""


@dataclass
class Tally:
    """What happened, counted from the responses."""

    issued: list[str] = field(default_factory=list)
    called: dict[str, float] = field(default_factory=dict)
    waits_min: list[float] = field(default_factory=list)
    no_shows: int = 0
    finished: int = 0
    refused: int = 0
    retries: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)


class Api:
    """An API session of a kiosk or clerk that retries a press with the same key until it succeeds or is refused."""

    def __init__(self, tally: Tally, ended: threading.Event) -> None:
        self._session = requests.Session()
        self._tally, self._ended = tally, ended

    def call(self, method: str, url: str, body: dict[str, Any] | None = None) -> requests.Response:
        """
        Send a request, and retry it on network errors and on status 429, 500, 502 or 503.

        Raises CannotPlay: the timeout is over, the morning has ended, or only paired kiosks issue numbers here.
        """
        headers = {"Idempotency-Key": uuid.uuid4().hex, "Accept-Language": "en"}
        deadline = time.monotonic() + TIMEOUT_S
        while time.monotonic() < deadline and not self._ended.is_set():
            pause_s = RETRY_PAUSE_S
            try:
                response = self._session.request(method, url, json=body, headers=headers, timeout=6)
                if response.status_code == 429:
                    pause_s = float(response.headers.get("Retry-After", RETRY_PAUSE_S))
                elif response.status_code not in (500, 502, 503):
                    return _check_kiosks(response)
            except requests.RequestException:
                pass
            with self._tally.guard:
                self._tally.retries += 1
            self._ended.wait(pause_s)
        if self._ended.is_set():
            raise CannotPlay("the morning was ended")
        raise CannotPlay(f"no answer from {url} within {TIMEOUT_S:.0f} s")

    def sign_in(self, base: str, staff: dict[str, str]) -> None:
        """Sign in with a staff account."""
        response = self.call("POST", f"{base}/session", staff)
        response.raise_for_status()
        self._session.headers["X-CSRF-Token"] = response.json()["csrf_token"]

    def with_own_connections(self) -> Api:
        """Return a copy of the session with its own connections, since 36 simultaneous sign-ins would block each other."""
        other = Api(self._tally, self._ended)
        other._session.headers["X-CSRF-Token"] = self._session.headers["X-CSRF-Token"]
        other._session.cookies.update(self._session.cookies)
        return other


class Morning:
    """One simulated morning: arrivals at kiosks, clerks at counters, and a faster clock."""

    def __init__(
        self, ready: dict[str, Any], *, speed: float, visitors: int, minutes: float, counters: int, seed: int
    ) -> None:
        self._seed, self._random = seed, random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self._ready, self._speed, self._minutes, self._counters = ready, speed, minutes, counters
        self.tally = Tally()
        self._ended = threading.Event()
        self._failures: list[CannotPlay] = []
        self._venue = self._find_venue(f"{ready['ticketing']}/api/ticketing/v1/venues")
        self._tickets = f"{ready['ticketing']}/api/ticketing/v1/venues/{self._venue}"
        self._staff = f"{ready['counter']}/api/counter/v1"
        self._signed_in = Api(self.tally, self._ended)
        venue = Api(self.tally, self._ended).call("GET", self._tickets)
        if venue.status_code != 200:
            raise CannotPlay(f"the hall does not answer: {venue.text[:200]}")
        self._services = self._open_services(venue.json())
        if not self._services:
            raise CannotPlay("no service is open now")
        self._arrivals = sorted(self._arrival_min() for _ in range(visitors))
        self._began = 0.0
        self._all_issued = threading.Event()

    def play(self, progress: Callable[[], object]) -> None:
        """Play the morning; ``progress`` is called after each ticket that ended. Raises CannotPlay if an actor failed."""
        self._began = time.monotonic()
        clerks = [
            self._actor(self._clerk, counter, number, progress)
            for number, counter in enumerate(self._pick_counters())
        ]
        kiosks = [self._actor(self._kiosk, self._arrivals[k::KIOSKS], k) for k in range(KIOSKS)]
        for thread in (*clerks, *kiosks):
            thread.start()
        for kiosk in kiosks:
            kiosk.join()
        self._all_issued.set()
        for clerk in clerks:
            clerk.join()
        if self._failures:
            raise self._failures[0]

    def score(self) -> list[str]:
        """Return the score of the day's wait estimates as lines."""
        score = self._signed_in.call("GET", f"{self._staff}/venues/{self._venue}/waits").json()
        lines = ["", "What visitors were told, against what they waited (minutes by the hall's clock):"]
        if self._speed != 1:
            lines.append(
                f"Clerks were {self._speed:g} times as fast as the house plans: only SPEED=1 is a fair score."
            )
        return [*lines, *score_table(score)]

    def end(self) -> None:
        """Make every actor give up at its next press."""
        self._ended.set()

    def _find_venue(self, url: str) -> str:
        """Return the venue of ``ready`` if it exists, else the first venue of the house. Raises CannotPlay if there is none."""
        venues = [
            str(venue["id"]) for venue in Api(self.tally, self._ended).call("GET", url).json()["venues"]
        ]
        if not venues:
            raise CannotPlay("The house has no venue yet: set one up under /admin first.")
        return self._ready["venue"] if self._ready["venue"] in venues else venues[0]

    def _actor(self, acts: Callable[..., None], *arguments: object) -> threading.Thread:
        """Return the thread of a kiosk or clerk; if it fails, all end."""

        def act() -> None:
            try:
                acts(*arguments)
            except CannotPlay as error:
                self._failures.append(error)
                self.end()

        return threading.Thread(target=act, daemon=True)

    def _kiosk(self, arrivals: list[float], number: int) -> None:
        api, chance = Api(self.tally, self._ended), rng_of("kiosk", number, self._seed)
        for arrival_min in arrivals:
            self._sleep_until(arrival_min)
            service = chance.choices([s for s, _, _ in self._services], [w for _, w, _ in self._services])[0]
            response = api.call("POST", f"{self._tickets}/tickets", {"service": service})
            with self.tally.guard:
                if response.status_code == 201:
                    self.tally.issued.append(response.json()["number"])
                else:
                    self.tally.refused += 1

    def _clerk(self, counter: str, number: int, progress: Callable[[], object]) -> None:
        chance = rng_of("clerk", number, self._seed)
        api = self._signed_in.with_own_connections()
        url = f"{self._staff}/venues/{self._venue}/counters/{counter}"
        state = api.call("POST", f"{url}/open", {}).json()
        while True:
            in_hand = state.get("ticket")
            if in_hand is None:
                state = api.call("POST", f"{url}/next", {"ticket": None}).json()
                in_hand = state.get("ticket")
            if in_hand is None:
                if self._all_issued.is_set() and not state.get("waiting"):
                    break
                self._sleep(IDLE_LOOK_S)
                continue
            state = self._serve(api, url, in_hand, chance)
            progress()
        api.call("POST", f"{url}/close", {"ticket": None})

    def _serve(self, api: Api, url: str, in_hand: dict[str, Any], chance: random.Random) -> dict[str, Any]:
        number, ticket = in_hand["number"], {"ticket": in_hand["id"]}
        with self.tally.guard:
            self.tally.called[number] = self._now_min()
            self.tally.waits_min.append(_gap_s(in_hand["issued_at"], in_hand["called_at"]) * self._speed / 60)
        self._sleep(chance.uniform(*WALK_S))
        if chance.random() < NO_SHOW_SHARE:
            api.call("POST", f"{url}/recall", ticket)
            self._sleep(WALK_S[0])
            state: dict[str, Any] = api.call("POST", f"{url}/no-show", ticket).json()
            with self.tally.guard:
                self.tally.no_shows += 1
            return state
        api.call("POST", f"{url}/start", ticket)
        minutes = next((m for s, _, m in self._services if s == in_hand["service"]), 5.0)
        self._sleep(60 * chance.lognormvariate(math.log(minutes), SERVICE_SPREAD))
        with self.tally.guard:
            self.tally.finished += 1
        ended: dict[str, Any] = api.call("POST", f"{url}/next", ticket | {"finish": True}).json()
        return ended

    def _pick_counters(self) -> list[str]:
        """Pick one counter of every agency, then second ones, up to the requested number of counters."""
        api = self._signed_in
        api.sign_in(self._staff, self._ready["staff"])
        hall = api.call("GET", f"{self._staff}/venues/{self._venue}").json()
        by_agencies: dict[str, int] = {}
        ranked: list[tuple[int, int, str]] = []
        for counter in hall["counters"]:
            key = ",".join(counter["agencies"])
            by_agencies[key] = by_agencies.get(key, 0) + 1
            heapq.heappush(ranked, (by_agencies[key], counter["serves"], counter["id"]))
        agencies = len(by_agencies)
        return [heapq.heappop(ranked)[2] for _ in range(min(len(ranked), max(agencies, self._counters)))]

    def _open_services(self, venue: dict[str, Any]) -> list[tuple[str, float, float]]:
        """Return (service, weight, minutes) of every open service."""
        open_agencies = [a for a in venue["agencies"] if any(s["open"] for s in a["services"])]
        others = [a for a in open_agencies if a["id"] not in SHARES]
        rest = 1 - sum(share for agency, share in SHARES.items())
        weighted = []
        for agency in open_agencies:
            share = SHARES.get(agency["id"], rest / max(1, len(others)))
            services = [s for s in agency["services"] if s["open"]]
            weighted += [(s["id"], share / len(services), float(s["minutes"] or 5)) for s in services]
        return weighted

    def _arrival_min(self) -> float:
        if self._random.random() < BURST_SHARE:
            return self._random.uniform(0, BURST_MINUTES)
        return self._random.triangular(0, self._minutes, self._minutes / 4)

    def _now_min(self) -> float:
        return (time.monotonic() - self._began) * self._speed / 60

    def _sleep_until(self, minute: float) -> None:
        self._sleep((minute - self._now_min()) * 60)

    def _sleep(self, simulated_s: float) -> None:
        self._ended.wait(max(0.0, simulated_s / self._speed))


def rng_of(actor: str, number: int, seed: int) -> random.Random:
    """Return the random generator of an actor; it depends only on actor and seed, not on the order of threads."""
    return random.Random(f"{actor} {number} {seed}")  # noqa: S311


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of a morning and the path of the hall's ready file."""
    add_morning(parser)
    parser.add_argument("--ready", type=Path, default=Path(".run/ready.json"))
    parser.set_defaults(act=main)


def add_morning(parser: argparse.ArgumentParser) -> None:
    """Add the options of a morning."""
    parser.add_argument("--speed", type=float, default=60.0, help="simulated seconds per second")
    parser.add_argument("--visitors", type=int, default=240)
    parser.add_argument("--minutes", type=float, default=240.0, help="length of the morning, simulated")
    parser.add_argument("--counters", type=int, default=36)
    parser.add_argument("--seed", type=int, default=None)


def morning_of(arguments: list[str]) -> argparse.Namespace:
    """Parse the options of a morning."""
    parser = argparse.ArgumentParser()
    add_morning(parser)
    return parser.parse_args(arguments)


def main(arguments: argparse.Namespace) -> int:
    """Play a morning against the hall of the ready file. Raises CannotPlay."""
    if not arguments.ready.exists():
        raise CannotPlay("No running hall found: start it with `make run`, then play the rush beside it.")
    return play(json.loads(arguments.ready.read_text()), arguments)


def play(ready: dict[str, Any], arguments: argparse.Namespace) -> int:
    """Play a morning against the hall of ``ready`` and print the result; return 1 if a number was issued twice. Raises CannotPlay."""
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1 << 30)
    morning = Morning(
        ready, speed=arguments.speed, visitors=arguments.visitors,
        minutes=arguments.minutes, counters=arguments.counters, seed=seed,
    )  # fmt: skip
    began = time.monotonic()
    with tqdm(
        total=arguments.visitors, unit="visitor", desc="Monday morning", mininterval=0.5, disable=None
    ) as bar:
        morning.play(bar.update)
    print(summary(morning.tally, seed, time.monotonic() - began))
    print("\n".join(morning.score()))
    return 0 if len(set(morning.tally.issued)) == len(morning.tally.issued) else 1


def summary(tally: Tally, seed: int, duration_s: float) -> str:
    """Return the summary of a morning as text."""
    waits = sorted(tally.waits_min) or [0.0]
    rows = {
        "tickets": len(tally.issued),
        "called": len(tally.called),
        "finished": tally.finished,
        "no-shows": tally.no_shows,
        "refused (closed, quota)": tally.refused,
        "wait, median": f"{statistics.median(waits):.0f} min",
        "wait, P90": f"{waits[int(0.9 * (len(waits) - 1))]:.0f} min",
        "numbers given twice": len(tally.issued) - len(set(tally.issued)),
        "presses retried": tally.retries,
        "took": f"{duration_s:.0f} s, seed {seed}",
    }
    return "\n".join(f"  {name:<24}{value}" for name, value in rows.items())


def _check_kiosks(response: requests.Response) -> requests.Response:
    """Return the response; raise CannotPlay if only paired kiosks issue numbers, since the rush has none."""
    if response.status_code == 403 and response.json().get("slug") == "kiosks-only":
        raise CannotPlay(
            "Only paired kiosks give numbers here: let anybody take one under Admin, Venues, first."
        )
    return response


def _gap_s(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
