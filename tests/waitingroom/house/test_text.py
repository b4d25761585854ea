"""Text fields: valid text is accepted, unintended characters are reported with their place, recorded text stays."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from rig.cast import DAY, OpenHall, house_content
from waitingroom.house.entry import enter_house
from waitingroom.house.mistakes import HouseInvalid
from waitingroom.house.reader import read_house
from waitingroom.house.text import find_unintended, tidy

NO_BREAK, OVERRIDE, LOST = "\u00a0", "\u202e", "\ufffd"


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        (f"Pasport{NO_BREAK}baru", "Pasport baru"), ("A\u2003\u3000B", "A B"), ("  KTP-el \t", "KTP-el"),
        ("satu\r\ndua\u2028tiga\vempat", "satu dua tiga empat"), ("Cafe\u0301", "Caf\u00e9"),
        ("Pas\u00adpor\u200bt\u2060", "Pasport"), ("\ufeffKTP", "KTP"), (f"{NO_BREAK}\u200b ", ""),
        ("\u2800\u3164", ""), ("Rp 5.000 \u2013 \u201cgratis\u201d \U0001f600", "Rp 5.000 \u2013 \u201cgratis\u201d \U0001f600"),
    ],
)  # fmt: skip
def test_what_is_meant_is_taken(pasted: str, meant: str) -> None:
    assert tidy(pasted) == meant
    assert tidy(meant) == meant
    assert find_unintended(meant) is None


@pytest.mark.parametrize(
    ("text", "character", "place"),
    [
        (f"ab{OVERRIDE}c", "U+202E RIGHT-TO-LEFT OVERRIDE", 3), ("\x07", "U+0007 CONTROL CHARACTER", 1),
        ("a\x00", "U+0000 CONTROL CHARACTER", 2), ("a\ud800", "U+D800 HALF A CHARACTER (SURROGATE)", 2),
        ("\ue000", "U+E000 PRIVATE USE", 1), ("\uffff", "U+FFFF NOT ASSIGNED", 1),
        (f"Beres {LOST}", "U+FFFD REPLACEMENT CHARACTER", 7), ("\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE", 1),
        ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A", 1), ("\x1f", "U+001F CONTROL CHARACTER", 1),
    ],
)  # fmt: skip
def test_what_nobody_means_is_named_with_its_place(text: str, character: str, place: int) -> None:
    assert find_unintended(tidy(text)) == (character, place)


def content(**changed: Any) -> dict[str, Any]:
    """Return a house with a changed first service."""
    made = copy.deepcopy(house_content())
    made["services"][0] |= changed
    return made


def refusal(entered: dict[str, Any], before: Any = None) -> list[str]:
    with pytest.raises(HouseInvalid) as refused:
        enter_house(entered, before)
    return [mistake.text("en") for mistake in refused.value.mistakes]


def test_every_text_of_a_house_is_tidied_where_it_is_entered() -> None:
    entered = content(
        name=f" Pasport{NO_BREAK}baru ", documents=[{"id": f"KTP{NO_BREAK}asli", "en": "ID\r\ncard"}]
    )
    entered["pronunciations"] = {f"PT{NO_BREAK}Pos": f"pe te{NO_BREAK} pos"}
    entered["media"] = [{"id": "m", "kind": "text", "text": {"id": "satu\ndua", "en": "one\ttwo"}}]

    house = enter_house(entered)

    service = next(iter(house.services.values()))
    assert (service.name, service.documents[0].id, service.documents[0].en) == (
        "Pasport baru", "KTP asli", "ID card",
    )  # fmt: skip
    assert house.pronunciations == {"PT Pos": "pe te pos"}
    assert house.content["media"][0]["text"] == {"id": "satu dua", "en": "one two"}
    assert enter_house(house.content).content == house.content


def test_a_refused_character_is_named_with_its_field_and_place_and_shown_as_its_code() -> None:
    assert refusal(content(name=f"Pasport{OVERRIDE}baru", minutes=0)) == [
        "services.0.name: expected text without U+202E RIGHT-TO-LEFT OVERRIDE at letter 8, "
        'found "Pasport[U+202E]baru".',
        'services.0.minutes: expected minutes, more than 0, found "0".',
    ]
    assert json.dumps(refusal(content(name="a\ud800", **{"colour\ud800": 1}))).isascii()


def test_a_limit_says_what_it_is_and_what_was_found() -> None:
    too_long = 'services.0.name: expected text of 120 letters at most, not 121, found "'
    assert refusal(content(name="x" * 121))[0].startswith(too_long)
    assert (
        'documents: expected a list, 500 at most, found "501".'
        in refusal(content(documents=[{"id": "a", "en": "b"}] * 501))[0]
    )
    assert enter_house(content(name=f"{'x' * 119}{NO_BREAK}"))


def test_two_spellings_that_become_one_are_not_silently_one() -> None:
    entered = content()
    entered["pronunciations"] = {"KTP": "ka te pe", f"KTP{NO_BREAK}": "katepe"}

    assert refusal(entered) == ['pronunciations.KTP: expected only once, found "KTP".']


def test_what_an_old_log_has_is_read_as_it_is_and_stays_until_somebody_changes_it() -> None:
    old = content(name=f"Beres {LOST}  Pasti", name_en=" ")

    assert read_house(old).services[old["services"][0]["id"]].name == f"Beres {LOST}  Pasti"
    assert OpenHall(old).hall.house is not None
    assert DAY

    edited = copy.deepcopy(old)
    edited["services"][1]["name"] = f"Kartu{NO_BREAK}keluarga"
    after = enter_house(edited, old).content
    assert after["services"][0] == old["services"][0]
    assert after["services"][1]["name"] == "Kartu keluarga"

    edited["services"][0]["name"] = f"Beres {LOST} Pasti sekali"
    assert "U+FFFD REPLACEMENT CHARACTER at letter 7" in refusal(edited, old)[0]
