"""Logs of a short morning written by earlier versions, with their summaries of the hall (``scripts/keep_log.py``)."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "tests" / "waitingroom" / "kept_logs"


def names() -> list[str]:
    """Return the versions with a kept log, oldest first."""
    return sorted(file.name.removesuffix(".jsonl.gz") for file in FOLDER.glob("*.jsonl.gz"))


def read(name: str) -> list[tuple[str, bytes, str]]:
    """Return the entries of a version's log: id, fact, link."""
    lines = gzip.decompress((FOLDER / f"{name}.jsonl.gz").read_bytes()).decode().splitlines()
    return [(id, fact.encode(), link) for id, fact, link in map(json.loads, lines)]


def expected(name: str) -> dict[str, Any]:
    """Return that version's summary of its hall."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return content


def write(name: str, entries: list[tuple[str, bytes, str]], hall: Any) -> None:
    """Write the log of a version and its summary of the hall."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps([id, fact.decode(), link]) + "\n" for id, fact, link in entries)
    (FOLDER / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
    parts = summary(hall)
    rows = [f'  "{part}": {{\n' + ",\n".join(_rows(parts[part])) + "\n  }" for part in parts]
    (FOLDER / f"{name}.json").write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")


def summary(hall: Any) -> dict[str, Any]:
    """
    Return what visitors and clerks know of a hall, in a format that no version may change.

    tickets: service, state, priority, counter, number of no-shows; counters: the current ticket.
    """
    return {
        "tickets": {
            one.ticket_id: [one.service_id, one.state, one.priority, one.counter_id, one.no_shows]
            for one in sorted(hall.tickets.values(), key=lambda one: one.ticket_id)
        },
        "counters": {id: hall.counters[id].ticket_id for id in sorted(hall.counters)},
    }


def _rows(part: dict[str, Any]) -> list[str]:
    return [f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in part.items()]
