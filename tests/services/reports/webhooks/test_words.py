"""The texts of the page: both languages, and times as readers write them."""

from __future__ import annotations

from services.reports.webhooks.events import KINDS, TEST
from services.reports.webhooks.tables import DELIVERED, DROPPED, GIVEN_UP, WAITING
from services.reports.webhooks.words import WORDS, clock, moment, say
from waitingroom.local_time import at

ZONE = "Asia/Makassar"
NOON = at("2026-06-08", 12 * 60, ZONE)


def test_every_event_and_state_has_words_in_both_languages() -> None:
    keys = [f"kind.{kind}" for kind in (*KINDS, TEST)]
    keys += [f"status.{status}" for status in (WAITING, DELIVERED, GIVEN_UP, DROPPED)]

    assert all(say(key, language) for key in keys for language in ("id", "en"))
    assert all(indonesian and english for indonesian, english in WORDS.values())


def test_a_time_of_today_has_its_second_and_another_its_date() -> None:
    assert clock(NOON + 12_345, NOON, ZONE, "id") == "12.00.12"
    assert clock(NOON - 86_400_000, NOON, ZONE, "id") == "7 Juni 2026, 12.00"
    assert clock(None, NOON, ZONE, "en") == "–"
    assert moment(NOON, ZONE, "en") == "8 June 2026, 12.00"
