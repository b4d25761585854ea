"""Numbers in Indonesian and English words."""

from __future__ import annotations

UNITS_ID = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split()  # noqa: SIM905
_STEPS_ID = ((1000, "seribu", "ribu"), (100, "seratus", "ratus"), (10, "sepuluh", "puluh"))
UNITS_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS_EN = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
ORDINALS_EN = [
    "_",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
]


def words_id(n: int) -> str:
    """Return the Indonesian words of a number that is at most 99 or has a single non-zero digit."""
    if n < len(UNITS_ID):
        return UNITS_ID[n]
    if n < 20:
        return f"{UNITS_ID[n - 10]} belas"
    value, one, many = next(step for step in _STEPS_ID if n >= step[0])
    head = one if n < 2 * value else f"{UNITS_ID[n // value]} {many}"
    return f"{head} {words_id(n % value)}" if n % value else head


def words_en(n: int) -> str:
    """Return the English words of a number that is below 20 or has a single non-zero digit."""
    if n < len(UNITS_EN):
        return UNITS_EN[n]
    if n < 100:
        return _TENS_EN[n // 10]
    return f"{UNITS_EN[n // 100]} hundred" if n < 1000 else f"{UNITS_EN[n // 1000]} thousand"
