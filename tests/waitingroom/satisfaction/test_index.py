"""The SKM by PermenPANRB 14/2017: golden numbers by both weights, bands at their edges, the required sample."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.web.forms import IPAK, SKM, read_forms
from waitingroom.satisfaction.forms import EQUAL, PRINTED
from waitingroom.satisfaction.index import Index, band_of, index_of, sample_asked

FORM = read_forms().today(SKM)
ANSWERS = ("343433433", "443444433", "332433323", "444444444")
"""Calculated by hand: the elements sum to 14, 15, 12, 16, 14, 14, 15, 12, 13, together 125; 125/4 = 31.25."""


def of(answers: tuple[str, ...], weights: str) -> Index:
    sums = {
        element.id: sum(int(one[n]) for one in answers) for n, element in enumerate(FORM.elements)
    }  # fmt: skip
    return index_of(FORM, sums, len(answers), weights)


@pytest.mark.parametrize(
    ("answers", "weights", "value", "grade"),
    [
        (ANSWERS, EQUAL, "86.81", "B"),  # 31.25 / 9 x 25 = 86.8055…
        (ANSWERS, PRINTED, "85.94", "B"),  # 31.25 x 0.11 x 25 = 85.9375
        (("444444444",), EQUAL, "100.00", "A"), (("444444444",), PRINTED, "99.00", "A"),
        (("111111111",), EQUAL, "25.00", "D"), (("111111111",), PRINTED, "24.75", "D"),
        # Ten answers with sum 319: an A by the exact weight is a B by the printed one.
        (("444444444",) * 5 + ("333333333",) * 4 + ("343434343",), EQUAL, "88.61", "A"),
        (("444444444",) * 5 + ("333333333",) * 4 + ("343434343",), PRINTED, "87.73", "B"),
    ],
)  # fmt: skip
def test_the_index_is_the_golden_one_by_either_weight(
    answers: tuple[str, ...], weights: str, value: str, grade: str
) -> None:
    result = of(answers, weights)

    assert (str(result.value), result.band and result.band.grade, result.n) == (value, grade, len(answers))


def test_each_element_has_its_mean_and_the_same_of_a_hundred() -> None:
    result = of(ANSWERS, EQUAL)

    assert [str(one.mean) for one in result.elements] == [
        "3.500", "3.750", "3.000", "4.000", "3.500", "3.500", "3.750", "3.000", "3.250",
    ]  # fmt: skip
    assert str(result.elements[0].of_100) == "87.50"


@pytest.mark.parametrize(
    ("value", "grade"),
    [("88.31", "A"), ("88.30", "B"), ("76.61", "B"), ("76.60", "C"), ("65.00", "C"), ("64.99", "D"), ("25.00", "D")],
)  # fmt: skip
def test_the_bands_begin_where_the_regulation_says(value: str, grade: str) -> None:
    band = band_of(FORM, Decimal(value))

    assert band is not None
    assert band.grade == grade


def test_nobody_who_answered_is_no_index() -> None:
    assert index_of(FORM, {}, 0, EQUAL) == Index(0, None, None, ())


@pytest.mark.parametrize(
    ("visits", "expected"),
    [(10, 10), (15, 14), (20, 19), (100, 80), (200, 132), (500, 217), (1000, 278), (2400, 331), (10_000, 370), (100_000, 383)],
)  # fmt: skip
def test_the_sample_asked_for_is_krejcie_and_morgans(visits: int, expected: int) -> None:
    assert sample_asked(FORM, visits) == expected


def test_no_visits_and_no_table_ask_for_nothing() -> None:
    assert sample_asked(FORM, 0) is None
    assert sample_asked(FORM._replace(sample="none"), 100) is None


def test_the_five_statements_of_the_ipak_are_graded_by_no_regulation() -> None:
    form = read_forms().today(IPAK)

    result = index_of(form, dict.fromkeys(("k1", "k2", "k3", "k4", "k5"), 7), 2, EQUAL)

    assert (str(result.value), result.band, form.weight_modes) == ("87.50", None, (EQUAL,))
