"""Save changes of the house from the admin page, and turn invalid ones into refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from flask import g, request

from services.counter.context import context
from services.counter.house.bounded_process import FilesBusy, OutOfBoundsError
from services.counter.house.house_file import FILE_BYTES_MAX, HouseFileWrong
from services.staff.refusals import CHANGE_REFUSALS
from services.staff.sessions import Session
from services.web import problems
from services.web.request_body import Body, read_body, stamp
from waitingroom import refusals
from waitingroom.house.changes import SECTIONS, item_id
from waitingroom.house.live_house import Edition
from waitingroom.house.mistakes import HouseInvalid, Mistake
from waitingroom.house.model import House
from waitingroom.local_time import iso, service_day
from waitingroom.refusals import Refusal

Content = dict[str, Any]
Item = dict[str, Any]
M = TypeVar("M", bound=Body)


class HouseWrong(Refusal):
    """The result is not a valid house; ``problems`` lists where, and what was expected."""

    slug, kind = "house-invalid", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        "{where}: diharapkan {expected_id}, tertulis “{found}”.",
        "{where}: expected {expected_en}, found “{found}”.",
    )


class FileWrong(Refusal):
    """The file is not a valid house; ``problems`` lists lines and fields."""

    slug, kind = "house-file-invalid", refusals.INVALID
    words: ClassVar[tuple[str, str]] = ("{said_id}", "{said_en}")


class FileTooHeavy(Refusal):
    """Reading the file exceeds its memory or time limit."""

    slug, kind = "house-file-too-heavy", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        "Berkas ini memerlukan terlalu banyak memori atau waktu untuk dibaca. Periksa isinya, lalu muat lagi.",
        "Reading this file takes too much memory or time. Check what is in it, then load it again.",
    )


FILE_REFUSALS = (FileWrong, FileTooHeavy, FilesBusy)
"""Refusals of every route that reads a file."""
SAVE_REFUSALS = (
    *CHANGE_REFUSALS,
    HouseWrong,
    refusals.WouldStrand,
    refusals.NotReady,
    refusals.LogLost,
    refusals.UpgradeNeeded,
)
"""Refusals of every route that saves the house."""


@contextmanager
def file_refusals() -> Iterator[None]:
    """Turn errors in a file into refusals. Raises FileWrong, FileTooHeavy."""
    try:
        yield
    except OutOfBoundsError as error:
        raise FileTooHeavy() from error
    except HouseFileWrong as error:
        language = problems.requested_language()
        g.problem_extension = {
            "problems": [
                {"line": line, "path": list(m.path), "field": m.field, "found": m.found}
                | {"expected": m.expected(language), "text": m.text(language, line)}
                for line, m in error.mistakes
            ]
        }
        first = error.mistakes[0]
        raise FileWrong(said_id=first.text("id"), said_en=first.text("en")) from error


def save(change: Callable[[Content], Content], *, session: Session, even_so: bool) -> Edition:
    """
    Save the house, changed by ``change``, which receives the current content.

    Raises:
        HouseWrong, WouldStrand (unless ``even_so``), and what ``change`` raises.
    """
    try:
        return context().halls.save_house(
            lambda now: change(now or {}), press=stamp(session.account.actor), even_so=even_so, deadline=g.deadline
        )  # fmt: skip
    except HouseInvalid as error:
        g.problem_extension = {"problems": [_problem(error.content, m) for m in error.mistakes]}
        first = error.mistakes[0]
        raise HouseWrong(
            where=first.where, expected=first.expected(problems.requested_language()), found=first.found,
            expected_id=first.expected("id"), expected_en=first.expected("en"),
        ) from error  # fmt: skip


def saved_response(edition: Edition) -> dict[str, Any]:
    """Return the response for a saved edition."""
    return times(edition.house) | {"seq": edition.seq}


def times(house: House | None) -> dict[str, Any]:
    """Return the current time at the house's first venue, and every venue's service day."""
    now_ms = context().halls.clock.now_ms()
    venues = list(house.venues.values()) if house else []
    now = iso(now_ms, venues[0].time_zone if venues else "UTC")
    return {
        "now": now, "heard": now, "epoch": "house",
        "time_zone_label": venues[0].time_zone_label if venues else "UTC",
        "today": {v.id: service_day(now_ms, v.time_zone, v.day_starts_at) for v in venues},
    }  # fmt: skip


def read_large(model: type[M], bytes_max: int = FILE_BYTES_MAX) -> M:
    """Read a body as large as a house; call it only after checking the session."""
    request.max_content_length = bytes_max
    return read_body(model)


def _problem(content: Content, mistake: Mistake) -> dict[str, Any]:
    """Return a mistake for the page: section, item, path within the item, and words in the reader's language."""
    path, section, item = list(mistake.path), None, None
    if len(path) > 1 and path[0] in SECTIONS and isinstance(path[1], int):
        section, items = path[0], content[str(path[0])]
        value = items[path[1]] if path[1] < len(items) else None
        item = item_id(str(section), value) if isinstance(value, dict) and _has_id(section, value) else None
        path = path[2:]
    return {
        "section": section, "id": item, "path": path,
        "expected": mistake.expected(problems.requested_language()), "found": mistake.found,
    }  # fmt: skip


def _has_id(section: str | int, item: Item) -> bool:
    return "id" in item and (section != "counters" or "venue" in item)
