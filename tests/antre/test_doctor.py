"""``antre doctor`` on real servers, folders and certificates: each problem is reported with a remedy."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from antre import cli
from antre.doctor import checks as doctor
from antre.doctor import machine as doctor_machine
from antre.doctor.findings import BAD, OK, UNKNOWN, WARN, Finding
from antre.hall_data import HallData
from rig.engines.engine import Engine
from rig.history.hall_with_past import HallWithPast, data_in
from services.web.backup_age import DAY_MS
from waitingroom import keys
from waitingroom.log.redis_log import RedisStore, Vault


@pytest.fixture
def data(engine: Engine, tmp_path: Path) -> HallData:
    return data_in(engine.url, tmp_path / "hall")


def findings_of(data: HallData, name: str) -> list[Finding]:
    return [one for one in doctor.examine(data) if one.name.en == name]


def states(data: HallData, name: str) -> list[str]:
    return [one.state for one in findings_of(data, name)]


def test_a_hall_that_is_well_has_nothing_wrong(redis_store: RedisStore, tmp_path: Path) -> None:
    hall = HallWithPast(redis_store, tmp_path / "hall")
    Vault(redis_store).put(keys.BACKUP(), json.dumps({"at_ms": time.time_ns() // 1_000_000}).encode())

    for name in ("Redis", "Backup", "Archive", "Redis's time", "Time zones"):
        assert states(hall.data, name) == [OK], findings_of(hall.data, name)
    assert [one for one in doctor.examine(hall.data) if one.name.en == "Versions" and one.state == BAD] == []


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("appendfsync", "everysec", "a power cut may take the last numbers"),
        ("appendonly", "no", "its record is not on the disk"),
        ("maxmemory-policy", "allkeys-lru", "the record may be thrown away"),
    ],
)
def test_a_redis_that_would_lose_numbers_is_wrong(
    data: HallData, engine: Engine, setting: str, value: str, says: str
) -> None:
    with engine.client() as client:
        client.config_set(setting, value)

    [finding] = findings_of(data, "Redis")

    assert (finding.state, says in finding.what.en) == (BAD, True)
    assert finding.todo is not None


def test_a_redis_that_is_away_is_wrong_and_the_rest_is_still_told(data: HallData, engine: Engine) -> None:
    engine.kill()

    assert states(data, "Redis") == [BAD]
    assert states(data, "Clock")
    engine.start()


@pytest.mark.parametrize(("days", "state"), [(0, OK), (1, OK), (3, WARN), (None, WARN)])
def test_the_age_of_the_backup_is_told(
    data: HallData, redis_store: RedisStore, days: int | None, state: str
) -> None:
    if days is not None:
        at_ms = time.time_ns() // 1_000_000 - days * DAY_MS
        Vault(redis_store).put(keys.BACKUP(), json.dumps({"at_ms": at_ms}).encode())

    assert states(data, "Backup") == [state]


def test_days_that_do_not_reach_the_archive_are_told(redis_store: RedisStore, tmp_path: Path) -> None:
    hall = HallWithPast(redis_store, tmp_path / "hall", past=5)
    archived = sorted(hall.data.archive.rglob("*.zip"))
    with redis_store.translated():
        for file in archived:
            file.unlink()

    [finding] = findings_of(hall.data, "Archive")

    assert (finding.state, "3 days are not archived" in finding.what.en) == (WARN, True), finding


def test_a_clock_that_forgot_the_date_is_wrong() -> None:
    assert doctor_machine.check_clock(datetime(1970, 1, 2, tzinfo=UTC)).state == BAD
    assert doctor_machine.check_clock().state in (OK, WARN, UNKNOWN)


@pytest.mark.parametrize(("output", "state"), [("yes", OK), ("no", WARN)])
def test_whether_ntp_sets_the_clock_is_asked_of_systemd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, state: str
) -> None:
    program = tmp_path / "timedatectl"
    program.write_text(f"#!/bin/sh\necho {output}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    assert doctor_machine.check_clock().state == state


def test_data_in_memory_alone_is_wrong() -> None:
    assert doctor_machine.check_fsync(Path("/dev/shm")).state == BAD


@pytest.mark.parametrize(
    ("took_s", "is_known", "state"),
    [(0.000_01, True, WARN), (0.002, True, OK), (0.3, True, WARN), (0.002, False, WARN)],
)
def test_a_disk_that_is_too_quick_to_be_true_or_too_slow_is_told(
    took_s: float, is_known: bool, state: str
) -> None:
    assert doctor_machine._judge_sync("Redis", took_s, is_known=is_known).state == state


def test_the_time_of_a_real_write_is_measured_and_nothing_is_left(tmp_path: Path) -> None:
    assert doctor_machine.sync_time(tmp_path) > 0
    assert list(tmp_path.iterdir()) == []


def test_a_mount_that_does_not_wait_for_the_disk_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = frozenset({"rw", "nobarrier"})
    monkeypatch.setattr(doctor_machine, "_mount_of", lambda folder: ("ext4", options))

    finding = doctor_machine.check_fsync(tmp_path)

    assert (finding.state, "nobarrier" in finding.what.id) == (BAD, True)


@pytest.mark.parametrize(("used", "free", "state"), [(50, 50, OK), (75, 25, WARN), (95, 5, BAD)])
def test_the_room_on_a_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, used: int, free: int, state: str
) -> None:
    usage = type("Usage", (), {"used": used * 10**9, "free": free * 10**9})
    monkeypatch.setattr(doctor_machine.shutil, "disk_usage", lambda folder: usage)

    assert doctor_machine.check_disk(tmp_path / "not yet there").state == state


def test_a_port_that_another_program_uses_is_wrong() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        [finding] = doctor_machine.check_ports([other.getsockname()[1]])

    assert (finding.state, "used by another program" in finding.what.en) == (BAD, True)


@pytest.fixture
def https(tmp_path: Path) -> Iterator[tuple[str, datetime]]:
    """A server whose certificate expires in ten days; return its address and that moment."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(days=10, hours=1)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(ends - timedelta(days=90)).not_valid_after(ends).sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path / "server.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with suppress(OSError), context.wrap_socket(connection, server_side=True) as spoken:
                        spoken.recv(1)

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}", ends


def test_a_certificate_is_told_how_long_it_is_good(https: tuple[str, datetime]) -> None:
    url, ends = https

    for before, state in ((timedelta(days=30), OK), (timedelta(days=10), WARN), (timedelta(days=1), BAD)):
        assert doctor_machine.check_certificate(url, ends - before).state == state
    assert doctor_machine.check_certificate("https://127.0.0.1:9").state == BAD


def test_it_speaks_both_languages_says_what_to_do_and_its_status_tells(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANTRE_REDIS_URL", engine.url)
    for name in ("ARCHIVE", "MEDIA", "SEEN"):
        monkeypatch.setenv(f"ANTRE_{name}_DIR", str(tmp_path / name))
    monkeypatch.setenv("ANTRE_HISTORY_URL", f"sqlite:///{tmp_path / 'history.db'}")
    with engine.client() as client:
        client.config_set("appendfsync", "everysec")

    assert cli.main(["doctor"]) == 1
    indonesian = capsys.readouterr().out
    assert cli.main(["doctor", "--lang", "en"]) == 1
    english = capsys.readouterr().out
    assert cli.main(["doctor", "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)

    assert "SALAH" in indonesian
    assert "listrik padam dapat menghapus nomor terakhir" in indonesian
    assert "WRONG" in english
    assert "→ appendfsync always in redis.conf, then restart." in english
    assert {one["state"] for one in findings} <= {OK, WARN, BAD, UNKNOWN}
