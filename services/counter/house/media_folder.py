"""
The media folder: files named by the digest of their content, with size limits.

A file is written under a temporary name and then renamed, so that readers only see complete files. Each upload also
deletes files older than an hour that the house does not use.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import secrets
import threading
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, ClassVar, NamedTuple

from services.counter.house import file_kinds, pictures, videos
from services.counter.house.bounded_process import FilesBusy, OutOfBoundsError
from services.web import problems
from services.web.media import NAME
from waitingroom import refusals
from waitingroom.house.model import VIDEO_SECONDS_MAX
from waitingroom.house.text import shown
from waitingroom.refusals import Refusal

MEGABYTE = 1_000_000
PICTURE_BYTES_MAX = 10 * MEGABYTE
VIDEO_BYTES_MAX = 100 * MEGABYTE
FOLDER_BYTES_MAX = 1_000 * MEGABYTE
UNUSED_S = 3_600
"""Minimum age before an unused upload is deleted: its form may still be open."""
PART_BYTES = 65_536
HIDDEN = ".part"


class MediaOff(Refusal):
    """No media folder is configured."""

    slug, kind = "media-off", refusals.UNAVAILABLE
    words: ClassVar[tuple[str, str]] = (
        "Tempat menyimpan gambar dan video belum diatur. Sampaikan kepada petugas TI.",
        "There is no place to keep pictures and videos yet. Please tell operations.",
    )


class NotMedia(Refusal):
    """The first bytes match no known kind of file."""

    slug, kind = "not-media", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        "Berkas ini bukan gambar JPEG, PNG, atau WebP, dan bukan video MP4 atau WebM. Pilih berkas lain.",
        "This is no JPEG, PNG or WebP picture, and no MP4 or WebM video. Choose another file.",
    )


class KindNotShown(Refusal):
    """Boards cannot show this kind of file; ``kind_id``, ``kind_en``: its everyday name."""

    slug, kind = "kind-not-shown", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        "Ini {kind_id}, yang tidak dapat tampil di layar. Simpan sebagai JPEG (gambar) atau MP4 (video), lalu unggah lagi.",
        "This is {kind_en}, which boards cannot show. Save it as JPEG (a picture) or MP4 (a video), then upload it again.",
    )


class PictureMoves(Refusal):
    """The picture is animated."""

    slug, kind = "picture-moves", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        "Gambar ini bergerak; di layar hanya gambar pertamanya yang tampil. Simpan sebagai video MP4, atau satu gambarnya "
        "sebagai JPEG.",
        "This picture moves; on boards only its first picture would show. Save it as an MP4 video, or one picture of it "
        "as JPEG.",
    )


class VideoUnreadable(Refusal):
    """The video is truncated or has no picture."""

    slug, kind = "video-unreadable", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        "Video ini terpotong, rusak, atau tanpa gambar. Putar sampai selesai di komputer ini, simpan ulang, lalu unggah lagi.",
        "This video is cut off, damaged, or without a picture. Play it to its end on this computer, save it again, "
        "then upload it again.",
    )


class CodecNotShown(Refusal):
    """Browsers on TVs cannot play the video's codec."""

    slug, kind = "codec-not-shown", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        "Video ini memakai {codec}, yang tidak dapat diputar di layar. Simpan sebagai MP4 (H.264), lalu unggah lagi.",
        "This video is in {codec}, which boards cannot play. Save it as MP4 (H.264), then upload it again.",
    )


class VideoTooLong(Refusal):
    """The video exceeds VIDEO_SECONDS_MAX."""

    slug, kind = "video-too-long", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        "Video ini {minutes} menit; paling lama {limit_minutes} menit. Pendekkan dahulu, lalu unggah lagi.",
        "This video has {minutes} minutes; {limit_minutes} at most. Make it shorter, then upload it again.",
    )


class PictureUnreadable(Refusal):
    """The picture cannot be decoded."""

    slug, kind = "picture-unreadable", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        "Gambar ini rusak atau tidak dapat dibaca. Simpan ulang di program gambar, atau pilih berkas lain.",
        "This picture is damaged or cannot be read. Save it again in a picture program, or choose another file.",
    )


