"""Checks of the machine for ``antre doctor``: clock, time zones, disks and their durability, memory, ports, certificates."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography import x509

from antre.doctor.findings import BAD, OK, UNKNOWN, WARN, Finding, Words

PYTHON_MIN = (3, 11)
BUILT_AT = datetime(2026, 11, 1, tzinfo=UTC)
"""Build date: a clock that is earlier has lost the date (an empty battery)."""
DISK_WARN, DISK_BAD = 0.70, 0.90
FREE_MIN = 1_000_000_000
"""Bytes: enough for a video, a long day and a rewrite of Redis's file at the same time."""
MEMORY_WARN = 300_000_000
"""Free bytes: while Redis rewrites its file, it may need as much memory again as it uses."""
SYNCS, SYNC_BYTES = 21, 4_096
NO_DISK = frozenset({"tmpfs", "ramfs", "overlay"})
"""File systems that are lost in a power cut, or whose disk is unknown ("overlay": in a container)."""
NO_BARRIER = frozenset({"nobarrier", "barrier=0"})
SYNC_QUICK_S = 0.000_05
"""No disk syncs faster; if it seems to, it has a battery or does not really sync."""
SYNC_SLOW_S = 0.1
"""Above this, presses are noticeably delayed by the disk."""
CERTIFICATE_WARN_DAYS, CERTIFICATE_BAD_DAYS = 14, 3
ANSWER_S = 3.0

CLOCK, DISK, FSYNC = Words("Jam", "Clock"), Words("Disk", "Disk"), Words("Tulis disk", "Disk writes")
MEMORY, PORTS, VERSIONS = Words("Memori", "Memory"), Words("Port", "Ports"), Words("Versi", "Versions")
CERTIFICATE, ZONES = Words("Sertifikat", "Certificate"), Words("Zona waktu", "Time zones")


def check_python() -> Finding:
    """Check the version of Python."""
    name = platform.python_version()
    if sys.version_info < PYTHON_MIN:
        return Finding(
            VERSIONS,
            BAD,
            Words(f"Python {name} terlalu lama", f"Python {name} is too old"),
            Words("Pasang Python 3.11 atau lebih baru.", "Install Python 3.11 or newer."),
        )
    return Finding(VERSIONS, OK, Words(f"Python {name}", f"Python {name}"))


def check_clock(now: datetime | None = None) -> Finding:
    """Check that the clock is plausible and synchronized."""
    now = now or datetime.now(UTC)
    local = f"{now.astimezone():%Y-%m-%d %H.%M %Z}"
    set_it = Words(
        "Aktifkan NTP: sudo timedatectl set-ntp true. Tanpa internet: setel dengan tangan, dan ganti baterai papan "
        "induk bila tanggal hilang setiap kali listrik padam.",
        "Switch NTP on: sudo timedatectl set-ntp true. Without the internet: set it by hand, and change the mainboard's "
        "battery if the date is lost with every power cut.",
    )
    if now < BUILT_AT:
        return Finding(
            CLOCK, BAD, Words(f"{local}: tanggal ini sudah lewat", f"{local}: that date is past"), set_it
        )
    synced = _ntp_synchronized()
    if synced is None:
        return Finding(
            CLOCK,
            UNKNOWN,
            Words(
                f"{local}; di sini tidak dapat diketahui apakah NTP menyetelnya",
                f"{local}; whether NTP sets it cannot be known here",
            ),
            Words("Bandingkan dengan jam ponsel.", "Compare it with a phone's clock."),
        )
    if not synced:
        return Finding(
            CLOCK, WARN, Words(f"{local}; tidak disetel oleh NTP", f"{local}; NTP does not set it"), set_it
        )
    return Finding(CLOCK, OK, Words(f"{local}; disetel oleh NTP", f"{local}; set by NTP"))


