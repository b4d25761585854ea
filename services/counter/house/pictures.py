"""
Re-encode pictures for boards with Pillow: bounded, turned upright, without metadata.

The result holds the pixels and nothing else: no location, no camera, no comment, and no bytes of the uploaded
file. Only formats that browsers on TVs know are read. Run as a program, it does so in a process of its own
(``bounded_process``), because a file of a few kilobytes may unpack to hundreds of megabytes. The service itself never imports Pillow.
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
"""The formats Pillow may read, and their extensions."""
PIXELS_MAX = {"JPEG": 24_000_000, "PNG": 24_000_000, "WEBP": 12_000_000}
"""6000 × 4000; more would take hundreds of megabytes to unpack, however small the file is. libwebp takes twice as much."""
SIDE_MAX = 1920
"""A board's canvas is no larger, px."""
QUALITY = 85
BOUNDS = Bounds(memory_bytes=320 * 2**20, cpu_s=30, within_s=60.0, nice=10)
"""The largest PNG takes 250 MiB and 3.5 s. A lower priority would never end beside a machine at full work."""


class PictureWrong(Exception):
    """It is not a picture, or cannot be read."""


class PictureMoves(Exception):
    """It has several pictures, one after the other."""


class TooManyPixels(Exception):
    """It would unpack to more than its format's PIXELS_MAX, which is the argument."""


def reencode(source: IO[bytes]) -> tuple[bytes, str]:
    """
    Return a picture as boards show it, and its extension: "jpg", "png" or "webp"; made in a process of its own.

    Raises:
        PictureWrong, PictureMoves, TooManyPixels. FilesBusy. OutOfBoundsError: it takes too much memory or time.
    """
    head, _, encoded = bounded_process.run(__name__, source, BOUNDS).partition(b"\n")
    what, _, value = head.decode().partition(" ")
    if what == TooManyPixels.__name__:
        raise TooManyPixels(int(value))
    if what == PictureMoves.__name__:
        raise PictureMoves
    if what == PictureWrong.__name__:
        raise PictureWrong
    return encoded, value


def reencode_here(source: IO[bytes]) -> tuple[bytes, str]:
    """Do the same in this process. Raises PictureWrong, PictureMoves, TooManyPixels, MemoryError."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # PIXELS_MAX is checked instead, before anything is unpacked
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
    except Exception as error:  # a broken file makes Pillow raise nearly anything
        raise PictureWrong from error


def _kind(picture: Image.Image) -> str:
    return "JPEG" if picture.format == "MPO" else picture.format or ""  # phones add a small second picture


def _encode(picture: Image.Image, kind: str) -> bytes:
    """Scale first, so that turning a large picture does not take its memory twice. Raises PictureWrong."""
    from PIL import Image, ImageOps

    if kind == "JPEG":
        picture.draft("RGB", (SIDE_MAX, SIDE_MAX))
    picture.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):  # greys of 16 bits, all of which would turn white
        upright = upright.point(lambda grey: grey * (1 / 256)).convert("L")
    has_holes = kind != "JPEG" and upright.has_transparency_data
    plain = upright.convert("RGBA" if has_holes else "RGB")
    plain.info.clear()
    encoded = io.BytesIO()
    if kind == "PNG":
        plain.save(encoded, "PNG")
    else:
        plain.save(encoded, kind, quality=QUALITY)
    _check(encoded, kind, plain.size)
    return encoded.getvalue()


def _check(encoded: IO[bytes], kind: str, size: tuple[int, int]) -> None:
    """Look at what came of it. Raises PictureWrong: it is not what it should be."""
    from PIL import Image

    with Image.open(encoded, formats=(kind,)) as made:
        made.load()
        if made.size != size:
            raise PictureWrong


def main() -> None:
    """Read a picture from standard input and print what came of it, and the picture after a line's end."""
    process_bounds.keep(sys.argv[1:])
    source = io.BytesIO(sys.stdin.buffer.read())
    try:
        encoded, ending = reencode_here(source)
        head = f"Encoded {ending}"
    except TooManyPixels as error:
        encoded, head = b"", f"{TooManyPixels.__name__} {error}"
    except (PictureWrong, PictureMoves) as error:
        encoded, head = b"", type(error).__name__
    sys.stdout.buffer.write(head.encode() + b"\n" + encoded)


if __name__ == "__main__":
    main()
