"""The containers' Redis on the real server: its settings, its users, and what each of them may do."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from antre.backup.files import Backups
from antre.backup.make import back_up
from antre.backup.place import FolderPlace
from antre.backup.restore import restore
from antre.containers import secrets as container_secrets
from antre.redis_server import free_port
from rig.cast import all_day_content
from rig.engines.engine import Engine, server
from rig.history.hall_with_past import data_in
from rig.running import ROOT
from services.counter.accounts.accounts import Accounts
from services.counter.accounts.passwords import Source
from services.counter.accounts.tries import FREE_MAX
from services.counter.refusals import SignInWait, SignInWrong
from services.staff.account import no_record
from services.staff.sessions import EndedSession
from services.web.sealed_file import Sealer
from services.web.settings import environment
from waitingroom import keys, rules
from waitingroom.devices.device import DeviceSettings
from waitingroom.devices.device import unrecorded as unrecorded_device
from waitingroom.devices.registry import DeviceRegistry
from waitingroom.devices.state import DeviceState
from waitingroom.facts import Press
from waitingroom.live.halls import Halls
from waitingroom.log.base import Appended, Behind, Tip, UnavailableError, link_all, link_of
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.passes import (
    PanelPass,
    ReplayPass,
    issue_panel_pass,
    issue_replay_pass,
    read_replay_pass,
    redeem_panel_pass,
)

SERVICES = ("ticketing", "counter", "display")
USERS = (*SERVICES, "reports", "backup", "restore")
LOGS = ("antre:{hall}:2026-06-08:log", "antre:{hall}:days", "antre:{house}:log")
TAMPERING = (
    "DEL {}", "UNLINK {}", "SET {} x", "XDEL {} 1-0", "XTRIM {} MAXLEN 0", "XSETID {} 9-0", "RENAME {} antre:x",
    "EXPIRE {} 1", "GETDEL {}", "COPY antre:x {} REPLACE", "RESTORE {} 0 x",
)  # fmt: skip
"""Commands that remove or replace a log's entries."""

MAY_NOT_TAKE_OUT = [log for log in LOGS if log != LOGS[0]]
"""Logs that the reports service must not change; it may only unlink a day's log."""
SOMEWHERE = Source("address:a", "address:a", is_known=False)


class Contained:
    """The containers' Redis, started with the same settings and users, on another port."""

    def __init__(self, folder: Path, engine: str = "redis", engine_name: str = "") -> None:
        self.secrets, data, self.port = folder / "secrets", folder / "data", free_port()
        data.mkdir()
        assert container_secrets.make(self.secrets, engine_name=engine_name) == 0
        command = [
            str(server(engine)), str(ROOT / "deploy" / "redis.conf"), "--port", str(self.port),
            "--bind", "127.0.0.1", "--dir", str(data), "--aclfile", str(self.secrets / "redis" / "users.acl"),
        ]  # fmt: skip
        self.engine = Engine(command, self.url("counter"))

    def url(self, service: str) -> str:
        text = (self.secrets / service / "redis-url").read_text().strip()
        return f"redis://{text.partition('://')[2].rpartition('@')[0]}@127.0.0.1:{self.port}/0"

    def client(self, service: str) -> redis.Redis:
        return redis.Redis.from_url(self.url(service), protocol=2)


@pytest.fixture
def contained(tmp_path: Path) -> Iterator[Contained]:
    contained = Contained(tmp_path)
    yield contained
    contained.engine.kill()


@pytest.mark.parametrize("engine", ["redis", "valkey"])
def test_where_servers_stand_in_for_each_other_a_service_may_wait_for_replicas(
    tmp_path: Path, engine: str
) -> None:
    contained = Contained(tmp_path, engine, "sentinel")
    try:
        assert (
            (contained.secrets / "counter" / "redis-url").read_text().startswith("redis+sentinel://counter:")
        )
        for name in ("ticketing", "counter", "display", "reports"):
            with contained.client(name) as client:
                assert client.set(keys.replicated(keys.PREFIX + keys.HOUSE_LOG()), b"")
                assert client.wait(0, 100) == 0
                assert client.command_count() > 0
                for forbidden in (
                    ("CLIENT", "LIST"),
                    ("CONFIG", "GET", "save"),
                    ("CLUSTER", "RESET"),
                    ("REPLICAOF", "h", 1),
                ):
                    with pytest.raises(redis.exceptions.NoPermissionError):
                        client.execute_command(*forbidden)
        for name in ("replica", "watch"):
            word = (contained.secrets / "redis" / f"{name}.password").read_text().strip()
            with redis.Redis(port=contained.port, username=name, password=word, protocol=2) as client:
                assert client.ping()
        before = contained.url("counter")
        assert container_secrets.make(contained.secrets, engine_name="cluster") == 0
        assert contained.url("counter") == before  # the password is kept
    finally:
        contained.engine.kill()


