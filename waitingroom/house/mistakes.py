"""
Mistakes in a house's content and their messages, in Indonesian and English.

A mistake consists of a slug and values; the wording is in EXPECTED.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Path = tuple["str | int", ...]

ID, EN = "id", "en"

EXPECTED: dict[str, tuple[str, str]] = {
    "mapping": ("daftar kolom (mapping)", "fields (a mapping)"),
    "list": ("daftar, paling banyak {most}", "a list, {most} at most"),
    "choice": ("salah satu dari {choices}", "one of {choices}"),
    "id": ("id dari a-z, 0-9, -, paling banyak {most} huruf", "an id of a-z, 0-9, -, {most} letters at most"),
    "unused-id": ("id yang belum dipakai", "an id not used yet"),
    "text": ("teks, 1 sampai {most} huruf", "text, 1 to {most} letters"),
    "shorter-text": (
        "teks paling banyak {most} huruf, bukan {length}", "text of {most} letters at most, not {length}",
    ),
    "character": (
        "teks tanpa {character} di huruf ke-{place}", "text without {character} at letter {place}",
    ),
    "number": ("bilangan {least} sampai {most}", "a number from {least} to {most}"),
    "minutes": ("menit, lebih dari 0", "minutes, more than 0"),
    "flag": ("true atau false", "true or false"),
    "date": ("tanggal seperti {example}", "a date such as {example}"),
    "date-not-before": ("tanggal tidak sebelum {first}", "a date not before {first}"),
    "time": ("jam seperti {example}", "a time such as {example}"),
    "time-after": ("jam yang mulai sesudah pukul {after}", "times that begin after {after}"),
    "spans": ("1 sampai {most} rentang jam", "1 to {most} spans of time"),
    "time-zone": (
        "Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT), atau zona waktu lain yang ada",
        "Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT), or another time zone that exists",
    ),
    "spoken": ("ucapan: huruf, angka, koma, atau [[fonem]]", "words to say: letters, figures, commas, or [[phonemes]]"),
    "pronunciations": (
        "tulisan dan ucapannya, paling banyak {most}", "what is written and how it is said, {most} at most",
    ),
    "one-kind-of-day": ("closed, hours, atau all_day: salah satu", "one of closed, hours, all_day"),
    "one-kind-of-turn": ("days atau date: salah satu", "one of days, date"),
    "holiday-name": ("nama hari libur", "the holiday's name"),
    "prefix": ("1 atau 2 huruf besar", "1 or 2 capital letters"),
    "clear-prefix": (
        "huruf yang tidak mudah tertukar (bukan I, O, V, WC, …)", "letters that are not mistaken (not I, O, V, WC, …)",
    ),
    "other-prefix": ("awalan lain daripada {agency}", "another prefix than that of {agency}"),
    "uploaded-file": ("berkas yang diunggah ({endings})", "an uploaded file ({endings})"),
    "other-field": ("{needed}, bukan {needless}", "{needed}, not {needless}"),
    "venue-of-zones": ("venue untuk zona ini", "a venue for these zones"),
    "existing-venue": ("venue yang ada", "a venue that exists"),
    "existing-zone": ("zona yang ada", "a zone that exists"),
    "existing-agency": ("instansi yang ada", "an agency that exists"),
    "existing-service": ("layanan yang ada", "a service that exists"),
    "yaml": ("YAML", "YAML"),
    "once": ("satu kali saja", "only once"),
    "utf-8": ("teks UTF-8", "text in UTF-8"),
    "damaged": ("huruf yang utuh, bukan U+FFFD", "whole letters, not U+FFFD"),
    "list-kind": ("daftar (XLSX atau CSV)", "a list (XLSX or CSV)"),
    "quotes": ("tanda kutip yang berpasangan", "quotation marks in pairs"),
    "rows": ("paling banyak {most} baris", "{most} rows at most"),
    "no-rows": ("daftar dengan judul kolom di baris pertama", "a list with the heads of its columns in the first row"),
    "head": ("satu kali salah satu judul kolom ini: {choices}", "once one of these heads: {choices}"),
    "no-head": ("kolom {head}", "a column {head}"),
    "agency-above": ("nama instansi, di baris ini atau di atasnya", "the name of an agency, here or above"),
    "service-of": ("nama layanan, karena {head} diisi", "the name of a service, because {head} is filled in"),
    "signs": (
        "nomor loket seperti 1, 2, 5-8 (di Excel: format sel Teks)",
        "counters such as 1, 2, 5-8 (in Excel: cells formatted as text)",
    ),
    "day-of-calendar": ("tanggal seperti 17-08-2027 atau 17 Agustus 2027", "a date such as 17-08-2027 or 2027-08-17"),
    "single-days": ("hari yang tidak berulang (RRULE)", "days that do not repeat (RRULE)"),
    "other-kind": ("berkas pengaturan (YAML atau JSON)", "a file of settings (YAML or JSON)"),
}  # fmt: skip
"""The expected value by slug, in Indonesian and English."""

SENTENCE = (
    '{where}: diharapkan {expected}, tertulis "{found}".',
    '{where}: expected {expected}, found "{found}".',
)
SENTENCES: dict[str, tuple[str, str]] = {
    "utf-8": (
        "{where} bukan teks UTF-8: “{found}”. Buka berkas ini di Notepad, simpan sebagai UTF-8, lalu muat lagi.",
        "{where} is not text in UTF-8: “{found}”. Open this file in Notepad, save it as UTF-8, then load it again.",
    ),
    "damaged": (
        "{where} memuat huruf yang rusak (U+FFFD): “{found}”. "
        "Tulis ulang huruf itu, simpan sebagai UTF-8, lalu muat lagi.",
        "{where} has a damaged letter (U+FFFD): “{found}”. "
        "Write that letter again, save as UTF-8, then load it again.",
    ),
    "other-kind": (
        "{where} adalah {kind_id}, bukan berkas pengaturan. "
        "Pilih berkas YAML atau JSON, misalnya yang diunduh di bagian Berkas.",
        "{where} is {kind_en}, not a file of settings. Choose a YAML or JSON file, such as one downloaded under File.",
    ),
    "list-kind": (
        "{where} adalah {kind_id}, bukan daftar. Di Excel simpan sebagai Buku Kerja (XLSX) atau CSV UTF-8; hari libur"
        " juga dari kalender (ICS).",
        "{where} is {kind_en}, not a list. In Excel save it as a Workbook (XLSX) or CSV UTF-8; holidays also come from a"
        " calendar (ICS).",
    ),
}  # fmt: skip
"""Special sentences by slug, for mistakes that concern a whole file."""
LINE = ("Baris {line}", "Line {line}")
FIELD = (', kolom "{field}"', ', field "{field}"')
FILE = ("Berkas ini", "This file")


class Mistake(NamedTuple):
    """A mistake in a house's content. path: where; slug, values: what was expected, see EXPECTED; found: what is there."""

    path: Path
    slug: str
    values: dict[str, Any]
    found: str

    @property
    def where(self) -> str:
        """The path, joined by dots; "house" for the whole house."""
        return ".".join(str(part) for part in self.path) or "house"

    @property
    def field(self) -> str:
        """The field's name, without list indexes; "house" for the whole house."""
        return next((part for part in reversed(self.path) if isinstance(part, str)), "house")

    def expected(self, language: str) -> str:
        """Describe the expected value, in "id" or "en"."""
        return in_language(EXPECTED[self.slug], language).format(**self.values)

    def text(self, language: str, line: int | None = None) -> str:
        """Return the message in "id" or "en"; it names the line and field for a mistake in a file, else the path."""
        sentence = in_language(SENTENCES.get(self.slug, SENTENCE), language)
        return sentence.format(
            where=self._place(language, line),
            expected=self.expected(language),
            found=self.found,
            **self.values,
        )

    def _place(self, language: str, line: int | None) -> str:
        if line is None:
            return self.where if self.path else in_language(FILE, language)
        field = in_language(FIELD, language).format(field=self.field) if self.path else ""
        return in_language(LINE, language).format(line=line) + field

    def both(self, line: int | None = None) -> str:
        """Return the message in Indonesian and in English."""
        return f"{self.text(ID, line)} / {self.text(EN, line)}"


class HouseInvalid(Exception):
    """The content is not a valid house; ``mistakes`` lists all mistakes."""

    def __init__(self, content: Any, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(mistake.both() for mistake in mistakes))
        self.content, self.mistakes = content, mistakes


def in_language(words: tuple[str, str], language: str) -> str:
    """Return the Indonesian or the English text of a pair."""
    return words[1 if language == EN else 0]
