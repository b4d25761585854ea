"""
Read a video's length and codec from its container, without decoding it.

Run as a program, it reads a file in a process of its own (``bounded_process``), because the container is not trusted.
"""

from __future__ import annotations

import io
import json
import struct
import sys
from collections.abc import Iterator
from typing import IO, NamedTuple

from services.counter.house import bounded_process, process_bounds
from services.counter.house.bounded_process import Bounds

BOUNDS = Bounds(memory_bytes=256 * 2**20, cpu_s=20, within_s=40.0, nice=10)
VALUE_BYTES_MAX = 256
"""Bytes read of a single value; the rest is skipped."""
PLAYABLE = {"avc1", "avc3", "vp08", "vp09", "av01", "V_VP8", "V_VP9", "V_AV1"}
"""Codecs that browsers on TVs can play, by their names in MP4 and WebM."""
CODEC_NAMES = {
    "hvc1": "HEVC (H.265)", "hev1": "HEVC (H.265)", "V_MPEGH/ISO/HEVC": "HEVC (H.265)", "dvh1": "Dolby Vision",
    "dvhe": "Dolby Vision", "mp4v": "MPEG-4 Visual", "V_MPEG4/ISO/AVC": "H.264 (MKV)", "encv": "DRM",
    "jpeg": "Motion JPEG", "V_MJPEG": "Motion JPEG",
}  # fmt: skip
"""Everyday names of other codecs."""


class Video(NamedTuple):
    """A video's length in seconds, None if unknown, and its codec, by its name in the container."""

    seconds: float | None
    codec: str


class VideoWrong(Exception):
    """The video is truncated, damaged, or has no picture."""


def read_video(source: IO[bytes]) -> Video:
    """
    Read a video in a process of its own; source: an open file on disk.

    Raises:
        VideoWrong, FilesBusy. OutOfBoundsError: it takes too much memory or time.
    """
    fields = json.loads(bounded_process.run(__name__, source, BOUNDS))
    if fields is None:
        raise VideoWrong
    return Video(*fields)


def read_video_here(source: IO[bytes]) -> Video:
    """Read a video in this process. Raises VideoWrong."""
    head = source.read(8)
    end = source.seek(0, io.SEEK_END)
    source.seek(0)
    try:
        video = _read_mp4(source, end) if head[4:] == b"ftyp" else _read_webm(source, end)
    except (struct.error, IndexError, ValueError, OverflowError) as error:
        raise VideoWrong from error
    if not video.codec or (video.seconds is not None and not 0 < video.seconds < 1e6):
        raise VideoWrong
    return video


# MP4: nested boxes, each with a size and a name.

_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex"}


def _read_mp4(source: IO[bytes], end: int) -> Video:
    """Read the first video track; a fragmented file has its length outside the tracks (mehd)."""
    timescale, seconds, codec, handler, is_video = 0, 0.0, "", b"", False
    for name, body in _boxes(source, 0, end):
        if name == b"mvhd":
            timescale, _ = _clock(body)
        elif name == b"mdhd" and not codec:
            scale, length = _clock(body)
            seconds = length / scale if scale else 0.0
        elif name == b"hdlr":
            handler = body[8:12]
            is_video = handler == b"vide"
        elif name == b"stsd" and is_video and not codec:
            codec = body[12:16].decode("latin-1")
        elif name == b"mehd" and timescale and not seconds:
            size = 8 if body[0] else 4
            seconds = int.from_bytes(body[4 : 4 + size], "big") / timescale
    return Video(round(seconds, 1) or None, codec)


