"""The faults of the table: each disturbs a running hall under load and returns when the disturbance ended."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import redis
import requests

from antre.redis_server import RedisFolder, find_server
from faults.arena import Arena, settle
from faults.load import Client, Load
from rig.checker import wrongs
from rig.running import SERVICES
from rig.waiting import PATIENCE_S, wait_for

ROUNDS = 10
REPLIES_LOST = 20
EDITED_EVERY_S = 0.5
EIGHT = 8
CUT = 5
HEALED_VERBS = ("issue", "next", "board")


class Healed(NamedTuple):
    """
    The result of a fault.

    at: when the disturbance ended, seconds of the monotonic clock; damaged_at: when the log itself was cut;
    wrongs: violations found by the fault's own checks; note: a figure for the table; missing: sequences removed from the
    log; foreign: ids of entries added to it.
    """

    at: float
    damaged_at: float | None = None
    wrongs: tuple[str, ...] = ()
    note: str = ""
    missing: tuple[int, ...] = ()
    foreign: tuple[str, ...] = ()


Inject = Callable[[Arena, Load], Healed]


class Fault(NamedTuple):
    """
    One fault; number: as in the list of faults; works: whether a load runs during it.

    hall: faults with the same name share one hall, one after another; "": a separate hall. before: the commit of the
    version the hall starts with, "": the current one.
    """

    number: int
    name: str
    inject: Inject
    works: bool = True
    behind_proxy: bool = False
    heals: tuple[str, ...] = HEALED_VERBS
    quick: bool = True
    hall: str = ""
    before: str = ""


def redis_killed(arena: Arena, load: Load) -> Healed:
    """kill -9 of Redis every 2 s."""
    for _ in range(2):
        arena.signal("redis", signal.SIGKILL)
        settle(2)
    arena.signal("redis", signal.SIGKILL)
    return Healed(time.monotonic())


def replies_lost(arena: Arena, load: Load) -> Healed:
    """A tenth of the appends' replies is lost."""
    assert arena.proxy is not None
    proxy = arena.proxy
    proxy.share = 0.1
    wait_for(lambda: proxy.lost >= REPLIES_LOST, what=f"the loss of {REPLIES_LOST} replies")
    proxy.share = 0.0
    return Healed(time.monotonic(), note=f"{proxy.lost} replies lost")


def redis_frozen(seconds: float) -> Inject:
    """Return a fault in which Redis does not respond for ``seconds``."""

    def inject(arena: Arena, load: Load) -> Healed:
        arena.signal("redis", signal.SIGSTOP)
        settle(seconds)
        arena.signal("redis", signal.SIGCONT)
        return Healed(time.monotonic())

    return inject


