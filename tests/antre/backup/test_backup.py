"""
Backup of a working hall and restore elsewhere, on real Redis servers; also torn, wrong and killed ones.

``tests/journeys/test_backup.py`` does the same with whole halls and by command.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from antre.backup import fsck, restore
from antre.backup.files import BackupError, Backups, Manifest
from antre.backup.logs import BackupLogs
from antre.backup.place import FolderPlace, Place, PlaceError, SshPlace
from antre.hall_data import HallData, LiveLogs
from rig.history.hall_with_past import VENUE, HallWithPast, data_in
from rig.waiting import wait_for
from services.counter.accounts.accounts import BY_ADMIN, Accounts
from services.reports.history.checking import differences
from services.reports.history.following import Following
from services.reports.history.history import History
from services.reports.history.tables import OF_DAY, days
from services.web.sealed_file import Sealer, SealError, WrongPassphraseError
from tests.antre.backup.steps import back_up, numbers, open_hall, put_back
from waitingroom import keys
from waitingroom.hall import Hall
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.base import Entry, Tip, all_entries
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.refusals import LogLost, NotReady


class Killed(BaseException):
    """Simulates the end of the process, without cleanup."""


def day_entries(store: RedisStore, data: HallData, day: str) -> list[Entry]:
    return list(all_entries(LiveLogs(store, data.archive).day(VENUE, day)))


def figures(store: RedisStore, data: HallData) -> dict[str, Any]:
    """Return the history of past days, rebuilt from the available logs."""
    history = History(data.history_url)
    history.migrate()
    following = Following(
        store, history, alarm=lambda event, **fields: None, archive=ArchiveFolder(data.archive)
    )
    following.step([VENUE])
    assert list(differences(history, following, VENUE)) == []
    past = following.named_days(VENUE)[:-1]
    rows = {
        f"{table.name} {day}": history.rows_of(table, VENUE, day) for table in (*OF_DAY, days) for day in past
    }
    history.close()
    return rows


def wrongs(logs: fsck.Logs) -> dict[str, list[str]]:
    return {checked.log: checked.wrongs for checked in fsck.check(logs) if checked.wrongs}


def everything(store: RedisStore, data: HallData) -> tuple[list[bytes], list[str]]:
    """List all of Antre's Redis keys and all files, to check that nothing was changed."""
    files = [p for p in (data.archive, data.media, data.seen) if p.exists()]
    return sorted(store.commands.scan_iter(match="antre:*")), [
        str(f) for p in files for f in sorted(p.rglob("*"))
    ]


def test_a_backup_under_a_rush_comes_back_elsewhere_with_equal_logs_figures_and_accounts(
    hall: HallWithPast, backups: Backups, other: RedisStore, there: HallData, tmp_path: Path
) -> None:
    stopped, pressed = threading.Event(), threading.Semaphore(0)

    def rush() -> None:
        while not stopped.is_set():
            hall.issue()
            hall.call()
            pressed.release()

    clerks = [threading.Thread(target=rush) for _ in range(3)]
    for clerk in clerks:
        clerk.start()
    for _ in range(10):
        pressed.acquire()
    made = back_up(hall, backups, step=lambda words: [pressed.acquire() for _ in range(3)] and None)
    stopped.set()
    for clerk in clerks:
        clerk.join()
    today = hall.live.read(lambda now, _: now.service_day)
    past = [day for day in LiveLogs(hall.store, hall.data.archive).days(VENUE) if day != today]
    assert wrongs(BackupLogs(backups, made.manifest, _folder(tmp_path / "fsck"))) == {}

    put_back(other, there, backups, tmp_path)

    assert wrongs(LiveLogs(other, there.archive)) == {}
    for day in past:
        assert day_entries(other, there, day) == day_entries(hall.store, hall.data, day)
    here, back = day_entries(hall.store, hall.data, today), day_entries(other, there, today)
    surviving = [one for one in back if one in here]
    assert surviving == here[: len(surviving)]
    assert len(surviving) > 20
    assert figures(other, there) == figures(hall.store, hall.data)
    assert Vault(other).secret("tickets") == hall.secret
    assert Vault(other).members(keys.DEVICES()) == ["tv-1"]
    assert Vault(other).get(keys.DEVICE_TOKEN("digest")) == b"tv-1"
    assert Vault(other).get(keys.SESSION("token")) is None
    token, _ = Accounts(Vault(other), 3600, lambda: 1).sign_in("siti", hall.account, source=BY_ADMIN)
    assert token
    assert sorted(p.name for p in there.media.iterdir()) == sorted(p.name for p in hall.data.media.iterdir())
    assert [p.read_bytes() for p in sorted(there.archive.rglob("*.zip"))] == [
        p.read_bytes() for p in sorted(hall.data.archive.rglob("*.zip"))
    ]


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_numbers_given_out_after_the_backup_are_never_given_out_again(
    hall: HallWithPast, backups: Backups, other: RedisStore, there: HallData, tmp_path: Path
) -> None:
    back_up(hall, backups)
    today = hall.live.read(lambda now, _: now.service_day)
    lost = [hall.issue() for _ in range(40)]
    epoch = hall.live.position.epoch

    done = put_back(other, there, backups, tmp_path)

    live = open_hall(other, there)
    existing = set(numbers(other, there, today))
    issued = [hall.issue(live) for _ in range(5)]
    assert not set(issued) & (set(lost) | existing)
    (goes_on,) = [one for one in done.goes_on if one.prefix == "A"]
    assert issued[0] == f"A-{goes_on.next:03}"
    assert goes_on.next == goes_on.last + restore.LEFT_OUT_MIN + 1
    now: Hall = live.read(lambda hall, _: hall)
    assert now.epoch != epoch
    assert now.restored is not None
    assert (now.restored.left_out, now.damage.missing) == (restore.LEFT_OUT_MIN, 0)
    assert wrongs(LiveLogs(other, there.archive)) == {}
    assert open_hall(other, there).read(lambda hall, _: hall.tickets.keys() >= set(issued))


