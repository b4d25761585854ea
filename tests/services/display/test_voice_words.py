"""
The words of the voice: for every number, prefix and sample agency.

The tables in ``tests/contracts/voice`` are for reviewers; ``UPDATE_CONTRACTS=1`` rewrites them.
"""

from __future__ import annotations

import copy
import itertools
import re
from typing import Any

import pytest

from antre.house_file import CATALOGUE, read_house_file
from rig.cast import house_content
from rig.spoken import FIGURES, LETTERS, goal, say, table
from services.display.voice import spelling
from services.display.voice import words as spoken
from services.display.voice.words import AS_NUMBER_MAX, TIMES_MAX, Pause, Piece, Utterance
from waitingroom.house.mistakes import HouseInvalid
from waitingroom.house.model import BAD_LETTERS, BAD_PREFIXES, House, SpokenStyle
from waitingroom.house.reader import read_house

NUMBER = SpokenStyle(as_number=True)
SENDABLE = re.compile(r"(?:[a-z, -]|\[\[['@a-zA-Z0-9:,_|]+\]\])+")
"""Lower-case letters, commas and phonemes: no digits, capitals or accents that a speech program would have to guess."""


def pieces(utterance: Utterance) -> list[Piece]:
    return [part for part in utterance if isinstance(part, Piece)]


def sent(utterance: Utterance) -> str:
    """Return the text for the speech program, with its pause marks."""
    return "".join(part.mark if isinstance(part, Pause) else f" {part.send}" for part in utterance).strip()


def sample_houses() -> list[House]:
    return [read_house(read_house_file(path)) for path in sorted(CATALOGUE.glob("*.yaml"))]


def test_a_call_is_said_as_the_table_of_words_has_it() -> None:
    small = read_house(house_content())

    assert spoken.written(say("A-012")) == "Nomor antrean, A, nol satu dua, silakan menuju loket tiga."
    assert (
        spoken.written(say("A-012", language="en")) == "Number A, zero one two, please go to counter three."
    )
    assert (
        spoken.written(say("A-012", style=SpokenStyle(agency=True), agency=small.agencies["dukcapil"]))
        == "Nomor antrean, A, nol satu dua, Dukcapil, silakan menuju loket tiga."
    )
    assert (
        spoken.written(say("A-012", times=2))
        == "Panggilan kedua. Nomor antrean, A, nol satu dua, silakan menuju loket tiga."
    )
    assert spoken.written(say("A-012", times=2, language="en")).startswith("Second call. Number A, zero")
    assert spoken.written(spoken.sound_test("id")) == "Uji suara. Satu, dua, tiga."
    assert spoken.written(spoken.sound_test("en")) == "Sound test. One, two, three."


def test_calls_are_said_as_in_the_reviewed_table() -> None:
    house = sample_houses()[0]
    goals = [*map(goal, ("3", "11", "26", "104")), goal("14b", sign="14B"),
             goal("foto", name="Ruang foto", name_en="the photo room"), goal("info", name="Meja informasi", name_en="the information desk"),
             goal("atas", name="Lantai dua", name_en="the second floor")]  # fmt: skip
    numbers = [
        "A-000",
        "A-012",
        "A-100",
        "L-406",
        "H-0411",
        "AR-1010",
        "LH-016",
        "QA-999",
        "Z-9999",
        "4K-10",
        "E-01",
    ]
    styles = [FIGURES, NUMBER, SpokenStyle(agency=True)]

    table(
        "calls", "language\tnumber\tcounter\ttimes\tstyle\twords\tsent",
        (
            (language, number, to.name.full.id, times, "number" if style.as_number else "agency" if style.agency else "figures",
             spoken.written(made), sent(made))
            for n, number in enumerate(numbers)
            for language in spoken.LANGUAGES
            for style in styles
            for to, times in [(goals[n % len(goals)], n % 5 + 1)]
            for made in [say(number, to, language, style, times, agency=list(house.agencies.values())[n])]
        ),
    )  # fmt: skip


def test_letters_figures_numbers_and_times_are_said_as_in_the_reviewed_table() -> None:
    numbers = (*range(22), 26, 30, 40, 46, 66, 99, 100, 101, 110, 111, 114, 146, 200, 400, 999, 1000, 1001, 1111, 2000, 4444, 9999)  # fmt: skip
    rows = [
        *(("letter", one, spoken.letter(one, "id").send, spoken.letter(one, "en").send) for one in LETTERS),
        *(("figure", one, spoken.digit(one, "id").send, spoken.digit(one, "en").send) for one in "0123456789"),
        *(("number", n, *(" ".join(p.send for p in spoken.number(n, lang)) for lang in ("id", "en"))) for n in numbers),
        *(("times", n, spoken.again(n, "id").send, spoken.again(n, "en").send) for n in range(2, TIMES_MAX + 1)),
    ]  # fmt: skip

    table("parts", "what\twritten\tid\ten", rows)


