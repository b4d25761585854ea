# /// script
# dependencies = ["fonttools==4.68.0", "brotli==1.2.1", "numpy==2.4.6", "pillow==13.0.0"]
# ///
"""
Cut the fonts of services/web/static/fonts anew with a plain zero, and compare zeros under blur.

    uv run scripts/plain_zero.py FOLDER

FOLDER holds the originals, of the npm packages named in VENDORED.md. Prints the table of docs/adr/0024.
A zero of the original is an outline, and two counters with the slash between them. The cut has one counter in their
place: the outline, scaled to their extremes, so that its stems are as thick as they were, at every weight.
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
"""Pixels an em, and the blur's radius in ems: a reader too far away, or without the right glasses."""


class Counter:
    """The new counter of a zero: where each of its points lies between the extremes of the old ones."""

    def __init__(self, points: np.ndarray, ends: list[int]) -> None:
        self.outline, old = points[: ends[0] + 1], points[ends[0] + 1 : ends[2] + 1]
        low, high = self.outline.min(axis=0), self.outline.max(axis=0)
        self.share = ((self.outline - low) / (high - low))[::-1]
        self.lowest, self.highest = old.argmin(axis=0) + ends[0] + 1, old.argmax(axis=0) + ends[0] + 1

    def at(self, values: np.ndarray) -> np.ndarray:
        """Return its points, or what a weight moves them by, of those of the whole old glyph."""
        low, high = values[self.lowest, [0, 1]], values[self.highest, [0, 1]]
        return low + self.share * (high - low)


def cut(source: Path, target: Path) -> None:
    """Write a font with plain zeros, under a name of its own as its licence asks."""
    font = TTFont(source, recalcTimestamp=False)
    for name in [n for n in font.getGlyphOrder() if n.partition(".")[0] == "zero"]:
        if font["glyf"][name].numberOfContours == 3:
            _open_zero(font, name)
    for record in font["name"].names:
        if record.nameID:  # 0 says whose work it is
            record.string = _renamed(str(record), " ", "")
    font.flavor = target.suffix[1:]
    font.save(target)


def _renamed(text: str, *spaces: str) -> str:
    """Put the cuts' names in the place of the originals', written with each of these in the place of their spaces."""
    for original, name in CUTS.items():
        for space in spaces:
            text = text.replace(original.replace(" ", space), name.replace(" ", space))
    return text


def _open_zero(font: TTFont, name: str) -> None:
    glyph = font["glyf"][name]
    points, ends = np.array(list(glyph.coordinates), float), list(glyph.endPtsOfContours)
    kept, counter = ends[0] + 1, Counter(points, ends)
    flags = glyph.flags[:kept]
    for variation in font["gvar"].variations.get(name, []) if "gvar" in font else []:
        phantom = variation.coordinates[-4:]
        whole = iup_delta(variation.coordinates, [*map(tuple, points.tolist()), *[(0, 0)] * 4], ends)
        moves = np.array(whole[:-4], float)
        new = np.vstack([moves[:kept], counter.at(moves)]).round().astype(int)
        variation.coordinates = [*map(tuple, new.tolist()), *phantom]
    new = np.vstack([points[:kept], counter.at(points)]).round().astype(int)
    glyph.coordinates = GlyphCoordinates(map(tuple, new.tolist()))
    glyph.flags = flags + flags[::-1]
    glyph.endPtsOfContours, glyph.numberOfContours = [ends[0], 2 * kept - 1], 2
    glyph.removeHinting()
    glyph.recalcBounds(font["glyf"])


def _picture(font: Path, weight: int, text: str) -> np.ndarray:
    plain = TTFont(font)
    plain.flavor, held = None, io.BytesIO()
    plain.save(held)
    held.seek(0)
    face = ImageFont.truetype(held, SIZE)
    face.set_variation_by_axes([weight])
    image = Image.new("L", (2 * SIZE, 2 * SIZE), 0)
    ImageDraw.Draw(image).text((SIZE, SIZE), text, fill=255, font=face, anchor="mm")
    return image


def likeness(font: Path, other: str, blur: float, zero: str = "0") -> float:
    """Return the normalised correlation of a zero and another figure under blur, at the place where it is greatest."""
    one, two = (
        np.asarray(_picture(font, 700, text).filter(ImageFilter.GaussianBlur(blur * SIZE)), float)
        for text in (zero, other)
    )
    together = np.fft.ifft2(np.fft.fft2(one) * np.conj(np.fft.fft2(two))).real.max()
    return float(together / np.sqrt((one**2).sum() * (two**2).sum()))


def table(original: Path, cut: Path) -> str:
    """Compare the zeros that there are, at weight 700."""
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
    made = {
        original: FONTS / _renamed(original.name.replace("-", " ").title(), " ").replace(" ", "-").lower()
        for original in sorted(Path(sys.argv[1]).rglob("atkinson-hyperlegible-*-latin-[w0-9]*-normal.wof*"))
    }
    for pair in made.items():
        cut(*pair)
    sys.stdout.write(table(*next(pair for pair in made.items() if "next-latin-wght" in pair[0].name)) + "\n")