class PictureTooManyPixels(Refusal):
    """The picture has too many pixels."""

    slug, kind = "picture-too-many-pixels", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        "Gambar ini lebih dari {megapixels} megapiksel. Perkecil dahulu; layar menampilkan paling banyak 1920 piksel.",
        "This picture has more than {megapixels} megapixels. Make it smaller first; boards show 1920 pixels at most.",
    )


class PictureTooHeavy(Refusal):
    """Converting the picture exceeds its memory or time limit."""

    slug, kind = "picture-too-heavy", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        "Gambar ini memerlukan terlalu banyak memori atau waktu. Perkecil dahulu, atau simpan sebagai JPEG.",
        "This picture takes too much memory or time. Make it smaller first, or save it as JPEG.",
    )


class PictureTooLarge(Refusal):
    """The picture file is too large."""

    slug, kind = "picture-too-large", problems.TOO_LARGE
    words: ClassVar[tuple[str, str]] = (
        "Gambar paling besar {limit_mb} MB. Perkecil dahulu, lalu unggah lagi.",
        "A picture may have {limit_mb} MB at most. Make it smaller, then upload it again.",
    )


class VideoTooLarge(Refusal):
    """The video file is too large."""

    slug, kind = "video-too-large", problems.TOO_LARGE
    words: ClassVar[tuple[str, str]] = (
        "Video paling besar {limit_mb} MB. Pendekkan atau perkecil dahulu, lalu unggah lagi.",
        "A video may have {limit_mb} MB at most. Make it shorter or smaller, then upload it again.",
    )


class MediaFull(Refusal):
    """The media folder is full."""

    slug, kind = "media-full", refusals.CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "Tempat gambar dan video sudah penuh ({limit_mb} MB). Hapus yang tidak dipakai lagi, lalu unggah lagi.",
        "The place for pictures and videos is full ({limit_mb} MB). Remove what is no longer needed, then upload again.",
    )


class DiskFull(Refusal):
    """The machine's disk is full."""

    slug, kind = "disk-full", refusals.UNAVAILABLE
    words: ClassVar[tuple[str, str]] = (
        "Cakram komputer utama penuh; tidak ada yang disimpan. Sampaikan kepada petugas TI.",
        "The main computer's disk is full; nothing was saved. Please tell operations.",
    )


UPLOAD_REFUSALS = (
    MediaOff, NotMedia, KindNotShown, PictureUnreadable, PictureMoves, PictureTooManyPixels, PictureTooHeavy,
    PictureTooLarge, VideoUnreadable, CodecNotShown, VideoTooLong, VideoTooLarge, MediaFull, DiskFull, FilesBusy,
)  # fmt: skip


class MediaFile(NamedTuple):
    """A file in the folder; kind: "picture" or "video"; seconds: a video's length, None if unknown."""

    name: str
    kind: str
    bytes: int
    seconds: float | None = None


