"""
Pictures made fit for boards: read by Pillow, bounded, turned upright, written anew.

What is written holds the pixels and nothing else: no place, no camera, no comment, and no bytes of the
uploader's. Only formats that browsers on TVs know are read.
"""

from __future__ import annotations

import io
import threading
from typing import IO

from PIL import Image, ImageOps

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
"""What Pillow is allowed to read, and how a file of it is named."""
PIXELS_MAX = 24_000_000
"""More would take hundreds of megabytes to unpack, however small the file is: 6000 × 4000."""
SIDE_MAX = 1920
"""A board's canvas is no larger, px."""
QUALITY = 85

_one_at_a_time = threading.Lock()
"""Two pictures unpacked together could be more than a container's memory holds."""

Image.MAX_IMAGE_PIXELS = None
"""Ours is the bound, and it is asked before anything is unpacked."""


class PictureWrong(Exception):
    """It is no picture that can be read."""


class TooManyPixels(Exception):
    """It would unpack to more than PIXELS_MAX."""


def made_fit(given: IO[bytes]) -> tuple[bytes, str]:
    """
    Give a picture as boards show it, and the end of its name: "jpg", "png" or "webp".

    Raises:
        PictureWrong, TooManyPixels
    """
    with _one_at_a_time:
        try:
            with Image.open(given, formats=tuple(FORMATS)) as picture:
                if picture.width * picture.height > PIXELS_MAX:
                    raise TooManyPixels
                return _written(picture)
        except (TooManyPixels, MemoryError):
            raise
        except Exception as error:  # a broken file makes Pillow raise nearly anything
            raise PictureWrong from error


def _written(picture: Image.Image) -> tuple[bytes, str]:
    kind = "JPEG" if picture.format == "MPO" else picture.format or ""  # phones add a small second picture
    if kind == "JPEG":
        picture.draft("RGB", (SIDE_MAX, SIDE_MAX))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    has_holes = kind != "JPEG" and upright.has_transparency_data
    plain = upright.convert("RGBA" if has_holes else "RGB")
    plain.info.clear()
    made = io.BytesIO()
    if kind == "PNG":
        plain.save(made, "PNG")
    else:
        plain.save(made, kind, quality=QUALITY)
    return made.getvalue(), FORMATS[kind]
