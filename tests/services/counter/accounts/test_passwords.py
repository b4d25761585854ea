"""Passwords: fair turns for hashing, one lane per source, and the rules for a new password."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from rig.running import ROOT
from rig.waiting import PATIENCE_S, wait_for
from services.counter.accounts import passwords, weak_passwords
from services.counter.accounts.passwords import WAITING_EACH_MAX, WAITING_MAX, HashTurns, Source
from services.counter.refusals import PasswordShort, PasswordWeak, SignInsBusy

EXAMPLES = json.loads((ROOT / "tests/contracts/weak-passwords.json").read_text("utf-8"))


def pc(name: str) -> Source:
    return Source(f"pc:{name}", f"account:{name}", is_known=True)


def address(name: str) -> Source:
    return Source(f"address:{name}", f"address:{name}", is_known=False)


class Crowd:
    """Concurrent requests for turns; the first one holds its turn until ``first_over`` is set."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.turns = HashTurns(self)
        self.order: list[str] = []
        self.first_over = Event()
        self._pool = pool
        pool.submit(self._hash, address("first"))
        wait_for(lambda: self.order, what="the first turn")

    def hash(self, password: str) -> str:
        self.order.append(password)
        if len(self.order) == 1:
            assert self.first_over.wait(PATIENCE_S)
        return password

    def verify(self, hash_: str | None, password: str) -> bool:
        raise NotImplementedError

    def come(self, source: Source) -> Future[str]:
        """Request a turn, behind those that already wait."""
        waiting = self.waiting
        future = self._pool.submit(self._hash, source)
        wait_for(lambda: self.waiting > waiting or future.done(), what="a place in the queue")
        return future

    @property
    def waiting(self) -> int:
        return sum(map(len, self.turns._lanes.values()))

    def _hash(self, source: Source) -> str:
        with self.turns.turn(source) as hasher:
            return hasher.hash(source.counted)


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Crowd]:
    monkeypatch.setattr(passwords, "TURN_WAIT_S", PATIENCE_S)
    with ThreadPoolExecutor(20) as pool:
        crowd = Crowd(pool)
        yield crowd
        crowd.first_over.set()


def test_few_wait_and_others_are_told_at_once_when_to_come_again(crowd: Crowd) -> None:
    waiting = [crowd.come(address(str(n))) for n in range(WAITING_MAX)]

    with pytest.raises(SignInsBusy) as refused:
        crowd.come(address("late")).result(PATIENCE_S)
    with pytest.raises(SignInsBusy):
        crowd.turns.check(address("late"))

    assert 1 <= refused.value.values["retry_after_s"] <= passwords.AGAIN_MAX_S
    crowd.first_over.set()
    assert [one.result(PATIENCE_S) for one in waiting] == [f"address:{n}" for n in range(WAITING_MAX)]


def test_one_address_cannot_fill_the_lane(crowd: Crowd) -> None:
    for _ in range(WAITING_EACH_MAX):
        crowd.come(address("attacker"))

    with pytest.raises(SignInsBusy):
        crowd.come(address("attacker")).result(PATIENCE_S)
    crowd.turns.check(address("somebody else"))


def test_a_known_pc_has_a_lane_of_its_own_whose_turn_comes_next(crowd: Crowd) -> None:
    strangers = [crowd.come(address(str(n))) for n in range(WAITING_MAX)]
    from_pcs = [crowd.come(pc("siti")), crowd.come(pc("budi"))]

    crowd.first_over.set()
    for one in strangers + from_pcs:
        one.result(PATIENCE_S)

    assert crowd.order == ["address:first", "pc:siti", "address:0", "pc:budi", "address:1", "address:2"]


def test_a_turn_that_does_not_come_is_told_as_such_and_leaves_no_place_taken(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "TURN_WAIT_S", 0.01)

    with pytest.raises(SignInsBusy):
        crowd._hash(pc("siti"))

    assert crowd.waiting == 0
    crowd.first_over.set()
    monkeypatch.setattr(passwords, "TURN_WAIT_S", PATIENCE_S)
    assert crowd._hash(pc("siti")) == "pc:siti"


def test_a_hash_that_fails_gives_the_turn_on(crowd: Crowd) -> None:
    crowd.first_over.set()

    with pytest.raises(NotImplementedError), crowd.turns.turn(pc("siti")) as hasher:
        hasher.verify(None, "")

    assert crowd._hash(pc("siti")) == "pc:siti"


@pytest.mark.parametrize(("password", "username"), EXAMPLES["weak"])
def test_a_password_that_is_easily_guessed_is_refused(password: str, username: str) -> None:
    with pytest.raises(PasswordWeak):
        passwords.check(password, username)


@pytest.mark.parametrize(("password", "username"), EXAMPLES["good"])
def test_a_password_that_is_not_is_taken(password: str, username: str) -> None:
    passwords.check(password, username)


@pytest.mark.parametrize("password", ["eleven char", "x" * 201])
def test_a_password_has_a_length(password: str) -> None:
    with pytest.raises(PasswordShort):
        passwords.check(password, "siti")


def test_every_common_word_with_digits_after_it_is_refused() -> None:
    for word in weak_passwords.COMMON:
        assert weak_passwords.is_weak(f"{word.title()}20261129", "siti"), word