class MediaFolder:
    """The media folder; only the counter service writes to it."""

    def __init__(self, path: Path | None, *, bytes_max: int = FOLDER_BYTES_MAX) -> None:
        self._path, self.bytes_max = path, bytes_max
        self._storing = threading.Lock()

    def files(self) -> dict[str, int]:
        """Return the size in bytes of every file by name; empty before the first upload."""
        sizes = {}
        for file in self._path.iterdir() if self._path and self._path.is_dir() else ():
            if NAME.fullmatch(file.name):
                with contextlib.suppress(FileNotFoundError):
                    sizes[file.name] = file.stat().st_size
        return sizes

    def take(self, stream: IO[bytes], *, in_use: Collection[str] | None) -> MediaFile:
        """
        Store an uploaded file.

        in_use: the files that the house uses; old files not among them are deleted. None: unknown, delete nothing.
        Raises:
            One of UPLOAD_REFUSALS; then nothing is stored.
        """
        if self._path is None:
            raise MediaOff()
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if in_use is not None:
                self._delete_unused(self._path, in_use)
            hidden = self._path / f"{secrets.token_hex(8)}{HIDDEN}"
            try:
                return self._take(stream, hidden)
            finally:
                hidden.unlink(missing_ok=True)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull() from error
            raise

    def _take(self, stream: IO[bytes], hidden: Path) -> MediaFile:
        head = _read_head(stream)
        kind, extension = kind_of(head)
        size_max = PICTURE_BYTES_MAX if kind == "picture" else VIDEO_BYTES_MAX
        digest, size, seconds = hashlib.sha256(), 0, None
        hidden.touch(mode=0o600, exist_ok=False)
        with hidden.open("wb") as file:
            for part in _parts(head, stream):
                size += len(part)
                if size > size_max:
                    raise (PictureTooLarge if kind == "picture" else VideoTooLarge)(
                        limit_mb=size_max // MEGABYTE
                    )
                digest.update(part)
                file.write(part)
        if kind == "picture":
            encoded, extension = _reencode(hidden)
            digest, size = hashlib.sha256(encoded), len(encoded)
            hidden.write_bytes(encoded)
        else:
            seconds = _length(hidden)
        return self._store(hidden, MediaFile(f"{digest.hexdigest()}.{extension}", kind, size, seconds))

    def _store(self, hidden: Path, file: MediaFile) -> MediaFile:
        with self._storing:
            sizes = self.files()
            if file.name not in sizes and sum(sizes.values()) + file.bytes > self.bytes_max:
                raise MediaFull(limit_mb=self.bytes_max // MEGABYTE)
            hidden.replace(hidden.with_name(file.name))
        return file

    def _delete_unused(self, path: Path, in_use: Collection[str]) -> None:
        oldest = time.time() - UNUSED_S
        for file in path.iterdir():
            is_ours = file.suffix == HIDDEN or NAME.fullmatch(file.name)
            with contextlib.suppress(FileNotFoundError):
                if is_ours and file.name not in in_use and file.stat().st_mtime < oldest:
                    file.unlink()


def kind_of(head: bytes) -> tuple[str, str]:
    """
    Detect the kind of a file by its first bytes; return "picture" or "video", and the file's extension.

    Raises:
        NotMedia, KindNotShown
    """
    kind = file_kinds.kind_of(head)
    if kind is None:
        raise NotMedia()
    if kind in file_kinds.PICTURES:
        return "picture", file_kinds.PICTURES[kind]
    if kind in file_kinds.VIDEOS:
        return "video", file_kinds.VIDEOS[kind]
    kind_id, kind_en = file_kinds.NAMES[kind]
    raise KindNotShown(kind_id=kind_id, kind_en=kind_en)


def _read_head(stream: IO[bytes]) -> bytes:
    head = b""
    while len(head) < file_kinds.HEAD_BYTES and (part := stream.read(file_kinds.HEAD_BYTES - len(head))):
        head += part
    return head


def _parts(head: bytes, stream: IO[bytes]) -> Iterator[bytes]:
    yield head
    while part := stream.read(PART_BYTES):
        yield part


def _reencode(file: Path) -> tuple[bytes, str]:
    """Re-encode a picture for boards; return its bytes and extension. Raises Refusal."""
    try:
        with file.open("rb") as source:
            return pictures.reencode(source)
    except pictures.TooManyPixels as error:
        raise PictureTooManyPixels(megapixels=error.args[0] // 1_000_000) from error
    except pictures.PictureMoves as error:
        raise PictureMoves() from error
    except pictures.PictureWrong as error:
        raise PictureUnreadable() from error
    except OutOfBoundsError as error:
        raise PictureTooHeavy() from error


def _length(file: Path) -> float | None:
    """Return a video's length in seconds, None if unknown. Raises Refusal if boards cannot play it."""
    try:
        with file.open("rb") as source:
            video = videos.read_video(source)
    except (videos.VideoWrong, OutOfBoundsError) as error:
        raise VideoUnreadable() from error
    if video.codec not in videos.PLAYABLE:
        raise CodecNotShown(codec=videos.CODEC_NAMES.get(video.codec, shown(video.codec)))
    if video.seconds is not None and video.seconds > VIDEO_SECONDS_MAX:
        raise VideoTooLong(minutes=round(video.seconds / 60), limit_minutes=VIDEO_SECONDS_MAX // 60)
    return video.seconds
