"""The rate limiter: a number of events within a window that begins with the first."""

from __future__ import annotations

from waitingroom.rate_limiter import Bucket, Limit, ProcessCounts, RateLimiter, TokenBuckets


def test_events_up_to_the_limit_are_allowed_and_a_new_window_begins_when_the_first_is_old() -> None:
    now = [100.0]
    limiter, limit = RateLimiter(ProcessCounts(lambda: now[0]), 10), Limit("board", 2)

    assert [limiter.count(limit) for _ in range(3)] == [True, True, False]

    now[0] += 10
    assert limiter.count(limit)


def test_whoever_exceeds_a_limit_of_their_own_does_not_use_up_the_limit_of_all() -> None:
    limiter, of_all = RateLimiter(ProcessCounts(), 10), Limit("all", 3)

    assert [limiter.count(Limit("one", 1), of_all) for _ in range(5)] == [True, *[False] * 4]
    assert [limiter.count(Limit("another", 9), of_all) for _ in range(3)] == [True, True, False]


def test_a_full_process_forgets_its_counts_instead_of_growing() -> None:
    counts = ProcessCounts()
    counts.KEYS_MAX = 2

    assert [counts.count(key, 10) for key in ("a", "b", "a", "c")] == [1, 1, 2, 1]


def test_a_bucket_lets_a_burst_pass_and_then_a_steady_rate() -> None:
    now = [100.0]
    buckets, bucket = TokenBuckets(lambda: now[0]), Bucket(tokens_max=3, per_s=0.5)

    assert [buckets.take("phone", bucket) for _ in range(4)] == [0, 0, 0, 2.0]
    now[0] += 1
    assert buckets.take("phone", bucket) == 1.0, "a refusal takes no token"
    now[0] += 1
    assert [buckets.take("phone", bucket) for _ in range(2)] == [0, 2.0]
    now[0] += 1_000
    assert [buckets.take("phone", bucket) for _ in range(4)] == [0, 0, 0, 2.0], (
        "the bucket never exceeds its size"
    )


def test_every_key_has_a_bucket_of_its_own_and_the_idle_ones_are_forgotten() -> None:
    buckets, bucket = TokenBuckets(lambda: 100.0), Bucket(tokens_max=1, per_s=1)
    buckets.KEYS_MAX = 2

    assert [buckets.take(key, bucket) for key in ("a", "b", "a")] == [0, 0, 1.0]
    assert [buckets.take(key, bucket) for key in ("c", "a", "b")] == [0, 1.0, 0]
