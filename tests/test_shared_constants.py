"""Limits and times that Python and JavaScript both define are equal, or keep their required difference."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from waitingroom.house import sheet
from waitingroom.house.model import BAD_PREFIXES

SERVICES = Path(__file__).parents[1] / "services"
BOARD, OLD, SHARED = "display/static/board", "display/static/old", "web/static"
WORDS, RECEIPTS_MAX = "services.display.voice.words TIMES_MAX", "services.display.devices.api RECEIPTS_MAX"
ONLINE, STALE = "waitingroom.devices.state ONLINE_MS", "services.display.boards.feed STALE_S"
S = 1_000
"""Factor from seconds to milliseconds."""

SAME = [
    (WORDS, 1, f"{BOARD}/voice-addresses.js TIMES_MAX"),
    (RECEIPTS_MAX, 1, f"{OLD}/device.js RECEIPTS_MAX"),
    ("services.display.voice.sound RATE", 1, f"{SHARED}/sound.js RATE"),
    ("services.display.boards.board_cache MAX_AGE_S", S, f"{OLD}/polling.js EVERY_MS"),
    ("waitingroom.views.board CALLS_MAX", 1, f"{BOARD}/announcer.js CALLS_MAX"),
    ("waitingroom.devices.state MM_PER_METRE", 1, f"{BOARD}/sizes.js MM_PER_METRE"),
    ("waitingroom.devices.state MM_PER_INCH", 1, f"{BOARD}/sizes.js MM_PER_INCH"),
    ("services.counter.refusals PASSWORD_LENGTH_MIN", 1, "counter/static/staff/new-password.js LENGTH_MIN"),
    ("services.counter.hall.verbs NOTE_MAX", 1, "counter/static/clerk/plan-parts.js NOTE_MAX"),
    ("services.counter.hall.verbs NOTE_MAX", 1, "counter/static/supervisor/card-forms.js MESSAGE_MAX"),
    ("waitingroom.rules NOTICE_MAX", 1, "counter/static/supervisor/notices.js TEXT_MAX"),
    (STALE, S, "ticketing/static/kiosk/state.js OFFLINE_AFTER_MS"),
    ("waitingroom.waits.scene PAUSE", 60 * S, "counter/static/clerk/state.js PAUSE_MS"),
    ("waitingroom.waits.estimate PRIORITY_MOST", 100, "counter/static/supervisor/state.js PRIORITY_MANY"),
]

ORDERED = [
    (f"{SHARED}/freshness.js STALE_AFTER_MS", "<", STALE, S, "a page is drawn four times a second"),
    ("display/static/device/device.js TELL_MS", "<", ONLINE, 1 / 2, "one lost report leaves a TV online"),
    (f"{OLD}/device.js REPORT_MS", "<", ONLINE, 1 / 2, "one lost report leaves a TV online"),
    ("ticketing/static/kiosk/device.js TELL_MS", "<", ONLINE, 1 / 2, "one lost report leaves a kiosk online"),
    (f"{SHARED}/live.js SILENCE_MAX_MS", ">", "services.display.boards.feed HEARTBEAT_S", 2 * S, "one heartbeat may be lost"),
    (f"{BOARD}/voice.js SOON_S", ">=", "services.web.problems RETRY_AFTER_S", 1, "a display that starts is asked again"),
    (f"{BOARD}/voice.js SOON_S", "<", "services.display.voice.voice REST_S", 1, "a broken voice is not"),
    (f"{BOARD}/lines.js MISSED_SHOWN", "<=", "waitingroom.views.board MISSED_MAX", 1, "a line has what it shows"),
    ("counter/static/clerk/state.js QUEUE_MAX", "<=", "waitingroom.views.staff QUEUE_MAX", 1, "a page has what it shows"),
    ("counter/static/staff/api.js TIMEOUT_MS", ">", "waitingroom.live.live_hall PRESS_DEADLINE_S", S, "a late answer still counts"),
    ("ticketing/static/kiosk/kiosk.js TIMEOUT_MS", ">", "waitingroom.live.live_hall PRESS_DEADLINE_S", S, "a late answer still counts"),
    ("counter/static/staff/press-box.js RESEND_WITHIN_MS", "<", "waitingroom.live.days RETRY_WINDOW_MS", 1, "a repeated press is recognised"),
    ("ticketing/static/kiosk/presses.js TAKE_WITHIN_MS", "<", "waitingroom.live.days RETRY_WINDOW_MS", 1, "a repeated press is recognised"),
]  # fmt: skip
RELATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def in_python(place: str) -> float:
    module, name = place.split()
    value: float = getattr(import_module(module), name)
    return value


def in_javascript(place: str) -> float:
    file, name = place.split()
    match = re.search(
        rf"^(?:export )?const {name} = ([\d_. *]+);", (SERVICES / file).read_text("utf-8"), re.M
    )
    assert match, f"{file} has no constant {name}"
    value = 1.0
    for factor in match[1].split("*"):
        value *= ast.literal_eval(factor.strip())
    return value


@pytest.mark.parametrize(("python", "factor", "javascript"), SAME)
def test_a_constant_is_the_same_in_python_and_javascript(python: str, factor: float, javascript: str) -> None:
    assert in_python(python) * factor == in_javascript(javascript)


@pytest.mark.parametrize(("javascript", "relation", "python", "factor", "why"), ORDERED)
def test_a_constant_keeps_its_distance_to_one_of_the_other_side(
    javascript: str, relation: str, python: str, factor: float, why: str
) -> None:
    assert RELATIONS[relation](in_javascript(javascript), in_python(python) * factor), why


def test_a_recall_that_a_house_allows_is_spoken_with_its_own_number() -> None:
    from waitingroom.house import reader

    source = Path(reader.__file__).read_text("utf-8")
    most = re.search(r'"recall_max": (\d+)', source)
    assert most
    assert in_python(WORDS) == int(most[1]) + 1


@pytest.mark.parametrize(
    ("group", "name"),
    [("pauseReasons", "PAUSE_REASONS"), ("helpKinds", "HELP_KINDS")],
)
def test_the_clerks_page_offers_what_the_rules_know(group: str, name: str) -> None:
    from waitingroom import counter_rules

    source = (SERVICES / "counter/static/clerk/words.js").read_text("utf-8")
    match = re.search(rf"^  {group}: {{\n(.*?)^  }},", source, re.M | re.S)
    assert match

    assert re.findall(r'^    "?([\w-]+)"?:', match[1], re.M) == list(getattr(counter_rules, name))


def test_the_usual_outcomes_of_the_admins_page_are_those_of_the_core() -> None:
    from waitingroom.house.model import OUTCOMES_MAX, USUAL_OUTCOMES

    source = (SERVICES / "counter/static/admin/voice.js").read_text("utf-8")
    pairs = re.findall(r'^  "?([\w-]+)"?: \["(.+)", "(.+)"\],$', source, re.M)

    assert pairs == [(id, name.id, name.en) for id, name in USUAL_OUTCOMES.items()]
    assert f"OUTCOMES_MAX = {OUTCOMES_MAX};" in source


def test_the_words_for_counters_are_the_same_on_pages_as_in_the_core() -> None:
    from waitingroom.house.model import COUNTER_WORDS

    source = (SERVICES / SHARED / "words" / "counter-name.js").read_text("utf-8")
    words = re.findall(r'^  (\w+): \["(\w+)", "(\w+)"\],$', source, re.M)

    assert words == [(kind, word.id, word.en) for kind, word in COUNTER_WORDS.items()]


def test_forms_and_lists_propose_prefixes_in_one_order_and_never_a_bad_pair() -> None:
    page = (SERVICES / "counter/static/admin/state.js").read_text("utf-8")

    assert "".join(sheet.PREFIXES) == re.findall(r'LETTERS = \[\.\.\."([A-Z]+)"\]', page)[0]
    assert " ".join(BAD_PREFIXES) == re.findall(r'BAD_PAIRS = "([A-Z ]+)"', page)[0]


def test_forms_know_when_a_board_shows_the_short_name_of_an_agency() -> None:
    board, form = (
        re.findall(r"NAME_LONG = (\d+);", (SERVICES / name).read_text("utf-8"))
        for name in (f"{BOARD}/panel.js", "counter/static/admin/setup/fit.js")
    )

    assert board == form
