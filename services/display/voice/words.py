"""
What the voice says: a call's words in Indonesian or English, as a row of pieces and pauses.

Each piece has a stable key (``id/digit/0``), so that a person's recording can stand in for it,
and what a speech program is sent: plain words spelled out, never a bare acronym, figure or
accent, and phonemes in ``[[ ]]`` where the program would read a word wrongly (words.md
section 4). Only the Indonesian voice says names of this house, inside an English sentence too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from waitingroom.house.model import Agency, Counter, House, SpokenStyle, Venue

LANGUAGES = ("id", "en")
TIMES_MAX = 21
"""The first call and the most recalls a house may allow."""
AS_NUMBER_MAX = 9999
"""A longer number is said figure by figure, whatever the house wants."""

LETTER_MS, NUMBER_MS, CLAUSE_MS, SENTENCE_MS = 120, 160, 260, 420
"""Pauses, ms: between two letters; after the opening words and the letters; between clauses; between sentences."""


class Piece(NamedTuple):
    """
    A few words that are said in one go.

    key: names a recording of it, under a folder of recordings, without ``.wav``; voice: "id" or "en",
    the speech program's; send: what the program is sent; read: what a person reads aloud.
    """

    key: str
    voice: str
    send: str
    read: str


class Pause(NamedTuple):
    """Silence. mark: the comma or full stop that stands for it in writing."""

    ms: int
    mark: str


Utterance = tuple["Piece | Pause", ...]


class Goal(NamedTuple):
    """Where a visitor is sent: a counter by its sign, or another place by its name."""

    counter_id: str
    name: str
    sign: str

    @property
    def is_counter(self) -> bool:
        """Whether it is called a counter; a room or a desk has a name of its own."""
        return self.name.lower().startswith(("loket", "counter"))


# What the Indonesian voice of espeak-ng reads wrongly, and what it is sent instead.
_PHONEMES = {
    "loket": "[[lok'Et]]", "empat": "[[@mp'at]]", "enam": "[[@n'am]]", "belas": "[[b@l'as]]",
    "sebelas": "[[s@b@l'as]]", "keempat": "[[k@@mp'at]]", "keenam": "[[k@@n'am]]",
    "kesebelas": "[[k@s@b@l'as]]", "taspen": "[[tasp'En]]", "negeri": "[[n@g@r'i]]",
    "ketenagakerjaan": "[[k@t@n,agak@rdZ'aan]]",
}  # fmt: skip


def _row(words: str) -> list[str]:
    return words.split()


_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_LETTERS_ID = _row("a be ce de e ef ge ha i je ka el em en o pe ki er es te u fe we eks ye zet")
_LETTERS_EN = _row(
    "'eI b'i: s'i: d'i: 'i: 'Ef dZ'i: 'eItS 'aI dZ'eI k'eI 'El 'Em 'En 'oU p'i: kj'u: 'A@ 'Es t'i: j'u: v'i: "
    "d'Vb@Lju: 'Eks w'aI z'Ed"
)
_UNITS_ID = _row("nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas")
_STEPS_ID = ((1000, "seribu", "ribu"), (100, "seratus", "ratus"), (10, "sepuluh", "puluh"))
_UNITS_EN = _row(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS_EN = _row("_ _ twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS_EN = _row(
    "_ first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
)

PRONUNCIATIONS = {
    "KTP-el": "ka te pe elektronik", "KTP": "ka te pe", "KK": "ka ka", "KIA": "ka i a", "IKD": "i ka de",
    "NIK": "nik", "SIM": "sim", "BPJS TK": "be pe je es ketenagakerjaan", "BPJS": "be pe je es",
    "JKN": "je ka en", "JHT": "je ha te", "PBI": "pe be i", "NIB": "en i be", "OSS": "o es es",
    "PBB-P2": "pe be be pe dua", "BPHTB": "be pe ha te be", "SKCK": "es ka ce ka", "NPWP": "en pe we pe",
    "EFIN": "efin", "KPP": "ka pe pe", "DPMPTSP": "de pe em pe te es pe", "DLHK": "de el ha ka",
    "ATR/BPN": "a te er, be pe en", "PLN": "pe el en", "NTT": "en te te", "PT": "pe te", "AHU": "a ha u",
    "KI": "ka i", "AK-1": "a ka satu", "DTSEN": "de te sen", "MPP": "em pe pe", "WITA": "wita",
    "CFD": "kar fri dei", "Car Free Day": "kar fri dei", "Saboak": "sabo-ak",
}  # fmt: skip
"""Written, and said (words.md section 4). A house adds its own, which win."""

_PLACES_EN = {
    "ruang foto": "the photo room", "meja informasi": "the information desk", "lantai dua": "the second floor",
}  # fmt: skip
_SPELLED_MAX = 4
"""Capitals up to so many are spelled out; more are a word in capitals, if they have vowels."""
_TOKEN = re.compile(r"\[\[[^\[\]]*\]\]|[^\W\d_]+(?:-[^\W\d_]+)*|\d|[^\s\w]")


def call(
    *, number: str, goal: Goal, times: int, language: str, style: SpokenStyle, agency: Agency | None = None,
    pronunciations: Mapping[str, str] = {},
) -> Utterance:  # fmt: skip
    """
    Give the words of a call.

    number: as printed, "A-012"; times: how often the number was called, this call counted, at most TIMES_MAX;
    agency: whose number it is, spoken where the style wants it.
    """
    said: list[Piece | Pause] = []
    if times > 1:
        said += [again(times, language), Pause(SENTENCE_MS, ".")]
    said += opening_words(language)
    said += _number(number, language, style)
    if style.agency and agency is not None:
        said += [Pause(CLAUSE_MS, ","), agency_piece(agency, pronunciations)]
    said += [Pause(CLAUSE_MS, ","), *_goal(goal, language, pronunciations), Pause(0, ".")]
    return tuple(said)


def opening_words(language: str) -> Utterance:
    """Give what every call begins with; in English the letter follows at once."""
    if language == "en":
        return (Piece("en/phrase/number", "en", "number", "number"),)
    return Piece("id/phrase/number", "id", "nomor antrean", "nomor antrean"), Pause(NUMBER_MS, ",")


def sound_test(language: str) -> Utterance:
    """Give the words of a sound test: some, and three figures."""
    words = "uji suara" if language == "id" else "sound test"
    return (
        Piece(f"{language}/phrase/test", language, words, words), Pause(SENTENCE_MS, "."),
        digit("1", language), Pause(NUMBER_MS, ","), digit("2", language), Pause(NUMBER_MS, ","),
        digit("3", language), Pause(0, "."),
    )  # fmt: skip


def letter(one: str, language: str) -> Piece:
    """Give a letter by its name."""
    n = _ALPHABET.index(one.lower())
    send = _LETTERS_ID[n] if language == "id" else f"[[{_LETTERS_EN[n]}]]"
    return Piece(f"{language}/letter/{one.lower()}", language, send, one.upper())


def digit(figure: str, language: str) -> Piece:
    """Give one figure of a ticket's number."""
    word = (_UNITS_ID if language == "id" else _UNITS_EN)[int(figure)]
    return Piece(f"{language}/digit/{figure}", language, _sent(word), word)