def test_the_agencies_of_the_sample_houses_and_every_acronym_are_said_as_in_the_reviewed_table() -> None:
    agencies = [
        ("agency", agency.short, spoken.agency_piece(agency, house.pronunciations).send)
        for house in sample_houses()
        for agency in house.agencies.values()
    ]
    acronyms = [("acronym", written, spelling.spell(written)) for written in spelling.PRONUNCIATIONS]
    others = [
        ("name", name, spelling.spell(name))
        for name in ("Pengadilan Negeri", "PT Pos", "Polresta", "KTP-el, KK, KIA", "4K-10", "Kartu kuning (AK-1)", "CFD", "Café É", "RSUD", "IMIGRASI")
    ]  # fmt: skip

    table("names", "what\twritten\tsent", [*agencies, *acronyms, *others])


@pytest.mark.parametrize("language", spoken.LANGUAGES)
def test_every_number_is_said_figure_by_figure_as_it_is_printed(language: str) -> None:
    for n in range(AS_NUMBER_MAX + 1):
        for printed in {f"{n:03}", f"{n:04}"}:
            keys = [piece.key for piece in pieces(say(f"A-{printed}", language=language))]
            figures = [key.rpartition("/")[2] for key in keys if "/digit/" in key]

            assert "".join(figures) == printed


@pytest.mark.parametrize("language", spoken.LANGUAGES)
def test_every_number_is_said_as_parts_that_add_up_to_it_and_no_two_alike(language: str) -> None:
    texts = {}
    for n in range(AS_NUMBER_MAX + 1):
        parts = spoken.number(n, language)

        assert sum(int(part.key.rpartition("/")[2]) for part in parts) == n
        assert len(parts) <= 4
        assert not [part for part in parts if part.send in ("nol", "zero")] or n == 0
        texts[" ".join(part.send for part in parts)] = n
    assert len(texts) == AS_NUMBER_MAX + 1


def test_a_number_is_said_without_the_zeros_of_the_paper_only_where_the_house_wants_numbers() -> None:
    assert "nol satu dua" in spoken.written(say("A-012"))
    assert "A, dua belas, silakan" in spoken.written(say("A-012", style=NUMBER))
    assert "A, nol, silakan" in spoken.written(say("A-000", style=NUMBER))
    assert "satu nol nol nol nol satu" in spoken.written(say("A-100001", style=NUMBER))


def test_a_counter_is_always_said_as_a_number() -> None:
    for n in range(1, 1000):
        to = goal(str(n))
        parts = pieces(say("A-001", to))
        of_counter = parts[[p.key for p in parts].index("id/goal/counter") + 1 :]

        assert sum(int(p.key.removeprefix("id/number/")) for p in of_counter) == n


@pytest.mark.parametrize(
    ("name", "expected", "expected_english", "piece"),
    [
        ("Ruang 1", "silakan menuju ruang satu", "please go to room one", "goal/room"),
        ("Meja 12", "silakan menuju meja dua belas", "please go to desk twelve", "goal/desk"),
        ("Loket 3", "silakan menuju loket tiga", "please go to counter three", "goal/counter"),
        ("Poli Gigi 2", "silakan menuju Poli Gigi 2", "please go to Poli Gigi 2", "goal/place"),
    ],
)
def test_a_counter_is_said_as_the_house_calls_it(
    name: str, expected: str, expected_english: str, piece: str
) -> None:
    to = goal("20", name=name)

    for language, words in (("id", expected), ("en", expected_english)):
        utterance = say("A-001", to, language)
        assert words in spoken.written(utterance)
        assert f"{language}/{piece}" in [one.key for one in pieces(utterance)]


def test_an_english_name_of_its_own_is_said_by_the_english_voice_in_plain_words() -> None:
    to = goal("f", name="Ruang Foto 2B", name_en="Café-Photo Room 2 B")

    place = pieces(say("A-001", to, "en"))[-1]

    assert (place.voice, place.send) == ("en", "cafe photo room two [[b'i:]]")


def test_other_goals_are_said_by_their_names_in_english_by_the_indonesian_voice_unless_known() -> None:
    assert spoken.written(say("A-001", goal("f", name="Ruang foto"))).endswith("silakan menuju Ruang foto.")
    assert spoken.written(
        say("A-001", goal("f", name="Ruang foto", name_en="the photo room"), "en")
    ).endswith("please go to the photo room.")
    assert pieces(say("A-001", goal("u", name="Ruang ujian"), "en"))[-1].voice == "id"


def test_every_prefix_that_a_house_may_have_is_said_letter_by_letter_with_a_pause_between() -> None:
    allowed = [c for c in LETTERS if c not in BAD_LETTERS]
    pairs = ["".join(pair) for pair in itertools.permutations(allowed, 2)]
    for prefix in [*allowed, *(pair for pair in pairs if pair not in BAD_PREFIXES)]:
        for language in spoken.LANGUAGES:
            utterance = say(f"{prefix}-012", language=language)
            at = [n for n, part in enumerate(utterance) if isinstance(part, Piece) and "/letter/" in part.key]

            assert [utterance[n].key for n in at] == [f"{language}/letter/{c.lower()}" for c in prefix]  # type: ignore[union-attr]
            assert all(isinstance(utterance[n + 1], Pause) for n in at)


