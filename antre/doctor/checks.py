"""
``antre doctor``: diagnose problems of this machine and hall, with advice for fixing them.

It changes nothing, and it works whether the hall runs or not.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

from antre.doctor.findings import BAD, OK, UNKNOWN, WARN, Finding, Words, report
from antre.doctor.machine import (
    ANSWER_S,
    VERSIONS,
    check_certificate,
    check_clock,
    check_disks,
    check_fsync,
    check_memory,
    check_ports,
    check_python,
    check_zones,
)
from antre.hall_data import RUN, HallData, LiveLogs, hall_data
from services.web.backup_age import OLD_MS
from services.web.settings import environment
from services.web.storage import HIGH
from waitingroom import keys
from waitingroom.house.live_house import HouseHistory
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.base import UnavailableError
from waitingroom.log.fold import Clock, Fold
from waitingroom.log.redis_log import NOT_TRUSTED, RedisStore, Vault

PORT = 8000
REDIS_TIMEOUT_S = 5.0
CLOCKS_APART_MS = 2_000
ARCHIVED_WITHIN_DAYS = 2
"""Past days are archived within minutes; if it takes two days, the reports service does not work."""
FLOORS = {
    "redis": {(7, 0): 15, (8, 2): 9, (8, 4): 6, (8, 6): 6},
    "valkey": {(8, 1): 8},
}
"""The first patch version of each release line without known vulnerabilities or data loss; Debian patches its 7.0.15."""
ENGINE, BACKUP, SERVICES = Words("Redis", "Redis"), Words("Cadangan", "Backup"), Words("Layanan", "Services")
ARCHIVE, REDIS_TIME = Words("Arsip", "Archive"), Words("Waktu Redis", "Redis's time")


def add_arguments(doctor: argparse.ArgumentParser) -> None:
    """Add language, port, address and format."""
    doctor.add_argument(
        "--lang", choices=["id", "en"], default="id", help="language of the words (%(default)s)"
    )
    doctor.add_argument(
        "--port", type=int, default=PORT, help="as of antre run: PORT+1 to PORT+4 are asked for"
    )
    doctor.add_argument("--site", metavar="URL", help="the https address whose certificate is looked at")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(
        act=lambda a: report(
            list(examine(hall_data(), port=a.port, site=a.site)), language=a.lang, as_json=a.json
        )
    )


def examine(data: HallData, *, port: int = PORT, site: str | None = None) -> Iterator[Finding]:
    """Run all checks and yield their findings."""
    yield check_python()
    yield check_clock()
    yield check_memory()
    folders = [*([RUN.absolute() / "data"] if data.is_of_run else []), *data.folders.values()]
    yield from check_disks(folders)
    yield check_fsync(folders[0])
    url = site or environment().get("public_url", "")
    if url.startswith("https://"):
        yield check_certificate(url)
    if data.redis_url:
        yield from _check_redis(data)
    if data.is_of_run and (RUN / "ready.json").exists():
        yield from _check_services(json.loads((RUN / "ready.json").read_text()))
    elif data.is_of_run:
        yield from check_ports(range(port + 1, port + 5))
        if not data.redis_url:
            yield Finding(
                ENGINE,
                UNKNOWN,
                Words("tidak ada antrean yang berjalan di folder ini", "no hall runs in this folder"),
            )


def _check_redis(data: HallData) -> Iterator[Finding]:
    store = RedisStore(data.redis_url, data.namespace)
    store.start()
    try:
        if not store.await_available(time.monotonic() + REDIS_TIMEOUT_S):
            yield _unreachable(store)
            return
        for check in (_check_version, _check_safety, _check_time):
            yield check(store)
        yield from _check_hall(store, data)
    except UnavailableError as error:
        yield Finding(ENGINE, BAD, Words(f"menolak: {error}", f"refuses: {error}"))
    finally:
        store.stop()


def _unreachable(store: RedisStore) -> Finding:
    if NOT_TRUSTED in store.why_writes_fail():
        return Finding(
            ENGINE,
            BAD,
            Words("sertifikatnya tidak dipercaya", "its certificate is not trusted"),
            Words(
                "ANTRE_REDIS_URL harus menyebut otoritas yang menandatanganinya (?ssl_ca_certs=/path/ca.pem) dan server dengan nama di sertifikat itu.",
                "ANTRE_REDIS_URL must name the authority that signed it (?ssl_ca_certs=/path/ca.pem), and the server as the certificate does.",
            ),
        )
    return Finding(
        ENGINE,
        BAD,
        Words("tidak menjawab", "does not answer"),
        Words(
            'Lihat .run/log/redis.log, atau: docker compose logs redis; lalu docs/runbook.md, "Redis does not start"',
            'Read .run/log/redis.log, or: docker compose logs redis; then docs/runbook.md, "Redis does not start"',
        ),
    )


def _check_hall(store: RedisStore, data: HallData) -> Iterator[Finding]:
    house = Fold(store.log(keys.HOUSE_LOG()), HouseHistory, clock=Clock(), alarm=lambda event, **fields: None)
    house.load()
    edition = house.state.edition.house
    yield check_zones(venue.time_zone for venue in (edition.venues.values() if edition else ()))
    yield _check_backup(store)
    yield _check_archive(store, data)


def _info(store: RedisStore, section: str) -> dict[str, Any]:
    with store.translated():
        return store.clients.infos(store.commands, section)[0]


def _check_version(store: RedisStore) -> Finding:
    info = _info(store, "server")
    engine = "valkey" if "valkey_version" in info else "redis"
    version = str(info.get(f"{engine}_version"))
    numbers = [int(part) for part in re.findall(r"\d+", version)[:3]]
    line, patch = (numbers[0], numbers[1]), numbers[2]
    floors = FLOORS[engine]
    is_good = patch >= floors[line] if line in floors else line > max(floors)
    return Finding(
        VERSIONS,
        OK if is_good else WARN,
        Words(f"{engine} {version}", f"{engine} {version}"),
        Words(
            "Perbarui: versi ini punya celah atau dapat kehilangan data. apt upgrade, atau image baru di docker-compose.yml.",
            "Upgrade it: this version has a known hole or may lose data. apt upgrade, or a newer image in docker-compose.yml.",
        ),
    )


def _check_safety(store: RedisStore) -> Finding:
    """Check that Redis syncs every entry to disk before it responds, and that it can write now."""
    if failing := ", ".join(store.failed_saves()):
        see = 'docs/runbook.md, "Redis cannot save"'
        words = Words(f"tidak dapat menyimpan: {failing}", f"cannot save: {failing}")
        return Finding(ENGINE, BAD, words, Words(see, see))
    fsync, policy = _setting(store, "appendfsync"), _setting(store, "maxmemory-policy")
    if not _info(store, "persistence").get("aof_enabled"):
        return _unsafe(
            "appendonly no",
            "appendonly yes",
            Words("catatan tidak ada di disk", "its record is not on the disk"),
        )
    if fsync not in ("always", None):
        harm = Words("listrik padam dapat menghapus nomor terakhir", "a power cut may take the last numbers")
        return _unsafe(f"appendfsync {fsync}", "appendfsync always", harm)
    if policy not in ("noeviction", None):
        harm = Words("catatan dapat dibuang", "the record may be thrown away")
        return _unsafe(f"maxmemory-policy {policy}", "maxmemory-policy noeviction", harm)
    used, most = store.memory()
    share, seen = used / most if most else 0.0, "" if fsync else " (appendfsync ?)"
    see = 'docs/runbook.md, "Redis fills up"'
    words = Words(
        f"menyimpan setiap catatan{seen}; memori terisi {share:.0%}",
        f"saves every entry{seen}; its memory is {share:.0%} full",
    )
    return Finding(ENGINE, WARN if share >= HIGH else OK, words, Words(see, see))


def _unsafe(current: str, required: str, harm: Words) -> Finding:
    """Return the finding for a Redis setting that may lose numbers."""
    return Finding(
        ENGINE,
        BAD,
        Words(f"{current}: {harm.id}", f"{current}: {harm.en}"),
        Words(f"{required} di redis.conf, lalu mulai ulang.", f"{required} in redis.conf, then restart."),
    )


def _setting(store: RedisStore, name: str) -> str | None:
    """Return a Redis setting; None if this user may not read it."""
    try:
        with store.translated():
            settings = store.clients.settings(store.commands, name)
    except UnavailableError:
        return None
    value = {str(k, "utf-8") if isinstance(k, bytes) else k: v for k, v in dict(settings).items()}.get(name)
    return value.decode() if isinstance(value, bytes) else value


def _check_time(store: RedisStore) -> Finding:
    with store.translated():
        seconds, micros = store.clients.now(store.commands, keys.PREFIX + keys.HOUSE_LOG())
    apart_ms = abs(seconds * 1000 + micros // 1000 - time.time_ns() // 1_000_000)
    what = Words(
        f"berselisih {apart_ms / 1000:.1f} s dari komputer ini",
        f"{apart_ms / 1000:.1f} s from this machine's",
    )
    return Finding(
        REDIS_TIME,
        WARN if apart_ms > CLOCKS_APART_MS else OK,
        what,
        Words(
            "Setel jam kedua komputer dengan NTP.",
            "Set the clocks of both machines by NTP.",
        ),
    )


def _check_backup(store: RedisStore) -> Finding:
    raw = Vault(store).get(keys.BACKUP())
    make = Words(
        'antre backup FOLDER, dan jadwalkan: docs/runbook.md, "Backup"',
        'antre backup FOLDER, and on a schedule: docs/runbook.md, "Backup"',
    )
    if raw is None:
        return Finding(BACKUP, WARN, Words("belum pernah dibuat", "none was ever made"), make)
    age_ms = time.time_ns() // 1_000_000 - int(json.loads(raw)["at_ms"])
    hours = age_ms / 3_600_000
    what = Words(f"dibuat {hours:.0f} jam lalu", f"made {hours:.0f} hours ago")
    return Finding(BACKUP, WARN if age_ms > OLD_MS else OK, what, make)


def _check_archive(store: RedisStore, data: HallData) -> Finding:
    """Check that past days are archived."""
    logs, archive = LiveLogs(store, data.archive), ArchiveFolder(data.archive)
    late = [
        f"{venue_id} {day}"
        for venue_id in logs.venues()
        for day in logs.days(venue_id)[: -1 - ARCHIVED_WITHIN_DAYS]
        if day not in archive.days(venue_id)
    ]
    if late:
        return Finding(
            ARCHIVE,
            WARN,
            Words(
                f"{len(late)} hari belum diarsipkan, mulai {late[0]}",
                f"{len(late)} days are not archived, from {late[0]} on",
            ),
            Words(
                'Lihat log layanan reports; docs/runbook.md, "History and figures"',
                'Read the log of the reports service; docs/runbook.md, "History and figures"',
            ),
        )
    return Finding(ARCHIVE, OK, Words("semua hari yang lewat ada", "every day that is over is there"))


def _check_services(ready: dict[str, Any]) -> Iterator[Finding]:
    """Check the readiness of each service of the hall that runs here."""
    for name in ("ticketing", "counter", "display", "reports"):
        status = _readyz(f"{ready[name]}/readyz")
        lacks = [*status.get("lacks", ()), *status.get("warns", ())]
        is_ready = status.get("status") == "ready"
        state = OK if is_ready and not lacks else WARN if is_ready else BAD
        what = "; ".join(lacks) or ("siap" if state == OK else "tidak menjawab")
        en = "; ".join(lacks) or ("ready" if state == OK else "does not answer")
        yield Finding(
            SERVICES,
            state,
            Words(f"{name}: {what}", f"{name}: {en}"),
            Words(
                f"Lihat .run/log/{name}.log dan docs/runbook.md",
                f"Read .run/log/{name}.log and docs/runbook.md",
            ),
        )


def _readyz(url: str) -> dict[str, Any]:
    """Return the response of /readyz; empty if there is none."""
    try:
        with urllib.request.urlopen(url, timeout=ANSWER_S) as response:  # noqa: S310 - an address of our own
            body: dict[str, Any] = json.load(response)
            return body
    except urllib.error.HTTPError as error:
        try:
            problem: dict[str, Any] = json.load(error)
        except ValueError:
            return {}
        return problem
    except (OSError, ValueError):
        return {}
