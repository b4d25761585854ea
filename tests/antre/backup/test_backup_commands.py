"""``antre backup``, ``restore`` and ``fsck`` as processes: passphrase, output, and kills at random moments."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from antre.backup import restore
from antre.backup.files import Backups
from antre.backup.make import back_up
from antre.backup.place import FolderPlace
from antre.hall_data import HallData
from rig.engines.engine import Engine, engine_at, server
from rig.history.hall_with_past import VENUE, HallWithPast, data_in
from rig.running import ROOT, free_base_port
from rig.waiting import wait_for
from services.web.sealed_file import Sealer
from tests.antre.backup.steps import PASSPHRASE
from waitingroom import keys
from waitingroom.log.base import Tip
from waitingroom.log.redis_log import RedisStore

KILLS = 6
"""Kills per command; each takes a second or two."""
SEED = 20261130


def settings(data: HallData, **more: str) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("ANTRE_")},
        "PYTHONPATH": str(ROOT), "ANTRE_REDIS_URL": data.redis_url, "ANTRE_ARCHIVE_DIR": str(data.archive),
        "ANTRE_MEDIA_DIR": str(data.media), "ANTRE_SEEN_DIR": str(data.seen), "ANTRE_HISTORY_URL": data.history_url,
        "ANTRE_BACKUP_PASSPHRASE": PASSPHRASE, **more,
    }  # fmt: skip


def started(env: dict[str, str], *command: str, cwd: Path | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "antre.cli", *command], env=env, cwd=cwd, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(env: dict[str, str], *command: str, cwd: Path | None = None) -> tuple[int, str, str]:
    process = started(env, *command, cwd=cwd)
    output, stderr = process.communicate(timeout=120)
    return process.returncode, output, stderr


def test_a_hall_is_backed_up_listed_checked_and_restored_by_command(
    hall: HallWithPast, other_engine: Engine, tmp_path: Path
) -> None:
    stick, here = tmp_path / "stick", settings(hall.data)
    there = settings(data_in(other_engine.url, tmp_path / "there"))

    status, output, _ = run(here, "backup", str(stick))
    assert (status, "3 days that are over" in output) == (0, True), output
    assert run(here, "backup", str(stick), "--list")[1].count("3 days that are over") == 1
    status, output, stderr = run(here, "fsck", str(stick))
    assert (status, "All is well: 6 logs" in output) == (0, True), output + stderr
    status, output, stderr = run(there, "restore", str(stick))
    assert status == 0, stderr
    assert "Dukcapil: the last that is known is A-" in output
    assert "Everybody signs in anew" in output
    assert run(there, "fsck")[0] == 0
    status, _, stderr = run(there, "restore", str(stick))
    assert (status, "A hall is here already" in stderr) == (1, True)


def test_without_a_passphrase_or_with_a_short_or_wrong_one_it_says_what_to_do(
    hall: HallWithPast, tmp_path: Path
) -> None:
    stick, here = str(tmp_path / "stick"), settings(hall.data)
    assert run(here, "backup", stick)[0] == 0

    for passphrase, says in (
        (None, "ANTRE_BACKUP_PASSPHRASE_FILE"),
        ("short", "12 or more"),
        ("a wrong one, but long", "Nothing was changed"),
    ):
        env = {name: value for name, value in here.items() if name != "ANTRE_BACKUP_PASSPHRASE"}
        status, _, stderr = run(
            env | ({"ANTRE_BACKUP_PASSPHRASE": passphrase} if passphrase else {}), "backup", stick
        )
        assert status == 1
        assert says in stderr
        assert "Traceback" not in stderr
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    env = {name: value for name, value in here.items() if name != "ANTRE_BACKUP_PASSPHRASE"}
    assert run(env | {"ANTRE_BACKUP_PASSPHRASE_FILE": str(file)}, "backup", stick)[0] == 0


def test_on_a_schedule_it_goes_on_until_it_is_stopped_and_a_restart_makes_no_extra_one(
    hall: HallWithPast, tmp_path: Path
) -> None:
    stick, here = tmp_path / "stick", settings(hall.data)
    backups = Backups(FolderPlace(stick), Sealer(PASSPHRASE))

    for _ in range(2):
        process = started(here, "backup", str(stick), "--every", "1d")
        assert process.stdout is not None
        assert process.stdout.readline().startswith("The next backup")
        try:
            wait_for(lambda: len(backups.stamps()) == 1, 60, "the first backup")
        finally:
            process.send_signal(signal.SIGTERM)
        _, stderr = process.communicate(timeout=60)
        assert (process.returncode, stderr) == (0, ""), stderr

    assert len(backups.stamps()) == 1
    assert "3 days" in run(here, "backup", str(stick))[1]


def test_killed_at_random_moments_backups_stay_whole_and_a_restore_is_done_again(
    hall: HallWithPast, other_engine: Engine, tmp_path: Path
) -> None:
    """Like a power cut, except for writes that the disk had only cached."""
    rng, stick, here = random.Random(SEED), tmp_path / "stick", settings(hall.data)
    there = settings(data_in(other_engine.url, tmp_path / "there"))
    backups = Backups(FolderPlace(stick), Sealer(PASSPHRASE))
    began = time.monotonic()
    assert run(here, "backup", str(stick))[0] == 0
    took_s = time.monotonic() - began

    for _ in range(KILLS):
        hall.issue()
        killed_after(rng.uniform(0.4, 1.1) * took_s, started(here, "backup", str(stick)))
        assert all(list(backups.wrong_files(backups.manifest(stamp))) == [] for stamp in backups.stamps())
    store = RedisStore(other_engine.url)
    store.start()
    for _ in range(KILLS):
        killed_after(rng.uniform(0.4, 1.1) * took_s, started(there, "restore", str(stick)))
        if store.log(keys.HOUSE_LOG()).tip() != Tip():
            break
        assert store.log(keys.DAYS_LOG(VENUE)).tip() == Tip() or store.commands.get(keys.RESTORING.pattern)
    status, _, stderr = run(there, "restore", str(stick))

    assert (status, stderr) == (0, "") or "to its end" in stderr or "A hall is here already" in stderr
    assert run(there, "fsck")[0] == 0
    assert store.commands.get(keys.RESTORING.pattern) is None
    store.stop()


def killed_after(seconds: float, process: subprocess.Popen[str]) -> None:
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def test_it_is_restored_into_an_empty_folder_of_a_run_and_never_beside_one_that_runs(
    hall: HallWithPast, tmp_path: Path
) -> None:
    stick, here = tmp_path / "stick", settings(hall.data)
    assert run(here, "backup", str(stick))[0] == 0
    folder = tmp_path / "new machine"
    folder.mkdir()
    env = {name: value for name, value in here.items() if not name.startswith("ANTRE_")}
    env["ANTRE_BACKUP_PASSPHRASE"] = PASSPHRASE

    status, output, stderr = run(env, "restore", str(stick), cwd=folder)
    assert status == 0, stderr
    assert "Start it: antre run" in output
    assert (folder / ".run" / "data" / "appendonlydir").is_dir()
    assert (folder / ".run" / "data").stat().st_mode & 0o077 == 0

    status, _, stderr = run(env, "restore", str(stick), cwd=folder)
    assert (status, "A hall is here already" in stderr) == (1, True), stderr


def test_killed_in_the_folder_of_a_run_it_leaves_no_redis_behind_and_is_done_again(
    hall: HallWithPast, tmp_path: Path
) -> None:
    rng, stick, folder = random.Random(SEED), tmp_path / "stick", tmp_path / "new machine"
    assert run(settings(hall.data), "backup", str(stick))[0] == 0
    folder.mkdir()
    env = {name: value for name, value in settings(hall.data).items() if not name.startswith("ANTRE_")}
    env["ANTRE_BACKUP_PASSPHRASE"] = PASSPHRASE

    for _ in range(KILLS):
        process = started(env, "restore", str(stick), cwd=folder)
        assert process.stdout is not None
        output = process.stdout.readline()  # its Redis responds
        time.sleep(rng.uniform(0, 0.6))
        process.kill()
        process.communicate()
        wait_for(lambda: not redis_in(folder), 30, "its Redis gone")
    status, output, stderr = run(env, "restore", str(stick), cwd=folder)

    assert (
        (status, "Restored in" in output) == (0, True)
        or "A hall is here already" in stderr
        or "to its end" in stderr
    )
    assert not redis_in(folder)
    engine = engine_at(server("redis"), folder / ".run" / "data")
    try:
        assert run(env | {"ANTRE_REDIS_URL": engine.url}, "fsck", cwd=folder)[0] == 0
        with engine.client() as client:
            assert client.get(keys.RESTORING.pattern) is None
    finally:
        engine.kill()


def test_a_half_restored_hall_is_not_opened_and_the_restore_is_named(
    hall: HallWithPast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, backups = tmp_path / "new machine", Backups(FolderPlace(tmp_path / "stick"), Sealer(PASSPHRASE))
    back_up(hall.store, hall.data, backups)
    engine = engine_at(server("redis"), folder / ".run" / "data")
    store = RedisStore(engine.url)
    store.start()
    monkeypatch.setattr(restore, "put_rows", lambda url, rows: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        restore.restore(store, data_in(engine.url, folder / ".run" / "data"), backups, tmp_path)
    store.stop()
    engine.kill()

    env = {name: value for name, value in settings(hall.data).items() if not name.startswith("ANTRE_")}
    status, output, stderr = run(env, "run", "--port", str(free_base_port()), cwd=folder)

    says = "If antre restore was stopped before its end, do it again"
    assert (status, says in stderr) == (1, True), output + stderr
    status, _, stderr = run(env, "begin-anew", cwd=folder)
    assert (status, "do that again" in stderr) == (1, True), stderr


def redis_in(folder: Path) -> bool:
    """Return whether a Redis server runs on the data of this folder."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder / ".run").encode() in file.read_bytes():
                return True
        except OSError:
            continue
    return False