def test_letters_have_names_of_their_own() -> None:
    for language in spoken.LANGUAGES:
        assert len({spoken.letter(one, language).send for one in LETTERS}) == len(LETTERS)


def test_nothing_that_a_speech_program_would_guess_at_is_ever_sent() -> None:
    styles = [SpokenStyle(as_number=as_number, agency=True) for as_number in (False, True)]
    for house in sample_houses():
        counters = [counter for at in house.counters.values() for counter in at.values()]
        for agency, counter, language, style in itertools.product(
            house.agencies.values(), counters, spoken.LANGUAGES, styles
        ):
            utterance = say(
                f"{agency.prefix}-640", spoken.destination_of(counter), language, style, 4, agency=agency
            )

            assert all(SENDABLE.fullmatch(piece.send) for piece in pieces(utterance)), utterance


def test_whatever_a_house_writes_is_sent_as_plain_words() -> None:
    for name in (
        "É",
        "Ruang №7",
        "A/B/C",
        "PT. Jaya & Co.",
        "x" * 120,
        "[[",
        "]]",
        "[[lok'Et]] 3",
        "-",
        "'; rm",
        "日本",
        "Ǆ",
    ):
        made = spelling.spell(name)

        assert not made or SENDABLE.fullmatch(made), (name, made)


def test_the_house_says_its_names_its_own_way() -> None:
    content = house_content()
    content["pronunciations"] = {"JKN": "jaminan kesehatan", "RSUD": "rumah sakit"}
    content["agencies"][0]["spoken"] = "loket perizinan"
    content["agencies"][1]["short"] = "RSUD / JKN"
    content["venues"][0]["voice"] = {"languages": ["id", "en"], "numbers": "number", "agency": True}
    house = read_house(content)

    assert spoken.agency_piece(house.agencies["dukcapil"]).send == "[[lok'Et]] perizinan"
    assert (
        spoken.agency_piece(house.agencies["bpjs"], house.pronunciations).send
        == "rumah sakit, jaminan kesehatan"
    )
    assert house.venues["hall"].voice == SpokenStyle(("id", "en"), as_number=True, agency=True)


def test_a_house_without_settings_speaks_indonesian_figure_by_figure() -> None:
    assert read_house(house_content()).venues["hall"].voice == SpokenStyle(
        ("id",), as_number=False, agency=False
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["pronunciations"], ["KTP"]),
        (["pronunciations"], {"KTP": "<speak>"}),
        (["agencies", 0, "spoken"], "a\nb"),
        (["agencies", 0, "spoken"], "[[lok'Et"),
        (["venues", 0, "voice"], {"languages": ["fr"]}),
        (["venues", 0, "voice"], {"numbers": "roman"}),
        (["venues", 0, "voice"], {"agency": "yes"}),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_voice_of_a_house_is_said_with_its_place(path: list[Any], value: Any) -> None:
    content = copy.deepcopy(house_content())
    place: Any = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(HouseInvalid) as refused:
        read_house(content)

    assert any(list(problem.path)[: len(path)] == path for problem in refused.value.mistakes)


def test_every_piece_that_a_call_may_need_is_in_the_list_of_what_to_record() -> None:
    content = read_house_file(CATALOGUE / "mpp-kupang.yaml")
    for voice in ({}, {"languages": ["id", "en"], "numbers": "number", "agency": True}):
        content["venues"][0]["voice"] = voice
        house = read_house(content)
        venue = house.venues["mpp-kupang"]
        needed = spoken.pieces_needed(house, venue)

        for agency, counter in itertools.product(house.agencies.values(), house.counters[venue.id].values()):
            if all(place.venue != venue.id for place in agency.places):
                continue
            for language, n in itertools.product(venue.voice.languages, (0, 7, 12, 40, 99, 130, 999)):
                utterance = say(
                    f"{agency.prefix}-{n:03}", spoken.destination_of(counter), language, venue.voice,
                    venue.rules.recall_max + 1, agency=agency,
                )  # fmt: skip
                assert {piece.key for piece in pieces(utterance)} <= set(needed)
        assert len(needed) < 300


def test_a_piece_with_one_key_is_always_the_same_words() -> None:
    by_key: dict[str, tuple[str, str]] = {}
    for language, style, n in itertools.product(spoken.LANGUAGES, (FIGURES, NUMBER), range(0, 1000, 7)):
        for piece in pieces(say(f"K-{n:03}", goal(str(n)), language, style, n % TIMES_MAX + 1)):
            assert by_key.setdefault(piece.key, (piece.voice, piece.send)) == (piece.voice, piece.send)
            assert re.fullmatch(r"(id|en)/[a-z]+/[a-z0-9-]+", piece.key)
