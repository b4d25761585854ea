"""
The index of a survey, by PermenPANRB 14/2017: exact fractions, rounded once at the end. Pure.

The mean of each element (NRR) is its sum divided by the count of answers; weighed and added, then multiplied so that the
whole scale ends at 100 (by 25 where there are four answers).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from waitingroom.satisfaction.forms import Band, Form

SMALL_SAMPLE = 30
"""Fewer answers than this say little about all visitors, whatever a table asks for."""
LAMBDA_SQUARED = Fraction("3.841")
"""Chi-squared of one degree of freedom at 5 %, as Krejcie and Morgan's table has it."""


class ElementMean(NamedTuple):
    """The mean of one element, 1 to the form's scale, and the same of 100."""

    id: str
    mean: Decimal
    of_100: Decimal


class Index(NamedTuple):
    """What a survey says. n: how many answered; value, band: None if nobody did (band: or no regulation grades it)."""

    n: int
    value: Decimal | None
    band: Band | None
    elements: tuple[ElementMean, ...]


def index_of(form: Form, sums: Mapping[str, int], n: int, weights: str) -> Index:
    """Return the index of n answers whose values add up to ``sums`` by element; weights: one of form.weight_modes."""
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
    Return the grade of an index, as rounded as the regulation prints its bands; None: no regulation grades it.

    By the printed weight an index may end below the lowest band (24.75), and has it.
    """
    lowest = form.bands[-1] if form.bands else None
    return next((band for band in form.bands if Fraction(value) >= band.least), lowest)


def sample_asked(form: Form, visits: int) -> int | None:
    """Return how many answers the regulation asks for of so many visits; None: it says nothing."""
    if form.sample != "krejcie-morgan" or visits <= 0:
        return None
    share = LAMBDA_SQUARED / 4  # P = Q = 0.5
    asked = rounded(share * visits / (Fraction(1, 400) * (visits - 1) + share), 0)  # d = 0.05
    return min(visits, int(asked))


def rounded(value: Fraction, places: int) -> Decimal:
    """Round half up, as readers of the regulation do by hand."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