def test_several_facts_appended_together_outlive_kill_9(contained: Contained) -> None:
    store = RedisStore(contained.url("counter"))
    first, second = b'{"kind":"one"}', b'{"kind":"two"}'
    link = link_of("", first)
    store.log("{hall}:2026-06-08:log").append(
        Tip(), [(first, link), (second, link_of(link, second))], turn="t"
    )
    store.stop()

    contained.engine.kill()
    contained.engine.start()

    after = RedisStore(contained.url("counter"))
    assert [e.data for e in after.log("{hall}:2026-06-08:log").read("0-0")[1]] == [first, second]
    after.stop()


def _save_house(contained: Contained, stamp: Press) -> None:
    """Save a house at the counter service, which alone may do so, and open its day there."""
    store = RedisStore(contained.url("counter"))
    store.start()
    halls = Halls(store, alarm=lambda event, **details: None)
    halls.save_house(lambda before: all_day_content(), press=stamp)
    store.stop()


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_can_open_a_hall_and_press(contained: Contained, service: str) -> None:
    store = RedisStore(contained.url(service))
    store.start()
    halls = Halls(store, alarm=lambda event, **details: None)
    stamp = Press("key", "wish", "public", "request")
    _save_house(contained, stamp)
    halls.house.load()
    hall = halls.get("hall")
    number = hall.press(
        lambda hall, now_ms: rules.issue(hall, service_id="ktp", now_ms=now_ms),
        stamp=stamp, show=lambda hall, now_ms, outcome: outcome.ticket_id,
    )  # fmt: skip
    assert number
    assert Vault(store).secret("token")
    assert store.why_writes_fail() == ""
    hall.step()
    store.stop()


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_can_take_a_turn_after_losing_and_give_it_back(
    contained: Contained, service: str
) -> None:
    store = RedisStore(contained.url(service))
    log, first = store.log("{hall}:2026-06-08:log"), b"{}"
    link = link_of("", first)
    log.append(Tip(), [(first, link)], turn="winner")

    lost = log.append(Tip(), [(first, link)], turn="loser", take_turn=True)
    second, third = link_of(link, first), link_of(link_of(link, first), first)
    done = log.append(Tip("1-0", link), [(first, second)], turn="loser")
    after = log.append(Tip("2-0", second), [(first, third)], turn="winner")

    assert [type(answer) for answer in (lost, done, after)] == [Behind, Appended, Appended]
    store.stop()


def test_the_display_takes_the_passes_that_the_counter_service_gives(contained: Contained) -> None:
    counter, display = (RedisStore(contained.url(service)) for service in ("counter", "display"))
    panel, replay = PanelPass("hall", "s1", "1"), ReplayPass("hall", "2026-06-08", 0, 1)

    token, code = issue_panel_pass(Vault(counter), panel), issue_replay_pass(Vault(counter), replay)

    assert redeem_panel_pass(Vault(display), token) == panel
    assert read_replay_pass(Vault(display), code) == replay
    for store in (counter, display):
        store.stop()


def test_the_counter_service_can_sign_a_clerk_in_and_keep_the_session(contained: Contained) -> None:
    store = RedisStore(contained.url("counter"))
    accounts = Accounts(Vault(store), 60)
    password = accounts.add("siti", roles=("clerk",))

    token, session = accounts.sign_in("siti", password, source=SOMEWHERE)

    assert accounts.sessions.get(token, at_work=True) == session
    assert accounts.sessions.get(token, at_work=False) == session
    accounts.sessions.remove(token)
    assert accounts.sessions.get(token, at_work=True) is None
    store.stop()


