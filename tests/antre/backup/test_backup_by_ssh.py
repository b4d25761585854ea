"""Backup to another machine through a real ssh and sshd, and restore from it."""

from __future__ import annotations

import getpass
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from antre.backup.files import Backups
from antre.backup.place import PlaceError, SshPlace
from antre.hall_data import HallData
from antre.redis_server import free_port
from rig.engines.engine import missing
from rig.history.hall_with_past import HallWithPast
from rig.waiting import wait_for
from services.web.sealed_file import Sealer
from tests.antre.backup.steps import back_up, open_hall, put_back
from waitingroom.log.redis_log import RedisStore

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
CONFIG = """Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized
PidFile {folder}/pid
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
"""


def make_key(file: Path) -> str:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)
    return file.with_suffix(".pub").read_text()


@pytest.fixture
def nas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Another machine, with keys exchanged; return the URL of a folder there."""
    if SSHD is None or shutil.which("ssh") is None:
        missing("openssh-server and openssh-client")
    assert SSHD
    if getpass.getuser() == "root":
        Path("/run/sshd").mkdir(exist_ok=True)
    folder, port = tmp_path / "nas", free_port()
    folder.mkdir()
    host = make_key(folder / "host")
    (folder / "authorized").write_text(make_key(folder / "mine"))
    (folder / "known").write_text(f"[127.0.0.1]:{port} {host}")
    (folder / "config").write_text(CONFIG.format(port=port, folder=folder))
    program = folder / "bin" / "ssh"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nexec {shutil.which("ssh")} -F none -i {folder}/mine -o UserKnownHostsFile={folder}/known "$@"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "config")], stderr=log)
    try:
        wait_for(lambda: is_open(port), what="sshd")
        yield f"ssh://{getpass.getuser()}@127.0.0.1:{port}{folder}/antre's%20backups"
    finally:
        server.terminate()
        server.wait()


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_backup_goes_through_a_real_sshd_and_comes_back(
    hall: HallWithPast, sealer: Sealer, nas: str, other: RedisStore, there: HallData, tmp_path: Path
) -> None:  # fmt: skip
    backups = Backups(SshPlace(nas), sealer)

    first = back_up(hall, backups)
    second = back_up(hall, backups, keep=1)

    assert (first.written > second.written, second.pruned) == (True, 2)
    assert list(backups.wrong_files(second.manifest)) == []
    put_back(other, there, backups, tmp_path)
    assert hall.issue(open_hall(other, there)) > "A-300"
    assert (tmp_path / "nas" / "antre's backups" / "runs").stat().st_mode & 0o077 == 0


def test_a_machine_that_does_not_let_us_in_or_is_another_than_it_was_is_told_in_words(
    nas: str, tmp_path: Path
) -> None:
    (tmp_path / "nas" / "authorized").write_text("")
    with pytest.raises(PlaceError, match="Permission denied"):
        SshPlace(nas).sizes()
    (tmp_path / "nas" / "known").write_text("")
    with pytest.raises(PlaceError, match="Host key verification failed"):
        SshPlace(nas).sizes()
