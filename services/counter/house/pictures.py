"""
Re-encode pictures for boards with Pillow: scaled down, upright, without metadata.

The result contains only pixels: no location, camera or comment, and no bytes of the uploaded file. Only formats that
browsers on TVs support are read. Run as a program, it works in a process of its own (``bounded_process``), because a
file of a few kilobytes may unpack to hundreds of megabytes. The service itself never imports Pillow.
"""

from __future__ import annotations

import io
import sys
from typing import IO, TYPE_CHECKING

from services.counter.house import bounded_process, process_bounds
from services.counter.house.bounded_process import Bounds

if TYPE_CHECKING:
    from PIL import Image

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
"""Accepted formats, by Pillow's names, and their extensions."""
PIXELS_MAX = {"JPEG": 24_000_000, "PNG": 24_000_000, "WEBP": 12_000_000}
"""6000 × 4000, because even a small file could unpack to hundreds of megabytes; libwebp needs twice the memory."""
SIDE_MAX = 1920
"""The longest side of a board's canvas, px."""
QUALITY = 85
BOUNDS = Bounds(memory_bytes=320 * 2**20, cpu_s=30, within_s=60.0, nice=10)
"""The largest PNG takes 250 MiB and 3.5 s. At a lower priority, the process would starve on a busy machine."""


class PictureWrong(Exception):
    """The file is not a picture, or cannot be read."""


class PictureMoves(Exception):
    """The picture is animated."""


class TooManyPixels(Exception):
    """The picture exceeds its format's PIXELS_MAX, which is the argument."""


def reencode(source: IO[bytes]) -> tuple[bytes, str]:
    """
    Re-encode a picture in a process of its own; return its bytes and extension: "jpg", "png" or "webp".

    Raises:
        PictureWrong, PictureMoves, TooManyPixels, FilesBusy. OutOfBoundsError: it takes too much memory or time.
    """
    head, _, encoded = bounded_process.run(__name__, source, BOUNDS).partition(b"\n")
    result, _, value = head.decode().partition(" ")
    if result == TooManyPixels.__name__:
        raise TooManyPixels(int(value))
    if result == PictureMoves.__name__:
        raise PictureMoves
    if result == PictureWrong.__name__:
        raise PictureWrong
    return encoded, value


def reencode_here(source: IO[bytes]) -> tuple[bytes, str]:
    """Re-encode a picture in this process. Raises PictureWrong, PictureMoves, TooManyPixels, MemoryError."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # PIXELS_MAX is checked instead, before unpacking
    try:
        with Image.open(source, formats=tuple(FORMATS)) as picture:
            kind = _kind(picture)
            if picture.width * picture.height > PIXELS_MAX[kind]:
                raise TooManyPixels(PIXELS_MAX[kind])
            if kind != "JPEG" and getattr(picture, "is_animated", False):
                raise PictureMoves
            return _encode(picture, kind), FORMATS[kind]
    except (TooManyPixels, PictureMoves, MemoryError):
        raise
    except Exception as error:  # Pillow raises all kinds of exceptions for broken files
        raise PictureWrong from error


def _kind(picture: Image.Image) -> str:
    return (
        "JPEG" if picture.format == "MPO" else picture.format or ""
    )  # MPO: a JPEG with a small second picture, from phones


def _encode(picture: Image.Image, kind: str) -> bytes:
    """Encode a picture, scaled before it is turned, which would take twice its memory. Raises PictureWrong."""
    from PIL import Image, ImageOps

    if kind == "JPEG":
        picture.draft("RGB", (SIDE_MAX, SIDE_MAX))
    picture.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):  # 16-bit greyscale, which convert would clip to white
        upright = upright.point(lambda grey: grey * (1 / 256)).convert("L")
    is_transparent = kind != "JPEG" and upright.has_transparency_data
    plain = upright.convert("RGBA" if is_transparent else "RGB")
    plain.info.clear()
    encoded = io.BytesIO()
    if kind == "PNG":
        plain.save(encoded, "PNG")
    else:
        plain.save(encoded, kind, quality=QUALITY)
    _check(encoded, kind, plain.size)
    return encoded.getvalue()


def _check(encoded: IO[bytes], kind: str, size: tuple[int, int]) -> None:
    """Decode the result as a check. Raises PictureWrong if its size is wrong."""
    from PIL import Image

    with Image.open(encoded, formats=(kind,)) as picture:
        picture.load()
        if picture.size != size:
            raise PictureWrong


def main() -> None:
    """Read a picture from standard input; print a line with the result, then the encoded picture."""
    process_bounds.keep(sys.argv[1:])
    source = io.BytesIO(sys.stdin.buffer.read())
    try:
        encoded, extension = reencode_here(source)
        head = f"Encoded {extension}"
    except TooManyPixels as error:
        encoded, head = b"", f"{TooManyPixels.__name__} {error}"
    except (PictureWrong, PictureMoves) as error:
        encoded, head = b"", type(error).__name__
    sys.stdout.buffer.write(head.encode() + b"\n" + encoded)


if __name__ == "__main__":
    main()
