"""
The archive: a day's file has the day's complete log or does not exist, and never belongs to another log.

``test_leaving_redis.py`` tests the archive with a real Redis.
"""

from __future__ import annotations

import json
import os
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import IOBase
from pathlib import Path
from typing import Any

import pytest

from tests.waitingroom.log.test_damage import FACTS
from waitingroom.facts import encode
from waitingroom.log import archive, archive_file
from waitingroom.log.archive import ArchiveFolder, ArchiveRefusedError, days_to_drop
from waitingroom.log.archive_file import ArchiveDamagedError
from waitingroom.log.base import PAGE, Entry, MemoryLog, MemoryStore, Tip, all_entries, link_all
from waitingroom.log.fold import linked_facts

DAY = "2026-06-08"
RUBBISH = [
    Entry("9000-0", b'\xff\x00\n"rub\\bish\xed\xa0\x80', ""),
    Entry("9000-7", "é😀".encode(), "no link \udcff"),
    Entry("9001-0", b"", "f" * 40),
]
"""Entries that a person could add by hand."""


def log_of(payloads: list[bytes], *rubbish: Entry) -> MemoryLog:
    log = MemoryStore().log(f"{{hall}}:{DAY}:log")
    log.append(Tip(), link_all(Tip(), payloads), turn="me")
    log.entries.extend(rubbish)
    return log


def morning() -> list[bytes]:
    return [encode(fact) for fact in FACTS]


def long_day(facts: int) -> list[bytes]:
    return [b'{"kind":"TicketIssued","n":%d}' % n for n in range(facts)]


@pytest.fixture
def folder(tmp_path: Path) -> ArchiveFolder:
    return ArchiveFolder(tmp_path / "archive")


def file_of(tmp_path: Path) -> Path:
    return tmp_path / "archive" / "hall" / f"{DAY}.log.zip"


def everything(log: Any) -> list[Entry]:
    return list(all_entries(log))


def test_an_archive_holds_every_entry_as_it_stood_foreign_ones_too(folder: ArchiveFolder) -> None:
    log = log_of(morning(), *RUBBISH)

    archived = folder.write("hall", DAY, log)

    assert everything(folder.log("hall", DAY)) == log.entries
    assert (archived.tip, archived.entries) == (log.tip(), len(log.entries))
    assert archived.foreign == len(RUBBISH)
    assert folder.log("hall", DAY).check() == archived
    assert list(linked_facts(folder.log("hall", DAY))) == list(linked_facts(log))
    assert len(list(linked_facts(log))) == len(FACTS)


def test_an_archive_is_read_from_any_place_in_both_directions_like_its_log(folder: ArchiveFolder) -> None:
    log = log_of(long_day(2 * PAGE + 30), RUBBISH[0])
    folder.write("hall", DAY, log)
    archived = folder.log("hall", DAY)

    for id in (
        "0-0",
        "1-0",
        f"{PAGE}-0",
        f"{PAGE + 1}-0",
        f"{2 * PAGE + 30}-0",
        "8999-0",
        "9000-0",
        "9001-0",
    ):
        assert archived.entry(id) == log.entry(id)
        for count in (1, 7, PAGE, 2 * PAGE):
            assert archived.read(id, count)[1] == log.read(id, count)[1]
            assert archived.read_back(id, count) == log.read_back(id, count)
    assert archived.read_back("+", 3) == log.read_back("+", 3)
    assert archived.tip() == log.tip()
    assert archived.name == log.name


def test_others_read_the_file_with_the_tools_that_they_have(folder: ArchiveFolder, tmp_path: Path) -> None:
    log = log_of(morning())
    folder.write("hall", DAY, log)

    with zipfile.ZipFile(file_of(tmp_path)) as opened:
        lines = opened.read("000001.jsonl").decode().splitlines()
        index = json.loads(opened.read("index.json"))

    assert [json.loads(line) for line in lines] == [
        [id, data.decode(), link] for id, data, link in log.entries
    ]
    assert (index["format"], index["venue"], index["day"]) == (1, "hall", DAY)


