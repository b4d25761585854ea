"""Spell a name for the speech program: lower-case words, letters by name, phonemes where it would misread a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from services.display.voice.number_words import UNITS_ID, words_en

# Words that the Indonesian voice of espeak-ng mispronounces, and the phonemes sent instead.
_PHONEMES = {
    "loket": "[[lok'Et]]", "empat": "[[@mp'at]]", "enam": "[[@n'am]]", "belas": "[[b@l'as]]",
    "sebelas": "[[s@b@l'as]]", "keempat": "[[k@@mp'at]]", "keenam": "[[k@@n'am]]",
    "kesebelas": "[[k@s@b@l'as]]", "taspen": "[[tasp'En]]", "negeri": "[[n@g@r'i]]",
    "ketenagakerjaan": "[[k@t@n,agak@rdZ'aan]]",
}  # fmt: skip


ALPHABET = "abcdefghijklmnopqrstuvwxyz"
LETTERS_ID = "a be ce de e ef ge ha i je ka el em en o pe ki er es te u fe we eks ye zet".split()  # noqa: SIM905
LETTERS_EN = [
    "'eI",
    "b'i:",
    "s'i:",
    "d'i:",
    "'i:",
    "'Ef",
    "dZ'i:",
    "'eItS",
    "'aI",
    "dZ'eI",
    "k'eI",
    "'El",
    "'Em",
    "'En",
    "'oU",
    "p'i:",
    "kj'u:",
    "'A@",
    "'Es",
    "t'i:",
    "j'u:",
    "v'i:",
    "d'Vb@Lju:",
    "'Eks",
    "w'aI",
    "z'Ed",
]

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
"""How an abbreviation or name is pronounced. A house adds its own, which take precedence."""

_SPELLED_MAX = 4
"""Words in capitals up to this length are spelled out; a longer one is read as a word if it has a vowel."""
_TOKEN = re.compile(r"\[\[[^\[\]]*\]\]|[^\W\d_]+(?:-[^\W\d_]+)*|\d|[^\s\w]")


def spell(text: str, pronunciations: Mapping[str, str] = {}) -> str:
    """
    Return a name for the Indonesian voice: lower-case words, letters by name, digits one by one, phonemes.

    A slash, a bracket and a hyphen next to a digit become pauses (", "). Phonemes in [[ ]] are sent unchanged.
    """
    table = {**PRONUNCIATIONS, **pronunciations}
    names = "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))
    parts: list[str] = []
    at = 0
    for match in re.finditer(rf"(?<![\w-])(?:{names})(?![\w-])", text):
        parts += _spell_tokens(text[at : match.start()])
        parts += _spell_tokens(table[match.group()])
        at = match.end()
    parts += _spell_tokens(text[at:])
    return re.sub(r"(?: ?,)+", ",", " ".join(parts)).strip(" ,")


def with_phonemes(words: str) -> str:
    """Replace the words that the Indonesian voice mispronounces by phonemes."""
    return " ".join(_PHONEMES.get(word, word) for word in words.replace("-", " ").split())


def spell_english(text: str) -> str:
    """Return a name for the English voice: lower-case words, numbers in words, single capitals by name."""
    parts: list[str] = []
    for part in re.findall(r"[^\W\d_]+|\d{1,4}", _plain(text)):
        if part.isdecimal():
            parts.append(words_en(int(part)))
        elif len(part) == 1 and part.isupper():
            parts.append(f"[[{LETTERS_EN[ALPHABET.index(part.lower())]}]]")
        else:
            parts.append(part.lower())
    return " ".join(parts)


def _plain(text: str) -> str:
    """Return a text without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _spell_tokens(text: str) -> list[str]:
    parts: list[str] = []
    for match in _TOKEN.finditer(_plain(text)):
        part = match.group()
        if part.startswith("[["):
            parts.append(part)
        elif part in "0123456789":
            parts.append(with_phonemes(UNITS_ID[int(part)]))
        elif part == "&":
            parts.append("dan")
        elif part[0].isalpha():
            parts += _spell_word(part)
        elif part in "-/(),;:.–—":
            parts.append(",")
    return parts


def _spell_word(word: str) -> list[str]:
    letters = [c for c in word if c.isascii() and c.isalpha()]
    is_capitals = word.isupper() and "-" not in word
    if is_capitals and (len(word) <= _SPELLED_MAX or not set(word) & set("AEIOU")):
        return [LETTERS_ID[ALPHABET.index(c.lower())] for c in letters]
    lower = "".join(c for c in word.lower() if (c.isascii() and c.isalpha()) or c == "-")
    return [_PHONEMES.get(lower, lower)] if letters else []
