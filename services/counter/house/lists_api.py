"""Lists API for the admin page: agencies and services from a spreadsheet, national holidays or those of a file."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from typing import Annotated, Any, ClassVar

from flask import Blueprint, Response, g, request
from pydantic import Field

from services.counter.context import context
from services.counter.house.house_file import FILE_BYTES_MAX, FileMistake, HouseFileWrong
from services.counter.house.list_process import apart, read_rows_apart
from services.counter.house.saving import (
    FILE_REFUSALS,
    SAVE_REFUSALS,
    Content,
    file_refusals,
    read_large,
    save,
    saved_response,
)
from services.counter.house.sheet_file import XLSX
from services.counter.house.sheet_writer import write_sheet
from services.counter.shapes import HolidaysResponse, ListPreviewed
from services.staff.refusals import CHANGE_REFUSALS, SESSION_REFUSALS
from services.staff.sign_in import required_session
from services.web.openapi import CSRF, Answer, documented
from services.web.request_body import Body
from waitingroom import refusals
from waitingroom.house import sheet
from waitingroom.house.changes import Difference, differences
from waitingroom.house.entry import enter_house
from waitingroom.house.mistakes import HouseInvalid
from waitingroom.live.live_hall import PRESS_DEADLINE_S
from waitingroom.refusals import Malformed, Refusal

routes = Blueprint("lists_api", __name__, url_prefix="/api/counter/v1")

BASE64_MAX = (FILE_BYTES_MAX + 2) // 3 * 4
SPARE_BYTES = 1_024
"""Allowed in a body in addition to the file."""
YEARS = (2020, 2100)
YEAR = {
    "name": "year", "in": "query", "required": True,
    "schema": {"type": "integer", "minimum": YEARS[0], "maximum": YEARS[1]},
}  # fmt: skip
VENUE = {"name": "venue", "in": "query", "required": True, "schema": {"type": "string", "maxLength": 60}}

_Base64 = Annotated[str, Field(max_length=BASE64_MAX, pattern=r"^[A-Za-z0-9+/]*={0,2}$")]


class ListRequest(Body):
    """
    A list of agencies and services at a venue; file: in base64.

    preview: the id of the preview to save, from an earlier response; absent: only preview, save nothing.
    """

    file: _Base64
    venue: Annotated[str, Field(max_length=60)]
    preview: Annotated[str, Field(max_length=64)] | None = None
    even_so: bool = False


class HolidaysRequest(Body):
    """A file with holidays, in base64."""

    file: _Base64


class PreviewStale(Refusal):
    """The house has changed since the preview, so saving the list would have other effects."""

    slug, kind = "preview-stale", refusals.CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "Pengaturan berubah sejak pratinjau ini. Belum ada yang disimpan. Periksa pratinjau yang baru, lalu simpan.",
        "The settings changed since this preview. Nothing was saved. Check the new preview, then save.",
    )


@routes.post("/house/lists")
@documented(
    answers={200: Answer("What the list changes; saved if a preview is named", ListPreviewed)},
    bodies=(ListRequest,), headers=(CSRF,),
    refuses=(*SAVE_REFUSALS, *FILE_REFUSALS, refusals.UnknownVenue, PreviewStale), may="house-edit",
)  # fmt: skip
def load_list() -> dict[str, Any]:
    """Preview what a list of agencies and services would change, or save it."""
    session = required_session(csrf=True)
    body = read_large(ListRequest, BASE64_MAX + SPARE_BYTES)
    with file_refusals():
        rows = _in_sheet(sheet.parse_table, read_rows_apart(_bytes_of(body.file)))
    g.deadline = (
        time.monotonic() + PRESS_DEADLINE_S
    )  # saving gets a deadline of its own after reading the file
    before = context().halls.current_house().content
    with file_refusals():
        changes = differences(before, _in_sheet(_merged, before, body.venue, rows))
    preview = {"changes": [line._asdict() for line in changes], "preview": _digest_of(changes)}
    if body.preview is None:
        return preview | {"seq": context().halls.house.edition.seq, "saved": False}

    def change(now: Content) -> Content:
        after = _merged(now, body.venue, rows)
        if _digest_of(differences(now, after)) != body.preview:
            raise PreviewStale()
        return after

    with file_refusals():
        edition = _in_sheet(save, change, session=session, even_so=body.even_so)
    return preview | saved_response(edition) | {"saved": True}


@routes.get("/house/lists/template")
@documented(
    answers={200: Answer("The agencies and services of a venue as a list to fill in", media=XLSX)},
    headers=(VENUE,),
    refuses=(*SESSION_REFUSALS, refusals.UnknownVenue, refusals.NotReady, refusals.LogLost), may="house",
)  # fmt: skip
def template() -> Response:
    """Return a workbook with the column headers and the venue's current agencies and services."""
    required_session()
    venue = request.args.get("venue", "")
    content = context().halls.current_house().content
    _check_venue(content, venue)
    headers = [name for name, _ in sheet.COLUMNS.values()]
    rows = [[row.get(column, "") for column in sheet.COLUMNS] for row in sheet.rows_of(content, venue)]
    response = Response(write_sheet([headers, *rows], "Layanan"), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="layanan-{venue}.xlsx"'
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.get("/house/holidays")
@documented(
    answers={200: Answer("Indonesia's holidays of a year", HolidaysResponse)}, headers=(YEAR,),
    refuses=(*SESSION_REFUSALS, *FILE_REFUSALS, Malformed), may="house",
)  # fmt: skip
def holidays() -> dict[str, Any]:
    """List the public holidays and joint leave days of a year, as far as they are known."""
    required_session()
    year = request.args.get("year", "")
    if not (year.isascii() and year.isdigit() and YEARS[0] <= int(year[:5]) <= YEARS[1]):
        raise Malformed(why=f"year: {YEARS[0]} to {YEARS[1]}")
    with file_refusals():
        return {"holidays": apart(["national", int(year)])}


@routes.post("/house/holidays")
@documented(
    answers={200: Answer("The holidays of a file; nothing is saved", HolidaysResponse)},
    bodies=(HolidaysRequest,), headers=(CSRF,), refuses=(*CHANGE_REFUSALS, *FILE_REFUSALS), may="house-edit",
)  # fmt: skip
def read_holiday_file() -> dict[str, Any]:
    """Read the holidays in a file, for an admin to choose from."""
    required_session(csrf=True)
    body = read_large(HolidaysRequest, BASE64_MAX + SPARE_BYTES)
    _bytes_of(body.file)
    with file_refusals():
        return {"holidays": apart(["holidays", body.file])}


def _bytes_of(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Malformed(why="file: base64") from error


def _in_sheet(function: Any, *arguments: Any, **options: Any) -> Any:
    """Call a function on a list; report mistakes in the list as mistakes in its file. Raises HouseFileWrong."""
    try:
        return function(*arguments, **options)
    except sheet.SheetInvalid as error:
        raise HouseFileWrong([FileMistake(row, mistake) for row, mistake in error.mistakes]) from error


def _merged(content: Content, venue: str, rows: list[tuple[int, dict[str, str]]]) -> Content:
    """
    Return the house's content with the list merged in.

    Raises:
        SheetInvalid, UnknownVenue
    """
    _check_venue(content, venue)
    merged, row_of = sheet.merge_rows(content, venue, rows)
    try:
        return enter_house(merged, content).content
    except HouseInvalid as error:
        raise sheet.locate_in_rows(error, row_of) from error


def _check_venue(content: Content, venue: str) -> None:
    if all(item["id"] != venue for item in content.get("venues", [])):
        raise refusals.UnknownVenue(venue=venue[:60])


def _digest_of(changes: list[Difference]) -> str:
    text = json.dumps([line._asdict() for line in changes], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
