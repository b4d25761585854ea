"""Tables of figures for spreadsheets, with the same numbers as the page. Pure."""

from __future__ import annotations

from typing import Any

from services.reports.spreadsheets import Cell, Table
from services.reports.words import say

COUNTED = ("tickets", "served", "no_show", "left", "expired", "moved", "transferred")
"""Counts of a service; they add up to those of its agency and to the total row."""
MEASURED = (
    ("wait", "median_min", "wait_median"), ("wait", "p90_min", "wait_p90"), ("walk", "median_min", "walk_median"),
    ("service", "median_min", "service_median"), ("handling", "median_min", "handling_median"),
)  # fmt: skip
Json = dict[str, Any]


def services_table(figures: Json, language: str) -> Table:
    """Return the table of services with a total row; times in minutes, shares 0 to 1."""
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


def sheets(figures: Json, language: str) -> dict[str, Table]:
    """Return the workbook's tables by title: summary, days, services, hours and counters."""
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