def test_a_day_that_is_not_archived_has_an_empty_log(folder: ArchiveFolder) -> None:
    absent = [folder.log("hall", DAY), folder.log("../hall", DAY), folder.log("hall", "../2026-06-08")]

    assert [(log.read("0-0")[1], log.tip(), log.entry("1-0"), log.check()) for log in absent] == 3 * [
        ([], Tip(), None, None)
    ]
    assert folder.days("hall") == folder.days("..") == []


def test_the_days_of_a_venue_are_listed_and_half_ones_are_not(folder: ArchiveFolder, tmp_path: Path) -> None:
    for day in ("2026-06-09", DAY):
        folder.write("hall", day, log_of(morning()))
    (file_of(tmp_path).parent / ".2026-06-10.log.zip.tmp").touch()

    assert folder.days("hall") == [DAY, "2026-06-09"]
    assert folder.days("tent") == []


def test_writing_twice_is_writing_once(folder: ArchiveFolder, tmp_path: Path) -> None:
    log = log_of(morning(), *RUBBISH)
    first = folder.write("hall", DAY, log)
    before = file_of(tmp_path).stat()

    assert folder.write("hall", DAY, log) == first
    assert file_of(tmp_path).stat() == before


def test_one_log_always_makes_the_same_file(folder: ArchiveFolder, tmp_path: Path) -> None:
    other = ArchiveFolder(tmp_path / "other")

    assert folder.write("hall", DAY, log_of(morning())) == other.write("hall", DAY, log_of(morning()))


def test_a_log_that_went_on_replaces_its_archive(folder: ArchiveFolder) -> None:
    folder.write("hall", DAY, log_of(morning()[:5]))

    archived = folder.write("hall", DAY, log_of(morning()))

    assert archived.entries == len(FACTS)
    assert everything(folder.log("hall", DAY)) == log_of(morning()).entries


@pytest.mark.parametrize(
    "other",
    [
        log_of(morning()[:-1]),
        log_of([*morning()[:-1], b"{}"]),
        log_of([b"{}", *morning()]),
        log_of([*morning()[:3], b"{}", *morning()[4:], b"{}"]),
        log_of([]),
    ],
    ids=["shorter", "another end", "another begin", "longer, another middle", "empty"],
)
def test_another_log_under_the_name_of_an_archived_day_is_refused(
    folder: ArchiveFolder, tmp_path: Path, other: MemoryLog
) -> None:
    folder.write("hall", DAY, log_of(morning()))
    before = file_of(tmp_path).read_bytes()

    with pytest.raises(ArchiveRefusedError):
        folder.write("hall", DAY, other)

    assert file_of(tmp_path).read_bytes() == before
    assert list(file_of(tmp_path).parent.iterdir()) == [file_of(tmp_path)]


def test_an_empty_log_makes_no_archive(folder: ArchiveFolder) -> None:
    with pytest.raises(ArchiveRefusedError):
        folder.write("hall", DAY, log_of([]))

    assert folder.days("hall") == []


@pytest.mark.parametrize(("venue", "day"), [("..", DAY), ("hall", "../x"), ("Hall", DAY), ("hall", "")])
def test_only_a_venue_and_a_day_name_a_file(
    folder: ArchiveFolder, tmp_path: Path, venue: str, day: str
) -> None:
    with pytest.raises(ArchiveRefusedError):
        folder.write(venue, day, log_of(morning()))

    assert list(tmp_path.iterdir()) == []