def test_a_screen_is_paired_by_the_display_and_the_counter_service_together(contained: Contained) -> None:
    stores = [RedisStore(contained.url(service)) for service in ("counter", "display", "ticketing")]
    counter, display, ticketing = (
        DeviceRegistry(Vault(store), lambda: 1_780_880_400_000) for store in stores
    )
    pairing = display.start_pairing("192.0.2.1")
    device = counter.pair(pairing.code, DeviceSettings("TV 1", "tv", "hall"), record=unrecorded_device)
    polled = display.poll_pairing(pairing.secret)

    assert polled is not None
    assert display.get_by_token(polled[0]) == ticketing.get_by_token(polled[0]) == device
    assert display.all() == [device]
    display.save_states({device.id: DeviceState(1)})
    assert counter.states([device.id]) == {device.id: DeviceState(1)}
    assert display.version
    receipts = stores[1].stream("{hall}:receipts", 10)
    receipts.append(b"[]")
    assert [data for _, data in receipts.wait("0-0", 10)] == [b"[]"]
    counter.revoke(device.id, record=unrecorded_device)
    for store in stores:
        store.stop()


def test_the_counter_service_counts_wrong_passwords(contained: Contained) -> None:
    store = RedisStore(contained.url("counter"))
    accounts = Accounts(Vault(store), 60)

    for _ in range(FREE_MAX + 1):
        with pytest.raises(SignInWrong):
            accounts.sign_in("budi", "wrong", source=SOMEWHERE)
    with pytest.raises(SignInWait):
        accounts.sign_in("budi", "wrong", source=SOMEWHERE)

    store.stop()


def test_the_counter_service_can_list_and_end_sessions_and_make_the_first_admin(contained: Contained) -> None:
    store = RedisStore(contained.url("counter"))
    accounts = Accounts(Vault(store), 60)
    token, _ = accounts.first_admin(accounts.first_code(), "maria", "a long password", record=no_record)

    assert [account.username for account in accounts.all()] == ["maria"]
    assert len(accounts.sessions.of("maria")) == 1
    assert accounts.force_out("maria", record=no_record) == 1
    assert isinstance(accounts.sessions.get(token, at_work=True), EndedSession)
    store.stop()


def append_one(contained: Contained, *data: bytes) -> Tip:
    """Append to a day's log through a service that is allowed to."""
    store = RedisStore(contained.url("counter"))
    log = store.log(keys.DAY_LOG("hall", "2026-06-08"))
    log.append(log.tip(), link_all(log.tip(), data), turn="t")
    tip = log.tip()
    store.stop()
    return tip


def test_the_reports_service_reads_logs_and_takes_an_archived_day_out(contained: Contained) -> None:
    counter = Accounts(Vault(writer := RedisStore(contained.url("counter"))), 60)
    token, session = counter.sign_in("siti", counter.add("siti", roles=("auditor",)), source=SOMEWHERE)
    secret = Vault(writer).secret("tickets")
    writer.stop()
    old = append_one(contained, b"one")
    store = RedisStore(contained.url("reports"))
    log = store.log(keys.DAY_LOG("hall", "2026-06-08"))
    new = append_one(contained, b"two")

    assert [entry.data for entry in log.read("0-0")[1]] == [b"one", b"two"]
    assert log.wait(old.id, 10) == log.read_back("+", 1) == [log.entry(new.id)]
    assert [store.log(name).tip() for name in (keys.HOUSE_LOG(), keys.DAYS_LOG("hall"))] == [Tip(), Tip()]
    assert Vault(store).get(keys.SECRET("tickets")) == secret
    assert Accounts(Vault(store), 60).sessions.get(token, at_work=False) == session
    assert not store.drop_archived("hall", "2026-06-08", old)
    assert log.tip() == new
    assert store.drop_archived("hall", "2026-06-08", new)
    assert log.tip() == Tip()
    store.stop()


@pytest.mark.parametrize("service", SERVICES)
def test_no_other_service_takes_an_archived_day_out(contained: Contained, service: str) -> None:
    tip, store = append_one(contained, b"one"), RedisStore(contained.url(service))

    with pytest.raises(UnavailableError, match="Redis refused"):
        store.drop_archived("hall", "2026-06-08", tip)

    assert store.log(keys.DAY_LOG("hall", "2026-06-08")).tip() == tip
    store.stop()