def number(value: int, language: str) -> tuple[Piece, ...]:
    """
    Give a number, 0 to AS_NUMBER_MAX, as it is counted: its thousands, hundreds, tens and units.

    The keys' numbers add up to the value, so 40-odd recordings say all ten thousand.
    """
    assert 0 <= value <= AS_NUMBER_MAX, value
    hundred = value % 1000 - value % 100
    parts = [value - value % 1000, hundred]
    low = value % 100
    parts += [low] if low < 20 else [low - low % 10, low % 10]
    return tuple(_part(part, language) for part in parts if part) or (_part(0, language),)


def again(times: int, language: str) -> Piece:
    """Give "second call"; the first needs no such words."""
    times = min(times, TIMES_MAX)
    if language == "en":
        words = f"{_ORDINALS_EN[times]} call"
    else:
        first, _, rest = _words_id(times).partition(" ")
        words = f"panggilan ke{first} {rest}".strip() if times > 1 else "panggilan pertama"
    return Piece(f"{language}/again/{times}", language, _sent(words), words)


def agency_piece(agency: Agency, pronunciations: Mapping[str, str] = {}) -> Piece:
    """Give an agency's name as the house wants it said, else its short name; always the Indonesian voice."""
    said = spell(agency.spoken or agency.short, pronunciations)
    return Piece(f"id/agency/{agency.id}", "id", said, agency.short)


