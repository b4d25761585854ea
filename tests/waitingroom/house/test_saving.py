"""Saving the house: one code path for the API and the commands, validated against the current house."""

from __future__ import annotations

from typing import Any

import pytest

from rig.cast import NINE, all_day_content, press
from waitingroom import refusals, rules
from waitingroom.facts import Fact
from waitingroom.house.live_house import HouseChange, HouseHistory
from waitingroom.house.mistakes import HouseInvalid
from waitingroom.live.halls import Halls
from waitingroom.log.base import MemoryStore


def opened(store: MemoryStore) -> Halls:
    halls = Halls(store, alarm=lambda event, **fields: None)
    halls.house.load()
    return halls


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore(now_ms=NINE)
    opened(store).save_house(lambda now: all_day_content(), press=press("house"))
    return store


def without(service_id: str) -> HouseChange:
    def change(content: dict[str, Any] | None) -> dict[str, Any]:
        assert content is not None
        return content | {"services": [s for s in content["services"] if s["id"] != service_id]}

    return change


def test_a_house_that_leaves_somebody_waiting_is_saved_only_even_so(store: MemoryStore) -> None:
    halls = opened(store)
    halls.get("hall").press(
        lambda hall, now_ms: rules.issue(hall, service_id="kk", now_ms=now_ms),
        stamp=press("k1"), show=lambda *_: None,
    )  # fmt: skip

    with pytest.raises(refusals.WouldStrand) as refused:
        halls.save_house(without("kk"), press=press("edit"))

    assert refused.value.values["stranded"] == [{"venue": "hall", "service": "kk", "waiting": 1}]
    assert halls.house.edition.seq == 1
    assert halls.save_house(without("jkn"), press=press("edit")).seq == 2
    assert halls.save_house(without("kk"), press=press("edit"), even_so=True).seq == 3


def test_what_is_no_house_is_not_saved_and_says_what_was_to_be_saved(store: MemoryStore) -> None:
    halls = opened(store)

    with pytest.raises(HouseInvalid) as refused:
        halls.save_house(lambda now: (now or {}) | {"name": ""}, press=press("edit"), even_so=True)

    assert refused.value.content["name"] == ""
    assert halls.house.edition.seq == 1


def test_an_edit_is_made_again_on_the_house_that_somebody_else_saved_first(store: MemoryStore) -> None:
    halls, other = opened(store), opened(store)
    seen: list[Any] = []

    def change(content: dict[str, Any] | None) -> dict[str, Any]:
        assert content is not None
        if not seen:
            other.save_house(lambda now: (now or {}) | {"motto": "Theirs"}, press=press("theirs"))
        seen.append(content["motto"])
        return content | {"name": "Ours"}

    edition = halls.save_house(change, press=press("ours"))

    assert seen == ["Beres", "Theirs"]
    assert edition.house is not None
    assert (edition.house.motto, edition.house.name) == ("Theirs", "Ours")


def test_a_change_may_ask_who_changed_the_house_last(store: MemoryStore) -> None:
    halls = opened(store)

    def change(content: dict[str, Any] | None) -> dict[str, Any]:
        assert content is not None
        return content | {"motto": halls.house.audit(before=None, count=1)[0].by}

    edition = halls.save_house(change, press=press("edit"))

    assert edition.house is not None
    assert edition.house.motto == "public"


def test_no_edition_of_the_past_is_taken_for_the_house_while_its_log_is_read(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a process that starts while the log is being read would decide on an old edition."""
    opened(store).save_house(without("kk"), press=press("edit"))
    fresh, seen = Halls(store, alarm=lambda event, **fields: None), []
    take = HouseHistory.apply

    def take_and_look(history: HouseHistory, seq: int, fact: Fact) -> None:
        take(history, seq, fact)
        seen.append(fresh.house.edition.house)

    monkeypatch.setattr(HouseHistory, "apply", take_and_look)
    fresh.house.load()

    assert seen == [None, None]
    assert fresh.house.edition.seq == 2
