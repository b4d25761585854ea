"""
An outreach box: a laptop that serves one venue on its own, for the days that the hall has handed over.

Its data is in ``.run/outreach/<venue>``, separate from any other hall on the same machine.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import segno

from antre import first_house, lan
from antre.child import Child
from antre.redis_server import RedisFolder, find_server
from antre.run import ANY_HOST, STOP_TIMEOUT_S, CannotStart, Run
from services.counter.accounts.accounts import Accounts
from services.counter.outreach import home_file
from services.counter.outreach.out_file import OutFile
from services.staff.account import Account
from waitingroom import keys
from waitingroom.live.halls import Halls
from waitingroom.local_time import service_day
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.base import Store, UnavailableError
from waitingroom.log.fold import Alarm, Clock
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.outreach.beginning import begin_day, begin_house
from waitingroom.outreach.days_away import DaysAway
from waitingroom.outreach.drift import Drift
from waitingroom.outreach.refusals import NothingToSeal
from waitingroom.refusals import DayNotHere

ROOT = Path(".run/outreach")
CLOCK_SLACK_MS = 60_000
"""Tolerated difference between the clocks of two machines."""
REDIS_TIMEOUT_S = 30.0
OF_HOME = ("REDIS_URL", "REDIS_URL_FILE", "SEEN_DIR", "ARCHIVE_DIR", "HISTORY_URL", "MEDIA_DIR", "PUBLIC_URL")
"""Settings of a hall on the same machine, which do not apply to the box."""

HOW_TO = """antre outreach hand-over {venue} --days {day} --box NAME --to FILE   (at the hall)
antre outreach start FILE                                            (here, with the code that was printed)"""
NO_RIGHT = """This laptop has no right to open {venue}: the hall opens it. Have its days handed over first:
{how}"""
NOT_TODAY = """This laptop may not open {venue} on {day}: the hall does. It was handed {days}.
If the laptop's date is right, have {day} handed over and start with the new file:
{how}"""
CLOCK_WRONG = """The laptop's clock says {now}, but its file was made at the hall at {made}. Set the laptop's clock and start again."""
ANOTHER_BOX = """{folder} belongs to the box {box} of {hall}. Bring its days home, then move the folder away, and start again."""
RUNS_ALREADY = "The outreach box {venue} runs here already. Stop it first."


class BoxFolder:
    """The data folder of a box, with its right: the content of the handover file."""

    def __init__(self, venue: str) -> None:
        self.venue = venue
        self.path = ROOT / venue
        self._right, self._clock = self.path / "right.json", self.path / "clock.json"

    def right(self) -> OutFile:
        """Return what was handed over. Raises CannotStart if nothing was."""
        if not self._right.exists():
            raise CannotStart(NO_RIGHT.format(venue=self.venue, how=how_to(self.venue, "2026-12-05")))
        return OutFile(**json.loads(self._right.read_text("utf-8")))

    def take(self, out_file: OutFile) -> None:
        """Store a handover, merged with the days of earlier files. Raises CannotStart if the folder belongs to another box."""
        if self._right.exists():
            existing = self.right()
            if (existing.box, existing.secret) != (out_file.box, out_file.secret):
                raise CannotStart(ANOTHER_BOX.format(folder=self.path, box=existing.box, hall=existing.hall))
            out_file = replace(out_file, days=existing.days | out_file.days)
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)
        _write(self._right, asdict(out_file))

    def drifts(self) -> list[tuple[int, Drift]]:
        """Return the measured drifts of this box's clock, each with the box's time of the measurement (ms UTC)."""
        if not self._clock.exists():
            return []
        return [(at_ms, Drift(low, high)) for at_ms, low, high in json.loads(self._clock.read_text("utf-8"))]

    def note_drift(self, drift: Drift) -> None:
        """Store a drift measurement."""
        earlier = [[at_ms, *one] for at_ms, one in self.drifts()]
        _write(self._clock, [*earlier, [_now_ms(), *drift]])

    @contextmanager
    def store(self) -> Iterator[RedisStore]:
        """Yield the box's store: of the running box's Redis, or of a Redis started for this purpose. Raises CannotStart."""
        child = None
        with self._alone() as is_alone:
            if is_alone:
                data = (self.path / "data").absolute()
                redis = RedisFolder(data, find_server(data))
                url, log = redis.url, self.path.absolute() / "log" / "redis.log"
                child = Child("redis", redis.command, env=dict(os.environ), log=log)
                child.start()
            else:
                url = self._url_of_run()
            try:
                yield from _open_store(url, self.path)
            finally:
                if child is not None:
                    child.ask_to_stop()
                    child.stop(time.monotonic() + STOP_TIMEOUT_S)

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Hold the folder's lock; yield False if the running box holds it."""
        with (self.path / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

    def _url_of_run(self) -> str:
        """Return the Redis URL of the running box. Raises CannotStart if it is still starting."""
        ready = self.path / "ready.json"
        if not ready.exists():
            raise CannotStart(f"The box {self.venue} is starting or stopping. Try again in a moment.")
        return str(json.loads(ready.read_text("utf-8"))["redis"])


def _open_store(url: str, folder: Path) -> Iterator[RedisStore]:
    """Yield a store once its Redis responds, and close it afterwards. Raises CannotStart."""
    store = RedisStore(url)
    store.start()
    try:
        if not store.await_available(time.monotonic() + REDIS_TIMEOUT_S):
            raise CannotStart(f"Redis does not answer. Read {folder / 'log' / 'redis.log'}")
        yield store
    finally:
        store.stop()


class OutreachRun(Run):
    """``antre run`` for one venue that opens only the days that were handed over."""

    def __init__(self, right: OutFile, folder: Path, *, port: int, host: str, real_hours: bool) -> None:
        """Raise CannotStart if this box may not open today or its clock is wrong."""
        check_today(right)
        for name in OF_HOME:
            os.environ.pop(f"ANTRE_{name}", None)
        super().__init__(port=port, host=host, real_hours=real_hours, folders=(folder,), box=right.box)
        self._right = right

    def _begin(self, store: RedisStore) -> bool:
        """Write the hall's house, accounts and beginnings of days where they are missing; return False if Redis is unavailable."""
        try:
            begin_with(self._right, store, ArchiveFolder(self.folder / "data" / "archive"))
        except UnavailableError:
            return False
        return True

    def _prepare_house(self, halls: Halls) -> bool:
        try:
            return super()._prepare_house(halls)
        except DayNotHere as error:
            raise CannotStart(error.text("en")) from error

    def _print_welcome(self, urls: dict[str, str], venue: str, password: str) -> None:
        hosts = lan.addresses() if self._host == ANY_HOST else [self._host]
        host = next(iter(hosts), "127.0.0.1")
        ports = {name: url.rpartition(":")[2] for name, url in urls.items()}
        kiosk = f"http://{host}:{ports['ticketing']}/kiosk/{venue}"
        print(
            f"{self._right.house['venues'][0]['name']} is open on this laptop, as {self._right.box} of {self._right.hall}.\n"
            "Tempat ini sudah buka di laptop ini.\n\n"
            f"  Kiosk      {kiosk}\n"
            f"  Counter    http://{host}:{ports['counter']}/counter\n"
            f"  Board      http://{host}:{ports['display']}/board/{venue}\n"
            f"  Settings   http://{host}:{ports['counter']}/admin\n\n"
            f"  Other addresses of this laptop: {', '.join(hosts[1:]) or 'none'}\n"
            f"  Staff      as at the hall, or petugas   {password}   (made for this run)\n"
            f"  Days       {', '.join(sorted(self._right.days))}\n\n"
            "Take a number by phone, in this laptop's network: / Ambil nomor dengan HP, di jaringan laptop ini:",
            flush=True,
        )
        segno.make(kiosk, error="m", micro=False).terminal(compact=True)
        print(
            f"At the end of the day: antre outreach seal {venue} --to FILE\n"
            "Ctrl-C stops everything; the data stays.",
            flush=True,
        )


def begin_with(right: OutFile, store: RedisStore, archive: ArchiveFolder) -> None:
    """
    Write the handed-over house, accounts and beginnings of days into the box's Redis; existing data is kept.

    archive: the box's own; archived days have left its Redis and are not begun again. Raises UnavailableError.
    """
    begin_house(
        store, right.house, right.house_seq, first_house.command_press(), clock=_clock_of(store), alarm=_alarm
    )
    accounts = Accounts(Vault(store), 3600)
    for account in right.accounts:
        if accounts.get(str(account["username"])) is not None:
            continue
        lists = {name: tuple(account[name]) for name in ("roles", "agencies")}
        accounts.take_in(Account(**account | lists))
    archived = archive.days(right.venue)
    for day in right.days:
        if day not in archived:
            begin_day(store, right.venue, day, right.entries(day))


def seal(folder: BoxFolder, store: RedisStore, to: Path, *, copy: bool, even_so: bool) -> list[str]:
    """
    Close the days of a box that have begun and write them into the homecoming file; return the days.

    copy: do not close days, but only write a safety copy; the complete file follows later.
    Raises StillServing, NothingToSeal, UnavailableError, OSError.
    """
    right, clock = folder.right(), Clock()
    halls = Halls(store, alarm=_alarm, box=right.box)
    halls.house.load()
    if halls.house.edition.house is None:
        raise NothingToSeal()
    archive = ArchiveFolder(folder.path / "data" / "archive")
    away = DaysAway(
        store, right.venue, halls.house.edition, clock=clock, alarm=_alarm, archive=archive, here=right.box
    )
    begun = [day for day in sorted(right.days) if away.has_entries_to_bring_home(day)]
    if not begun:
        raise NothingToSeal()
    for day in begun if not copy else ():
        away.seal(day, first_house.command_press(), even_so=even_so)
    logs = [(day, away.log(day)) for day in begun]
    home_file.write(
        to, box=right.box, venue=right.venue, secret=bytes.fromhex(right.secret), sealed_ms=_now_ms(),
        drifts=folder.drifts(), logs=logs,
    )  # fmt: skip
    return begun


def check_today(right: OutFile) -> None:
    """Raise CannotStart unless this box may open today according to its own clock."""
    venue, now_ms = right.house["venues"][0], _now_ms()
    if now_ms + CLOCK_SLACK_MS < right.at_ms:
        raise CannotStart(CLOCK_WRONG.format(now=_local_time(now_ms), made=_local_time(right.at_ms)))
    hours, _, minutes = str(venue.get("day_starts_at", "04:00")).partition(":")
    today = service_day(now_ms, str(venue["time_zone"]), int(hours) * 60 + int(minutes))
    if today not in right.days:
        days = ", ".join(sorted(right.days)) or "no day"
        raise CannotStart(
            NOT_TODAY.format(venue=right.venue, day=today, days=days, how=how_to(right.venue, today))
        )


def how_to(venue: str, day: str) -> str:
    """Return the commands that hand over a day and start the box with it."""
    return HOW_TO.format(venue=venue, day=day)


def _clock_of(store: Store) -> Clock:
    clock = Clock()
    clock.set_redis_time(store.log(keys.HOUSE_LOG()).read("0-0", 1)[0])
    return clock


def _write(path: Path, content: Any) -> None:
    """Write a private file atomically."""
    hidden = path.with_suffix(".tmp")
    hidden.touch(mode=0o600)
    with hidden.open("w", encoding="utf-8") as out:
        json.dump(content, out)
        out.flush()
        os.fsync(out.fileno())
    hidden.replace(path)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _local_time(at_ms: int) -> str:
    return time.strftime("%Y-%m-%d %H.%M.%S", time.localtime(at_ms / 1000))


_alarm: Alarm = lambda event, **fields: print(event, fields, flush=True)  # noqa: E731
