"""Batches the questions of several threads into one round trip."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


class Batcher(Generic[Q, A]):
    """
    Collects the questions of many threads; the thread that gets the lock asks all that wait by then.

    ask: gives the answers to these questions, in their order. If it raises, all questions that wait by then fail
    with that error, so that a Redis that is away costs one time-out for all of them.
    """

    def __init__(self, ask: Callable[[list[Q]], list[A]]) -> None:
        self._ask, self._turn = ask, threading.Lock()
        self._waiting: deque[_Question[Q, A]] = deque()

    def __call__(self, question: Q) -> A:
        """Return the answer. Raises what ``ask`` raises."""
        mine: _Question[Q, A] = _Question(question)
        self._waiting.append(mine)
        with self._turn:
            if mine.waits:
                self._answer_all()
        if mine.error is not None:
            raise mine.error
        return mine.answers[0]

    def _answer_all(self) -> None:
        batch = self._take_waiting()
        try:
            for one, answer in zip(batch, self._ask([one.question for one in batch]), strict=True):
                one.answers.append(answer)
        except Exception as error:  # noqa: BLE001 - every thread must get its answer
            for one in batch + self._take_waiting():
                one.error = error

    def _take_waiting(self) -> list[_Question[Q, A]]:
        taken = []
        while self._waiting:
            taken.append(self._waiting.popleft())
        return taken


class _Question(Generic[Q, A]):
    """A question, and its answer or error once there is one."""

    __slots__ = ("answers", "error", "question")

    def __init__(self, question: Q) -> None:
        self.question = question
        self.answers: list[A] = []
        self.error: Exception | None = None

    @property
    def waits(self) -> bool:
        return not self.answers and self.error is None
