"""The media folder: pictures are re-encoded, sizes are bounded, and a refused upload leaves nothing behind."""

from __future__ import annotations

import errno
import io
import os
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from rig import media_samples
from services.counter.house import media_folder as m
from services.counter.house import pictures
from services.counter.house.media_folder import MediaFolder
from waitingroom.refusals import Refusal


@pytest.fixture
def folder(tmp_path: Path) -> MediaFolder:
    return MediaFolder(tmp_path)


def take(folder: MediaFolder, content: bytes, in_use: Any = ()) -> m.MediaFile:
    return folder.take(io.BytesIO(content), in_use=in_use)


def open_stored(tmp_path: Path, stored: m.MediaFile) -> Image.Image:
    return Image.open(tmp_path / stored.name)


def test_a_photo_keeps_its_pixels_upright_and_nothing_of_where_and_with_what_it_was_taken(
    folder: MediaFolder, tmp_path: Path
) -> None:
    photo = media_samples.photo_with_place()
    assert b"SECRET-CAMERA" in photo
    assert b"SECRET-COMMENT" in photo

    stored = take(folder, photo)

    written = (tmp_path / stored.name).read_bytes()
    assert not any(word in written for word in (b"SECRET", b"Exif", b"GPS"))
    with open_stored(tmp_path, stored) as picture:
        assert (picture.size, dict(picture.getexif())) == ((20, 40), {})