@pytest.mark.parametrize(
    "command",
    ["FLUSHALL", "KEYS *", "SCAN 0", "CONFIG GET *", "ACL LIST", "SHUTDOWN", "XADD antre:{house}:probe * d x"]
    + ["MGET antre:{house}:staff:budi", "SET antre:{house}:secret:x 1", "UNLINK antre:{house}:secret:x"]
    + ["UNLINK antre:{house}:webhooks-secret", "DEL antre:{house}:webhooks-secret"]
    + ["GETEX antre:{house}:session:x", "UNLINK antre:{house}:session:x", "GETDEL antre:{house}:pass:x"]
    + ["SET antre:{hall}:2026-06-08:log:turn x", "DEL antre:{hall}:2026-06-08:log:turn"]
    + [f"XADD {log} * f x" for log in LOGS]
    + [command.format(log) for log in LOGS for command in TAMPERING if "UNLINK" not in command]
    + [f"UNLINK {log}" for log in MAY_NOT_TAKE_OUT],
)
def test_the_reports_service_changes_nothing_else(contained: Contained, command: str) -> None:
    with pytest.raises(redis.exceptions.NoPermissionError):
        contained.client("reports").execute_command(*command.split())


@pytest.mark.parametrize(
    ("service", "command"),
    [(service, command) for service in SERVICES for command in ("FLUSHALL", "KEYS *", "CONFIG GET *", "ACL LIST", "SHUTDOWN")]
    + [("ticketing", "GET antre:{house}:staff:budi"), ("display", "GET antre:{house}:session:x")]
    + [("ticketing", "SCAN 0"), ("display", "SMEMBERS antre:{house}:sessions:budi")]
    + [("display", "SET antre:{house}:device:x 1"), ("display", "DEL antre:{house}:device-token:x")]
    + [("ticketing", "SET antre:{house}:device:x 1"), ("counter", "XADD antre:{hall}:receipts * d x")]
    + [("ticketing", "XADD antre:{house}:log * f x"), ("display", "XADD antre:{house}:log * f x")]
    + [("ticketing", "GET antre:{house}:secret:x"), ("counter", "DEL antre:{house}:staff:budi")]
    + [
        (service, command.format(log))
        for service in SERVICES
        for log in LOGS
        for command in TAMPERING
    ],
)  # fmt: skip
def test_what_a_user_does_not_need_it_may_not(contained: Contained, service: str, command: str) -> None:
    client = contained.client(service)
    with pytest.raises(redis.exceptions.NoPermissionError):
        client.execute_command(*command.split())


def test_a_backup_is_made_and_restored_by_users_of_their_own(contained: Contained, tmp_path: Path) -> None:
    _save_house(contained, Press("key", "wish", "public", "request"))
    counter = RedisStore(contained.url("counter"))
    counter.start()
    Accounts(Vault(counter), 60).add("siti", roles=("clerk",))
    halls = Halls(counter, alarm=lambda event, **details: None)
    halls.house.load()
    halls.get("hall").settle()
    backups = Backups(FolderPlace(tmp_path / "stick"), Sealer("five words nobody will guess"))
    reading, writing = (RedisStore(contained.url(user)) for user in ("backup", "restore"))
    for store in (reading, writing):
        store.start()

    back_up(reading, data_in(reading.url, tmp_path / "here"), backups)
    assert Vault(counter).get(keys.BACKUP()) is not None
    with writing.translated():
        names = list(writing.commands.scan_iter(match="antre:*"))
        writing.commands.unlink(*names)
    (tmp_path / "unpacked").mkdir()
    restore(writing, data_in(writing.url, tmp_path / "there"), backups, tmp_path / "unpacked")

    assert [account.username for account in Accounts(Vault(counter), 60).all()] == ["siti"]
    again = Halls(counter, alarm=lambda event, **details: None)
    again.house.load()
    assert again.get("hall").read(lambda hall, _: hall.restored) is not None
    for store in (counter, reading, writing):
        store.stop()


