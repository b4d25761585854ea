"""Pictures made for the tests, and one second of video that Chromium's MediaRecorder made of a canvas."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

VIDEO = Path(__file__).parent / "assets" / "one-second.webm"


def picture(
    kind: str = "PNG", size: tuple[int, int] = (64, 36), colour: str = "#f7b733", **saved: object
) -> bytes:
    """Give a picture of one colour."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, kind, **saved)
    return made.getvalue()


def photo_with_place() -> bytes:
    """Give a JPEG as a phone makes it: 40 × 20, to be turned by 90°, with a camera, a comment and a place in its EXIF."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "S", (10.0, 9.0, 8.0)
    return picture("JPEG", (40, 20), exif=exif, comment=b"SECRET-COMMENT")


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """Give a PNG of a few bytes that says it would unpack to billions."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
