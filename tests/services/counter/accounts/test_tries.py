"""Sign-in attempts: counted per name and source before they are hashed; they are delayed, never locked out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from services.counter.accounts import tries
from services.counter.accounts.tries import FREE_MAX, WAIT_MAX_S, WINDOW_S, SignInTries, wait_s
from services.counter.refusals import SignInWait
from waitingroom.log.redis_log import RedisStore, Vault

AT_ONCE = 40
HOUR_TRIES_MAX = 70


@pytest.fixture
def sign_ins(redis_store: RedisStore) -> SignInTries:
    return SignInTries(Vault(redis_store))


def is_let(sign_ins: SignInTries, name: str, counted: str) -> bool:
    try:
        sign_ins.check(name, counted)
        sign_ins.count(name, counted)
    except SignInWait:
        return False
    return True


def test_of_many_at_once_exactly_so_many_are_let(sign_ins: SignInTries) -> None:
    """Regression: 115 passed a limit of 100 when attempts were counted after hashing."""

    def attack(_: int) -> bool:
        try:
            sign_ins.count("siti", "address:a")
        except SignInWait:
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        let = sum(pool.map(attack, range(AT_ONCE)))

    assert let == FREE_MAX + 1  # the first attempt beyond the free ones starts the delay


def test_a_success_gives_its_count_back(sign_ins: SignInTries) -> None:
    for _ in range(3 * FREE_MAX):
        sign_ins.count("siti", "address:a")
        sign_ins.give_back("siti", "address:a")

    assert is_let(sign_ins, "siti", "address:a")


def test_what_had_to_wait_is_not_counted(sign_ins: SignInTries, redis_store: RedisStore) -> None:
    for _ in range(FREE_MAX + 20):
        is_let(sign_ins, "siti", "address:a")

    (key,) = redis_store.commands.keys("*:tries:*")
    assert redis_store.commands.get(key) == str(FREE_MAX + 1).encode()


def test_no_other_name_or_source_waits(sign_ins: SignInTries) -> None:
    while is_let(sign_ins, "siti", "address:hall"):
        pass

    assert is_let(sign_ins, "budi", "address:hall")
    assert is_let(sign_ins, "siti", "pc:1")
    assert is_let(sign_ins, "siti", "address:elsewhere")


def test_whoever_waited_is_let_again_and_then_waits_longer(
    redis_store: RedisStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    sign_ins = SignInTries(Vault(redis_store), lambda: now[0])
    while is_let(sign_ins, "siti", "address:a"):
        pass

    waits = []
    for _ in range(3):
        with pytest.raises(SignInWait) as refused:
            sign_ins.check("siti", "address:a")
        waits.append(refused.value.values["retry_after_s"])
        now[0] += waits[-1]
        (key,) = redis_store.commands.keys("*:wait:*")
        redis_store.commands.delete(key)  # simulates the expiry in Redis
        assert is_let(sign_ins, "siti", "address:a")

    assert waits == [wait_s(FREE_MAX + n) for n in (1, 2, 3)]
    assert waits == sorted(set(waits))


def test_a_wait_is_known_to_another_process_and_says_how_long(
    sign_ins: SignInTries, redis_store: RedisStore
) -> None:
    while is_let(sign_ins, "siti", "address:a"):
        pass

    with pytest.raises(SignInWait) as refused:
        SignInTries(Vault(redis_store)).check("siti", "address:a")

    assert 1 <= refused.value.values["retry_after_s"] <= wait_s(FREE_MAX + 1)
    assert "detik" in refused.value.text("id")


def test_a_storm_that_waits_does_not_ask_redis(sign_ins: SignInTries, redis_store: RedisStore) -> None:
    while is_let(sign_ins, "siti", "address:a"):
        pass

    def calls() -> int:
        return int(redis_store.commands.info("commandstats").get("cmdstat_pttl", {"calls": 0})["calls"])

    before = calls()
    assert not any(is_let(sign_ins, "siti", "address:a") for _ in range(100))

    assert calls() - before <= 1


def test_made_up_names_do_not_fill_the_memory(sign_ins: SignInTries, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "REMEMBERED_MAX", 10)

    for n in range(25):
        while is_let(sign_ins, f"nobody{n}", "address:a"):
            pass
        assert not is_let(sign_ins, f"nobody{n}", "address:a")
        assert len(sign_ins._waits) <= 10


def test_an_hour_of_tries_is_few_and_nobody_waits_longer_than_a_minute() -> None:
    in_an_hour, passed_s = 0, 0
    for number in count(1):
        if passed_s >= WINDOW_S:
            break
        in_an_hour, passed_s = in_an_hour + 1, passed_s + wait_s(number)

    assert in_an_hour <= HOUR_TRIES_MAX
    assert [wait_s(number) for number in range(1, FREE_MAX + 1)] == [0] * FREE_MAX
    assert wait_s(10_000) == WAIT_MAX_S
