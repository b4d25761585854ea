"""
Read lists in a process of its own (``bounded_process``), as a program: an uploaded spreadsheet may unpack to any size,
and the ``holidays`` package is large.
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
"""As for a house file: the page waits for the response."""


def apart(task: list[Any]) -> Any:
    """
    Run one of the tasks of ``main`` in a process of its own.

    Raises:
        HouseFileWrong, FilesBusy. OutOfBoundsError: it takes too much memory or time.
    """
    result, mistakes = json.loads(bounded_process.run(__name__, json.dumps(task).encode(), BOUNDS))
    if mistakes:
        raise HouseFileWrong(
            [
                FileMistake(line, Mistake(tuple(path), slug, values, found))
                for line, (path, slug, values, found) in mistakes
            ]
        )
    return result


def read_rows_apart(data: bytes) -> list[sheet_file.Row]:
    """Run read_rows in a process of its own. Raises the errors of ``apart``."""
    return [(number, cells) for number, cells in apart(["rows", base64.b64encode(data).decode()])]


def main() -> None:
    """Read a task from standard input; print [result, mistakes], one of them null."""
    process_bounds.keep(sys.argv[1:])
    task, argument = json.load(sys.stdin)
    try:
        if task == "rows":
            result: Any = sheet_file.read_rows(base64.b64decode(argument))
        elif task == "holidays":
            result = holiday_file.read_holidays(base64.b64decode(argument))
        else:
            result = holiday_file.national_holidays(argument)
        json.dump([result, None], sys.stdout)
    except HouseFileWrong as error:
        json.dump([None, error.mistakes], sys.stdout)


if __name__ == "__main__":
    main()