def spell(text: str, pronunciations: Mapping[str, str] = {}) -> str:
    """
    Give what the Indonesian voice is sent for a name: lower-case words, letters by name, figures one by one, phonemes.

    A slash, a bracket and a hyphen beside a figure are pauses (", "). What is in [[ ]] is sent as it is.
    """
    table = {**PRONUNCIATIONS, **pronunciations}
    known = "|".join(re.escape(written) for written in sorted(table, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])(?:{known})(?![\w-])")
    parts: list[str] = []
    at = 0
    for found in pattern.finditer(text):
        parts += _spelled(text[at : found.start()])
        parts += _spelled(table[found.group()])
        at = found.end()
    parts += _spelled(text[at:])
    return re.sub(r"(?: ?,)+", ",", " ".join(parts)).strip(" ,")


def written(utterance: Utterance) -> str:
    """Give the words as a sentence to read: "Nomor antrean, A, nol satu dua, …"."""
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


def goal(counter: Counter) -> Goal:
    """Give where a counter of the house is."""
    return Goal(counter.id, counter.name, counter.sign)


def pieces_needed(house: House, venue: Venue) -> dict[str, Piece]:
    """Give every piece, by its key, that a venue's calls and sound tests may need."""
    found: dict[str, Piece] = {}
    for language in venue.voice.languages:
        for part in _all_of(house, venue, language):
            if isinstance(part, Piece):
                found.setdefault(part.key, part)
    return found


def _all_of(house: House, venue: Venue, language: str) -> Iterator[Piece | Pause]:
    style = venue.voice
    agencies = {s.agency: house.agencies[s.agency] for s in house.services_at(venue.id)}
    counters = house.counters[venue.id].values()
    yield from sound_test(language)
    yield from (again(times, language) for times in range(2, min(venue.rules.recall_max + 1, TIMES_MAX) + 1))
    yield from (digit(figure, language) for figure in "0123456789")
    if style.as_number:
        most = min(max((10**a.width for a in agencies.values()), default=1) - 1, AS_NUMBER_MAX)
        yield from (part for value in _enough(most) for part in number(value, language))
    for agency in agencies.values():
        for counter in counters:
            yield from call(
                number=f"{agency.prefix}-0", goal=goal(counter), times=1, language=language, style=style,
                agency=agency, pronunciations=house.pronunciations,
            )  # fmt: skip


def _enough(most: int) -> Iterable[int]:
    """Give numbers up to the most that have every part which any of them has."""
    return (
        n
        for n in (*range(20), *range(20, 100, 10), *range(100, 1000, 100), *range(1000, 10_000, 1000))
        if n <= most
    )


def _number(number_: str, language: str, style: SpokenStyle) -> list[Piece | Pause]:
    prefix, _, figures = number_.partition("-")
    said: list[Piece | Pause] = []
    for n, one in enumerate(prefix):
        said += [Pause(LETTER_MS, ",")] if n else []
        said.append(digit(one, language) if one.isdecimal() else letter(one, language))
    said.append(Pause(NUMBER_MS, ","))
    if style.as_number and int(figures) <= AS_NUMBER_MAX:
        return [*said, *number(int(figures), language)]
    return [*said, *(digit(figure, language) for figure in figures)]


