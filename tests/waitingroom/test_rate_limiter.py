"""The rate limiter: so many events within a window that begins with the first."""

from __future__ import annotations

from waitingroom.rate_limiter import Limit, ProcessCounts, RateLimiter


def test_events_up_to_the_limit_are_allowed_and_a_new_window_begins_when_the_first_is_old() -> None:
    now = [100.0]
    limiter, limit = RateLimiter(ProcessCounts(lambda: now[0]), 10), Limit("board", 2)

    assert [limiter.count(limit) for _ in range(3)] == [True, True, False]
    assert limiter.is_reached(limit)

    now[0] += 10
    assert not limiter.is_reached(limit)
    assert limiter.count(limit)


def test_whoever_exceeds_a_limit_of_their_own_does_not_use_up_the_limit_of_all() -> None:
    limiter, of_all = RateLimiter(ProcessCounts(), 10), Limit("all", 3)

    assert [limiter.count(Limit("one", 1), of_all) for _ in range(5)] == [True, *[False] * 4]
    assert [limiter.count(Limit("another", 9), of_all) for _ in range(3)] == [True, True, False]


def test_a_full_process_forgets_its_counts_instead_of_growing() -> None:
    counts = ProcessCounts()
    counts.KEYS_MAX = 2

    assert [counts.count(key, 10) for key in ("a", "b", "a", "c")] == [1, 1, 2, 1]
