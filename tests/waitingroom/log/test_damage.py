"""Which errors a hall skips: a fact that does not fit is damage, any other error is a defect of ours."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rig.cast import MINUTE, OpenHall, house_content
from rig.example_facts import EXAMPLES
from waitingroom import hall as hall_module
from waitingroom.facts import Fact, HouseAdopted, encode
from waitingroom.hall import Hall
from waitingroom.log.base import MemoryStore, link_all
from waitingroom.log.fold import Clock, Fold
from waitingroom.state import CannotApplyError

OF_HALLS = [example for example in EXAMPLES if type(example) in hall_module._APPLY]


def name(fact: Fact) -> str:
    return type(fact).__name__


def busy_morning() -> list[Fact]:
    """Every verb at least once, with undo, in a hall with four counters."""
    content = house_content()
    content["venues"][0]["rules"] = {"no_show_max": 2, "missed_cooldown_s": 0, "recall_cooldown_s": 0}
    hall = OpenHall(content)
    for service in ("ktp", "kk", "jkn", "ktp", "kk", "ktp"):
        hall.issue(service, stops=["jkn"] if service == "kk" else [])
    for counter in "124":
        hall.open(counter)
    for verb, wish in (
        ("next", {}), ("recall", {}), ("start", {}), ("note", {"note": "n"}), ("finish", {}), ("undo", {}),
        ("hold", {}), ("resume", {"number": "A-001"}), ("return", {"place": "last"}), ("next", {}), ("no-show", {}),
        ("call", {"number": "A-002"}), ("no-show", {}), ("next", {}), ("next", {"finish": True}), ("undo", {}),
        ("transfer", {"service_id": "jkn", "to_counter": "4"}), ("next", {}), ("release", {}),
        ("walk-in", {"service_id": "ktp"}), ("undo", {}), ("pause", {"reason": "break"}), ("open", {}),
        ("help", {"kind": "security"}), ("attend", {}), ("help-cancel", {}), ("message", {"text": "x"}),
        ("next", {}), ("move", {"to_venue": "cfd", "to_ticket": "A-009"}), ("close", {}),
    ):  # fmt: skip
        hall.press(verb, **wish)
    hall.press("next", "4")
    hall.mark("A-001", "elderly")
    hall.press("close", "2")
    hall.now_ms += MINUTE
    hall.close_day()
    return hall.facts


FACTS = busy_morning()


@pytest.mark.parametrize("fact", OF_HALLS, ids=name)
def test_a_hall_that_knows_nothing_takes_any_fact_or_says_that_it_does_not_fit(fact: Fact) -> None:
    hall, refused = Hall(), ""

    try:
        hall.apply(7, replace(fact, content=house_content()) if isinstance(fact, HouseAdopted) else fact)
    except CannotApplyError as error:
        refused = str(error)

    assert (name(fact) in refused and hall == Hall(seq=7)) or (not refused and hall.last_ms == fact.at_ms)


@pytest.mark.parametrize("damaged", range(1, len(FACTS)), ids=lambda n: f"{n}-{name(FACTS[n])}")
def test_whichever_fact_is_damaged_every_later_one_is_taken_or_passed_over(damaged: int) -> None:
    hall = Hall()
    for seq, fact in enumerate(FACTS, 1):
        if seq == damaged + 1:
            hall.skip(seq)
            continue
        try:
            hall.apply(seq, fact)
        except CannotApplyError:
            assert seq > damaged

    assert hall.seq == len(FACTS)


def test_a_fact_of_another_log_is_passed_over() -> None:
    with pytest.raises(CannotApplyError):
        Hall().apply(1, next(example for example in EXAMPLES if name(example) == "DayNamed"))


@pytest.mark.parametrize(
    "defect", [KeyError("typo"), AttributeError("typo"), AssertionError("typo")], ids=repr
)
def test_a_defect_of_ours_is_raised_and_not_taken_for_damage(
    monkeypatch: pytest.MonkeyPatch, defect: Exception
) -> None:
    def broken(hall: Hall, fact: Any) -> None:
        raise defect

    called = next(type(fact) for fact in FACTS if name(fact) == "TicketCalled")
    monkeypatch.setitem(hall_module._APPLY, called, broken)
    log, alarms = MemoryStore().log("{hall}:2026-06-08:log"), []
    log.append(log.tip(), link_all(log.tip(), [encode(fact) for fact in FACTS]), turn="me")

    with pytest.raises(type(defect), match="typo"):
        Fold(log, Hall, clock=Clock(), alarm=lambda event, **_: alarms.append(event)).load()

    assert alarms == []
