"""Concurrent threads share one round trip, its responses and its failure."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from rig.waiting import wait_for
from waitingroom.live.batcher import Batcher


class Slow:
    """Responds to a question with its double, but blocks the first round until released."""

    def __init__(self, error: Exception | None = None) -> None:
        self.rounds: list[list[int]] = []
        self.go = threading.Event()
        self._error = error

    def ask(self, questions: list[int]) -> list[int]:
        self.rounds.append(questions)
        if len(self.rounds) == 1:
            assert self.go.wait(10)
            if self._error:
                raise self._error
        return [2 * question for question in questions]


def ask_at_once(slow: Slow, count: int) -> dict[int, int | Exception]:
    """Ask 0 alone and, while it is being answered, all the others; return each one's result."""
    together, got = Batcher(slow.ask), {}

    def one(question: int) -> Callable[[], None]:
        def ask() -> None:
            try:
                got[question] = together(question)
            except Exception as error:  # noqa: BLE001
                got[question] = error

        return ask

    threads = [threading.Thread(target=one(n)) for n in range(count)]
    threads[0].start()
    wait_for(lambda: slow.rounds, what="the first question")
    for thread in threads[1:]:
        thread.start()
    wait_for(lambda: len(together._waiting) == count - 1, what="the other questions")
    slow.go.set()
    for thread in threads:
        thread.join(10)
    return got


def test_questions_that_wait_together_are_one_round() -> None:
    slow = Slow()

    got = ask_at_once(slow, 6)

    assert got == {n: 2 * n for n in range(6)}
    assert slow.rounds[0] == [0]
    assert sorted(slow.rounds[1]) == [1, 2, 3, 4, 5]
    assert len(slow.rounds) == 2


def test_a_failure_is_everybodys_who_waits_by_then_and_nobodys_after() -> None:
    slow = Slow(OSError("away"))
    together = Batcher(slow.ask)

    got = ask_at_once(slow, 4)

    assert [type(got[n]) for n in range(4)] == [OSError] * 4
    assert len(slow.rounds) == 1
    assert together(21) == 42


def test_one_who_asks_alone_gets_the_error_itself() -> None:
    def away(_: list[str]) -> list[str]:
        raise KeyError("no")

    with pytest.raises(KeyError, match="no"):
        Batcher(away)("x")
