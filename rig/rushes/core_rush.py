"""A rush on the core alone, without HTTP: two processes' worth of halls, and kiosks and clerks that press until answered."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Any

from antre.checker import Entry, wrongs
from rig.cast import all_day_content, at_counter, press
from rig.checker import out_of_order
from rig.engines.sets import EngineSet, Server
from rig.waiting import PATIENCE_S, wait_for
from waitingroom import counter_rules, keys, refusals, rules
from waitingroom.facts import Fact, TicketIssued
from waitingroom.live.halls import Halls
from waitingroom.live.live_hall import LiveHall, Outcome
from waitingroom.log.base import UnavailableError
from waitingroom.log.redis_log import RedisStore

VENUE, PROCESSES, KIOSKS = "hall", 2, 2
COUNTERS = ("1", "2")
AGAIN_S = 0.05


class Process:
    """What one process of a service has: its own store, its halls, and what its screens were told."""

    def __init__(self, servers: EngineSet, replicas: int) -> None:
        self.store = RedisStore(servers.url, replicas=replicas)
        self.store.start()
        self.alarms: list[str] = []
        self.halls = Halls(self.store, alarm=lambda event, **fields: self.alarms.append(event))
        wait_for(self._has_read, PATIENCE_S, "the log of the house")
        self.shown: list[Fact] = []

    def begin(self) -> LiveHall:
        """Follow, and note what screens are told."""
        live = self.halls.get(VENUE)
        live.listeners.append(self.shown.extend)
        self.halls.start()
        return live

    def stop(self) -> None:
        """Stop following."""
        self.halls.stop()
        self.store.stop()

    def _has_read(self) -> bool:
        try:
            self.halls.house.load()
        except UnavailableError:
            return False
        return True


class CoreRush:
    """
    The rush. replicas: as ANTRE_REDIS_WAIT; pause_s: of everybody after a press.

    acknowledged: the key, ticket, span and sequence of each press that was answered well; refused: the other answers,
    after which it is pressed again; slowest_s: the longest press, with all its tries.
    """

    def __init__(self, servers: EngineSet, replicas: int, pause_s: float = 0.002) -> None:
        self._servers, self._pause_s = servers, pause_s
        self._processes = [Process(servers, replicas) for _ in range(PROCESSES)]
        first = self._processes[0].halls
        wait_for(
            lambda: _took(lambda: first.save_house(lambda now: all_day_content(), press=press("house"))),
            PATIENCE_S,
            "a house",
        )
        wait_for(
            lambda: all(
                _took(one.halls.house.load) and one.halls.house.edition.house for one in self._processes
            ),
            PATIENCE_S,
            "the house",
        )
        self._lives = [one.begin() for one in self._processes]
        self._stopped, self._failed = threading.Event(), list[BaseException]()
        self.acknowledged: list[tuple[str, str, float, float, int]] = []
        self.refused: list[refusals.Unavailable] = []
        self._threads: list[threading.Thread] = []
        self._n = 0

    def start(self) -> None:
        """Begin, again perhaps."""
        self._stopped.clear()
        works = [(self._kiosk, n, self._lives[n % PROCESSES]) for n in range(KIOSKS)]
        works += [(self._clerk, n, self._lives[(n + 1) % PROCESSES]) for n in range(len(COUNTERS))]
        self._threads = [threading.Thread(target=self._work, args=work, daemon=True) for work in works]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End, after every press was answered."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE_S)
        if self._failed:
            raise self._failed[0]

    def close(self) -> None:
        """Leave."""
        for one in self._processes:
            one.stop()

    def await_presses(self, count: int = 20) -> None:
        """Wait until so many more presses are acknowledged, from ones that begin now."""
        at = time.monotonic()
        wait_for(
            lambda: sum(one[2] > at for one in self.acknowledged) >= count,
            2 * PATIENCE_S,
            "presses to be answered",
        )

    def slowest_s(self, since: float) -> float:
        """Return how long the longest press took that ended after ``since``, with all its tries."""
        return max(
            (ended - began for _, _, began, ended, _ in self.acknowledged if ended > since), default=0.0
        )

    @property
    def alarms(self) -> int:
        """How often a process said that its past differs from the log's."""
        return sum(one.alarms.count("past_differs") for one in self._processes)

    @property
    def log_key(self) -> str:
        """The key of the day's log."""
        return keys.PREFIX + keys.DAY_LOG(VENUE, self._lives[0].read(lambda hall, _: hall.service_day))

    def entries(self) -> list[Entry]:
        """Read the day's log from the server that has it."""
        return entries_on(self._servers.holder(self.log_key), self.log_key)

    def lost(self) -> list[str]:
        """Return what was acknowledged and is not in the log."""
        text = b"\n".join(fact for _, fact, _ in self.entries()).decode()
        return [
            f"{ticket} {key}"
            for key, ticket, *_ in self.acknowledged
            if f'"{press(key, actor=key.split()[0]).key}"' not in text
        ]

    def wrongs(self) -> list[str]:
        """Give everything that is not as promised, but for what is lost."""
        entries, found = self.entries(), []
        found += wrongs(entries)
        told = Counter(ticket for key, ticket, *_ in self.acknowledged if key.startswith("kiosk"))
        found += [f"S2 {ticket} was told to {count}" for ticket, count in told.items() if count > 1]
        found += out_of_order([(began, ended, seq) for _, _, began, ended, seq in self.acknowledged if seq])
        issued = {fact for _, fact, _ in entries if b'"TicketIssued"' in fact}
        for one in self._processes:
            shown = [fact.ticket_id for fact in one.shown if isinstance(fact, TicketIssued)]
            found += [
                f"D2 shown, never issued: {ticket}"
                for ticket in shown
                if not any(f'"{ticket}"'.encode() in fact for fact in issued)
            ]
        for live in self._lives:
            # Read again: a connection that is kept may lead to a server that was taken away.
            wait_for(
                lambda live=live: _took(lambda: live.settle(time.monotonic() + PATIENCE_S)),  # type: ignore[misc]
                PATIENCE_S,
                "the log to be read to its end",
            )
            if live.seq != int(entries[-1][0].partition("-")[0]):
                found.append(f"D1 a process is at {live.seq}, the log at {entries[-1][0]}")
        return found

    def _work(self, act: Any, number: int, live: LiveHall) -> None:
        try:
            act(number, live)
        except BaseException as error:  # noqa: BLE001 - told when the rush ends
            self._failed.append(error)

    def _kiosk(self, number: int, live: LiveHall) -> None:
        while not self._stopped.is_set():
            self._press(
                live,
                f"kiosk{number}",
                lambda hall, now_ms: rules.issue(hall, service_id="ktp", now_ms=now_ms),
            )
            time.sleep(self._pause_s)

    def _clerk(self, number: int, live: LiveHall) -> None:
        counter = COUNTERS[number]
        self._press(
            live,
            f"clerk{number}",
            lambda hall, now_ms: counter_rules.open_counter(hall, at_counter(counter, counter, now_ms)),
        )
        while not self._stopped.is_set():
            self._press(
                live, f"clerk{number}",
                lambda hall, now_ms: counter_rules.call_next(hall, at_counter(counter, counter, now_ms), finish=True),
            )  # fmt: skip
            time.sleep(self._pause_s)

    def _press(self, live: LiveHall, actor: str, rule: Any) -> None:
        """Press, again with the same key until it is answered."""
        self._n += 1
        key, began = f"{actor} {self._n}", time.monotonic()

        def show(hall: Any, now_ms: int, outcome: Outcome) -> tuple[Outcome, int]:
            return outcome, hall.seq

        while True:
            try:
                outcome, seq = live.press(rule, stamp=press(key, actor=actor), show=show)
                break
            except refusals.Unavailable as refusal:
                self.refused.append(refusal)
                time.sleep(AGAIN_S)
        if outcome.facts or outcome.replayed:
            recorded = seq if outcome.facts and not outcome.replayed else 0
            self.acknowledged.append((key, outcome.ticket_id or "", began, time.monotonic(), recorded))


def entries_on(server: Server, log_key: str) -> list[Entry]:
    """Read a log from this server."""
    with server.client() as client:
        return [(id.decode(), fields[b"f"], fields[b"h"].decode()) for id, fields in client.xrange(log_key)]


def _took(act: Any) -> bool:
    try:
        act()
    except (UnavailableError, refusals.Refusal):
        return False
    return True
