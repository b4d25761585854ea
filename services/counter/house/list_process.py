"""
Reads lists in a process of its own (``bounded_process``), which is run as a program: an uploaded spreadsheet unpacks to
what it likes, and the package that knows the holidays of every country is large.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

from services.counter.house import bounded_process, holiday_file, process_bounds, sheet_file
from services.counter.house.bounded_process import Bounds
from services.counter.house.house_file import FileMistake, HouseFileWrong
from waitingroom.house.mistakes import Mistake

BOUNDS = Bounds(memory_bytes=512 * 2**20, cpu_s=20, within_s=30.0, nice=5)
"""As of a house file: the page waits for the answer."""


def apart(asked: list[Any]) -> Any:
    """
    Do one of the tasks of ``main`` in a process of its own.

    Raises:
        HouseFileWrong. FilesBusy. OutOfBoundsError: it takes too much memory or time.
    """
    answer, mistakes = json.loads(bounded_process.run(__name__, json.dumps(asked).encode(), BOUNDS))
    if mistakes:
        raise HouseFileWrong(
            [
                FileMistake(line, Mistake(tuple(path), slug, values, found))
                for line, (path, slug, values, found) in mistakes
            ]
        )
    return answer


def read_rows_apart(data: bytes) -> list[sheet_file.Row]:
    """Do as read_rows, in a process of its own. Raises as ``apart``."""
    return [(number, cells) for number, cells in apart(["rows", base64.b64encode(data).decode()])]


def main() -> None:
    """Read a task from standard input; print [answer, mistakes], one of them null."""
    process_bounds.keep(sys.argv[1:])
    task, *given = json.load(sys.stdin)
    try:
        if task == "rows":
            answer: Any = sheet_file.read_rows(base64.b64decode(given[0]))
        elif task == "holidays":
            answer = holiday_file.read_holidays(base64.b64decode(given[0]))
        else:
            answer = holiday_file.national_holidays(given[0])
        json.dump([answer, None], sys.stdout)
    except HouseFileWrong as error:
        json.dump([None, error.mistakes], sys.stdout)


if __name__ == "__main__":
    main()
