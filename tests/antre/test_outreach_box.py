"""An outreach box: what it begins with, when it refuses to begin, and what it brings home."""

from __future__ import annotations

import io
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from antre.outreach import box as outreach_box
from antre.outreach.box import BoxFolder, begin_with, check_today, seal
from antre.run import CannotStart
from rig.cast import ZONE, all_day_content, press
from rig.outreach import VENUE, days_away, halls_on, issue
from services.counter.accounts.accounts import Accounts
from services.counter.outreach.boxes import Box, Boxes
from services.counter.outreach.home_file import HomeFile
from services.counter.outreach.out_file import OutFile, lines_of
from services.staff.account import Account
from waitingroom import keys
from waitingroom.house.venue_slice import slice_for_box
from waitingroom.local_time import day_after, service_day
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.base import MemoryStore
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.outreach.refusals import NothingToSeal, StillServing

BOX = "tenda-1"
SITI = Account("siti", "$argon2id$hash", ("clerk",))
NOW_MS = time.time_ns() // 1_000_000
TODAY = service_day(NOW_MS, ZONE, 4 * 60)
LATER = day_after(TODAY, 7)


@pytest.fixture(scope="module")
def right() -> OutFile:
    """Today and a day a week later, handed over by a hall in memory."""
    halls = halls_on(MemoryStore())
    away = days_away(halls)
    away.hand_over(BOX, [TODAY, LATER], press("hand over"))
    return OutFile(
        box=BOX, venue=VENUE, days={day: lines_of(away.beginning(day)) for day in (TODAY, LATER)}, secret="ab" * 32,
        house=slice_for_box(all_day_content(), VENUE), house_seq=1, accounts=[asdict(SITI)], hall="MPP", hall_url="", at_ms=NOW_MS,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: OutFile) -> BoxFolder:
    monkeypatch.setattr(outreach_box, "ROOT", tmp_path)
    made = BoxFolder(VENUE)
    made.take(right)
    return made


def archive_of(folder: BoxFolder) -> ArchiveFolder:
    return ArchiveFolder(folder.path / "data" / "archive")


def test_it_begins_with_the_halls_house_staff_and_days_and_what_is_there_stays(
    redis_store: RedisStore, folder: BoxFolder, right: OutFile
) -> None:
    begin_with(right, redis_store, archive_of(folder))
    live = halls_on(redis_store, BOX).get(VENUE)
    assert issue(live, "k1").ticket_id == "A-001"
    accounts = Accounts(Vault(redis_store), 3600)
    accounts.take_in(replace(SITI, password_hash="changed here"))

    begin_with(right, redis_store, archive_of(folder))

    assert issue(live, "k2").ticket_id == "A-002"
    siti = accounts.get("siti")
    assert siti is not None
    assert siti.password_hash == "changed here"


def test_a_day_that_left_the_boxs_redis_is_not_begun_again_and_comes_home_all_the_same(
    redis_store: RedisStore, folder: BoxFolder, right: OutFile, tmp_path: Path
) -> None:
    begin_with(right, redis_store, archive_of(folder))
    issue(halls_on(redis_store, BOX).get(VENUE), "k1")
    seal(folder, redis_store, tmp_path / "first.antre", copy=False, even_so=True)
    log = redis_store.log(keys.DAY_LOG(VENUE, TODAY))
    tip = archive_of(folder).write(VENUE, TODAY, log).tip
    assert redis_store.drop_archived(VENUE, TODAY, tip)

    begin_with(right, redis_store, archive_of(folder))
    days = seal(folder, redis_store, tmp_path / "home.antre", copy=False, even_so=False)

    assert days == [TODAY]
    assert log.tip().seq == 0
    boxes = Boxes(Vault(redis_store))
    boxes._vault.put(keys.OUTREACH(BOX), Box(BOX, bytes.fromhex(right.secret), {VENUE: [TODAY]}).encode())
    with HomeFile(io.BytesIO((tmp_path / "home.antre").read_bytes()), boxes) as home:
        assert home.days[0].log.tip() == tip


def test_it_seals_once_everybody_was_served_copies_before_and_has_nothing_to_seal_before_its_day(
    redis_store: RedisStore, folder: BoxFolder, right: OutFile, tmp_path: Path
) -> None:
    with pytest.raises(NothingToSeal):
        seal(folder, redis_store, tmp_path / "home.antre", copy=False, even_so=False)
    begin_with(right, redis_store, archive_of(folder))
    with pytest.raises(NothingToSeal):
        seal(folder, redis_store, tmp_path / "home.antre", copy=False, even_so=False)
    live = halls_on(redis_store, BOX).get(VENUE)
    issue(live, "k1")

    with pytest.raises(StillServing):
        seal(folder, redis_store, tmp_path / "home.antre", copy=False, even_so=False)
    assert seal(folder, redis_store, tmp_path / "copy.antre", copy=True, even_so=False) == [TODAY]

    assert issue(live, "k2").ticket_id == "A-002"
    assert not (tmp_path / "home.antre").exists()


def test_it_refuses_a_day_that_it_was_not_handed_and_says_how(right: OutFile) -> None:
    check_today(right)

    with pytest.raises(CannotStart) as refused:
        check_today(replace(right, days={LATER: []}))

    assert f"may not open {VENUE} on {TODAY}" in str(refused.value)
    assert f"antre outreach hand-over {VENUE} --days {TODAY}" in str(refused.value)


def test_it_refuses_a_clock_that_is_before_its_own_file(right: OutFile) -> None:
    with pytest.raises(CannotStart, match="Set the laptop's clock"):
        check_today(replace(right, at_ms=NOW_MS + 3_600_000))


def test_without_a_handing_over_it_says_how_and_a_folder_of_another_box_is_left_alone(
    folder: BoxFolder, right: OutFile
) -> None:
    with pytest.raises(CannotStart, match="antre outreach hand-over pasar"):
        BoxFolder("pasar").right()
    with pytest.raises(CannotStart, match="belongs to the box tenda-1"):
        folder.take(replace(right, box="tenda-2"))

    folder.take(replace(right, days={"2099-06-13": []}))
    assert sorted(folder.right().days) == [TODAY, LATER, "2099-06-13"]
    assert (folder.path / "right.json").stat().st_mode & 0o077 == 0
