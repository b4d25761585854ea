"""What visitors said as files for spreadsheets, with the same numbers as the pages. Pure but for the writer of XLSX."""

from __future__ import annotations

import csv as _csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from services.reports.files import FORMULA_SIGNS, Cell
from services.reports.satisfaction.figures import FACES
from services.reports.satisfaction.words import say
from services.reports.words import say as say_of_figures

Json = dict[str, Any]
Table = tuple[list[str], Sequence[Sequence[Cell]]]


def faces_table(figures: Json, language: str) -> Table:
    """Give the table of faces by service, its sum last."""
    name = "name_en" if language == "en" else "name"
    head = [say_of_figures("agency", language), say_of_figures("service", language)]
    head += [say(key, language) for key in ("served", "rated", *FACES)]
    counted = ("served", "n", *FACES)
    rows: list[list[Cell]] = [
        [agency[name], one[name], *(one[count] for count in counted)]
        for agency in figures["agencies"]
        for one in agency["services"]
    ]
    rows.append([say_of_figures("total", language), None, *(figures[count] for count in counted)])
    return head, rows


def survey_table(figures: Json, language: str) -> Table:
    """Give the table of a survey's elements, its index last."""
    head = [say(key, language) for key in ("element", "answers", "sum", "mean", "of_100")]
    rows: list[list[Cell]] = [
        [
            f"{one['id'].upper()} {one['name'][language]}", figures["n"], one["sum"], one["mean"], one["of_100"],
        ]
        for one in figures["elements"]
    ]  # fmt: skip
    rows.append([say("index", language), figures["n"], None, None, figures["index"]])
    return head, rows


def agencies_table(figures: Json, language: str) -> Table:
    """Give the index of each agency."""
    name = "name_en" if language == "en" else "name"
    head = [say_of_figures("agency", language)]
    head += [say(key, language) for key in ("served", "answers", "index", "grade")]
    return head, [
        [one[name], one["served"], one["n"], one["index"], one["grade"]] for one in figures["by_agency"]
    ]


def about_table(figures: Json, language: str) -> Table:
    """Give what must be said beside the index."""
    rows: list[list[Cell]] = [
        [say("period", language), figures["period"]],
        [say("basis", language), figures["regulation"]],
        [say("form", language), f"{figures['form']} {figures['version']}"],
        [say("weight", language), figures["weight"]],
        [say("answers", language), figures["n"]],
        [say("served", language), figures["served"]],
        [say("sample", language), figures["sample_asked"]],
        [say("index", language), figures["index"]],
        [say("grade", language), figures["grade"]],
    ]
    return [figures["title"][language], ""], rows


def remarks_table(figures: Json, language: str) -> Table:
    """Give the free words, the latest first."""
    name = "name_en" if language == "en" else "name"
    head = [say_of_figures(key, language) for key in ("day", "agency", "service")] + [
        say("remarks", language)
    ]
    return head, [
        [one["day"], one["agency"][name], one["service"][name], one["text"]] for one in figures["remarks"]
    ]


def csv(table: Table, language: str) -> bytes:
    """Give a table as spreadsheets of that language read it: "3,5" behind ";", or "3.5" behind ","."""
    is_english = language == "en"
    text = io.StringIO()
    writer = _csv.writer(text, delimiter="," if is_english else ";")
    head, rows = table
    writer.writerow(head)
    for row in rows:
        writer.writerow([_plain(cell, comma=not is_english) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx(sheets: dict[str, Table]) -> bytes:
    """Give a workbook with these sheets, by title."""
    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, options) as book:
        for title, (head, rows) in sheets.items():
            sheet = book.add_worksheet(title[:31])
            sheet.write_row(0, 0, head, book.add_format({"bold": True, "text_wrap": True, "valign": "top"}))
            for n, row in enumerate(rows, 1):
                sheet.write_row(n, 0, row)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 1, 36)
            sheet.set_column(2, 30, 14)
    return data.getvalue()


def _plain(cell: Cell, *, comma: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(cell).replace(".", ",") if comma else str(cell)
    text = str(cell)
    return f"'{text}" if text[:1] and text[0] in FORMULA_SIGNS else text
