"""Batch the requests of several threads into one round trip."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


class Batcher(Generic[Q, A]):
    """
    Collects the requests of many threads; the thread that gets the lock sends all that are waiting.

    ask: returns the responses to a list of requests, in order. If it raises, all requests waiting by then fail
    with that error, so that an unreachable Redis costs one timeout for all of them.
    """

    def __init__(self, ask: Callable[[list[Q]], list[A]]) -> None:
        self._ask, self._turn = ask, threading.Lock()
        self._waiting: deque[_Question[Q, A]] = deque()

    def __call__(self, question: Q) -> A:
        """Return the response. Raises what ``ask`` raises."""
        pending: _Question[Q, A] = _Question(question)
        self._waiting.append(pending)
        with self._turn:
            if pending.waits:
                self._answer_all()
        if pending.error is not None:
            raise pending.error
        return pending.answers[0]

    def _answer_all(self) -> None:
        batch = self._drain()
        try:
            for each, answer in zip(batch, self._ask([each.question for each in batch]), strict=True):
                each.answers.append(answer)
        except Exception as error:  # noqa: BLE001 - every waiting thread must get a result
            for each in batch + self._drain():
                each.error = error

    def _drain(self) -> list[_Question[Q, A]]:
        drained = []
        while self._waiting:
            drained.append(self._waiting.popleft())
        return drained


class _Question(Generic[Q, A]):
    """A request, and its response or error once available."""

    __slots__ = ("answers", "error", "question")

    def __init__(self, question: Q) -> None:
        self.question = question
        self.answers: list[A] = []
        self.error: Exception | None = None

    @property
    def waits(self) -> bool:
        return not self.answers and self.error is None
