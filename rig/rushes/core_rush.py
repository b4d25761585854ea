"""A load on the core alone, without HTTP: the halls of two processes, and kiosks and clerks that retry until answered."""

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
RETRY_AFTER_S = 0.05


class Process:
    """The parts of one service process: its own store, its halls, and the facts its screens received."""

    def __init__(self, servers: EngineSet, replicas: int) -> None:
        self.store = RedisStore(servers.url, replicas=replicas)
        self.store.start()
        self.alarms: list[str] = []
        self.halls = Halls(self.store, alarm=lambda event, **fields: self.alarms.append(event))
        wait_for(self._has_read, PATIENCE_S, "the log of the house")
        self.published: list[Fact] = []

    def begin(self) -> LiveHall:
        """Start following, and record the facts published to screens."""
        live = self.halls.get(VENUE)
        live.listeners.append(self.published.extend)
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
    The load. replicas: as ANTRE_REDIS_WAIT; pause_s: of each client after a press.

    acknowledged: (key, ticket, began, ended, sequence) of each successful press, sequence 0 if nothing was appended;
    refused: the refusals that led to a retry.
    """

    def __init__(self, servers: EngineSet, replicas: int, pause_s: float = 0.002) -> None:
        self._servers, self._pause_s = servers, pause_s
        self._processes = [Process(servers, replicas) for _ in range(PROCESSES)]
        first = self._processes[0].halls
        wait_for(
            lambda: _succeeds(lambda: first.save_house(lambda now: all_day_content(), press=press("house"))),
            PATIENCE_S,
            "a house",
        )
        wait_for(
            lambda: all(
                _succeeds(one.halls.house.load) and one.halls.house.edition.house for one in self._processes
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
        """Start the clients; may be called again after ``stop``."""
        self._stopped.clear()
        works = [(self._kiosk, n, self._lives[n % PROCESSES]) for n in range(KIOSKS)]
        works += [(self._clerk, n, self._lives[(n + 1) % PROCESSES]) for n in range(len(COUNTERS))]
        self._threads = [threading.Thread(target=self._work, args=work, daemon=True) for work in works]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop the clients after every press was answered; raise the first error of a client."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(2 * PATIENCE_S)
        if self._failed:
            raise self._failed[0]

    def close(self) -> None:
        """Stop the processes' parts."""
        for one in self._processes:
            one.stop()

    def await_presses(self, count: int = 20) -> None:
        """Wait until ``count`` presses that begin from now on are acknowledged."""
        at = time.monotonic()
        wait_for(
            lambda: sum(one[2] > at for one in self.acknowledged) >= count,
            2 * PATIENCE_S,
            "presses to be answered",
        )

    def slowest_s(self, since: float) -> float:
        """Return the duration of the longest press that ended after ``since``, retries included."""
        return max(
            (ended - began for _, _, began, ended, _ in self.acknowledged if ended > since), default=0.0
        )

    @property
    def alarms(self) -> int:
        """Number of past_differs alarms of all processes."""
        return sum(one.alarms.count("past_differs") for one in self._processes)

    @property
    def log_key(self) -> str:
        """Redis key of the day's log."""
        return keys.PREFIX + keys.DAY_LOG(VENUE, self._lives[0].read(lambda hall, _: hall.service_day))

    def entries(self) -> list[Entry]:
        """Return the day's log, read from the server that holds it."""
        return entries_on(self._servers.holder(self.log_key), self.log_key)

    def lost(self) -> list[str]:
        """Return the acknowledged presses that are not in the log."""
        text = b"\n".join(fact for _, fact, _ in self.entries()).decode()
        return [
            f"{ticket} {key}"
            for key, ticket, *_ in self.acknowledged
            if f'"{press(key, actor=key.split()[0]).key}"' not in text
        ]

    def wrongs(self) -> list[str]:
        """Return every violated guarantee except lost presses."""
        entries, faults = self.entries(), []
        faults += wrongs(entries)
        holders = Counter(ticket for key, ticket, *_ in self.acknowledged if key.startswith("kiosk"))
        faults += [f"S2 {ticket} was told to {count}" for ticket, count in holders.items() if count > 1]
        faults += out_of_order([(began, ended, seq) for _, _, began, ended, seq in self.acknowledged if seq])
        issued = {fact for _, fact, _ in entries if b'"TicketIssued"' in fact}
        for one in self._processes:
            published = [fact.ticket_id for fact in one.published if isinstance(fact, TicketIssued)]
            faults += [
                f"D2 shown, never issued: {ticket}"
                for ticket in published
                if not any(f'"{ticket}"'.encode() in fact for fact in issued)
            ]
        for live in self._lives:
            # Retry: a pooled connection may lead to a server that was removed.
            wait_for(
                lambda live=live: _succeeds(lambda: live.settle(time.monotonic() + PATIENCE_S)),  # type: ignore[misc]
                PATIENCE_S,
                "the log to be read to its end",
            )
            if live.seq != int(entries[-1][0].partition("-")[0]):
                faults.append(f"D1 a process is at {live.seq}, the log at {entries[-1][0]}")
        return faults

    def _work(self, act: Any, number: int, live: LiveHall) -> None:
        try:
            act(number, live)
        except BaseException as error:  # noqa: BLE001 - raised by stop()
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
        """Press, and retry with the same key until it is answered."""
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
                time.sleep(RETRY_AFTER_S)
        if outcome.facts or outcome.replayed:
            recorded = seq if outcome.facts and not outcome.replayed else 0
            self.acknowledged.append((key, outcome.ticket_id or "", began, time.monotonic(), recorded))


def entries_on(server: Server, log_key: str) -> list[Entry]:
    """Return the entries of a log, read from this server."""
    with server.client() as client:
        return [(id.decode(), fields[b"f"], fields[b"h"].decode()) for id, fields in client.xrange(log_key)]


def _succeeds(act: Any) -> bool:
    try:
        act()
    except (UnavailableError, refusals.Refusal):
        return False
    return True
