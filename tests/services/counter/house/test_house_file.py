"""House files: UTF-8 text is read, anything else is refused with its type, line and a hint."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from antre.house_file import read_house_file, sample_path
from services.counter.house.house_file import HouseFileWrong, read_house_apart, read_house_bytes

SAMPLE = sample_path("mpp-kupang").read_text("utf-8").replace("Beres dan Pasti", "Beres \u2013 Pasti")
MOTTO_LINE = next(n for n, line in enumerate(SAMPLE.splitlines(), 1) if line.startswith("motto"))


def zipped(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr(name, "<x/>")
    return made.getvalue()


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(HouseFileWrong) as refused:
        read_house_bytes(data, "house.yaml")
    one = refused.value.mistakes[0]
    return one.text("id"), one.text("en")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_in_unicode_is_read_with_and_without_its_mark(encoding: str) -> None:
    data = SAMPLE.replace("\n", "\r\n").encode(encoding)

    assert read_house_bytes(data, "house.yaml")["motto"] == "Beres \u2013 Pasti"


@pytest.mark.parametrize("encoding", ["windows-1252", "mac-roman"])
def test_a_file_in_another_encoding_is_refused_with_its_line_and_what_to_do(encoding: str) -> None:
    indonesian, english = refusal(SAMPLE.encode(encoding, "replace"))

    assert indonesian.startswith(f"Baris {MOTTO_LINE} bukan teks UTF-8")
    assert "simpan sebagai UTF-8" in indonesian
    assert english.startswith(f"Line {MOTTO_LINE} is not text in UTF-8")
    assert "save it as UTF-8" in english


def test_the_line_that_an_old_editor_saved_is_shown_as_it_was_written() -> None:
    assert "Beres \u2013 Pasti" in refusal(SAMPLE.encode("windows-1252", "replace"))[0]


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (zipped("xl/workbook.xml"), "berkas Excel"), (zipped("word/document.xml"), "berkas Word"),
        (zipped("a.txt"), "berkas ZIP"), (b"%PDF-1.7\n", "berkas PDF"), (b"\xff\xd8\xff\xe0", "gambar JPEG"),
        (b"\0\0\0\x24ftypheic\0\0\0\0mif1heic", "gambar HEIC"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "berkas Office lama"),
        (b"\n<!DOCTYPE html><html>", "halaman web (HTML)"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_named_and_refused(data: bytes, named: str) -> None:
    indonesian, english = refusal(data)

    assert indonesian.startswith(f"Berkas ini adalah {named}")
    assert "YAML" in indonesian
    assert english.startswith("This file is a")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("\ufffd", "Line {line} has a damaged letter (U+FFFD)"),
        ("\x07", "Line {line}: expected text without U+0007 CONTROL CHARACTER at letter 8"),
        (
            "\u202e",
            'Line {line}, field "motto": expected text without U+202E RIGHT-TO-LEFT OVERRIDE at letter 7',
        ),
    ],
)
def test_a_character_that_nobody_means_is_named_with_its_line(written: str, expected: str) -> None:
    line = {"\x07": "motto: {}", "\ufffd": "motto: Beres {}", "\u202e": "motto: Beres {}"}[written].format(
        written
    )
    text = SAMPLE.replace(SAMPLE.splitlines()[MOTTO_LINE - 1], line)

    assert refusal(text.encode())[1].startswith(expected.format(line=MOTTO_LINE))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"%PDF-1.7\n",
        bytes(range(256)),
        SAMPLE.encode("utf-16-le"),
        b'name: "\\ud800"',
        b"\xff\xfe\0",
    ],
)
def test_what_has_no_line_names_none_and_nothing_is_technical(data: bytes) -> None:
    for message in refusal(data):
        assert "None" not in message
        assert "Error" not in message


def test_a_pasted_no_break_space_in_a_file_is_a_space() -> None:
    data = SAMPLE.replace("Beres \u2013", "Beres\u00a0\u2013").encode()

    assert read_house_apart(data, "house.yaml")["motto"] == "Beres \u2013 Pasti"


def test_the_command_reads_a_file_as_the_page_does(tmp_path: Path) -> None:
    file = tmp_path / "house.yaml"
    file.write_bytes(SAMPLE.encode("windows-1252", "replace"))
    with pytest.raises(HouseFileWrong, match=f"Line {MOTTO_LINE} is not text in UTF-8"):
        read_house_file(file)

    file.write_bytes(SAMPLE.encode("utf-8-sig"))
    assert read_house_file(file)["motto"] == "Beres \u2013 Pasti"