def cut_in_last_entry(arena: Arena, load: Load) -> Healed:
    """A power cut while an unacknowledged entry is written: the file ends anywhere within it."""
    with arena.redis_down() as file:
        whole = file.read_bytes()
        unanswered = whole[whole.rindex(b"*1\r\n$5\r\nMULTI") if b"MULTI" in whole else whole.rindex(b"*") :]
        problems = _readable_at_every_offset(arena, file, whole, unanswered)
        file.write_bytes(whole + unanswered[: len(unanswered) // 2])
    return Healed(time.monotonic(), wrongs=tuple(problems), note=f"{len(unanswered)} offsets")


def _readable_at_every_offset(arena: Arena, file: Path, whole: bytes, unanswered: bytes) -> list[str]:
    """Start a separate Redis on the file cut at offsets within the unacknowledged entry; return what is missing."""
    problems, lengths = [], set()
    step = max(1, len(unanswered) // 8)
    for offset in range(0, len(unanswered), step):
        folder = arena.folder / f"cut-{offset}"
        own = RedisFolder(folder, find_server())
        shutil.copytree(file.parent, folder / file.parent.name)
        (folder / file.parent.name / file.name).write_bytes(whole + unanswered[:offset])
        process = subprocess.Popen(own.command, stdout=subprocess.DEVNULL)
        try:
            with redis.Redis.from_url(own.url, protocol=2) as client:
                wait_for(lambda c=client: _answers(c), 10, "a Redis on a cut file")
                raw = client.xrange(f"antre:{{{arena.hall.venue}}}:{arena.day}:log")
            entries = [(id.decode(), fields[b"f"], fields[b"h"].decode()) for id, fields in raw]
            problems += [f"at offset {offset}: {wrong}" for wrong in wrongs(entries)]
            lengths.add(len(entries))
        finally:
            process.kill()
            process.wait()
    return (
        problems
        if len(lengths) == 1
        else [*problems, f"cut within one entry, lengths differ: {sorted(lengths)}"]
    )


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.exceptions.RedisError:
        return False


def cut_deeper(arena: Arena, load: Load) -> Healed:
    """A disk that lied: the file ends some entries before the last acknowledged one. Counted separately, and noticed."""
    with arena.redis_down() as file:
        whole = file.read_bytes()
        file.write_bytes(whole[:-6_000])
        damaged_at = time.monotonic()
    at = time.monotonic()
    return Healed(at, damaged_at, _unnoticed(arena), note="every service alarmed")


def power_cut(arena: Arena, load: Load) -> Healed:
    """Everything that was not synced to disk is lost, three times."""
    lost, problems = 0, list[str]()
    for _ in range(3):
        with arena.redis_down() as file:
            whole = file.read_bytes()
            lost += len(whole) - arena.synced()
            file.write_bytes(whole[: arena.synced()])
        at = time.monotonic()
        try:
            wait_for(arena.hall.answers, 15, "the hall to answer again")
        except AssertionError as error:  # it lacks so much of its log that it stays shut
            problems.append(f"L1 {error}")
            break
        settle(1)
    return Healed(at, wrongs=tuple(problems), note=f"{lost} unsynced bytes gone")


def disk_full(arena: Arena, load: Load) -> Healed:
    """The append-only file cannot grow; Redis exits and is restarted until it can."""
    (arena.levers / "full").touch()
    settle(2.5)
    (arena.levers / "full").unlink()
    return Healed(time.monotonic())


def memory_full(arena: Arena, load: Load) -> Healed:
    """maxmemory is reached: Redis refuses writes, and evicts nothing (noeviction)."""
    arena.command("CONFIG", "SET", "maxmemory", "1mb")
    settle(2)
    arena.command("CONFIG", "SET", "maxmemory", "0")
    return Healed(time.monotonic())


def services_killed(arena: Arena, load: Load) -> Healed:
    """kill -9 of ticketing and counter in the middle of requests, twice."""
    for _ in range(2):
        for name in ("ticketing", "counter"):
            arena.signal(name, signal.SIGKILL)
            at = time.monotonic()
            settle(1.5)
    return Healed(at)


def stopped_and_reloaded(arena: Arena, load: Load) -> Healed:
    """TERM and HUP during service, as a deployment sends them."""
    children = arena.hall.children()
    for name, which in (
        ("ticketing", signal.SIGHUP),
        ("counter", signal.SIGTERM),
        ("display", signal.SIGTERM),
    ):
        os.kill(children[name], which)
        at = time.monotonic()
        settle(1.5)
    return Healed(at)


def display_killed(arena: Arena, load: Load) -> Healed:
    """kill -9 of the display."""
    arena.signal("display", signal.SIGKILL)
    return Healed(time.monotonic())


def two_computers(arena: Arena, load: Load) -> Healed:
    """Two PCs at one counter, and double clicks at 100 ms: one effect, and the other PC gets a 409."""
    first, second, problems = load.new_client(), load.new_client(), []
    url, counter = f"{load.counter_url}/{arena.counters[0]}", arena.counters[0]
    for round_ in range(ROUNDS):
        load.issue(first)
        first.http.post(f"{url}/open", json={}, timeout=5)
        second.http.post(f"{url}/open", json={}, timeout=5)
        stale = first.press("next", f"{url}/next", {"finish": True, "ticket": None}, counter=counter)
        if stale is None or stale.status_code != 409:
            problems.append(f"S9 the PC that lost the counter was not told: {stale and stale.status_code}")
        answers = [None, None]

        def click(n: int, key: str, answers: list[requests.Response | None] = answers) -> None:
            answers[n] = second.press("next", f"{url}/next", {"ticket": None}, counter=counter, key=key)

        keys = ("same", "same") if round_ % 2 else ("one", "two")
        clicks = [threading.Thread(target=click, args=(n, f"{key}-{round_}")) for n, key in enumerate(keys)]
        for one in clicks:
            one.start()
            settle(0.1)
        for one in clicks:
            one.join()
        statuses = [answer.status_code if answer is not None else 0 for answer in answers]
        if statuses != ([200, 200] if keys[0] == keys[1] else [200, 409]):
            problems.append(f"double click with keys {keys}: {statuses}")
        current = second.http.get(url, timeout=5).json()["ticket"]
        second.press("finish", f"{url}/finish", {"ticket": current["id"]}, counter=counter)
    return Healed(time.monotonic(), wrongs=tuple(problems), note=f"{ROUNDS} rounds")


def eight_for_one(arena: Arena, load: Load) -> Healed:
    """Eight counters press at once while one ticket waits: one gets it, seven get an empty result."""
    problems: list[str] = []
    more = [f"9{n}" for n in range(EIGHT - len(arena.counters))]

    def add_counters(house: dict[str, Any]) -> None:
        model = next(c for c in house["counters"] if c["id"] == arena.counters[0])
        house["counters"] += [model | {"id": id} for id in more]

    arena.hall.edit_house(add_counters)
    pairs = [(load.new_client(), counter) for counter in [*arena.counters, *more]]
    for client, counter in pairs:
        client.http.post(f"{load.counter_url}/{counter}/open", json={}, timeout=5).raise_for_status()
    kiosk = pairs[0][0]
    while (
        answer := kiosk.http.post(f"{load.counter_url}/{pairs[0][1]}/next", json={"finish": True}, timeout=5)
    ).json()["ticket"]:
        answer.raise_for_status()
    for _ in range(ROUNDS):
        load.issue(kiosk)
        gate, got = threading.Barrier(len(pairs)), []

        def press(client: Client, counter: str, gate: threading.Barrier = gate, got: list[str] = got) -> None:
            gate.wait(10)
            answer = client.press(
                "next", f"{load.counter_url}/{counter}/next", {"finish": True}, counter=counter
            )
            if answer is not None and answer.ok and answer.json()["ticket"]:
                got.append(counter)

        threads = [threading.Thread(target=press, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if len(got) != 1:
            problems.append(f"one ticket was called by {got}")
        for client, counter in pairs:
            client.http.post(f"{load.counter_url}/{counter}/finish", json={}, timeout=5)
    return Healed(time.monotonic(), wrongs=tuple(problems), note=f"{ROUNDS} rounds")


def presses_that_cross(arena: Arena, load: Load) -> Healed:
    """Conflicting presses at two counters: one comes first, and both responses are consistent with that."""
    crossing = Crossing(arena, load)
    crossing.open()
    for _ in range(ROUNDS):
        number = crossing.undo_and_recall()
        crossing.transfer_and_pause(number)
        crossing.leaving_and_call()
    crossing.call_and_undo()
    return Healed(time.monotonic(), wrongs=tuple(crossing.wrongs), note=f"{ROUNDS} rounds")


class Crossing:
    """A clerk with two tabs at one counter, another clerk at the next, and simultaneous presses."""

    def __init__(self, arena: Arena, load: Load) -> None:
        self._load, self._tickets = load, arena.hall.tickets
        self._here, self._there = arena.counters[:2]
        self._clerk, self._other, self._tab = load.new_client(), load.new_client(), load.new_client()
        self._tab.http.cookies, self._tab.http.headers = (
            self._clerk.http.cookies.copy(), self._clerk.http.headers.copy(),
        )  # fmt: skip
        self.wrongs: list[str] = []

    def open(self) -> None:
        """Open both counters, and call until no ticket waits."""
        self._at(self._clerk, self._here, "open"), self._at(self._other, self._there, "open")
        while self._at(self._clerk, self._here, "next", finish=True).json()["ticket"]:
            pass

    def undo_and_recall(self) -> str:
        """Undo a call while it is recalled; return the number, which is the current ticket afterwards."""
        self._issue()
        number = str(self._at(self._clerk, self._here, "next").json()["ticket"]["id"])
        undo, recall = _at_once(
            lambda: self._at(self._clerk, self._here, "undo"),
            lambda: self._at(self._tab, self._here, "recall"),
        )
        current = self._clerk.http.get(f"{self._load.counter_url}/{self._here}", timeout=PATIENCE_S).json()[
            "ticket"
        ]
        result = (undo.status_code, recall.status_code, current and current["id"])
        if result not in ((200, 409, None), (200, 200, number)):
            self.wrongs.append(f"undo {result[0]}, recall {result[1]}, and {self._here} holds {current}")
        if not current:
            self._at(self._clerk, self._here, "next")
        return number

    def transfer_and_pause(self, number: str) -> None:
        """Transfer the current ticket to a counter that is paused at the same moment."""
        answers = _at_once(
            lambda: self._at(self._clerk, self._here, "transfer", counter=self._there),
            lambda: self._at(self._other, self._there, "pause", reason="break"),
        )
        self._at(self._other, self._there, "open")
        moved = self._at(self._other, self._there, "next").json()["ticket"]
        statuses = [answer.status_code for answer in answers]
        if statuses != [200, 200] or not moved or moved["id"] != number:
            self.wrongs.append(f"transfer and pause {statuses}: {self._there} then called {moved}")
        self._at(self._other, self._there, "finish")

    def leaving_and_call(self) -> None:
        """Let a visitor leave the queue while the number is called."""
        page = f"{self._tickets}/tickets/{self._issue().json()['token']}"
        left, called = _at_once(
            lambda: requests.delete(page, timeout=PATIENCE_S),
            lambda: self._at(self._clerk, self._here, "next"),
        )
        if (left.status_code, bool(called.json()["ticket"])) not in ((200, False), (409, True)):
            self.wrongs.append(f"leaving {left.status_code}, and the call {called.text[:80]}")
        self._at(self._clerk, self._here, "finish")

    def call_and_undo(self) -> None:
        """Call and undo, so that the boards' final state is a withdrawn call."""
        self._issue()
        self._at(self._clerk, self._here, "next")
        self._at(self._clerk, self._here, "undo")

    def _issue(self) -> requests.Response:
        issued = self._load.issue(self._clerk)
        assert issued is not None
        return issued

    def _at(self, client: Client, where: str, verb: str, **body: object) -> requests.Response:
        return client.http.post(f"{self._load.counter_url}/{where}/{verb}", json=body, timeout=PATIENCE_S)


def _at_once(*presses: Callable[[], requests.Response]) -> list[requests.Response]:
    """Send all presses at one moment; return their responses in order."""
    gate = threading.Barrier(len(presses))

    def press(act: Callable[[], requests.Response]) -> requests.Response:
        gate.wait(10)
        return act()

    with ThreadPoolExecutor(len(presses)) as threads:
        return list(threads.map(press, presses))


def wrong_clocks(arena: Arena, load: Load) -> Healed:
    """Redis's wall clock jumps two hours ahead and back; clocks of the kiosks' services are hours and a day off."""
    settle(1)
    for off_s in (7_200, -7_200, 0):
        arena.set_clock(off_s)
        settle(1)
    days = {
        fact["service_day"] for _, data, _ in arena.entries() if "service_day" in (fact := json.loads(data))
    }
    wrong = () if days == {arena.day} else (f"S10 days in the log: {sorted(days)}",)
    return Healed(time.monotonic(), wrongs=wrong)


def refilled_while_asleep(arena: Arena, load: Load) -> Healed:
    """
    The log is cut and refilled to exactly the same length while the counter service is stopped (the ABA problem).

    Presses are already queued when it resumes, so that it appends before it reads.
    """
    clerks = [(load.new_client(), counter) for counter in arena.counters]
    kiosk = clerks[0][0]
    for client, counter in clerks:
        client.http.post(f"{load.counter_url}/{counter}/open", json={}, timeout=5)
    for _ in range(CUT + len(clerks)):
        load.issue(kiosk)
    tip = arena.entries()[-1][0]
    wait_for(
        lambda: _tip_of_counter(arena) == len(arena.entries()),
        5,
        "the counter service to know the whole log",
    )
    arena.signal("counter", signal.SIGSTOP)
    _cut_log(arena, CUT)
    damaged_at = time.monotonic()
    while arena.entries()[-1][0] != tip:
        load.issue(kiosk)
    presses = [
        threading.Thread(
            target=client.press, args=("next", f"{load.counter_url}/{counter}/next", {"finish": True}),
            kwargs={"counter": counter},
        )
        for client, counter in clerks
    ]  # fmt: skip
    for press in presses:
        press.start()
    settle(0.3)
    arena.signal("counter", signal.SIGCONT)
    at = time.monotonic()
    for press in presses:
        press.join()
    return Healed(at, damaged_at, _unnoticed(arena), note="every service alarmed")


def _tip_of_counter(arena: Arena) -> int:
    """Return the sequence of the counter service's tip, from its metrics."""
    metrics = requests.get(f"{arena.hall.ready['counter']}/metrics", timeout=5).text
    tip = next(
        line
        for line in metrics.splitlines()
        if line.startswith("antre_log_tip{") and arena.hall.venue in line
    )
    return int(float(tip.split()[-1]))


def _cut_log(arena: Arena, entries: int) -> None:
    """Remove the last entries by copying the rest: after XDEL of a tail, Redis would refuse their ids."""
    with redis.Redis.from_url(arena.redis_url, protocol=2) as client:
        name = f"antre:{{{arena.hall.venue}}}:{arena.day}:log"
        for id, fields in client.xrange(name)[:-entries]:
            client.xadd(f"{name}:copy", fields, id=id)
        client.rename(f"{name}:copy", name)


def _unnoticed(arena: Arena) -> tuple[str, ...]:
    """Return the services that raised no past_differs alarm within ten seconds."""
    deadline = time.monotonic() + 10
    watching = [name for name in SERVICES if name != "reports"]  # which rereads a changed day
    while unaware := [name for name in watching if "past_differs" not in arena.hall.logs(name)]:
        if time.monotonic() > deadline:
            return tuple(f"{name} did not notice the damage" for name in unaware)
        settle(0.05)
    return ()


def house_edited(arena: Arena, load: Load) -> Healed:
    """The house is edited five times, two items each, while presses race the edits."""
    for n in range(5):

        def edit(house: dict[str, Any], n: int = n) -> None:
            house["motto"] = f"Beres {n}"
            house["services"][0]["minutes"] = 20 + n

        arena.hall.edit_house(edit)
        settle(EDITED_EVERY_S)
    adopted = [e for e in arena.entries() if b'"HouseAdopted"' in e[1]]
    wrong = () if len(adopted) >= 6 else (f"only {len(adopted)} adoptions in the log",)
    return Healed(time.monotonic(), wrongs=wrong, note=f"{len(adopted)} editions")


FAULTS = (
    Fault(4, "Redis frozen for 3 s", redis_frozen(3), hall="busy"),
    Fault(12, "Redis's memory full", memory_full, hall="busy"),
    Fault(9, "disk full", disk_full, hall="busy"),
    Fault(1, "Redis killed every 2 s", redis_killed, hall="busy"),
    Fault(22, "display killed", display_killed, heals=("issue", "next", "screen"), hall="busy"),
    Fault(
        17, "TERM and HUP while serving", stopped_and_reloaded, heals=("issue", "next", "screen"), hall="busy"
    ),
    Fault(16, "services killed in mid-request", services_killed, hall="busy"),
    Fault(40, "house edited while presses race", house_edited, hall="busy"),
    Fault(2, "replies lost after execution", replies_lost, behind_proxy=True),
    Fault(4, "Redis frozen for 30 s", redis_frozen(30), quick=False),
    Fault(5, "power cut within an unanswered entry", cut_in_last_entry),
    Fault(5, "power cut deeper: a disk that lied", cut_deeper),
    Fault(6, "power cut at the last synced byte", power_cut),
    Fault(19, "two PCs at a counter, double clicks", two_computers, works=False, heals=(), hall="at rest"),
    Fault(
        21,
        "undo, recall, transfer, pause, leaving cross",
        presses_that_cross,
        works=False,
        heals=(),
        hall="at rest",
    ),
    Fault(20, "eight presses for one ticket", eight_for_one, works=False, heals=(), hall="at rest"),
    Fault(28, "clocks hours and a day off", wrong_clocks),
    Fault(39, "log cut and refilled behind a sleeper", refilled_while_asleep, works=False, heals=()),
)