@pytest.mark.parametrize(("kind", "end"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_a_picture_is_written_anew_in_its_kind_and_no_larger_than_a_board(
    folder: MediaFolder, tmp_path: Path, kind: str, end: str
) -> None:
    stored = take(folder, media_samples.picture(kind, (4000, 1000)))

    assert (stored.kind, stored.name.rpartition(".")[2]) == ("picture", end)
    with open_stored(tmp_path, stored) as picture:
        assert (picture.size, picture.format) == ((1920, 480), kind)
    assert stored.bytes == (tmp_path / stored.name).stat().st_size


def test_see_through_pixels_stay_so(folder: MediaFolder, tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(made, "PNG")

    with open_stored(tmp_path, take(folder, made.getvalue())) as picture:
        assert picture.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_the_same_content_is_one_file_and_a_video_is_kept_as_it_came(
    folder: MediaFolder, tmp_path: Path
) -> None:
    video = media_samples.VIDEO.read_bytes()

    names = {take(folder, video).name for _ in range(2)}

    assert {name: (tmp_path / name).read_bytes() for name in names} == {names.pop(): video}
    assert [file.suffix for file in tmp_path.iterdir()] == [".webm"]


@pytest.mark.parametrize(
    ("video", "seconds"),
    [
        (media_samples.video_mp4(), 20.0), (media_samples.video_mp4(b"avc3", 0.5), 0.5),
        (media_samples.video_mp4(b"vp09", 3_600), 3_600.0), (media_samples.video_mp4(seconds=0), None),
        (media_samples.video_webm(), 20.0), (media_samples.video_webm(b"V_VP8", 19.94), 19.9),
        (media_samples.video_webm(seconds=None, blocks_ms=(0, 900, 400)), 1.9),
        (media_samples.video_webm(seconds=None), None), (media_samples.VIDEO.read_bytes(), 1.4),
    ],
)  # fmt: skip
def test_the_length_of_a_video_is_read_from_its_container(
    folder: MediaFolder, video: bytes, seconds: float | None
) -> None:
    assert take(folder, video).seconds == seconds


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_of_any_depth_looks_as_it_did(folder: MediaFolder, tmp_path: Path, mode: str) -> None:
    grey = 30_000 if mode == "I;16" else 117
    made = io.BytesIO()
    if mode == "I;16":
        Image.new(mode, (64, 36), grey).save(made, "PNG")
    else:
        Image.new("L", (64, 36), 255 if mode == "1" else grey).convert(mode).save(made, "PNG")

    with open_stored(tmp_path, take(folder, made.getvalue())) as picture:
        level = picture.convert("L").getpixel((30, 20))
    assert level == (255 if mode == "1" else pytest.approx(117, abs=1))


def test_what_a_program_made_otherwise_than_it_should_is_not_stored(monkeypatch: Any) -> None:
    other = media_samples.picture(size=(9, 9))
    monkeypatch.setattr(pictures, "FORMATS", {"PNG": "png"})
    monkeypatch.setattr(Image.Image, "save", lambda self, to, kind: to.write(other))

    with pytest.raises(pictures.PictureWrong):
        pictures.reencode_here(io.BytesIO(PNG))


PNG = media_samples.picture()
REFUSED = {
    "not-media": [b"", b"#!/bin/sh", b"RIFF1234", b"ftyp"],
    "kind-not-shown": [
        b"GIF89a" + b"x" * 99, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"RIFF1234WAVEfmt ", b"%PDF-1.7",
        b"\0\0\0\x24ftypheic\0\0\0\0mif1MiHE" + b"x" * 99, b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif" + b"x" * 99,
        b"\0\0\0\x18ftypisom\0\0\0\0heic" + b"x" * 99,
    ],
    "picture-moves": [media_samples.moving_picture("WEBP"), media_samples.moving_picture("PNG")],
    "picture-unreadable": [
        PNG[:60], b"\xff\xd8\xff" + b"x" * 500, PNG[:16] + b"\xff" * 400,
        media_samples.picture("JPEG", (640, 360))[:-400], media_samples.picture("WEBP", (640, 360))[:-40],
    ],
    "video-unreadable": [
        media_samples.video_mp4()[:-1], media_samples.video_mp4()[:60], media_samples.video_mp4(handler=b"soun"),
        media_samples.video_webm()[:-1], b"\x1a\x45\xdf\xa3" + b"x" * 99, b"\x1a\x45\xdf\xa3" + bytes(99),
    ],
    "codec-not-shown": [
        *(media_samples.video_mp4(codec) for codec in (b"hvc1", b"hev1", b"mp4v", b"????")),
        *(media_samples.video_webm(codec) for codec in (b"V_MPEGH/ISO/HEVC", b"V_MPEG4/ISO/AVC")),
    ],
    "video-too-long": [media_samples.video_mp4(seconds=3_700)],
    "picture-too-many-pixels": [media_samples.bomb(), media_samples.bomb(24_000_001, 1)],
    "picture-too-large": [PNG + b"x" * m.PICTURE_BYTES_MAX],
}  # fmt: skip


@pytest.mark.parametrize(("slug", "content"), [(slug, one) for slug, all in REFUSED.items() for one in all])
def test_what_is_refused_has_its_words_and_leaves_nothing(
    folder: MediaFolder, tmp_path: Path, slug: str, content: bytes
) -> None:
    with pytest.raises(Refusal) as refused:
        take(folder, content)

    assert refused.value.slug == slug
    assert all(refused.value.text(language) for language in ("id", "en"))
    assert list(tmp_path.iterdir()) == []


def test_a_bomb_is_refused_before_anything_is_unpacked(monkeypatch: Any) -> None:
    def unpacked(*_: Any) -> None:
        raise AssertionError("unpacked")

    monkeypatch.setattr(pictures, "_encode", unpacked)

    with pytest.raises(pictures.TooManyPixels):
        pictures.reencode_here(io.BytesIO(media_samples.bomb()))


def test_a_video_over_its_bound_is_read_no_further(folder: MediaFolder, monkeypatch: Any) -> None:
    monkeypatch.setattr(m, "VIDEO_BYTES_MAX", 300_000)
    stream = io.BytesIO(media_samples.VIDEO.read_bytes()[:100] + b"x" * 5_000_000)

    with pytest.raises(m.VideoTooLarge):
        folder.take(stream, in_use=())

    assert stream.tell() < 500_000


def test_a_full_folder_takes_only_what_it_has_and_a_full_disk_nothing(
    tmp_path: Path, monkeypatch: Any
) -> None:
    folder = MediaFolder(tmp_path, bytes_max=len(PNG) + 100)
    first = take(folder, PNG)

    with pytest.raises(m.MediaFull):
        take(folder, media_samples.picture(colour="#131b40"))
    assert take(folder, PNG) == first

    def full(*_: Any) -> Any:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(m, "_reencode", full)
    with pytest.raises(m.DiskFull):
        take(folder, PNG)
    assert list(folder.files()) == [first.name]


def test_what_the_house_names_is_kept_and_what_it_does_not_makes_room_after_an_hour(
    folder: MediaFolder, tmp_path: Path
) -> None:
    old = {colour: take(folder, media_samples.picture(colour=colour)).name for colour in ("red", "blue")}
    fresh = take(folder, media_samples.picture(colour="green")).name
    left = tmp_path / "0011.part"
    for file in (left, tmp_path / "notes.txt"):
        file.write_bytes(b"x")
    for file in (*old.values(), left.name, "notes.txt"):
        os.utime(tmp_path / file, (0, time.time() - m.UNUSED_S - 5))

    take(folder, PNG, in_use=None)
    assert set(old.values()) <= set(folder.files())
    last = take(folder, PNG, in_use={old["red"]}).name

    assert set(folder.files()) == {old["red"], fresh, last}
    assert sorted(file.suffix for file in tmp_path.iterdir()) == [".png", ".png", ".png", ".txt"]


def test_without_a_folder_nothing_is_taken() -> None:
    with pytest.raises(m.MediaOff):
        take(MediaFolder(None), PNG)
    assert MediaFolder(None).files() == {}