def test_a_log_that_changes_while_it_is_archived_is_not_archived(
    folder: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = log_of(morning())

    def write_and_change(*wish: Any) -> int:
        count = archive_file.write_file(*wish)
        log.entries[3] = log.entries[3]._replace(data=b"{}")
        return count

    monkeypatch.setattr(archive, "write_file", write_and_change)

    with pytest.raises(ArchiveRefusedError, match="changed"):
        folder.write("hall", DAY, log)

    assert folder.days("hall") == []


def test_a_cut_file_is_said_to_be_damaged_wherever_it_is_cut(folder: ArchiveFolder, tmp_path: Path) -> None:
    folder.write("hall", DAY, log_of(morning()[:8]))
    whole = file_of(tmp_path).read_bytes()

    for length in range(0, len(whole), 5):
        file_of(tmp_path).write_bytes(whole[:length])
        with pytest.raises(ArchiveDamagedError, match="runbook"):
            folder.log("hall", DAY).check()


def test_whichever_byte_is_changed_the_file_reads_the_same_or_is_said_to_be_damaged(
    folder: ArchiveFolder, tmp_path: Path
) -> None:
    log = log_of(morning()[:8], *RUBBISH)
    folder.write("hall", DAY, log)
    whole, dice, damaged = bytearray(file_of(tmp_path).read_bytes()), random.Random(8), 0
    places = range(0, len(whole), 3)

    for place in places:
        changed = whole.copy()
        changed[place] ^= dice.randrange(1, 256)
        file_of(tmp_path).write_bytes(changed)
        try:
            assert everything(folder.log("hall", DAY)) == log.entries
        except ArchiveDamagedError:
            damaged += 1

    assert damaged > len(places) / 2


def remade(file: Path, change: Callable[[str, bytes], bytes]) -> None:
    """Rewrite the file with complete parts, as an ordinary ZIP program would."""
    with zipfile.ZipFile(file) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            if changed := change(name, content):
                out.writestr(name, changed)


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: content.replace(b"A-001", b"A-007"),
        lambda name, content: content if name == "index.json" else b"",
        lambda name, content: b"" if name == "index.json" else content,
        lambda name, content: content.replace(b'"format": 1', b'"format": 2'),
        lambda name, content: content.replace(b'"venue": "hall"', b'"venue": "tent"'),
        lambda name, content: b"[]" if name == "index.json" else content,
        lambda name, content: b"{}" if name == "index.json" else content,
        lambda name, content: content.replace(b'"blocks": [[', b'"blocks": [[1, '),
    ],
    ids=["entry", "no block", "no index", "newer", "of another venue", "a list", "empty", "odd block"],
)
def test_a_file_that_somebody_changed_is_said_to_be_damaged(
    folder: ArchiveFolder, tmp_path: Path, change: Callable[[str, bytes], bytes]
) -> None:
    folder.write("hall", DAY, log_of(morning()))
    remade(file_of(tmp_path), change)

    for read in (lambda log: log.read("0-0"), lambda log: log.read_back("+"), lambda log: log.check()):
        with pytest.raises(ArchiveDamagedError, match=r"2026-06-08\.log\.zip"):
            read(folder.log("hall", DAY))
    with pytest.raises(ArchiveDamagedError):
        folder.write("hall", DAY, log_of(morning()))


def test_a_forger_who_mends_the_digest_too_is_found_by_the_links(
    folder: ArchiveFolder, tmp_path: Path
) -> None:
    folder.write("hall", DAY, log_of(morning()))
    forged: dict[str, str] = {}

    def change(name: str, content: bytes) -> bytes:
        if name != "index.json":
            before, content = content, content.replace(b"A-001", b"A-007")
            forged[archive_file.hashlib.sha256(before).hexdigest()] = archive_file.hashlib.sha256(
                content
            ).hexdigest()
            return content
        for before_digest, after_digest in forged.items():
            content = content.replace(before_digest.encode(), after_digest.encode())
        return content

    remade(file_of(tmp_path), change)

    with pytest.raises(ArchiveDamagedError, match="foreign"):
        folder.log("hall", DAY).check()
    assert len(list(linked_facts(folder.log("hall", DAY)))) < len(FACTS), "forged facts are skipped"


class Killed(BaseException):
    """Simulates the end of the process."""


