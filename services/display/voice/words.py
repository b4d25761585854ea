"""
The words of a spoken call, in Indonesian or English, as a sequence of pieces and pauses.

Each piece has a stable key (``id/digit/0``), by which a recording can replace it, and the text for the
speech program: plain words without acronyms, digits or accents, and phonemes in ``[[ ]]`` where the program
would misread a word. Names of the house are spoken by the Indonesian voice, even in an English sentence, except a
counter's name that has an English form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from services.display.voice.number_words import ORDINALS_EN, UNITS_EN, UNITS_ID, words_en, words_id
from services.display.voice.spelling import (
    ALPHABET,
    LETTERS_EN,
    LETTERS_ID,
    spell,
    spell_english,
    with_phonemes,
)
from waitingroom.house.model import (
    COUNTER_WORDS,
    Agency,
    Counter,
    CounterName,
    House,
    SpokenStyle,
    Text,
    Venue,
)

LANGUAGES = ("id", "en")
TIMES_MAX = 21
"""The first call, and the maximum number of recalls that a house may allow."""
AS_NUMBER_MAX = 9999
"""Larger numbers are always spoken digit by digit."""

LETTER_MS, NUMBER_MS, CLAUSE_MS, SENTENCE_MS = 120, 160, 260, 420
"""Pauses, ms: between two letters; after the opening words and the letters; between clauses; between sentences."""


class Piece(NamedTuple):
    """
    A few words spoken without a pause.

    key: path of its recording in the folder of recordings, without ``.wav``; voice: of the speech program,
    "id" or "en"; send: the text for the program; read: the text for the person who records it.
    """

    key: str
    voice: str
    send: str
    read: str


class Pause(NamedTuple):
    """Silence. mark: the comma or full stop that represents it in writing."""

    ms: int
    mark: str


Utterance = tuple["Piece | Pause", ...]


class Destination(NamedTuple):
    """Where a call sends the visitor: a counter by its public name."""

    counter_id: str
    name: CounterName


_GOALS = {"loket": "counter", "ruang": "room", "meja": "desk"}
"""The last part of the key of the piece "please go to ...", by the word for a numbered counter."""


def call(
    *, number: str, destination: Destination, times: int, language: str, style: SpokenStyle, agency: Agency | None = None,
    pronunciations: Mapping[str, str] = {},
) -> Utterance:  # fmt: skip
    """
    Return the words of a call.

    number: as printed, "A-012"; times: 1 for the first call, 2 for the first recall, at most TIMES_MAX;
    agency: of the number, spoken if the style includes it.
    """
    parts: list[Piece | Pause] = []
    if times > 1:
        parts += [again(times, language), Pause(SENTENCE_MS, ".")]
    parts += opening_words(language)
    parts += _ticket_number(number, language, style)
    if style.agency and agency is not None:
        parts += [Pause(CLAUSE_MS, ","), agency_piece(agency, pronunciations)]
    parts += [Pause(CLAUSE_MS, ","), *_destination(destination, language, pronunciations), Pause(0, ".")]
    return tuple(parts)


def opening_words(language: str) -> Utterance:
    """Return the opening words of every call; in English the letter follows without a pause."""
    if language == "en":
        return (Piece("en/phrase/number", "en", "number", "number"),)
    return Piece("id/phrase/number", "id", "nomor antrean", "nomor antrean"), Pause(NUMBER_MS, ",")


def sound_test(language: str) -> Utterance:
    """Return the words of a sound test: "sound test", and three digits."""
    words = "uji suara" if language == "id" else "sound test"
    return (
        Piece(f"{language}/phrase/test", language, words, words), Pause(SENTENCE_MS, "."),
        digit("1", language), Pause(NUMBER_MS, ","), digit("2", language), Pause(NUMBER_MS, ","),
        digit("3", language), Pause(0, "."),
    )  # fmt: skip


def letter(character: str, language: str) -> Piece:
    """Return the name of a letter."""
    n = ALPHABET.index(character.lower())
    send = LETTERS_ID[n] if language == "id" else f"[[{LETTERS_EN[n]}]]"
    return Piece(f"{language}/letter/{character.lower()}", language, send, character.upper())


def digit(figure: str, language: str) -> Piece:
    """Return one digit of a ticket's number."""
    word = (UNITS_ID if language == "id" else UNITS_EN)[int(figure)]
    return Piece(f"{language}/digit/{figure}", language, with_phonemes(word), word)


def number(value: int, language: str) -> tuple[Piece, ...]:
    """
    Return the pieces of a number, 0 to AS_NUMBER_MAX: its thousands, hundreds, tens and units.

    The numbers in the keys add up to the value, so about 40 recordings cover all ten thousand numbers.
    """
    assert 0 <= value <= AS_NUMBER_MAX, value
    hundred = value % 1000 - value % 100
    parts = [value - value % 1000, hundred]
    low = value % 100
    parts += [low] if low < 20 else [low - low % 10, low % 10]
    return tuple(_part(part, language) for part in parts if part) or (_part(0, language),)


def again(times: int, language: str) -> Piece:
    """Return the words "second call", "third call" and so on; a first call has none."""
    times = min(times, TIMES_MAX)
    if language == "en":
        words = f"{ORDINALS_EN[times]} call"
    else:
        first, _, rest = words_id(times).partition(" ")
        words = f"panggilan ke{first} {rest}".strip() if times > 1 else "panggilan pertama"
    return Piece(f"{language}/again/{times}", language, with_phonemes(words), words)


