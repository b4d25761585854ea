"""The start script of the Redis container: it prints a hint when Redis stops by itself, and passes TERM on."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

from rig.running import ROOT
from rig.waiting import PATIENCE_S, wait_for


def start(folder: Path, server: str) -> subprocess.Popen[str]:
    stand_in = folder / "redis-server"
    stand_in.write_text(f"#!/bin/sh\n{server}\n")
    stand_in.chmod(0o755)
    env = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    return subprocess.Popen([ROOT / "deploy" / "antre-redis"], env=env, text=True, stderr=subprocess.PIPE)


def test_a_redis_that_stops_by_itself_is_said_with_what_to_do(tmp_path: Path) -> None:
    process = start(tmp_path, "exit 1")

    stderr = process.communicate(timeout=PATIENCE_S)[1]

    assert process.returncode == 1
    assert "redis-check-aof --fix" in stderr


def test_a_redis_that_is_told_to_stop_stops_in_peace(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    process = start(tmp_path, f"trap 'exit 0' TERM; touch {ready}; while :; do sleep 0.05; done")
    wait_for(ready.exists, what="the server")

    process.send_signal(signal.SIGTERM)

    assert (process.communicate(timeout=PATIENCE_S)[1], process.returncode) == ("", 0)
