"""Bars as SVG, drawn on the server: readable in grey and on paper, each with its numbers in the picture. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 720, 200
TOP, BOTTOM = 20, 22
"""Room for the numbers above the bars and for the names below them."""
NUMBERS_MAX = 14
"""More bars than that have no room for a number each: then only the highest has one."""
GAP = 0.25
"""Share of a bar's place that is left free."""


class Bar(NamedTuple):
    """One bar: its name below, its value, the text of its value, and whether it stands out (a weekend)."""

    name: str
    value: float
    text: str
    is_light: bool = False


def bars(of: Sequence[Bar], title: str, height: int = HEIGHT) -> str:
    """Return a picture of bars; title: what it shows, for readers who do not see it; height: beside a width of 720."""
    if not of:
        return ""
    highest = max(bar.value for bar in of) or 1
    place, room, floor = WIDTH / len(of), height - TOP - BOTTOM, height - BOTTOM
    shows_all = len(of) <= NUMBERS_MAX
    peak = max(range(len(of)), key=lambda n: of[n].value)
    every = max(1, -(-len(of) // 16))  # names, where all have no room
    parts = [
        f'<svg class="plot" viewBox="0 0 {WIDTH} {height}" preserveAspectRatio="xMidYMin" role="img" aria-label="{escape(title, quote=True)}">',
        f'<line x1="0" x2="{WIDTH}" y1="{floor}" y2="{floor}"/>',
    ]
    for n, bar in enumerate(of):
        tall, left = room * bar.value / highest, n * place + place * GAP / 2
        top, middle = floor - tall, n * place + place / 2
        light = ' class="light"' if bar.is_light else ""
        if bar.value:
            parts.append(
                f'<rect{light} x="{left:.1f}" y="{top:.1f}" width="{place * (1 - GAP):.1f}" height="{tall:.1f}"/>'
            )
        if bar.value and (shows_all or n == peak):
            parts.append(
                f'<text class="value" x="{_inside(middle, bar.text):.1f}" y="{top - 5:.1f}">{escape(bar.text)}</text>'
            )
        if n % every == 0:
            parts.append(f'<text x="{middle:.1f}" y="{height - 6}">{escape(bar.name)}</text>')
    return "".join([*parts, "</svg>"])


def _inside(middle: float, text: str) -> float:
    """Keep a text's middle so far from the edges that it is whole."""
    half = 4.2 * len(text)
    return min(max(middle, half), WIDTH - half)
