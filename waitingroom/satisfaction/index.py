"""
The index of a survey, by PermenPANRB 14/2017: exact fractions, rounded once at the end. Pure.

The mean of each element (NRR) is its sum divided by the number of answers. The weighted sum of the means is multiplied so
that the maximum is 100 (by 25 for a scale of four answers).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from waitingroom.satisfaction.forms import Band, Form

SMALL_SAMPLE = 30
"""Fewer answers than this are not representative, whatever the table requires."""
LAMBDA_SQUARED = Fraction("3.841")
"""Chi-squared for one degree of freedom at 5 %, as in Krejcie and Morgan's table."""


class ElementMean(NamedTuple):
    """The mean of one element, from 1 to the form's scale, and scaled to 100."""

    id: str
    mean: Decimal
    of_100: Decimal


class Index(NamedTuple):
    """A survey's result. n: number of respondents; value, band: None without any (band: also if it is not graded)."""

    n: int
    value: Decimal | None
    band: Band | None
    elements: tuple[ElementMean, ...]


def index_of(form: Form, sums: Mapping[str, int], n: int, weights: str) -> Index:
    """Return the index of n answers; sums: of their values, by element; weights: one of form.weight_modes."""
    if n == 0:
        return Index(0, None, None, ())
    to_100 = Fraction(100, form.scale)
    means = {element.id: Fraction(sums.get(element.id, 0), n) for element in form.elements}
    value = rounded(sum(means.values(), Fraction()) * form.weight(weights) * to_100, 2)
    elements = tuple(
        ElementMean(id, rounded(mean, 3), rounded(mean * to_100, 2)) for id, mean in means.items()
    )
    return Index(n, value, band_of(form, value), elements)


def band_of(form: Form, value: Decimal) -> Band | None:
    """
    Return the grade of an index rounded like the regulation's bands; None if the form is not graded.

    With the printed weight an index can be below the lowest band (24.75); it then gets that band.
    """
    lowest = form.bands[-1] if form.bands else None
    return next((band for band in form.bands if Fraction(value) >= band.least), lowest)


def sample_asked(form: Form, visits: int) -> int | None:
    """Return how many answers the regulation requires for this number of visits; None if it sets no number."""
    if form.sample != "krejcie-morgan" or visits <= 0:
        return None
    share = LAMBDA_SQUARED / 4  # P = Q = 0.5
    required = rounded(share * visits / (Fraction(1, 400) * (visits - 1) + share), 0)  # d = 0.05
    return min(visits, int(required))


def rounded(value: Fraction, places: int) -> Decimal:
    """Round half up, as is done by hand."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