@pytest.mark.parametrize(
    "command",
    ["FLUSHALL", "KEYS *", "CONFIG GET *", "ACL LIST", "SHUTDOWN", "MGET antre:{house}:session:x", "SET antre:{house}:staff:x 1"]
    + [f"XADD {log} * f x" for log in LOGS]
    + [command.format(log) for log in LOGS for command in TAMPERING],
)  # fmt: skip
def test_a_backup_changes_nothing_and_reads_no_session(contained: Contained, command: str) -> None:
    with pytest.raises(redis.exceptions.NoPermissionError):
        contained.client("backup").execute_command(*command.split())


def test_the_health_check_may_ping_and_nothing_else(contained: Contained) -> None:
    cli = [
        "redis-cli",
        "-p",
        str(contained.port),
        "--user",
        "health",
        "--pass",
        "health",
        "--no-auth-warning",
    ]
    replies = [
        subprocess.run([*cli, *command], capture_output=True, text=True).stdout
        for command in (["PING"], ["INFO"])
    ]
    assert replies[0] == "PONG\n"
    assert replies[1].startswith("NOPERM")


def test_nobody_is_the_default_user(contained: Contained) -> None:
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(port=contained.port, protocol=2).ping()
    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis(port=contained.port, username="default", password="", protocol=2).ping()


def test_the_secrets_are_made_once_and_differ(tmp_path: Path) -> None:
    container_secrets.make(tmp_path / "one")
    before = {p: p.read_text() for p in (tmp_path / "one").rglob("*") if p.is_file()}
    container_secrets.make(tmp_path / "one")
    assert {p: p.read_text() for p in before} == before
    container_secrets.make(tmp_path / "other")
    urls = [(tmp_path / house / s / "redis-url").read_text() for house in ("one", "other") for s in USERS]
    assert len(set(urls)) == 2 * len(USERS)
    users = tmp_path / "one" / "redis" / "users.acl"
    assert not any(url.split(":")[2].split("@")[0] in users.read_text() for url in urls)
    assert stat.S_IMODE(users.stat().st_mode) == 0o444  # Redis is another user with a volume of its own
    assert {stat.S_IMODE((tmp_path / "one" / s / "redis-url").stat().st_mode) for s in USERS} == {0o400}


def test_a_newer_version_gives_its_users_their_rights_and_keeps_their_passwords(tmp_path: Path) -> None:
    container_secrets.make(tmp_path)
    users = tmp_path / "redis" / "users.acl"
    now, urls = users.read_text(), [(tmp_path / s / "redis-url").read_text() for s in USERS]
    users.chmod(0o644)
    users.write_text(now.replace(" +smembers", ""))

    container_secrets.make(tmp_path)

    assert users.read_text() == now
    assert [(tmp_path / s / "redis-url").read_text() for s in USERS] == urls


def test_history_is_a_file_until_the_profile_of_postgres_is_on_and_its_password_stays(tmp_path: Path) -> None:
    url, password = tmp_path / "reports" / "history-url", tmp_path / "postgres" / "password"
    container_secrets.make(tmp_path)
    assert url.read_text().strip() == "sqlite:////history/history.db"
    made = password.read_text().strip()

    container_secrets.make(tmp_path, "demo,postgres")
    assert url.read_text().strip() == f"postgresql+psycopg://antre:{made}@postgres/antre"
    assert password.read_text().strip() == made
    assert [stat.S_IMODE(file.stat().st_mode) for file in (url, password)] == [0o400, 0o444]
    container_secrets.make(tmp_path, "demo")
    assert url.read_text().strip() == "sqlite:////history/history.db"


def test_a_setting_that_is_empty_is_read_from_its_file_and_one_that_is_set_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "history-url"
    file.write_text("sqlite:////history/history.db\n")
    monkeypatch.setenv("ANTRE_HISTORY_URL_FILE", str(file))
    monkeypatch.setenv("ANTRE_HISTORY_URL", "")
    assert environment()["history_url"] == "sqlite:////history/history.db"

    monkeypatch.setenv("ANTRE_HISTORY_URL", "postgresql+psycopg://me@elsewhere/antre")
    assert environment()["history_url"] == "postgresql+psycopg://me@elsewhere/antre"
