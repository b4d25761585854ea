"""``antre fsck`` on a real Redis: sound logs pass, and each kind of damage is reported by day."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from antre import cli
from antre.backup import fsck
from antre.hall_data import ArchivedLogs, LiveLogs
from rig.engines.engine import Engine
from tests.waitingroom.live.test_live_hall import issue
from tests.waitingroom.log.test_leaving_redis import House
from waitingroom import keys, rules
from waitingroom.facts import TicketIssued, encode
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.base import link_all
from waitingroom.log.fold import Fold
from waitingroom.log.redis_log import RedisStore


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def house(redis_store: RedisStore, archive: Path) -> House:
    """A hall that was open on four days; the older ones left Redis."""
    house = House(redis_store, ArchiveFolder(archive), days=-3)
    for days in range(-3, 1):
        house.move_to(days)
        for n in range(3):
            issue(house.live, f"{days} {n}")
    assert house.let_days_leave()
    return house


def wrongs(house: House, archive: Path) -> dict[str, list[str]]:
    results = fsck.check(LiveLogs(house.store, archive))
    return {checked.log: checked.wrongs for checked in results if checked.wrongs}


def day_key(day: str) -> str:
    return keys.PREFIX + keys.DAY_LOG("hall", day)


def test_a_hall_and_its_archive_without_harm_are_called_well(
    house: House,
    archive: Path,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    results = list(fsck.check(LiveLogs(house.store, archive)))

    days = [f"hall {day}" for day in house.named]
    assert [(checked.log, checked.wrongs) for checked in results] == [
        (log, []) for log in ("house", "hall days", *days)
    ]
    assert [checked.log for checked in fsck.check(ArchivedLogs(archive))] == days[:-1]
    monkeypatch.setenv("ANTRE_REDIS_URL", engine.url)
    monkeypatch.setenv("ANTRE_ARCHIVE_DIR", str(archive))
    assert cli.main(["fsck"]) == 0
    assert f"All is well: {len(results)} logs" in capsys.readouterr().out
    assert cli.main(["fsck", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["wrong"] == 0


def add_by_hand(engine: Engine, house: House) -> None:
    with engine.client() as client:
        client.xadd(day_key(house.day), {"x": b"rubbish"}, id="99-0")


def take_out(engine: Engine, house: House) -> None:
    with engine.client() as client:
        client.xdel(day_key(house.day), "5-0")


def take_out_the_last(engine: Engine, house: House) -> None:
    last = house.log(house.day).tip()
    with engine.client() as client:
        client.xdel(day_key(house.day), last.id)
    issue(house.live, "after")


def drop_the_day(engine: Engine, house: House) -> None:
    with engine.client() as client:
        client.delete(day_key(house.named[-2]))
    (house.folder._path / "hall" / f"{house.named[-2]}.log.zip").unlink()


def issue_twice(engine: Engine, house: House) -> None:
    """Append a correctly linked fact that issues an existing number: the hash chain has no fault."""
    log = house.log(house.day)
    twice = TicketIssued(at_ms=1, ticket_id="A-001", prefix="A", ordinal=1, service_id="ktp")
    log.append(log.tip(), link_all(log.tip(), [encode(twice)]), turn="harm")


def link_what_is_no_fact(engine: Engine, house: House) -> None:
    """Append correctly linked entries that are not facts of Antre, as a knowledgeable attacker could."""
    log = house.log(house.day)
    rubbish = [b"[]", b"no JSON", b'{"kind": "TicketCalled"}']
    log.append(log.tip(), link_all(log.tip(), rubbish), turn="harm")


def cut_the_archive(engine: Engine, house: House) -> None:
    file = sorted((house.folder._path / "hall").iterdir())[0]
    file.write_bytes(file.read_bytes()[:-200])


@pytest.mark.parametrize(
    ("harm", "day", "says"),
    [
        (add_by_hand, -1, "S8 99-0 does not follow"),
        (take_out, -1, "S8 6-0 does not follow"),
        (take_out_the_last, -1, "S8 entries 6 to 6 are missing"),
        (drop_the_day, -2, "its log is gone"),
        (issue_twice, -1, "S2 twice: A-001"),
        (link_what_is_no_fact, -1, "is no fact"),
        (cut_the_archive, 0, "cannot be read"),
    ],
)
def test_each_harm_is_told_of_its_day_and_of_no_other(
    house: House, archive: Path, engine: Engine, harm: Callable[[Engine, House], None], day: int, says: str
) -> None:
    harm(engine, house)

    problems = wrongs(house, archive)

    harmed = f"hall {house.named[day]}"
    assert problems.keys() == {harmed}
    assert any(says in wrong for wrong in problems[harmed]), problems


def test_an_archived_day_that_redis_has_too_is_checked_as_well(
    house: House,
    archive: Path,
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    yesterday, before = house.named[-2], house.named[-3]
    file, other = (archive / "hall" / f"{day}.log.zip" for day in (yesterday, before))
    monkeypatch.setenv("ANTRE_REDIS_URL", engine.url)
    monkeypatch.setenv("ANTRE_ARCHIVE_DIR", str(archive))
    whole = file.read_bytes()

    file.write_bytes(whole[:-200])
    assert cli.main(["fsck"]) == 1
    assert f"hall {yesterday}, archived: the archive" in capsys.readouterr().out

    file.write_bytes(whole)
    with engine.client() as client:
        client.delete(day_key(yesterday))
    log = house.log(yesterday)
    log.append(log.tip(), link_all(log.tip(), [b"{}"]), turn="harm")
    assert other.exists()
    assert cli.main(["fsck"]) == 1
    assert f"hall {yesterday}, archived: it is another log than Redis has" in capsys.readouterr().out


def test_what_a_restored_backup_left_out_is_said_and_not_called_wrong(house: House, archive: Path) -> None:
    days = house.live._days
    fold: Fold | None = days.today  # type: ignore[type-arg]
    assert fold is not None
    facts = rules.begin_restored(
        fold.state, epoch="e", run_id=fold.log.run_id, now_ms=fold.state.last_ms, left_out=300
    )
    fold._last_seq += 300
    fold.append(facts, turn="restore")
    fold.load()
    restored_at = fold.tip.seq
    issue(house.live, "after")

    (today,) = [one for one in fsck.check(LiveLogs(house.store, archive)) if one.log == f"hall {house.day}"]

    assert today.wrongs == []
    assert today.notes == [f"a backup was restored at {restored_at}: 300 numbers were left out"]
    hall = fold.state
    assert "A-304" in hall.tickets
    assert hall.damage.missing == 0
