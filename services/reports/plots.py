"""Bar charts as SVG, drawn on the server, with the numbers in the picture; readable in greyscale and in print. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 720, 200
TOP, BOTTOM = 20, 22
"""Margins for the numbers above the bars and the names below them."""
NUMBERS_MAX = 14
"""With more bars than this, only the highest one is labelled with its number."""
GAP = 0.25
"""Share of a bar's slot that is left empty."""


class Bar(NamedTuple):
    """One bar: the name below it, its value, the value as text, and whether it is drawn lighter (a weekend)."""

    name: str
    value: float
    text: str
    is_light: bool = False


def bars(data: Sequence[Bar], title: str, height: int = HEIGHT) -> str:
    """Return a bar chart as SVG; title: for screen readers; height: for a width of 720."""
    if not data:
        return ""
    highest = max(bar.value for bar in data) or 1
    place, room, floor = WIDTH / len(data), height - TOP - BOTTOM, height - BOTTOM
    shows_all = len(data) <= NUMBERS_MAX
    peak = max(range(len(data)), key=lambda n: data[n].value)
    label_step = max(1, -(-len(data) // 16))  # label only some bars if there is no room for all
    parts = [
        f'<svg class="plot" viewBox="0 0 {WIDTH} {height}" preserveAspectRatio="xMidYMin" role="img" aria-label="{escape(title, quote=True)}">',
        f'<line x1="0" x2="{WIDTH}" y1="{floor}" y2="{floor}"/>',
    ]
    for n, bar in enumerate(data):
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
        if n % label_step == 0:
            parts.append(f'<text x="{middle:.1f}" y="{height - 6}">{escape(bar.name)}</text>')
    return "".join([*parts, "</svg>"])


def _inside(middle: float, text: str) -> float:
    """Move the middle of a text away from the edges so that it is not clipped."""
    half = 4.2 * len(text)
    return min(max(middle, half), WIDTH - half)
