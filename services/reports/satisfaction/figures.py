"""
Figures of visitor satisfaction, computed in SQL; docs/figures.md defines each of them.

There are figures for services and agencies, but never for counters or clerks.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, func, select

from services.reports.figures.figures import names_of
from services.reports.figures.scope import Scope
from services.reports.history.tables import ratings, remarks, stops, survey_answers
from services.web.forms import Forms
from waitingroom.figures.records import SERVED
from waitingroom.satisfaction.forms import Form
from waitingroom.satisfaction.index import SMALL_SAMPLE, Index, index_of, sample_asked
from waitingroom.satisfaction.rules import FAIR, KIOSK, NOT_SATISFIED, PHONE, SATISFIED, TABLET

Json = dict[str, Any]
FACES = {"satisfied": SATISFIED, "fair": FAIR, "not_satisfied": NOT_SATISFIED}
"""The counts of ratings, best first, and the rating that each counts."""
CHANNELS = (PHONE, KIOSK, TABLET)
REMARKS_MAX = 200
"""Maximum remarks on a page; files contain all of them."""


def satisfaction(connection: Connection, scope: Scope) -> Json:
    """Return the number of each rating and of served visitors, by agency and service."""
    rows = connection.execute(
        scope.of(
            select(ratings.c.agency_id, ratings.c.service_id, ratings.c.rating, func.count()), ratings
        ).group_by(ratings.c.agency_id, ratings.c.service_id, ratings.c.rating)
    )
    chosen: dict[tuple[str, str], dict[int, int]] = {}
    for agency, service, face, count in rows:
        chosen.setdefault((agency, service), {})[face] = count
    served = _served(connection, scope)
    agencies: dict[str, Json] = {}
    agency_names, service_names = names_of(connection, "agency"), names_of(connection, "service")
    for agency, service in sorted(served.keys() | chosen.keys()):
        faces = chosen.get((agency, service), {})
        one = _named(service, service_names) | _faces(faces, served.get((agency, service), 0))
        agencies.setdefault(agency, _named(agency, agency_names) | {"services": []})["services"].append(one)
    rows_by_agency = [_summed(agency) for agency in agencies.values()]
    rows_by_agency.sort(key=lambda one: (-one["served"], one["id"]))
    for agency in rows_by_agency:
        agency["services"].sort(key=lambda one: (-one["served"], one["id"]))
    totals = _summed({"services": rows_by_agency})
    return _period(scope) | {
        **{name: totals[name] for name in ("served", "n", *FACES, "shares")},
        "channels": _channels(connection, scope, ratings), "agencies": rows_by_agency,
    }  # fmt: skip


def survey(connection: Connection, scope: Scope, form: Form, weights: str) -> Json:
    """Return the index of a form version in a scope, with all required context."""
    by_element = _sums(connection, scope, form)
    n = by_element.get(1, (0, 0))[1]
    sums = {element.id: by_element.get(place, (0, 0))[0] for place, element in enumerate(form.elements, 1)}
    served = sum(_served(connection, scope).values())
    sample = sample_asked(form, served)
    return _period(scope) | {
        "form": form.id, "version": form.version, "title": _words(form.title), "regulation": form.regulation,
        "form_year": form.year, "scale": form.scale,
        "weights": weights, "weight": form.weight_text(weights), "weight_modes": list(form.weight_modes),
        "agency": scope.agency, "served": served, "sample_asked": sample,
        "is_small": n < SMALL_SAMPLE or (sample is not None and n < sample),
        **_index_and_elements(form, index_of(form, sums, n, weights), sums),
        "channels": _channels(connection, scope, survey_answers, form),
        "by_agency": _by_agency(connection, scope, form, weights),
    }  # fmt: skip


def remarks_of(connection: Connection, scope: Scope, most: int | None = REMARKS_MAX) -> Json:
    """Return the remarks of a scope, latest first; most: maximum number, None for all."""
    query = scope.of(select(remarks), remarks).order_by(remarks.c.said_ms.desc(), remarks.c.seq.desc())
    agency_names, service_names = names_of(connection, "agency"), names_of(connection, "service")
    return _period(scope) | {
        "n": int(connection.scalar(scope.of(select(func.count()), remarks)) or 0),
        "remarks": [
            {
                "day": row.day, "agency": _named(row.agency_id, agency_names),
                "service": _named(row.service_id, service_names), "text": row.text,
            }
            for row in connection.execute(query.limit(most))
        ],
    }  # fmt: skip


def versions_answered(connection: Connection, scope: Scope, form_id: str, forms: Forms) -> list[Form]:
    """Return the answered versions of a form, newest first; if there are no answers, the version in use today."""
    query = scope.of(select(survey_answers.c.form_version).distinct(), survey_answers)
    answered = connection.scalars(query.where(survey_answers.c.form_id == form_id)).all()
    used = [form for version in sorted(answered, reverse=True) if (form := forms.get(form_id, version))]
    return used or [forms.today(form_id)]


def _sums(connection: Connection, scope: Scope, form: Form) -> dict[int, tuple[int, int]]:
    """Return sum and count of the answers to each element, by its position in the form."""
    query = select(survey_answers.c.element, func.sum(survey_answers.c.value), func.count())
    rows = connection.execute(_of_form(scope, form, query).group_by(survey_answers.c.element))
    return {element: (int(total), count) for element, total, count in rows}


def _by_agency(connection: Connection, scope: Scope, form: Form, weights: str) -> list[Json]:
    """Return the index of each agency that has answers."""
    query = _of_form(scope, form, select(survey_answers.c.agency_id).distinct())
    agency_names = names_of(connection, "agency")
    served: dict[str, int] = {}
    for (agency, _), count in _served(connection, scope).items():
        served[agency] = served.get(agency, 0) + count
    rows = []
    for agency in connection.scalars(query).all():
        sums = _sums(connection, scope._replace(agency=agency), form)
        n = sums[1][1]
        by_id = {
            element.id: sums[place][0] for place, element in enumerate(form.elements, 1) if place in sums
        }
        index = index_of(form, by_id, n, weights)
        sample = sample_asked(form, served.get(agency, 0))
        rows.append(
            _named(agency, agency_names) | _index_words(index) | {
                "served": served.get(agency, 0), "sample_asked": sample,
                "is_small": n < SMALL_SAMPLE or (sample is not None and n < sample),
            }
        )  # fmt: skip
    return sorted(rows, key=lambda one: str(one["name"]).casefold())


def _of_form(scope: Scope, form: Form, query: Any) -> Any:
    c = survey_answers.c
    return scope.of(query, survey_answers).where(c.form_id == form.id, c.form_version == form.version)


def _index_and_elements(form: Form, index: Index, sums: dict[str, int]) -> Json:
    means = {one.id: one for one in index.elements}
    return _index_words(index) | {
        "bands": [
            {"grade": band.grade, "from": f"{float(band.least):.2f}", "name": _words(band.name)} for band in form.bands
        ],
        "elements": [
            {
                "id": element.id, "name": _words(element.name), "sum": sums[element.id],
                "mean": float(means[element.id].mean) if means else None,
                "of_100": float(means[element.id].of_100) if means else None,
            }
            for element in form.elements
        ],
    }  # fmt: skip


def _index_words(index: Index) -> Json:
    return {
        "n": index.n, "index": None if index.value is None else float(index.value),
        "grade": index.band and index.band.grade, "grade_name": index.band and _words(index.band.name),
    }  # fmt: skip


def _served(connection: Connection, scope: Scope) -> dict[tuple[str, str], int]:
    """Count finished stops by agency and service."""
    query = select(stops.c.agency_id, stops.c.service_id, func.count()).where(stops.c.end == SERVED)
    rows = connection.execute(scope.of(query, stops).group_by(stops.c.agency_id, stops.c.service_id))
    return {(agency, service): count for agency, service, count in rows}


def _channels(connection: Connection, scope: Scope, table: Table, form: Form | None = None) -> Json:
    """Count ratings or, if a form is given, surveys by channel; a survey is counted by the answer to its first question."""
    query = scope.of(select(table.c.channel, func.count()), table)
    if form is not None:
        query = _of_form(scope, form, select(table.c.channel, func.count())).where(table.c.element == 1)
    rows = connection.execute(query.group_by(table.c.channel)).all()
    return dict.fromkeys(CHANNELS, 0) | {channel: count for channel, count in rows}  # noqa: C416 - mypy does not accept rows as pairs


def _faces(chosen: dict[int, int], served: int) -> Json:
    counts = {name: chosen.get(face, 0) for name, face in FACES.items()}
    return {"served": served, "n": sum(counts.values()), **counts, "shares": _shares(counts)}


def _shares(counts: Json) -> Json:
    n = sum(counts.values())
    return {name: round(count / n, 4) if n else None for name, count in counts.items()}


def _summed(one: Json) -> Json:
    """Return an agency with the totals of its services."""
    sums = {name: sum(part[name] for part in one["services"]) for name in ("served", "n", *FACES)}
    return one | sums | {"shares": _shares({name: sums[name] for name in FACES})}


def _period(scope: Scope) -> Json:
    period = scope.period
    return {
        "period": period.name, "first_day": period.first, "last_day": period.last, "venues": list(scope.venues),
    }  # fmt: skip


def _named(id: str, of: dict[str, tuple[str, str]]) -> Json:
    name, name_en = of.get(id, (id, id))
    return {"id": id, "name": name, "name_en": name_en}


def _words(text: Any) -> Json:
    return {"id": text.id, "en": text.en}
