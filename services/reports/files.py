"""Figures as files for spreadsheets, with the same numbers as the page. Pure but for the library that writes XLSX."""

from __future__ import annotations

import csv as _csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from services.reports.words import say

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COUNTED = ("tickets", "served", "no_show", "left", "expired", "moved", "transferred")
"""Counts of a service, which add up to those of its agency and to the sum of the table."""
MEASURED = (
    ("wait", "median_min", "wait_median"), ("wait", "p90_min", "wait_p90"), ("walk", "median_min", "walk_median"),
    ("service", "median_min", "service_median"), ("handling", "median_min", "handling_median"),
)  # fmt: skip
FORMULA_SIGNS = "=+-@\t\r"
"""A cell that begins with one of these is run as a formula by spreadsheets."""

Json = dict[str, Any]
Cell = str | int | float | None


def services_table(figures: Json, language: str) -> tuple[list[str], list[list[Cell]]]:
    """Give the head and the rows of the table of services, its sum last; times in minutes, shares 0 to 1."""
    minutes = say("minutes", language)
    head = [say("agency", language), say("service", language), *(say(name, language) for name in COUNTED)]
    head += [f"{say(words, language)} ({minutes})" for _, _, words in MEASURED] + [
        say("in_promise", language)
    ]
    name = "name_en" if language == "en" else "name"
    rows: list[list[Cell]] = [
        [
            agency[name], one[name], *(one[count] for count in COUNTED),
            *(one[times][what] for times, what, _ in MEASURED), one["in_promise"],
        ]
        for agency in figures["agencies"]
        for one in agency["services"]
    ]  # fmt: skip
    sums: list[Cell] = [sum(agency[count] for agency in figures["agencies"]) for count in COUNTED]
    rows.append([say("total", language), None, *sums, *[None] * len(MEASURED), figures["in_promise"]])
    return head, rows


def csv(figures: Json, language: str) -> bytes:
    """Give the table of services, as spreadsheets of that language read it: "3,5" behind ";", or "3.5" behind ","."""
    text = io.StringIO()
    is_english = language == "en"
    writer = _csv.writer(text, delimiter="," if is_english else ";")
    head, rows = services_table(figures, language)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_plain(cell, comma=not is_english) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx(figures: Json, language: str) -> bytes:
    """Give a workbook: a summary, days, services, hours and counters."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(
        data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        for title, (head, rows) in _sheets(figures, language).items():
            sheet = book.add_worksheet(title[:31])
            sheet.write_row(0, 0, head, book.add_format({"bold": True, "text_wrap": True, "valign": "top"}))
            for n, row in enumerate(rows, 1):
                sheet.write_row(n, 0, row)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 1, 32)
            sheet.set_column(2, 30, 12)
    return data.getvalue()


def _sheets(figures: Json, language: str) -> dict[str, tuple[list[str], Sequence[Sequence[Cell]]]]:
    counts = ("visits", "tickets", "served", "no_show", "left", "expired", "moved", "walk_ins", "priority")
    name = "name_en" if language == "en" else "name"

    def words(*keys: str) -> list[str]:
        return [say(key, language) for key in keys]

    summary: list[list[Cell]] = [[say(count, language), figures[count]] for count in counts]
    summary += [
        [f"{say('wait_median', language)} ({say('minutes', language)})", figures["wait"]["median_min"]],
        [f"{say('wait_p90', language)} ({say('minutes', language)})", figures["wait"]["p90_min"]],
        [say("in_promise", language), figures["in_promise"]],
        [say("year_to_date", language), figures["year_to_date"]["visits"]],
    ]
    return {
        say("summary", language): ([figures["period"], ""], summary),
        say("day", language): (
            words("day", *counts), [[one["day"], *(one[c] for c in counts)] for one in figures["days"]],
        ),
        say("service", language): services_table(figures, language),
        say("hour", language): (
            words("hour", "tickets"), [[one["hour"], one["tickets"]] for one in figures["hours"]],
        ),
        say("counter", language): (
            words("counter", "served", "open", "paused", "busy", "utilisation"),
            [
                [c[name], c["served"], c["open_min"], c["paused_min"], c["busy_min"], c["utilisation"]]
                for c in figures["counters"]
            ],
        ),
    }  # fmt: skip


def _plain(cell: Cell, *, comma: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(cell).replace(".", ",") if comma else str(cell)
    text = str(cell)
    return f"'{text}" if text[:1] and text[0] in FORMULA_SIGNS else text