def _boxes(source: IO[bytes], start: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield every box, nested ones too, with the beginning of its content. Raises VideoWrong if one is truncated."""
    while start + 8 <= end:
        source.seek(start)
        size, name = struct.unpack(">I4s", source.read(8))
        body = start + 8
        if size == 1:
            size, body = struct.unpack(">Q", source.read(8))[0], start + 16
        stop = start + size if size else end
        if not body <= stop <= end:
            raise VideoWrong
        if name in _CONTAINERS:
            yield from _boxes(source, body, stop)
        elif name != b"mdat":
            yield name, source.read(min(stop - body, VALUE_BYTES_MAX))
        start = stop


def _clock(body: bytes) -> tuple[int, int]:
    """Return the units per second and the length in these units, 0 if unknown."""
    scale, length = struct.unpack_from(">IQ" if body[0] else ">II", body, 20 if body[0] else 12)
    return scale, 0 if length in (2**32 - 1, 2**64 - 1) else length


# WebM: elements with an id, a size and content; those in _ENTERED contain others.

_SEGMENT, _INFO, _TRACKS, _TRACK, _CLUSTER, _GROUP = (
    0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675, 0xA0,
)  # fmt: skip
_ENTERED = {_SEGMENT, _INFO, _TRACKS, _TRACK, _CLUSTER, _GROUP}
_SCALE, _LENGTH, _TYPE, _CODEC, _TIME, _BLOCKS = 0x2AD7B1, 0x4489, 0x83, 0x86, 0xE7, {0xA3, 0xA1}
_VIDEO = 1


def _read_webm(source: IO[bytes], end: int) -> Video:
    """Read the first video track; without a length in the header, use the time of the last block."""
    scale_ns, length, last, time = 1_000_000, 0.0, 0, 0
    tracks: list[dict[int, str]] = []
    for id, body in _elements(source, end):
        if id == _CLUSTER and length:
            break
        if id == _TRACK:
            tracks.append({})
        elif id == _SCALE:
            scale_ns = int.from_bytes(body, "big")
        elif id == _LENGTH:
            (length,) = struct.unpack(">f" if len(body) == 4 else ">d", body)
        elif id in (_TYPE, _CODEC) and tracks:
            tracks[-1][id] = body.rstrip(b"\0").decode("latin-1")
        elif id == _TIME:
            time = int.from_bytes(body, "big")
        elif id in _BLOCKS:
            _, after = _number(body, 0)
            last = max(last, time + struct.unpack_from(">h", body, after)[0])
    codec = next((track.get(_CODEC, "") for track in tracks if track.get(_TYPE) == chr(_VIDEO)), "")
    seconds = (length or last) * scale_ns / 1e9
    return Video(round(seconds, 1) or None, codec)


def _elements(source: IO[bytes], end: int) -> Iterator[tuple[int, bytes]]:
    """Yield every element with the beginning of its content. Raises VideoWrong if one is truncated."""
    at = 0
    while at < end:
        source.seek(at)
        head = source.read(12)
        id_bytes = 9 - head[0].bit_length()
        if id_bytes > 4:
            raise VideoWrong
        size, after = _number(head, id_bytes)
        id, body = int.from_bytes(head[:id_bytes], "big"), at + after
        if size is not None and body + size > end:
            raise VideoWrong
        if id in _ENTERED:
            yield id, b""
            at = body
        elif size is None:
            raise VideoWrong
        else:
            source.seek(body)
            yield id, source.read(min(size, VALUE_BYTES_MAX))
            at = body + size


def _number(data: bytes, at: int) -> tuple[int | None, int]:
    """Return the variable-length number at this position (None if unknown), and the position after it."""
    count = 9 - data[at].bit_length()
    if count > 8:
        raise VideoWrong
    value = int.from_bytes(data[at : at + count], "big") & (1 << 7 * count) - 1
    return (None if value == (1 << 7 * count) - 1 else value), at + count


def main() -> None:
    """Read a video from standard input, which must be a file; print [seconds, codec], or null if it is invalid."""
    process_bounds.keep(sys.argv[1:])
    try:
        video: Video | None = read_video_here(sys.stdin.buffer)
    except VideoWrong:
        video = None
    json.dump(video, sys.stdout)


if __name__ == "__main__":
    main()
