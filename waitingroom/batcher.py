"""Questions that wait together are asked together: one round trip for all of them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


class Batcher(Generic[Q, A]):
    """
    Asks the questions of many threads, many at a time: whoever has the turn asks every one that waits.

    ask: gives the answers to these questions in their order. If it raises, all that wait by then get
    that error, so that a service that is away costs each of them one time-out, not one after the other.
    """

    def __init__(self, ask: Callable[[list[Q]], list[A]]) -> None:
        self._ask, self._turn = ask, threading.Lock()
        self._waiting: deque[_Asked[Q, A]] = deque()

    def __call__(self, question: Q) -> A:
        """Give the answer. Raises what ``ask`` raises."""
        mine: _Asked[Q, A] = _Asked(question)
        self._waiting.append(mine)
        with self._turn:
            if mine.waits:
                self._answer_all()
        if mine.error is not None:
            raise mine.error
        return mine.answers[0]

    def _answer_all(self) -> None:
        asked = self._taken()
        try:
            for one, answer in zip(asked, self._ask([one.question for one in asked]), strict=True):
                one.answers.append(answer)
        except Exception as error:  # noqa: BLE001 - every thread must get its answer
            for one in asked + self._taken():
                one.error = error

    def _taken(self) -> list[_Asked[Q, A]]:
        taken = []
        while self._waiting:
            taken.append(self._waiting.popleft())
        return taken


class _Asked(Generic[Q, A]):
    """A question, and what came of it."""

    __slots__ = ("answers", "error", "question")

    def __init__(self, question: Q) -> None:
        self.question = question
        self.answers: list[A] = []
        self.error: Exception | None = None

    @property
    def waits(self) -> bool:
        return not self.answers and self.error is None
