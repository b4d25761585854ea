"""Detect the kind of a file by its first bytes, never by its name. Pure."""

from __future__ import annotations

from collections.abc import Iterator

HEAD_BYTES = 4_096
"""Bytes of a file to inspect."""
PICTURES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
VIDEOS = {"video/mp4": "mp4", "video/webm": "webm"}
NAMES = {
    "image/jpeg": ("gambar JPEG", "a JPEG picture"), "image/png": ("gambar PNG", "a PNG picture"),
    "image/webp": ("gambar WebP", "a WebP picture"), "image/heic": ("gambar HEIC", "a HEIC picture"),
    "image/avif": ("gambar AVIF", "an AVIF picture"), "image/gif": ("gambar GIF", "a GIF picture"),
    "image/tiff": ("gambar TIFF", "a TIFF picture"), "image/bmp": ("gambar BMP", "a BMP picture"),
    "image/svg+xml": ("gambar SVG", "an SVG picture"),
    "video/mp4": ("video MP4", "an MP4 video"), "video/webm": ("video WebM", "a WebM video"),
    "video/avi": ("video AVI", "an AVI video"), "audio/wav": ("suara WAV", "a WAV sound"),
    "audio/mpeg": ("suara MP3", "an MP3 sound"),
    "application/pdf": ("berkas PDF", "a PDF file"), "application/rtf": ("berkas RTF", "an RTF file"),
    "text/html": ("halaman web (HTML)", "a web page (HTML)"),
    "application/gzip": ("berkas GZIP", "a GZIP file"), "application/zip": ("berkas ZIP", "a ZIP file"),
    "xlsx": ("berkas Excel", "an Excel file"), "docx": ("berkas Word", "a Word file"),
    "pptx": ("berkas PowerPoint", "a PowerPoint file"), "odf": ("berkas LibreOffice", "a LibreOffice file"),
    "office": ("berkas Office lama (XLS, DOC, PPT)", "an old Office file (XLS, DOC, PPT)"),
}  # fmt: skip
"""Everyday names of each kind: Indonesian, English."""

_BEGINNINGS = {
    b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif",
    b"II*\0": "image/tiff", b"MM\0*": "image/tiff", b"<svg": "image/svg+xml",
    b"\x1a\x45\xdf\xa3": "video/webm", b"ID3\3": "audio/mpeg", b"ID3\4": "audio/mpeg", b"%PDF-": "application/pdf",
    b"{\\rtf": "application/rtf", b"\x1f\x8b": "application/gzip", b"\xd0\xcf\x11\xe0": "office",
    b"<!doctype html": "text/html", b"<html": "text/html",
}  # fmt: skip
_RIFF = {b"WEBP": "image/webp", b"AVI ": "video/avi", b"WAVE": "audio/wav"}
_ZIPPED = {
    b"xl/": "xlsx", b"word/": "docx", b"ppt/": "pptx", b"application/vnd.oasis.opendocument": "odf",
}  # fmt: skip
_PICTURE_BRANDS = {
    b"avif": "image/avif", b"avis": "image/avif", b"mif1": "image/heic", b"msf1": "image/heic",
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"), "image/heic"),
}  # fmt: skip
"""Brands of ISO media files that are pictures, not videos."""


def kind_of(head: bytes) -> str | None:
    """Return the kind of a file, a key of NAMES, by its first HEAD_BYTES; None if it is text or unknown."""
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return next(
            (_PICTURE_BRANDS[brand] for brand in _brands(head) if brand in _PICTURE_BRANDS), "video/mp4"
        )
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "image/bmp"
    if head[:4] == b"PK\x03\x04":
        return next((kind for mark, kind in _ZIPPED.items() if mark in head), "application/zip")
    start = head[:64].lstrip().lower()
    return next(
        (kind for mark, kind in _BEGINNINGS.items() if head.startswith(mark) or start.startswith(mark)), None
    )


def _brands(head: bytes) -> Iterator[bytes]:
    """Yield the major brand, then the compatible ones; the four bytes between them are the version."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    for place in (8, *range(16, size - 3, 4)):
        yield head[place : place + 4]