def _ntp_synchronized() -> bool | None:
    """Ask systemd whether the clock is synchronized; None if that is unknown."""
    program = shutil.which("timedatectl")
    if program is None:
        return None
    with suppress(OSError, subprocess.TimeoutExpired):
        result = subprocess.run(
            [program, "show", "-p", "NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=ANSWER_S,
            check=False,
        )
        return {"yes": True, "no": False}.get(result.stdout.strip())
    return None


def check_zones(names: Iterable[str]) -> Finding:
    """Check that the time zones of the venues are known."""
    unknown = []
    for name in sorted(set(names) | {"Asia/Jakarta"}):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            unknown.append(name)
    if unknown:
        missing = ", ".join(unknown)
        return Finding(
            ZONES,
            BAD,
            Words(f"tidak dikenal: {missing}", f"not known: {missing}"),
            Words("Pasang paket tzdata.", "Install the package tzdata."),
        )
    return Finding(ZONES, OK, Words("dikenal semua", "all known"))


def check_disks(folders: Iterable[Path]) -> Iterator[Finding]:
    """Check the free space of each disk that holds one of these folders."""
    by_disk: dict[int, list[Path]] = {}
    for folder in folders:
        by_disk.setdefault(_existing(folder).stat().st_dev, []).append(folder)
    for on_disk in by_disk.values():
        yield check_disk(Path(os.path.commonpath(on_disk)))


def check_disk(folder: Path) -> Finding:
    """Check the free space of a folder's disk."""
    try:
        usage = shutil.disk_usage(_existing(folder))
    except OSError as error:
        return Finding(
            DISK,
            BAD,
            Words(f"{folder}: {error.strerror}", f"{folder}: {error.strerror}"),
            Words("Periksa apakah disk terpasang.", "See whether the disk is mounted."),
        )
    share, free = usage.used / (usage.used + usage.free or 1), usage.free
    what = Words(
        f"{folder}: terisi {share:.0%}, sisa {free / 1e9:.1f} GB",
        f"{folder}: {share:.0%} full, {free / 1e9:.1f} GB left",
    )
    state = BAD if share >= DISK_BAD or free < FREE_MIN else WARN if share >= DISK_WARN else OK
    return Finding(
        DISK,
        state,
        what,
        Words(
            "Kosongkan disk: df -h menunjukkan yang mana; cadangan lama dan image Docker biasanya paling besar.",
            "Make room: df -h shows which disk; old backups and images of Docker are the usual finds.",
        ),
    )


def check_fsync(folder: Path) -> Finding:
    """
    Check the durability of writes on a folder's disk, as far as possible without cutting the power.

    It detects file systems in memory, mounts without write barriers, and sync times that no disk has. A disk with a
    volatile cache of its own cannot be detected.
    """
    kind, options = _mount_of(_existing(folder))
    where = str(folder)
    move = Words(
        "Pindahkan data ke disk sungguhan: setelah listrik padam, yang ada di sini hilang.",
        "Move the data to a real disk: what is here is gone after a power cut.",
    )
    if kind in NO_DISK - {"overlay"}:
        return Finding(
            FSYNC,
            BAD,
            Words(f"{where}: hanya ada di memori ({kind})", f"{where}: is only in memory ({kind})"),
            move,
        )
    if opts := NO_BARRIER & options:
        return Finding(
            FSYNC,
            BAD,
            Words(
                f"{where}: dipasang dengan {', '.join(opts)}", f"{where}: is mounted with {', '.join(opts)}"
            ),
            Words(
                "Hapus pilihan itu dari /etc/fstab dan mulai ulang.",
                "Take that option out of /etc/fstab and restart.",
            ),
        )
    try:
        took_s = sync_time(_existing(folder))
    except OSError as error:
        return Finding(
            FSYNC,
            UNKNOWN,
            Words(
                f"{where}: tidak dapat ditulis dari sini ({error.strerror})",
                f"{where}: cannot be written from here ({error.strerror})",
            ),
            Words("Jalankan sebagai pemilik folder itu.", "Run this as the owner of that folder."),
        )
    return _judge_sync(where, took_s, is_known=kind != "overlay")


def _judge_sync(where: str, took_s: float, *, is_known: bool) -> Finding:
    duration = f"{took_s * 1000:.2f} ms"
    what = Words(f"{where}: {duration} setiap penulisan", f"{where}: {duration} for each write")
    if took_s < SYNC_QUICK_S or not is_known:
        return Finding(
            FSYNC,
            WARN,
            Words(
                f"{what.id}, lebih cepat daripada disk mana pun"
                if is_known
                else f"{what.id}, dalam kontainer",
                f"{what.en}, quicker than any disk" if is_known else f"{what.en}, inside a container",
            ),
            Words(
                "Bila ini mesin virtual atau RAID, tanyakan apakah cache tulisnya berbaterai. Tanpa itu, pasang UPS.",
                "On a virtual machine or a RAID, ask whether its write cache has a battery. Without one, have a UPS.",
            ),
        )
    if took_s > SYNC_SLOW_S:
        return Finding(
            FSYNC,
            WARN,
            Words(f"{what.id}: lambat", f"{what.en}: slow"),
            Words(
                "Petugas menunggu disk setiap kali menekan tombol. Pakai SSD, atau hentikan yang menulis bersamanya.",
                "Clerks wait for the disk with every press. Use an SSD, or stop what else writes to it.",
            ),
        )
    return Finding(
        FSYNC,
        OK,
        Words(
            f"{what.id}. Apakah disk jujur tentang cache-nya sendiri hanya terlihat saat listrik padam",
            f"{what.en}. Whether the disk is honest about its own cache only a power cut shows",
        ),
    )


def sync_time(folder: Path) -> float:
    """Return the median time of a small write with fsync, in seconds. Raises OSError."""
    times = []
    file = folder / f".antre-doctor-{os.getpid()}"
    try:
        with file.open("wb", buffering=0) as out:
            for _ in range(SYNCS):
                began = time.perf_counter()
                out.write(os.urandom(SYNC_BYTES))
                os.fsync(out.fileno())
                times.append(time.perf_counter() - began)
    finally:
        file.unlink(missing_ok=True)
    return statistics.median(times)


def _mount_of(folder: Path) -> tuple[str, frozenset[str]]:
    """Return the file system type of a folder and its mount options; "" if unknown."""
    mount, longest = ("", frozenset[str]()), -1
    with suppress(OSError):
        for line in Path("/proc/self/mounts").read_text().splitlines():
            _, point, kind, options, *_ = line.split()
            point = point.replace("\\040", " ")
            if folder.resolve().is_relative_to(point) and len(point) >= longest:
                mount, longest = (kind, frozenset(options.split(","))), len(point)
    return mount


def check_memory() -> Finding:
    """Check the free memory."""
    try:
        lines = (line.split() for line in Path("/proc/meminfo").read_text().splitlines())
        free = next(int(words[1]) * 1024 for words in lines if words[0] == "MemAvailable:")
    except (OSError, StopIteration):
        return Finding(
            MEMORY, UNKNOWN, Words("sistem ini tidak memberitahukannya", "this system does not tell")
        )
    what = Words(f"{free / 1e9:.1f} GB bebas", f"{free / 1e9:.1f} GB free")
    return Finding(
        MEMORY,
        WARN if free < MEMORY_WARN else OK,
        what,
        Words(
            "Tutup program lain di komputer ini, atau tambah memori.",
            "Close other programs on this machine, or add memory.",
        ),
    )


def check_ports(ports: Iterable[int]) -> Iterator[Finding]:
    """Check that these ports are free; only while no hall runs here. One finding for each used port and one for the free ones."""
    free: list[str] = []
    for port in ports:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
                free.append(str(port))
            except OSError as error:
                other = f"ss -tlnp; make run PORT={port + 10_000}"
                yield Finding(
                    PORTS,
                    BAD,
                    Words(
                        f"{port} dipakai program lain",
                        f"{port} is used by another program ({error.strerror})",
                    ),
                    Words(
                        f"Hentikan program itu, atau pakai port lain: {other}",
                        f"Stop that program, or take other ports: {other}",
                    ),
                )
    if free:
        yield Finding(PORTS, OK, Words(f"{', '.join(free)} bebas", f"{', '.join(free)} are free"))


def check_certificate(url: str, now: datetime | None = None) -> Finding:
    """Check how long the certificate of an https URL is still valid."""
    parts, now = urlsplit(url), now or datetime.now(UTC)
    host, port = parts.hostname or "", parts.port or 443
    try:
        pem = ssl.get_server_certificate((host, port), timeout=ANSWER_S)
        ends = x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc
    except (OSError, ValueError) as error:
        return Finding(
            CERTIFICATE,
            BAD,
            Words(
                f"{host}:{port} tidak menjawab dengan sertifikat ({error})",
                f"{host}:{port} does not answer with one ({error})",
            ),
            Words("Lihat: docker compose logs gateway", "See: docker compose logs gateway"),
        )
    left = (ends - now).days
    state = BAD if left < CERTIFICATE_BAD_DAYS else WARN if left < CERTIFICATE_WARN_DAYS else OK
    what = Words(
        f"{host}: berlaku {left} hari lagi, sampai {ends:%Y-%m-%d}",
        f"{host}: good for {left} days, until {ends:%Y-%m-%d}",
    )
    return Finding(
        CERTIFICATE,
        state,
        what,
        Words(
            "Gerbang memperbaruinya sendiri bila port 80 dan 443 terbuka dari internet: docker compose logs gateway",
            "The gateway renews it by itself if ports 80 and 443 are open to the internet: docker compose logs gateway",
        ),
    )


def _existing(folder: Path) -> Path:
    """Return the folder or its nearest existing parent."""
    folder = folder.absolute()
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return folder