def test_the_same_backup_restored_again_goes_on_behind_what_the_first_restore_gave_out(
    hall: HallWithPast, backups: Backups, other: RedisStore, there: HallData, tmp_path: Path
) -> None:
    made = back_up(hall, backups)
    put_back(other, there, backups, tmp_path)
    issued = {hall.issue(open_hall(other, there)) for _ in range(20)}
    other.commands.flushall()  # the new disk failed too

    again = data_in(other.url, tmp_path / "again")
    done = put_back(other, again, backups, tmp_path)

    assert done.left_out == {VENUE: 2 * restore.LEFT_OUT_MIN}
    assert hall.issue(open_hall(other, again)) not in issued
    for _ in range(2):
        back_up(hall, backups, keep=2)
    assert not [name for name in backups.place.sizes() if made.manifest.stamp in name]


def test_a_place_that_takes_no_note_of_a_restore_is_told(
    hall: HallWithPast,
    backups: Backups,
    other: RedisStore,
    there: HallData,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    back_up(hall, backups)

    def refuse(place: FolderPlace, name: str, write: object) -> None:
        raise PlaceError("read-only")

    monkeypatch.setattr(FolderPlace, "write", refuse)

    done = put_back(other, there, backups, tmp_path)

    assert (done.is_noted, done.left_out) == (False, {VENUE: restore.LEFT_OUT_MIN})


def test_a_day_that_the_backup_does_not_know_begins_behind_the_gap_too(
    redis_store: RedisStore, backups: Backups, other: RedisStore, there: HallData, tmp_path: Path
) -> None:
    hall = HallWithPast(redis_store, tmp_path / "here", past=2)
    with redis_store.translated():  # as in yesterday evening's backup: today was not named yet
        today = hall.live.read(lambda now, _: now.service_day)
        log = redis_store.log(keys.DAYS_LOG(VENUE))
        redis_store.commands.xdel(keys.PREFIX + keys.DAYS_LOG(VENUE), log.tip().id)
        redis_store.commands.delete(keys.PREFIX + keys.DAY_LOG(VENUE, today))
    back_up(hall, backups)

    put_back(other, there, backups, tmp_path)

    live = open_hall(other, there)
    assert live.read(lambda now, _: now.service_day) == today
    assert hall.issue(live) == "A-301"


@pytest.mark.parametrize(("busiest", "left_out"), [(0, 300), (150, 300), (151, 400), (1_000, 2_000)])
def test_the_gap_is_twice_the_busiest_day_in_whole_hundreds(busiest: int, left_out: int) -> None:
    assert restore.gap_for(busiest) == left_out


def test_the_second_backup_writes_only_what_is_new_and_old_ones_go(
    hall: HallWithPast, backups: Backups
) -> None:
    first = back_up(hall, backups)
    hall.issue()
    hall.add_picture(b"another picture")

    second = back_up(hall, backups)
    third = back_up(hall, backups, keep=2)

    assert first.written > second.written == 2
    assert (third.written, third.pruned) == (1, 2)
    assert backups.stamps() == [second.manifest.stamp, third.manifest.stamp]
    assert all(list(backups.wrong_files(one.manifest)) == [] for one in (second, third))
    assert hall.store.commands.get(keys.BACKUP.pattern) is not None


def test_what_sql_holds_besides_figures_comes_back(
    hall: HallWithPast,
    backups: Backups,
    other: RedisStore,
    there: HallData,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = {"id": 7, "url": "https://kominfo.example/hook", "secret": b"\x00\xff"}
    made = "CREATE TABLE IF NOT EXISTS subscribers (id INTEGER PRIMARY KEY, url TEXT, secret BLOB)"
    migrate = History.migrate

    def migrate_more(history: History) -> None:
        migrate(history)
        with history.engine.execution_options(writes=True).begin() as connection:
            connection.execute(text(made))

    monkeypatch.setattr(History, "migrate", migrate_more)
    history = History(hall.data.history_url)
    history.migrate()
    with history.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("INSERT INTO subscribers VALUES (:id, :url, :secret)"), row)
    history.close()
    back_up(hall, backups)

    put_back(other, there, backups, tmp_path)

    restored = History(there.history_url)
    with restored.engine.connect() as connection:
        assert [dict(one) for one in connection.execute(text("SELECT * FROM subscribers")).mappings()] == [
            row
        ]
    restored.close()


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])