def _goal(goal_: Goal, language: str, pronunciations: Mapping[str, str]) -> list[Piece]:
    go = "silakan menuju" if language == "id" else "please go to"
    if not goal_.is_counter:
        return [Piece(f"{language}/goal/place", language, go, go), _place(goal_, language, pronunciations)]
    words = f"{go} {'loket' if language == 'id' else 'counter'}"
    return [
        Piece(f"{language}/goal/counter", language, _sent(words), words),
        *_sign(goal_, language, pronunciations),
    ]


def _sign(goal_: Goal, language: str, pronunciations: Mapping[str, str]) -> tuple[Piece, ...]:
    """Give a counter's sign: a number, letters beside it by name; anything else is a name."""
    found = re.fullmatch(r"([A-Za-z]{0,2})-?(\d{0,4})-?([A-Za-z]?)", goal_.sign)
    if not found or not goal_.sign:
        return (_place(goal_._replace(name=goal_.sign or goal_.counter_id), language, pronunciations),)
    before, figures, after = found.groups()
    return (
        *(letter(one, language) for one in before),
        *(number(int(figures), language) if figures else ()),
        *(letter(one, language) for one in after),
    )


def _place(goal_: Goal, language: str, pronunciations: Mapping[str, str]) -> Piece:
    if language == "en" and (words := _PLACES_EN.get(goal_.name.lower())):
        return Piece(f"en/place/{goal_.counter_id}", "en", words, words)
    return Piece(f"id/place/{goal_.counter_id}", "id", spell(goal_.name, pronunciations), goal_.name)


def _part(part: int, language: str) -> Piece:
    words = _words_id(part) if language == "id" else _words_en(part)
    return Piece(f"{language}/number/{part}", language, _sent(words), words)


def _words_id(n: int) -> str:
    """Give the Indonesian words of a number up to 99 or with one figure other than zero."""
    if n < len(_UNITS_ID):
        return _UNITS_ID[n]
    if n < 20:
        return f"{_UNITS_ID[n - 10]} belas"
    value, one, many = next(step for step in _STEPS_ID if n >= step[0])
    head = one if n < 2 * value else f"{_UNITS_ID[n // value]} {many}"
    return f"{head} {_words_id(n % value)}" if n % value else head


def _words_en(n: int) -> str:
    """Give the English words of a number with one figure other than zero, or below twenty."""
    if n < len(_UNITS_EN):
        return _UNITS_EN[n]
    if n < 100:
        return _TENS_EN[n // 10]
    return f"{_UNITS_EN[n // 100]} hundred" if n < 1000 else f"{_UNITS_EN[n // 1000]} thousand"


def _sent(words: str) -> str:
    return " ".join(_PHONEMES.get(word, word) for word in words.replace("-", " ").split())


def _spelled(text: str) -> list[str]:
    said: list[str] = []
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for found in _TOKEN.finditer(plain):
        part = found.group()
        if part.startswith("[["):
            said.append(part)
        elif part in "0123456789":
            said.append(_sent(_UNITS_ID[int(part)]))
        elif part == "&":
            said.append("dan")
        elif part[0].isalpha():
            said += _word(part)
        elif part in "-/(),;:.–—":
            said.append(",")
    return said


def _word(word: str) -> list[str]:
    letters = [c for c in word if c.isascii() and c.isalpha()]
    capitals = word.isupper() and "-" not in word
    if capitals and (len(word) <= _SPELLED_MAX or not set(word) & set("AEIOU")):
        return [_LETTERS_ID[_ALPHABET.index(c.lower())] for c in letters]
    low = "".join(c for c in word.lower() if (c.isascii() and c.isalpha()) or c == "-")
    return [_PHONEMES.get(low, low)] if letters else []
