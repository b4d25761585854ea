"""
Re-encode pictures for boards with Pillow: bounded, turned upright, without metadata.

The result holds the pixels and nothing else: no location, no camera, no comment, and no bytes of the uploaded
file. Only formats that browsers on TVs know are read.
"""

from __future__ import annotations

import io
import threading
from typing import IO

from PIL import Image, ImageOps

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
"""The formats Pillow may read, and their extensions."""
PIXELS_MAX = 24_000_000
"""6000 × 4000; more would take hundreds of megabytes to unpack, however small the file is."""
SIDE_MAX = 1920
"""A board's canvas is no larger, px."""
QUALITY = 85

_one_at_a_time = threading.Lock()
"""Two pictures unpacked at once could exceed a container's memory."""

Image.MAX_IMAGE_PIXELS = None
"""PIXELS_MAX is checked instead, before anything is unpacked."""


class PictureWrong(Exception):
    """It is not a picture, or cannot be read."""


class TooManyPixels(Exception):
    """It would unpack to more than PIXELS_MAX."""


def reencode(source: IO[bytes]) -> tuple[bytes, str]:
    """
    Give a picture as boards show it, and its extension: "jpg", "png" or "webp".

    Raises:
        PictureWrong, TooManyPixels
    """
    with _one_at_a_time:
        try:
            with Image.open(source, formats=tuple(FORMATS)) as picture:
                if picture.width * picture.height > PIXELS_MAX:
                    raise TooManyPixels
                return _encode(picture)
        except (TooManyPixels, MemoryError):
            raise
        except Exception as error:  # a broken file makes Pillow raise nearly anything
            raise PictureWrong from error


def _encode(picture: Image.Image) -> tuple[bytes, str]:
    kind = "JPEG" if picture.format == "MPO" else picture.format or ""  # phones add a small second picture
    if kind == "JPEG":
        picture.draft("RGB", (SIDE_MAX, SIDE_MAX))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    has_holes = kind != "JPEG" and upright.has_transparency_data
    plain = upright.convert("RGBA" if has_holes else "RGB")
    plain.info.clear()
    encoded = io.BytesIO()
    if kind == "PNG":
        plain.save(encoded, "PNG")
    else:
        plain.save(encoded, kind, quality=QUALITY)
    return encoded.getvalue(), FORMATS[kind]