class Deadly:
    """Wraps functions of the file system; the process dies before or after the step with this number."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, step: int, *, after: bool) -> None:
        self.steps, self._step, self._after = 0, step, after
        for where, name in (
            (Path, "mkdir"), (Path, "replace"), (Path, "open"), (os, "fsync"), (zipfile.ZipFile, "writestr"),
            (os, "open"), (archive.fcntl, "flock"),
        ):  # fmt: skip
            monkeypatch.setattr(where, name, self._wrapped(getattr(where, name)))
        monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)  # a dead process does not clean up

    def _wrapped(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **more: Any) -> Any:
            self.steps += 1
            if self.steps == self._step and not self._after:
                raise Killed
            done = act(*args, **more)
            if self.steps == self._step:
                if isinstance(done, IOBase):
                    done.close()
                raise Killed
            return done

        return step


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("had", [0, 5], ids=["none", "a shorter one"])
def test_killed_at_any_step_there_is_the_old_archive_or_the_new(
    tmp_path: Path, after: bool, had: int
) -> None:
    old, new = log_of(morning()[:5]).entries[:had], log_of(morning()).entries
    for step in range(1, 100):
        folder = ArchiveFolder(tmp_path / str(step))
        if had:
            folder.write("hall", DAY, log_of(morning()[:had]))

        with pytest.MonkeyPatch.context() as monkeypatch:
            deadly = Deadly(monkeypatch, step, after=after)
            with suppress(Killed):
                folder.write("hall", DAY, log_of(morning()))
        assert everything(folder.log("hall", DAY)) in (old, new), step
        assert folder.write("hall", DAY, log_of(morning())).entries == len(new)
        assert everything(folder.log("hall", DAY)) == new
        if deadly.steps < step:
            break

    assert 8 < step < 99


def test_without_room_the_old_archive_stays_and_nothing_half_is_left(
    folder: ArchiveFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("hall", DAY, log_of(morning()[:5]))

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(archive_file.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            folder.write("hall", DAY, log_of(morning()))

    assert list(file_of(tmp_path).parent.iterdir()) == [file_of(tmp_path)]
    assert len(everything(folder.log("hall", DAY))) == 5


class EndlessLog(MemoryLog):
    """A log of this many entries, generated while they are read."""

    def __init__(self, facts: int) -> None:
        super().__init__(f"{{hall}}:{DAY}:log", MemoryStore())
        self._facts = facts

    def read(self, after: str, count: int = PAGE) -> tuple[int, list[Entry]]:
        first = int(after.partition("-")[0]) + 1
        ids = range(first, min(first + count, self._facts + 1))
        return 0, [Entry(f"{n}-0", b"%d" % n * 40, "") for n in ids]

    def tip(self) -> Tip:
        return Tip(f"{self._facts}-0", "x")


def test_the_memory_that_it_takes_does_not_grow_with_the_day(tmp_path: Path) -> None:
    peaks = []
    for facts in (2 * PAGE, 8 * PAGE):
        folder = ArchiveFolder(tmp_path / str(facts))
        tracemalloc.start()
        folder.write("hall", DAY, EndlessLog(facts))
        assert sum(1 for _ in all_entries(folder.log("hall", DAY))) == facts
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < 1.5 * peaks[0], peaks


def days(*numbers: int) -> list[str]:
    return [f"2026-06-{n:02}" for n in numbers]


@pytest.mark.parametrize(
    ("named", "today", "keep", "archived", "leave"),
    [
        (days(1, 2, 3, 4, 5), "2026-06-05", 1, days(1, 2, 3, 4, 5), days(1, 2, 3)),
        (days(1, 2, 3, 4, 5), "2026-06-05", 3, days(1, 2, 3, 4, 5), days(1)),
        (days(1, 2, 3, 4, 5), "2026-06-05", 3, days(2), []),
        (days(1, 2, 3, 4, 5), "2026-06-05", 0, days(1, 2, 3, 4, 5), days(1, 2, 3)),
        (days(1, 2, 3, 4, 5), "2026-06-05", -9, days(1, 2, 3, 4, 5), days(1, 2, 3)),
        (days(1, 2, 3), "2026-06-28", 1, days(1, 2, 3), days(1)),
        (days(1, 2, 3, 29), "2026-06-29", 7, days(1, 2, 3), days(1, 2)),
        (days(2, 1, 2, 5, 4), "2026-06-28", 1, days(1, 2, 4, 5), days(1, 2)),
        (days(1), "2026-06-28", 1, days(1), []),
        ([], "2026-06-28", 1, days(1), []),
        (days(1, 2, 3, 4, 5), "2026-06-03", 1, days(1, 2, 3, 4, 5), days(1)),
    ],
    ids=[
        "today and the day before stay", "as many as are kept", "only what is archived", "at least one is kept",
        "never fewer", "a hall that stood still: its last two", "after a holiday: the last before it", "out of order",
        "a first day", "no day", "a clock that is behind",
    ],
)  # fmt: skip
def test_the_days_that_may_leave_redis(
    named: list[str], today: str, keep: int, archived: list[str], leave: list[str]
) -> None:
    assert days_to_drop(named, today, keep, archived) == leave