def change(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[-30] ^= 4
    file.write_bytes(bytes(raw))


def remove(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("harm", [cut, change, remove])
@pytest.mark.parametrize("kind", ["days/*/*", "media/*", "runs/*.rest.sealed", "runs/*.manifest.sealed"])
def test_a_torn_or_changed_backup_says_so_and_changes_nothing(
    hall: HallWithPast, backups: Backups, other: RedisStore, there: HallData, tmp_path: Path, kind: str,
    harm: Callable[[Path], None],
) -> None:  # fmt: skip
    back_up(hall, backups)
    file = sorted((tmp_path / "stick").glob(kind))[0]
    harm(file)

    with pytest.raises((BackupError, SealError), match=r"Nothing was changed|There is no whole backup"):
        put_back(other, there, backups, tmp_path)

    assert everything(other, there) == ([], [])


def test_a_wrong_passphrase_says_so_and_changes_nothing(
    hall: HallWithPast, backups: Backups, other: RedisStore, there: HallData, tmp_path: Path
) -> None:
    made = back_up(hall, backups)
    wrong = Backups(backups.place, Sealer("another passphrase"))
    before = backups.place.sizes()

    with pytest.raises(WrongPassphraseError, match="Nothing was changed"):
        put_back(other, there, wrong, tmp_path)
    with pytest.raises(WrongPassphraseError, match="Nothing was changed"):
        back_up(hall, wrong)

    assert everything(other, there) == ([], [])
    assert backups.place.sizes() == before
    assert backups.stamps() == [made.manifest.stamp]


def test_a_place_where_a_hall_is_takes_no_backup(
    hall: HallWithPast, backups: Backups, tmp_path: Path
) -> None:
    back_up(hall, backups)
    before = everything(hall.store, hall.data)

    with pytest.raises(BackupError, match="A hall is here already"):
        put_back(hall.store, hall.data, backups, tmp_path)

    assert everything(hall.store, hall.data) == before


class KilledAfter:
    """A place where the process is killed at the n-th write: before, during or after it."""

    def __init__(self, place: FolderPlace, n: int, when: str) -> None:
        self.name, self._place, self._left, self._when = place.name, place, n, when

    def __getattr__(self, name: str) -> Any:
        return getattr(self._place, name)

    def write(self, name: str, write: Callable[[Any], None]) -> None:
        self._left -= 1
        if self._left == 0 and self._when == "before":
            raise Killed
        if self._left == 0 and self._when == "in":
            hidden = Path(self.name) / f"{name}.part"
            hidden.parent.mkdir(parents=True, exist_ok=True)
            hidden.with_name(f".{hidden.name}").write_bytes(b"half")
            raise Killed
        self._place.write(name, write)
        if self._left == 0:
            raise Killed


@pytest.mark.parametrize("when", ["before", "in", "after"])
def test_a_backup_that_is_killed_at_any_write_leaves_the_one_before_and_the_next_is_whole(
    hall: HallWithPast, backups: Backups, sealer: Sealer, tmp_path: Path, when: str
) -> None:
    place = backups.place
    assert isinstance(place, FolderPlace)
    whole: list[Manifest] = []
    for n in range(1, 12):
        killed: Place = KilledAfter(place, n, when)  # type: ignore[assignment]
        with suppress(Killed):
            whole.append(back_up(hall, Backups(killed, sealer)).manifest)
        for stamp in backups.stamps():
            assert list(backups.wrong_files(backups.manifest(stamp))) == []
        hall.issue()
    assert whole, "no kill was late enough for a whole backup"

    made = back_up(hall, backups)

    assert backups.newest() == made.manifest
    assert not list((tmp_path / "stick").rglob("*.part"))
    assert wrongs(BackupLogs(backups, made.manifest, _folder(tmp_path / "fsck"))) == {}


RESTORE_STEPS = [
    (restore._Target, "put_archived"), (restore._Target, "put_log"), (restore._Target, "put_vault"),
    (restore._Target, "open_today"), (restore._Target, "show_house"), (restore._Target, "unmark"),
    (restore, "_put_file"), (restore, "put_rows"),
]  # fmt: skip


def test_a_restore_that_is_killed_anywhere_opens_nothing_and_is_done_again(
    hall: HallWithPast,
    backups: Backups,
    other: RedisStore,
    there: HallData,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    back_up(hall, backups)
    left = 0

    def killing(real: Callable[..., Any]) -> Callable[..., Any]:
        def do(*args: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                raise Killed
            return real(*args, **named)

        return do

    for owner, name in RESTORE_STEPS:
        monkeypatch.setattr(owner, name, killing(getattr(owner, name)))
    kills = 0
    for n in range(1, 60):
        left = n
        with suppress(Killed, BackupError):
            put_back(other, there, backups, tmp_path)
            break
        kills += 1
        if other.log(keys.HOUSE_LOG()).tip() == Tip():
            with pytest.raises((LogLost, NotReady)):
                open_hall(other, there)
        elif other.commands.get(keys.RESTORING.pattern):
            with pytest.raises(LogLost):
                open_hall(other, there).settle()

    assert kills > 8
    live = open_hall(other, there)
    assert hall.issue(live) > "A-300"
    assert wrongs(LiveLogs(other, there.archive)) == {}
    assert figures(other, there) == figures(hall.store, hall.data)


def test_every_key_of_the_vault_is_kept_or_left_out_on_purpose() -> None:
    vault = {
        value for value in vars(keys).values() if isinstance(value, keys.Family) and value.under == keys.VAULT
    }

    decided = (*keys.BACKED_UP, *keys.BACKED_UP_SETS, *keys.NOT_BACKED_UP)

    assert set(decided) == vault
    assert len(decided) == len(vault)


def test_recordings_and_certificates_come_back_where_their_folders_are_named(
    hall: HallWithPast, backups: Backups, other: RedisStore, there: HallData, tmp_path: Path
) -> None:  # fmt: skip
    folders = {kind: tmp_path / "here" / kind for kind in ("recordings", "certificates")}
    for kind, folder in folders.items():
        (folder / "id").mkdir(parents=True)
        (folder / "id" / "nol.wav").write_bytes(kind.encode())
    hall.data = hall.data._replace(others=folders)
    first, second = back_up(hall, backups), back_up(hall, backups)

    to = {"recordings": tmp_path / "there" / "voice"}
    done = put_back(other, there._replace(others=to), backups, tmp_path)

    assert {kind: list(files) for kind, files in second.manifest.others.items()} == {
        kind: ["id/nol.wav"] for kind in folders
    }
    assert second.written < first.written
    assert (to["recordings"] / "id" / "nol.wav").read_bytes() == b"recordings"
    assert done.left == (
        "certificates: 1 files are in the backup, and ANTRE_CERTIFICATES_DIR names no folder for them",
    )


def test_another_machine_that_does_not_answer_is_told_in_words(
    tmp_path: Path, sealer: Sealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "ssh"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'connect to host nas: No route to host' >&2\nexit 255\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")

    with pytest.raises(PlaceError, match="antre@nas does not do it: connect to host nas: No route to host"):
        Backups(SshPlace(f"ssh://antre@nas:2222{tmp_path}/far%20away"), sealer).stamps()


def test_two_backups_at_once_do_not_meet(hall: HallWithPast, backups: Backups) -> None:
    with backups.place.alone(makes=True), pytest.raises(PlaceError, match="Another backup"):
        back_up(hall, backups)


def test_a_damaged_archive_is_told_and_its_earlier_copy_stays(hall: HallWithPast, backups: Backups) -> None:
    first = back_up(hall, backups)
    file = sorted(hall.data.archive.rglob("*.zip"))[0]
    cut(file)

    second = back_up(hall, backups)

    assert second.manifest.days[0] in first.manifest.days
    assert "an earlier copy is kept" in second.manifest.problems[0]
    wait_for(lambda: not list(backups.wrong_files(second.manifest)), 5, "whole files")
