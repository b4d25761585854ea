"""
The supervisor's page in a real Chromium: the whole hall live, actions for any counter, stories from the log.

Where an action must reach them, a clerk's window and a board are open beside it. Every test has its own
agency.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import requests

from rig.browsers.pages import BOARD, CLERK, Pages, open_hall, sign_in, wait_until
from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for
from tests.journeys.axe import no_serious_issue_in_both_languages
from waitingroom.views.floods import FLOOD_NUMBERS

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A separate venue, because these tests count who waits."""
    with hall.anew():
        yield hall


@pytest.fixture(scope="module")
def people(hall: RunningHall) -> dict[str, dict[str, str]]:
    """One account per role."""
    return {role: hall.account(role) for role in ("supervisor", "clerk", "admin", "auditor")}


def tile(agency: str) -> str:
    return f'.tile[data-agency="{agency}"]'


def card(counter: str, inside: str = "") -> str:
    return f'.panel [data-card="{counter}"] {inside}'


def issue(hall: RunningHall, service: str) -> str:
    return str(hall.issue(service).json()["number"])


def held(clerk: Clerk, counter: str) -> Any:
    return (clerk.state(counter)["ticket"] or {}).get("number")


def test_the_whole_hall_is_live_with_a_light_for_every_agency(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given the hall's page, and a counter of Kejaksaan that opens
    clerk = hall.clerk(**people["clerk"])
    page = open_hall(pages, hall, people["supervisor"])
    before = int(page.inner_text("[data-total=issued] b"))
    zones = page.eval_on_selector_all("[data-zone]", "all => all.map((zone) => zone.dataset.zone)")
    assert zones == ["ketupat", "gunung", "ombak", "bintang", "perahu", "lontar"]

    # When a number is taken, then the agency's tile and the totals are updated without a reload
    number = issue(hall, "tilang")
    page.wait_for_selector(f'{tile("kejaksaan")} [data-waiting="1"]')
    wait_until(page, f"Number(document.querySelector('[data-total=issued] b').textContent) >= {before + 1}")

    # When a counter opens and calls it, then the line is empty and one counter is open
    clerk.press("24", "open")
    assert clerk.press("24", "next").json()["ticket"]["number"] == number
    page.wait_for_selector(f'{tile("kejaksaan")} [data-waiting="0"]')
    wait_until(
        page,
        f"document.querySelector('{tile('kejaksaan')}').textContent.includes('1\u00a0dari\u00a01 loket')",
    )

    # And its light has a word and a shape, not only a colour
    light = page.locator(f'{tile("kejaksaan")} [data-level="flowing"]')
    assert light.inner_text() == "Lancar"
    assert light.locator("svg circle").count() == 1
    assert page.locator(f'{tile("bea-cukai")} [data-level="closed"] svg rect').count() == 1


def test_a_supervisor_acts_for_any_counter_and_its_clerk_sees_it(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a clerk at counter 30 in a separate window, a board, and two visitors for Samsat
    first, second = issue(hall, "pajak-tahunan"), issue(hall, "pajak-tahunan")
    clerk = pages.open(f"{hall.ready['counter']}/counter", CLERK)
    sign_in(clerk, people["clerk"], "30")
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}?counter=30", BOARD)
    page = open_hall(pages, hall, people["supervisor"])
    page.click(tile("samsat"))
    wait_until(page, "document.activeElement.id === 'panel-title'")

    # When the supervisor calls the next for it, then the clerk's page and the board display the number
    page.click(card("30", "[data-verb=next]"))
    clerk.wait_for_selector(f'[data-number="{first}"]')
    wait_until(board, f"document.querySelector('main .number')?.textContent === '{first}'")
    page.wait_for_selector(card("30", f'[data-holds="{first}"]'))

    # On a no-show, the next one is served and finished
    page.click(card("30", "[data-verb=no-show]"))
    page.wait_for_selector(card("30", "[data-verb=next]"))
    page.click(card("30", "[data-verb=next]"))
    page.wait_for_selector(card("30", f'[data-holds="{second}"]'))
    page.click(card("30", "[data-verb=start]"))
    clerk.wait_for_selector('[data-state="serving"]')
    page.click(card("30", "[data-verb=finish]"))
    page.wait_for_selector(card("30", '[data-verb="pause"]'))

    # When the counter is paused with a reason and a time, then the page displays both
    page.click(card("30", "[data-verb=pause]"))
    page.click(card("30", 'input[value="prayer"]'))
    page.click(card("30", "[data-send]"))
    page.wait_for_selector('.panel [data-card="30"][data-doing="paused"]')
    assert re.search(r"Ibadah, kembali pukul \d\d\.\d\d", page.inner_text(card("30")))

    # When it is reopened, then it is still the clerk's: it was not taken over
    page.click(card("30", "[data-verb=open]"))
    page.wait_for_selector('.panel [data-card="30"][data-doing="free"]')
    assert people["clerk"]["username"] in page.inner_text(card("30"))
    clerk.wait_for_selector("[data-main]")

    # When the supervisor closes it, after a confirmation, then the clerk's page has no counter
    page.click(card("30", "[data-verb=close]"))
    page.click(card("30", "[data-yes]"))
    page.wait_for_selector('.panel [data-card="30"][data-doing="closed"]')
    clerk.wait_for_selector("[data-main]", state="detached")


def test_a_stuck_ticket_is_freed_only_after_a_question(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a counter of Disnaker that holds a ticket
    clerk = hall.clerk(**people["clerk"])
    number = issue(hall, "ak-1")
    clerk.press("20", "open")
    clerk.press("20", "next")
    page = open_hall(pages, hall, people["supervisor"])
    page.click(tile("disnaker"))

    # When the supervisor releases it, then they are told what it means, and may still cancel
    page.click(card("20", "[data-verb=release]"))
    assert f"{number} kembali menunggu di urutan semula." in page.inner_text(card("20", "[data-form]"))
    page.click(card("20", "[data-no]"))
    page.wait_for_selector(card("20", "[data-yes]"), state="detached")
    assert held(clerk, "20") == number

    # When they confirm, then the counter is free and the number waits in its place again
    page.click(card("20", "[data-verb=release]"))
    page.click(card("20", "[data-yes]"))
    page.wait_for_selector('.panel [data-card="20"][data-doing="free"]')
    assert held(clerk, "20") is None
    assert clerk.state("20")["queue"][0]["number"] == number


def test_a_message_reaches_the_clerk_and_it_is_told_when_it_was_read(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a clerk at counter 12, and the supervisor
    clerk = pages.open(f"{hall.ready['counter']}/counter", CLERK)
    sign_in(clerk, people["clerk"], "12")
    page = open_hall(pages, hall, people["supervisor"])
    page.click(tile("bapenda"))

    # When the supervisor sends a message, then the clerk reads it
    page.click(card("12", "[data-verb=message]"))
    page.fill(card("12", "textarea"), "Tamu dari <b>Kupang</b> datang pukul 10.")
    page.click(card("12", "[data-send]"))
    clerk.wait_for_selector("[data-from-coordinator]")
    assert "Tamu dari <b>Kupang</b> datang pukul 10." in clerk.inner_text("[data-from-coordinator]")
    page.wait_for_selector(card("12", '[data-message-state="sent"]'))

    # When the clerk confirms it, then the supervisor sees the time
    clerk.click("[data-act=read]")
    page.wait_for_selector(card("12", '[data-message-state="read"]'))
    assert re.search(r"Terkirim, dibaca pukul \d\d\.\d\d", page.inner_text(card("12")))


def test_who_asks_for_help_stands_in_the_rail_until_somebody_goes(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a counter of ATR/BPN that asks for a sign language interpreter
    clerk = hall.clerk(**people["clerk"])
    clerk.press("10", "open")
    page = open_hall(pages, hall, people["supervisor"], {"width": 1280, "height": 800})
    clerk.press("10", "help", kind="sign-language")
    need = '[data-need="help"][data-counter="10"]'
    page.wait_for_selector(need)
    assert "Loket 10 minta bantuan" in page.inner_text(need).replace("\u00a0", " ")
    assert "Juru bahasa isyarat" in page.inner_text(need)

    # When the supervisor goes there, then the clerk is informed, and no one else is asked
    page.click(f"{need} [data-act=attend]")
    wait_for(
        lambda: clerk.state("10")["help"]["coming"],
        what="the answer to the request for help",
    )
    page.wait_for_selector(f"{need} [data-act=attend]", state="detached")
    assert "Koordinator sedang menuju ke sana." in page.inner_text(need)
    clerk.press("10", "help-cancel")
    page.wait_for_selector(need, state="detached")


def test_a_line_that_no_counter_calls_for_stands_in_the_rail_with_its_way_there(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a visitor for Kemenkum, and no counter of it
    page = open_hall(pages, hall, people["supervisor"])
    issue(hall, "merek")

    # Then the list of needs says so, and links to the agency
    page.wait_for_selector('[data-need="no-counter"][data-agency-need="kemenkum"]')
    page.click('[data-need="no-counter"][data-agency-need="kemenkum"] [data-act=look]')
    page.wait_for_selector(card("25"))
    assert page.locator(f'{tile("kemenkum")} [data-level="no-counter"]').inner_text() == "Belum ada loket"


def test_an_agency_in_need_gets_another_agencys_counter_from_where_it_is_seen(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a visitor who waits for PLN, whose counter is closed, and an open counter of Perumda Air Minum
    clerk = hall.clerk(**people["clerk"])
    clerk.press("22", "open")
    page = open_hall(pages, hall, people["supervisor"])
    number = issue(hall, "pln-tagihan")
    page.click('[data-need="no-counter"][data-agency-need="pln"] [data-act=add]')

    # When the supervisor assigns PLN to that counter too
    page.click('[data-add-counter="22"]')

    # Then the need is gone, the counter calls for both, and the list of other counters no longer has it
    page.wait_for_selector(card("22"))
    page.wait_for_selector('[data-agency-need="pln"]', state="detached")
    assert clerk.press("22", "next").json()["ticket"]["number"] == number
    page.click("[data-add]")
    page.wait_for_selector("[data-add-counter]")
    assert page.locator('[data-add-counter="22"]').count() == 0
    clerk.press("22", "finish")
    clerk.press("22", "close")


def test_a_counter_moves_to_another_agency_today_and_a_stranded_line_is_said_first(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a visitor who waits for Dinas Sosial, whose only counter is named by its own tile
    clerk = hall.clerk(**people["clerk"])
    number = issue(hall, "pbi")
    page = open_hall(pages, hall, people["supervisor"])
    page.click(tile("dinsos"))
    counter = str(page.get_attribute(".panel [data-card]", "data-card"))

    # When that counter is to serve Pos instead, then the stranded visitors are listed, and nothing is changed
    # yet
    page.click(card(counter, "[data-verb=assignment]"))
    page.uncheck(card(counter, 'input[value="dinsos"]'))
    page.check(card(counter, 'input[value="pos"]'))
    page.click(card(counter, "[data-send]"))
    page.wait_for_selector(card(counter, "[data-strand]"))
    assert "1 orang masih menunggu Rekomendasi PBI JKN" in page.inner_text(card(counter, "[data-strand]"))
    page.click(card(counter, "[data-no]"))

    # When it also serves Pos, then it serves both at once, today
    page.click(card(counter, "[data-verb=assignment]"))
    page.check(card(counter, 'input[value="pos"]'))
    page.click(card(counter, "[data-send]"))
    page.wait_for_selector(card(counter, '.who :text("Pos Indonesia")'))
    clerk.press(counter, "open")
    assert {s["agency"] for s in clerk.state(counter)["services"]} == {"dinsos", "pos"}
    assert clerk.press(counter, "next").json()["ticket"]["number"] == number

    # When its usual duty is restored, then it serves Dinas Sosial alone
    page.click(card(counter, "[data-verb=assignment]"))
    page.click(card(counter, "[data-usual]"))
    wait_for(lambda: {s["agency"] for s in clerk.state(counter)["services"]} == {"dinsos"}, what="usual duty")

    # When another visitor waits, and the supervisor confirms Pos instead, then the duty changes
    issue(hall, "dtsen")
    page.click(card(counter, "[data-verb=assignment]"))
    page.uncheck(card(counter, 'input[value="dinsos"]'))
    page.check(card(counter, 'input[value="pos"]'))
    page.click(card(counter, "[data-send]"))
    page.click(card(counter, "[data-strand] [data-yes]"))
    page.wait_for_selector(card(counter), state="detached")
    assert {s["agency"] for s in clerk.state(counter)["services"]} == {"pos"}


def test_a_supervisor_of_some_agencies_sees_the_hall_and_acts_only_at_their_counters(
    hall: RunningHall, pages: Pages
) -> None:
    page = open_hall(pages, hall, hall.account("supervisor", agencies=["pln", "air-minum"]))

    page.click(tile("dukcapil"))
    page.wait_for_selector(card("1"))
    assert page.locator(".panel [data-verb]").count() == 0
    page.keyboard.press("Escape")

    page.click(tile("pln"))
    counter = str(page.get_attribute(".panel [data-card]", "data-card"))
    page.click(card(counter, "[data-verb=assignment]"))
    offered = page.locator(card(counter, ".agencies input")).evaluate_all(
        "all => all.map(({ value }) => value)"
    )
    assert sorted(offered) == ["air-minum", "pln"]


def test_admin_and_auditor_see_the_hall_and_only_a_supervisor_acts(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    for role in ("admin", "auditor"):
        page = open_hall(pages, hall, people[role])
        page.click(tile("dukcapil"))
        page.wait_for_selector(card("1"))
        assert (
            page.locator(".panel [data-verb], .rail [data-act=attend], .rail [data-act=release]").count() == 0
        )
    clerks = open_hall(pages, hall, people["clerk"])
    assert (
        clerks.inner_text("[data-message]")
        == "Akun Anda tidak punya izin untuk ini. Mintalah kepada koordinator."
    )


def test_a_page_that_is_cut_off_says_as_of_when_and_acts_no_more(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given the hall, and a counter of DLHK
    clerk = hall.clerk(**people["clerk"])
    clerk.press("21", "open")
    page = open_hall(pages, hall, people["supervisor"])
    page.click(tile("dlhk"))
    page.wait_for_selector(card("21", "[data-verb=next]:enabled"))

    # When the network fails, then the page says so and how old its data is; nothing can be pressed
    page.context.set_offline(True)
    page.wait_for_selector(".lost-banner:not([hidden])")
    page.wait_for_selector(card("21", "[data-verb=next]:disabled"))
    assert re.search(r"data pukul \d\d\.\d\d", page.inner_text("[data-as-of]"))

    # When it is back, then the page recovers by itself
    page.context.set_offline(False)
    page.wait_for_selector(card("21", "[data-verb=next]:enabled"))
    page.wait_for_selector(".lost-banner", state="hidden")


def test_a_press_that_the_counter_has_left_behind_is_refused_in_words(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a page that displays counter 8 with a ticket and gets no updates
    clerk = hall.clerk(**people["clerk"])
    for _ in range(2):
        issue(hall, "nib")
    clerk.press("8", "open")
    clerk.press("8", "next")
    page = open_hall(pages, hall, people["supervisor"])
    page.click(tile("dpmptsp"))
    page.wait_for_selector(card("8", "[data-verb=no-show]"))

    # When the clerk goes on just before the supervisor presses
    def goes_on(route: Any) -> None:
        clerk.press("8", "start")
        clerk.press("8", "next", finish=True)
        route.continue_()

    page.route("**/counters/8/no-show", goes_on)
    page.click(card("8", "[data-verb=no-show]"))

    # Then nothing is done, and the page displays the current state
    page.wait_for_selector(".panel .outcome.refused")
    assert "Perintah Anda tidak dijalankan." in page.inner_text(".panel .outcome")
    assert clerk.state("8")["ticket"]["state"] == "called"


def test_the_story_of_one_ticket_is_told_in_words_with_what_was_undone(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a ticket that was called, undone, called again, served and finished
    clerk = hall.clerk(**people["clerk"])
    number = issue(hall, "skck")
    clerk.press("23", "open")
    clerk.press("23", "next")
    assert clerk.press("23", "undo").status_code == 200
    clerk.press("23", "next")
    clerk.press("23", "start")
    clerk.press("23", "finish", note="fotokopi menyusul")
    page = open_hall(pages, hall, people["auditor"])

    # When its story is requested, with the number typed loosely
    page.fill("#story-number", number.lower().replace("-0", " "))
    page.press("#story-number", "Enter")
    page.wait_for_selector(".story")

    # Then the page lists its facts from the log: what, when, who
    kinds = page.eval_on_selector_all(".story [data-fact]", "all => all.map((fact) => fact.dataset.fact)")
    assert kinds == ["issued", "called", "undone", "called", "started", "finished"]
    assert page.eval_on_selector_all(".story .undone", "all => all.map((f) => f.dataset.fact)") == ["called"]
    text = page.inner_text(".story").replace("\u00a0", " ")
    for words in (
        f"{number} diambil untuk SKCK",
        f"{number} dipanggil ke loket 23",
        "Perintah terakhir loket 23 diurungkan",
        f"Loket 23 mulai melayani {number}",
        "Catatan: fotokopi menyusul",
        "Pengunjung",
        people["clerk"]["username"],
    ):
        assert words in text
    page.evaluate("document.querySelector('[data-language=en]').click()")
    wait_until(page, f"document.querySelector('.story').textContent.includes('{number} called to counter')")


def test_the_story_of_one_minute_leads_to_its_tickets(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a number taken in some minute
    ticket = hall.issue("efin").json()
    number, minute = ticket["number"], ticket["issued_at"][11:16].replace(":", ".")
    page = open_hall(pages, hall, people["supervisor"])

    # When that minute is requested, then its events are listed
    page.fill("#story-time", minute)
    page.press("#story-time", "Enter")
    page.wait_for_selector(f'.story :text("{number} diambil untuk")')

    # And a number links to its own story
    page.locator(".story li", has_text=f"{number} diambil untuk").locator("button").click()
    wait_until(page, f"document.querySelector('#panel-title').textContent === 'Riwayat {number}'")

    # When there are none, then the page says so
    page.fill("#panel-story-number", "Z-999")
    page.press("#panel-story-number", "Enter")
    page.wait_for_selector("[data-refusal]")
    assert page.inner_text("[data-refusal]") == (
        "Nomor Z-999 tidak ada hari ini. Nomor dari hari lain? Pilih tanggalnya."
    )
    page.fill("#panel-story-time", "siang")
    page.press("#panel-story-time", "Enter")
    wait_until(page, "document.querySelector('[data-refusal]')?.textContent === 'Tulis waktu seperti 09.41.'")


def test_everything_is_reached_by_keyboard_and_the_focus_is_never_lost(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given the hall, and a counter of Pajak
    clerk = hall.clerk(**people["clerk"])
    clerk.press("17", "open")
    page = open_hall(pages, hall, people["supervisor"])
    page.wait_for_selector(tile("pajak"))

    # When the agency is reached by Tab and opened by Enter, then its panel has the focus
    page.focus("[data-sign-out]")
    press_until(page, "Tab", "document.activeElement.dataset.agency === 'pajak'")
    page.keyboard.press("Enter")
    wait_until(page, "document.activeElement.id === 'panel-title'")

    # And while the hall changes, the focus stays where it is
    press_until(page, "Tab", "document.activeElement.dataset.f === '17 next'")
    waiting = int(str(page.get_attribute(f"{tile('pajak')} [data-waiting]", "data-waiting")))
    issue(hall, "npwp")
    page.wait_for_selector(f'{tile("pajak")} [data-waiting="{waiting + 1}"]', state="attached")
    assert page.evaluate("document.activeElement.dataset.f") == "17 next"

    # When it is pressed, then the number is called, and Escape leads back to the tile
    page.keyboard.press("Enter")
    page.wait_for_selector(card("17", "[data-holds]"))
    page.keyboard.press("Escape")
    wait_until(page, "document.activeElement.dataset.agency === 'pajak'")

    # And the slash leads to the stories
    page.keyboard.press("/")
    wait_until(page, "document.activeElement.id === 'story-number'")


def test_axe_finds_no_serious_issue_in_both_languages(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    clerk = hall.clerk(**people["clerk"])
    clerk.press("22", "open")
    clerk.press("22", "help", kind="technician")
    issue(hall, "air-tagihan")
    page = open_hall(pages, hall, people["supervisor"])
    page.wait_for_selector('[data-need="help"][data-counter="22"]')
    no_serious_issue_in_both_languages(page)
    page.click(tile("air-minum"))
    for verb in ("pause", "message", "assignment", "close"):
        page.click(card("22", f"[data-verb={verb}]"))
        page.wait_for_selector(card("22", "[data-form] > *"))
        no_serious_issue_in_both_languages(page)
    clerk.press("22", "next")
    page.click(card("22", "[data-holds]"))
    page.wait_for_selector(".story")
    no_serious_issue_in_both_languages(page)
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    page.wait_for_selector("[data-as-of]")
    no_serious_issue_in_both_languages(page)
    page.context.set_offline(False)


def press_until(page: Page, key: str, is_so: str, times_max: int = 80) -> None:
    for _ in range(times_max):
        if page.evaluate(is_so):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} × {times_max} never led to {is_so}")


def test_a_flood_is_taken_back_after_a_question_and_put_back(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given more numbers from one address than visitors take at a kiosk; last, since it cancels other tests'
    # numbers too
    tickets = [hall.issue("npwp").json() for _ in range(FLOOD_NUMBERS)]
    page = open_hall(pages, hall, people["supervisor"])
    flood, done = (page.locator(f'[data-need="{kind}"]') for kind in ("flood", "taken-back"))

    # When the supervisor takes them back, after a confirmation
    flood.locator('[data-act="takeBack"]').click()
    flood.locator("[data-yes]").click()

    # Then the list of needs and the phones say so
    done.wait_for()
    assert flood.count() == 0
    wait_for(lambda: state_of(hall, tickets[0]) == "cancelled", what="the phone to display the cancellation")

    # And one more press undoes it
    done.locator('[data-act="putBack"]').click()
    flood.wait_for()
    wait_for(lambda: state_of(hall, tickets[0]) == "waiting", what="the phone to wait again")
    assert pages.errors == []


def state_of(hall: RunningHall, ticket: dict[str, Any]) -> str:
    response = requests.get(f"{hall.tickets}/tickets/{ticket['token']}", timeout=PATIENCE_S)
    return str(response.json()["state"])