def agency_piece(agency: Agency, pronunciations: Mapping[str, str] = {}) -> Piece:
    """Return an agency's spoken name, or else its short name; always by the Indonesian voice."""
    send = spell(agency.spoken or agency.short, pronunciations)
    return Piece(f"id/agency/{agency.id}", "id", send, agency.short)


def written(utterance: Utterance) -> str:
    """Return the words as written sentences: "Nomor antrean, A, nol satu dua, …"."""
    sentences: list[str] = []
    words = ""
    for part in utterance:
        if isinstance(part, Piece):
            words += f" {part.read}" if words else part.read
        elif part.mark == ".":
            sentences.append(words[:1].upper() + words[1:] + ".")
            words = ""
        else:
            words += part.mark
    return " ".join(sentences)


def destination_of(counter: Counter) -> Destination:
    """Return a counter of the house as a destination."""
    return Destination(counter.id, counter.name)


def pieces_needed(house: House, venue: Venue) -> dict[str, Piece]:
    """Return all pieces that a venue's calls and sound tests may need, by key."""
    pieces: dict[str, Piece] = {}
    for language in venue.voice.languages:
        for part in _all_of(house, venue, language):
            if isinstance(part, Piece):
                pieces.setdefault(part.key, part)
    return pieces


def _all_of(house: House, venue: Venue, language: str) -> Iterator[Piece | Pause]:
    style = venue.voice
    agencies = {s.agency: house.agencies[s.agency] for s in house.services_at(venue.id)}
    counters = house.counters[venue.id].values()
    yield from sound_test(language)
    yield from (again(times, language) for times in range(2, min(venue.rules.recall_max + 1, TIMES_MAX) + 1))
    yield from (digit(figure, language) for figure in "0123456789")
    if style.as_number:
        most = min(max((10**a.width for a in agencies.values()), default=1) - 1, AS_NUMBER_MAX)
        yield from (part for value in _numbers_covering(most) for part in number(value, language))
    for agency in agencies.values():
        for counter in counters:
            yield from call(
                number=f"{agency.prefix}-0", destination=destination_of(counter), times=1, language=language, style=style,
                agency=agency, pronunciations=house.pronunciations,
            )  # fmt: skip


def _numbers_covering(most: int) -> Iterable[int]:
    """Return numbers up to ``most`` whose parts cover those of all numbers up to ``most``."""
    return (
        n
        for n in (*range(20), *range(20, 100, 10), *range(100, 1000, 100), *range(1000, 10_000, 1000))
        if n <= most
    )


def _ticket_number(ticket_number: str, language: str, style: SpokenStyle) -> list[Piece | Pause]:
    prefix, _, digits = ticket_number.partition("-")
    parts: list[Piece | Pause] = []
    for n, character in enumerate(prefix):
        parts += [Pause(LETTER_MS, ",")] if n else []
        parts.append(digit(character, language) if character.isdecimal() else letter(character, language))
    parts.append(Pause(NUMBER_MS, ","))
    if style.as_number and int(digits) <= AS_NUMBER_MAX:
        return [*parts, *number(int(digits), language)]
    return [*parts, *(digit(figure, language) for figure in digits)]


def _destination(destination: Destination, language: str, pronunciations: Mapping[str, str]) -> list[Piece]:
    go = "silakan menuju" if language == "id" else "please go to"
    word = destination.name.word
    for kind, usual in COUNTER_WORDS.items():
        if word is not None and _in(word, language).casefold() == _in(usual, language).casefold():
            words = f"{go} {_in(usual, language).lower()}"
            go_to = Piece(f"{language}/goal/{_GOALS[kind]}", language, with_phonemes(words), words)
            return [go_to, *_sign(destination, language, pronunciations)]
    return [
        Piece(f"{language}/goal/place", language, go, go),
        _place(destination, destination.name.full, language, pronunciations),
    ]


def _in(text: Text, language: str) -> str:
    return text.id if language == "id" else text.en


def _sign(destination: Destination, language: str, pronunciations: Mapping[str, str]) -> tuple[Piece, ...]:
    """Return the sign of a counter: a number with letters around it, or else a name."""
    sign = destination.name.sign
    match = re.fullmatch(r"([A-Za-z]{0,2})-?(\d{0,4})-?([A-Za-z]?)", sign)
    if not match:
        return (_place(destination, Text(sign, sign), language, pronunciations),)
    before, digits, after = match.groups()
    return (
        *(letter(character, language) for character in before),
        *(number(int(digits), language) if digits else ()),
        *(letter(character, language) for character in after),
    )


def _place(destination: Destination, name: Text, language: str, pronunciations: Mapping[str, str]) -> Piece:
    """Return a name: by the English voice in English if it has a separate English form, else by the Indonesian voice."""
    if language == "en" and name.en != name.id:
        return Piece(f"en/place/{destination.counter_id}", "en", spell_english(name.en), name.en)
    return Piece(f"id/place/{destination.counter_id}", "id", spell(name.id, pronunciations), name.id)


def _part(part: int, language: str) -> Piece:
    words = words_id(part) if language == "id" else words_en(part)
    return Piece(f"{language}/number/{part}", language, with_phonemes(words), words)
