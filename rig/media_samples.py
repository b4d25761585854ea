"""Pictures generated for tests, and one second of video recorded from a canvas by Chromium's MediaRecorder."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

from PIL import Image

VIDEO = Path(__file__).parent / "assets" / "one-second.webm"


def picture(
    kind: str = "PNG", size: tuple[int, int] = (64, 36), colour: str = "#f7b733", **options: object
) -> bytes:
    """Return a picture of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind, **options)
    return buffer.getvalue()


def photo_with_place() -> bytes:
    """Return a JPEG like a phone's: 40 × 20, rotated by 90° in its EXIF, with camera, location and a comment."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "S", (10.0, 9.0, 8.0)
    return picture("JPEG", (40, 20), exif=exif, comment=b"SECRET-COMMENT")


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """Return a small PNG whose header claims a size of billions of bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def moving_picture(kind: str) -> bytes:
    """Return an animated WebP or PNG of two frames."""
    first, second = (Image.new("RGB", (64, 36), colour) for colour in ("#f7b733", "#131b40"))
    buffer = io.BytesIO()
    first.save(buffer, kind, save_all=True, append_images=[second], duration=200)
    return buffer.getvalue()


def video_mp4(codec: bytes = b"avc1", seconds: float = 20.0, handler: bytes = b"vide") -> bytes:
    """Return an MP4 container of this duration without real video data; its index is at the end."""

    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(content), name) + content

    clock = bytes(12) + struct.pack(">II", 1000, round(seconds * 1000)) + bytes(80)
    entry = box(codec, bytes(78))
    table = box(b"stbl", box(b"stsd", bytes(4) + struct.pack(">I", 1) + entry))
    media = box(b"mdhd", clock) + box(b"hdlr", bytes(8) + handler + bytes(13)) + box(b"minf", table)
    index = box(b"moov", box(b"mvhd", clock) + box(b"trak", box(b"mdia", media)))
    return box(b"ftyp", b"isom" + bytes(4) + b"isomavc1") + box(b"mdat", bytes(1000)) + index


def video_webm(
    codec: bytes = b"V_VP9", seconds: float | None = 20.0, blocks_ms: tuple[int, ...] = ()
) -> bytes:
    """Return a WebM container of this duration and these blocks; None: without a duration, as in a recording."""

    def element(id: int, content: bytes) -> bytes:
        return (
            id.to_bytes((id.bit_length() + 7) // 8, "big")
            + (1 << 56 | len(content)).to_bytes(8, "big")
            + content
        )

    length = b"" if seconds is None else element(0x4489, struct.pack(">d", seconds * 1000))
    track = element(0xAE, element(0x83, b"\1") + element(0x86, codec))
    blocks = b"".join(element(0xA3, b"\x81" + struct.pack(">h", ms) + b"\x80x") for ms in blocks_ms)
    clusters = element(0x1F43B675, element(0xE7, (1000).to_bytes(2, "big")) + blocks)
    head = element(0x1A45DFA3, element(0x4282, b"webm"))
    info = element(0x1549A966, element(0x2AD7B1, (1_000_000).to_bytes(3, "big")) + length)
    return head + element(0x18538067, info + element(0x1654AE6B, track) + clusters)
