"""Tables of visitor satisfaction for spreadsheets, with the same numbers as the pages. Pure."""

from __future__ import annotations

from typing import Any

from services.reports.satisfaction.figures import FACES
from services.reports.satisfaction.words import say
from services.reports.spreadsheets import Cell, Table
from services.reports.words import say as say_of_figures

Json = dict[str, Any]


def faces_table(figures: Json, language: str) -> Table:
    """Return the table of ratings by service, with a total row."""
    name = "name_en" if language == "en" else "name"
    head = [say_of_figures("agency", language), say_of_figures("service", language)]
    head += [say(key, language) for key in ("served", "rated", *FACES)]
    columns = ("served", "n", *FACES)
    rows: list[list[Cell]] = [
        [agency[name], one[name], *(one[count] for count in columns)]
        for agency in figures["agencies"]
        for one in agency["services"]
    ]
    rows.append([say_of_figures("total", language), None, *(figures[count] for count in columns)])
    return head, rows


def survey_table(figures: Json, language: str) -> Table:
    """Return the table of a survey's elements, with the index in the last row."""
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
    """Return the table of each agency's index."""
    name = "name_en" if language == "en" else "name"
    head = [say_of_figures("agency", language)]
    head += [say(key, language) for key in ("served", "answers", "index", "grade")]
    return head, [
        [one[name], one["served"], one["n"], one["index"], one["grade"]] for one in figures["by_agency"]
    ]


def about_table(figures: Json, language: str) -> Table:
    """Return the table of context that must accompany the index."""
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
    """Return the table of remarks, latest first."""
    name = "name_en" if language == "en" else "name"
    head = [say_of_figures(key, language) for key in ("day", "agency", "service")] + [
        say("remarks", language)
    ]
    return head, [
        [one["day"], one["agency"][name], one["service"][name], one["text"]] for one in figures["remarks"]
    ]
