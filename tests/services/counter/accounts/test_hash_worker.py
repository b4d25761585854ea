"""The password hashing process: runs at low priority, is replaced when it dies, and never outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from rig.running import ROOT
from rig.waiting import PATIENCE_S, wait_for
from services.counter.accounts import hash_worker
from services.counter.accounts.hash_worker import HashWorker
from services.counter.accounts.hashing import NICENESS, Argon2Hasher
from services.counter.refusals import SignInsBusy

SECRET = "redis://counter:a-password@redis:6379/0"
ASKS_ONCE = """
import time
from services.counter.accounts import hash_worker
hash_worker.ANSWER_WITHIN_S = 60
worker = hash_worker.HashWorker()
worker.hash("a password")
print(worker.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[HashWorker]:
    monkeypatch.setenv("ANTRE_REDIS_URL", SECRET)
    monkeypatch.setattr(hash_worker, "ANSWER_WITHIN_S", PATIENCE_S)
    worker = HashWorker()
    yield worker
    worker.stop()


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_it_hashes_and_verifies_as_this_process_would(worker: HashWorker) -> None:
    here = Argon2Hasher()

    assert here.verify(worker.hash("kata sandi"), "kata sandi")
    assert worker.verify(here.hash("kata sandi"), "kata sandi")
    assert not worker.verify(here.hash("kata sandi"), "another")
    assert not worker.verify(None, "nobody has this password")
    assert not worker.verify("no hash at all", "kata sandi")


def test_it_starts_with_the_first_question_gives_way_to_others_and_knows_no_secret(
    worker: HashWorker,
) -> None:
    assert worker.pid is None

    worker.hash("a password")

    assert worker.pid is not None
    assert os.getpriority(os.PRIO_PROCESS, worker.pid) == os.getpriority(os.PRIO_PROCESS, 0) + NICENESS
    assert SECRET.encode() not in Path(f"/proc/{worker.pid}/environ").read_bytes()


def test_one_that_died_is_replaced_and_the_question_is_answered(worker: HashWorker) -> None:
    worker.hash("a password")
    first = worker.pid
    assert first is not None

    os.kill(first, signal.SIGKILL)
    wait_for(lambda: not lives(first), what="the worker's death")

    assert worker.verify(Argon2Hasher().hash("kata sandi"), "kata sandi")
    assert worker.pid != first


def test_one_that_dies_over_a_question_is_replaced_and_the_question_is_answered(worker: HashWorker) -> None:
    worker.hash("a password")
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    answers: list[str] = []
    asking = Thread(target=lambda: answers.append(worker.hash("another password")))
    asking.start()
    wait_for(worker._turn.locked, what="the question")

    os.kill(first, signal.SIGKILL)
    asking.join(PATIENCE_S)

    assert Argon2Hasher().verify(answers[0], "another password")


def test_a_late_answer_is_never_taken_for_that_of_the_next_question(
    worker: HashWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_ = worker.hash("kata sandi")
    pid = worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    with monkeypatch.context() as hasty:
        hasty.setattr(hash_worker, "ANSWER_WITHIN_S", 0.01)
        with pytest.raises(SignInsBusy):
            worker.verify(hash_, "kata sandi")

    os.kill(pid, signal.SIGCONT)

    assert worker.verify(hash_, "wrong") is False
    assert worker.verify(hash_, "kata sandi") is True
    assert worker.pid == pid


def test_one_that_does_not_answer_is_replaced(worker: HashWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_ = worker.hash("kata sandi")
    frozen = worker.pid
    assert frozen is not None
    os.kill(frozen, signal.SIGSTOP)
    with monkeypatch.context() as hasty:
        hasty.setattr(hash_worker, "ANSWER_WITHIN_S", 0.01)
        for _ in range(2):
            with pytest.raises(SignInsBusy):
                worker.verify(hash_, "kata sandi")

    assert worker.verify(hash_, "kata sandi")
    assert worker.pid != frozen
    assert not lives(frozen)


def test_it_ends_with_whoever_asks_even_if_that_one_is_killed() -> None:
    asker = subprocess.Popen(
        [sys.executable, "-c", ASKS_ONCE], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert asker.stdout is not None
    with asker.stdout as output:
        pid = int(output.readline())
    assert lives(pid)

    asker.kill()
    asker.wait()

    wait_for(lambda: not lives(pid), what="the worker's end")
