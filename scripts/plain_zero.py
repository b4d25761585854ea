# /// script
# dependencies = ["fonttools==4.68.0", "brotli==1.2.1", "numpy==2.4.6", "pillow==13.0.0"]
# ///
"""
Regenerate the fonts of services/web/static/fonts with a plain zero, and compare zeros under blur.

    uv run scripts/plain_zero.py FOLDER

FOLDER contains the originals, from the npm packages named in VENDORED.md. Prints the table of docs/adr/0024.
A zero of the original has an outline, and two counters (inner contours) with the slash between them. The new zero has one
counter instead: the outline scaled to their extremes, so that the stems keep their thickness at every weight.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates
from fontTools.varLib.iup import iup_delta
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = Path(__file__).resolve().parent.parent / "services" / "web" / "static" / "fonts"
CUTS = {"Atkinson Hyperlegible Next": "Antre Legible", "Atkinson Hyperlegible Mono": "Antre Mono"}
SIZE, BLURS = 200, (0.06, 0.10, 0.16)
"""Pixels per em, and blur radii in ems, which stand for a reader too far away or without the right glasses."""


class Counter:
    """The new counter of a zero: the relative position of each point between the extremes of the old counters."""

    def __init__(self, points: np.ndarray, ends: list[int]) -> None:
        self.outline, old = points[: ends[0] + 1], points[ends[0] + 1 : ends[2] + 1]
        low, high = self.outline.min(axis=0), self.outline.max(axis=0)
        self.share = ((self.outline - low) / (high - low))[::-1]
        self.lowest, self.highest = old.argmin(axis=0) + ends[0] + 1, old.argmax(axis=0) + ends[0] + 1

    def at(self, values: np.ndarray) -> np.ndarray:
        """Return its points, or their deltas for a weight, computed from those of the whole old glyph."""
        low, high = values[self.lowest, [0, 1]], values[self.highest, [0, 1]]
        return low + self.share * (high - low)


def cut(source: Path, target: Path) -> None:
    """Write a font with plain zeros, under a different name as its licence requires."""
    font = TTFont(source, recalcTimestamp=False)
    for name in [n for n in font.getGlyphOrder() if n.partition(".")[0] == "zero"]:
        if font["glyf"][name].numberOfContours == 3:
            _open_zero(font, name)
    for record in font["name"].names:
        if record.nameID:  # 0 is the copyright notice
            record.string = _renamed(str(record), " ", "")
    font.flavor = target.suffix[1:]
    font.save(target)


def _renamed(text: str, *spaces: str) -> str:
    """Replace the original font names by the new ones, for each spelling with one of ``spaces`` instead of a space."""
    for original, name in CUTS.items():
        for space in spaces:
            text = text.replace(original.replace(" ", space), name.replace(" ", space))
    return text


def _open_zero(font: TTFont, name: str) -> None:
    glyph = font["glyf"][name]
    points, ends = np.array(list(glyph.coordinates), float), list(glyph.endPtsOfContours)
    outline_length, counter = ends[0] + 1, Counter(points, ends)
    flags = glyph.flags[:outline_length]
    for variation in font["gvar"].variations.get(name, []) if "gvar" in font else []:
        phantom = variation.coordinates[-4:]
        whole = iup_delta(variation.coordinates, [*map(tuple, points.tolist()), *[(0, 0)] * 4], ends)
        moves = np.array(whole[:-4], float)
        new = np.vstack([moves[:outline_length], counter.at(moves)]).round().astype(int)
        variation.coordinates = [*map(tuple, new.tolist()), *phantom]
    new = np.vstack([points[:outline_length], counter.at(points)]).round().astype(int)
    glyph.coordinates = GlyphCoordinates(map(tuple, new.tolist()))
    glyph.flags = flags + flags[::-1]
    glyph.endPtsOfContours, glyph.numberOfContours = [ends[0], 2 * outline_length - 1], 2
    glyph.removeHinting()
    glyph.recalcBounds(font["glyf"])


def _picture(font: Path, weight: int, text: str) -> np.ndarray:
    plain = TTFont(font)
    plain.flavor, buffer = None, io.BytesIO()
    plain.save(buffer)
    buffer.seek(0)
    face = ImageFont.truetype(buffer, SIZE)
    face.set_variation_by_axes([weight])
    image = Image.new("L", (2 * SIZE, 2 * SIZE), 0)
    ImageDraw.Draw(image).text((SIZE, SIZE), text, fill=255, font=face, anchor="mm")
    return image


def likeness(font: Path, other: str, blur: float, zero: str = "0") -> float:
    """Return the normalised cross-correlation of a zero and another digit under blur, at its maximum."""
    one, two = (
        np.asarray(_picture(font, 700, text).filter(ImageFilter.GaussianBlur(blur * SIZE)), float)
        for text in (zero, other)
    )
    together = np.fft.ifft2(np.fft.fft2(one) * np.conj(np.fft.fft2(two))).real.max()
    return float(together / np.sqrt((one**2).sum() * (two**2).sum()))


def table(original: Path, cut: Path) -> str:
    """Return a table that compares the candidate zeros at weight 700."""
    candidates = {
        "slashed, the original": (original, "0"),
        "plain, the cut": (cut, "0"),
        "the letter O": (cut, "O"),
    }
    lines = [
        "| zero | " + " | ".join(f"6, 8, 9 at {b} em" for b in BLURS) + " |",
        "|---" * (len(BLURS) + 1) + "|",
    ]
    for name, (font, zero) in candidates.items():
        cells = (" ".join(f"{likeness(font, other, b, zero):.3f}" for other in "689") for b in BLURS)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    cuts = {
        original: FONTS / _renamed(original.name.replace("-", " ").title(), " ").replace(" ", "-").lower()
        for original in sorted(Path(sys.argv[1]).rglob("atkinson-hyperlegible-*-latin-[w0-9]*-normal.wof*"))
    }
    for pair in cuts.items():
        cut(*pair)
    sys.stdout.write(table(*next(pair for pair in cuts.items() if "next-latin-wght" in pair[0].name)) + "\n")
