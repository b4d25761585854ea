"""
Reception's page in a real Chromium, on a tablet: issue a number, find and reprint a lost one, mark a priority
discreetly, return a missed visitor.

Every test has its own agency. The browser's print is requested and its event counted; the paper's text is
read from the page in print layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import requests

from rig.browsers.pages import BOARD, CLERK, Pages, sign_in, wait_until
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for
from tests.journeys.axe import no_serious_issue_in_both_languages

if TYPE_CHECKING:
    from playwright.sync_api import Page

TABLET = {"width": 1024, "height": 768}
DESK = {"width": 1280, "height": 800}
MM_PER_PX = 25.4 / 96


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A separate venue, because these tests count who waits."""
    with hall.anew():
        yield hall


@pytest.fixture(scope="module")
def people(hall: RunningHall) -> dict[str, dict[str, str]]:
    """One account per role."""
    return {role: hall.account(role) for role in ("reception", "clerk", "supervisor")}


def open_desk(pages: Pages, hall: RunningHall, who: dict[str, str], size: dict[str, int] = TABLET) -> Page:
    """Open reception's page and sign in; prints are counted."""
    page = pages.open(f"{hall.ready['counter']}/reception", size)
    page.evaluate("window.prints = 0, addEventListener('beforeprint', () => { window.prints += 1; })")
    page.fill("#username", who["username"])
    page.fill("#password", who["password"])
    page.click("[type=submit]")
    page.wait_for_selector("[data-agency], [data-message]:not(.news)")
    return page


def choose(page: Page, agency: str, service: str) -> None:
    page.click(f'[data-agency="{agency}"]')
    if page.locator(f'[data-service="{service}"][aria-pressed="true"]').count() == 0:
        page.click(f'[data-service="{service}"]')


def take(page: Page) -> str:
    page.click("[data-take]")
    page.wait_for_selector("[data-ticket-number]")
    return str(page.get_attribute("[data-ticket-number]", "data-ticket-number"))


def find(page: Page, number: str) -> None:
    """Find a number by the keypad on the screen."""
    prefix, digits = number.split("-")
    page.click("[data-key=clear]")
    for key in (prefix, *digits):
        page.click(f'[data-key="{key}"]')
    page.click("[data-find]")


def story(hall: RunningHall, number: str) -> list[dict[str, Any]]:
    """Return the facts of a number from the log."""
    supervisor = hall.clerk()
    facts: list[dict[str, Any]] = supervisor.http.get(
        f"{hall.counters}/venues/{hall.venue}/tickets/{number}/story", timeout=PATIENCE_S
    ).json()["facts"]
    return facts


def missed(hall: RunningHall, service: str, counter: str) -> str:
    """Return a number that was called and did not come."""
    clerk = hall.clerk()
    number = str(hall.issue(service).json()["number"])
    clerk.press(counter, "open")
    assert clerk.press(counter, "next").json()["ticket"]["number"] == number
    clerk.press(counter, "no-show")
    return number


def test_staff_give_a_number_for_somebody_in_three_touches(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given reception's tablet, and a clerk of Bank NTT
    page = open_desk(pages, hall, people["reception"])
    clerk = pages.open(f"{hall.ready['counter']}/counter", CLERK)
    sign_in(clerk, people["clerk"], "14")

    # When a number is issued, then the required documents are displayed first
    choose(page, "bank-ntt", "rekening")
    assert page.locator(".docs li").count() > 0
    assert "orang" in page.inner_text(".docs .ahead b")
    number = take(page)

    # Then the number is displayed large, with its zone, how many are ahead, and the code of its page
    assert (
        page.evaluate("document.querySelector('[data-ticket-number]').getBoundingClientRect().height") > 100
    )
    text = page.inner_text(".ticket").replace("\u00a0", " ")
    for words in ("Ini nomor antrean Anda", "Tunggu di Zona Ombak", "Di depan Anda", "0 orang"):
        assert words in text
    wait_until(page, "document.querySelector('.where img').naturalWidth > 0")

    # And the clerk's page lists it without a reload
    wait_until(clerk, f"document.body.innerText.includes('{number}')")

    # When the next visitor comes, then only the last number remains on the page
    page.click("[data-home]")
    assert page.locator("[data-ticket-number]").count() == 0
    assert page.eval_on_selector_all("[data-recent]", "all => all.map((b) => b.textContent)") == [number]


def test_one_touch_makes_one_number_though_the_answer_was_lost(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a network that loses the first response after the hall has recorded the press
    page = open_desk(pages, hall, people["reception"])
    tries: list[str] = []

    def loses(route: Any) -> None:
        tries.append(route.request.headers["idempotency-key"])
        if len(tries) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/tickets", loses)
    before = len([f for f in minutes_facts(hall) if f["kind"] == "issued" and f.get("service") == "wesel"])

    # When the button is touched twice, quickly
    choose(page, "pos", "wesel")
    page.locator("[data-take]").dblclick()
    page.wait_for_selector("[data-ticket-number]")

    # Then the same key was sent again, and one number was issued
    assert len(set(tries)) == 1
    assert len(tries) == 2
    after = len([f for f in minutes_facts(hall) if f["kind"] == "issued" and f.get("service") == "wesel"])
    assert after - before == 1


def minutes_facts(hall: RunningHall) -> list[dict[str, Any]]:
    """Return every fact of the minutes around now."""
    supervisor = hall.clerk()
    now = supervisor.http.get(f"{hall.counters}/venues/{hall.venue}", timeout=PATIENCE_S).json()["now"]
    at = int(now[11:13]) * 60 + int(now[14:16])
    facts: list[dict[str, Any]] = []
    for minute in range(at - 2, at + 1):
        clock = f"{minute // 60 % 24:02d}:{minute % 60:02d}"
        facts += supervisor.http.get(
            f"{hall.counters}/venues/{hall.venue}/story", params={"minute": clock}, timeout=PATIENCE_S
        ).json()["facts"]
    return facts


def test_counts_are_live_and_a_closed_service_says_why(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given reception's page, when a number is taken at a kiosk, then the tile's count updates
    page = open_desk(pages, hall, people["reception"], DESK)
    before = int(page.inner_text('[data-agency="pln"] .count').split()[0])
    hall.issue("pln-pasang")
    wait_until(
        page,
        f"document.querySelector('[data-agency=\"pln\"] .count').textContent.startsWith('{before + 1} ')",
    )

    # When an absent agency is touched, then the page says why, and no number can be issued
    page.click('[data-agency="bea-cukai"]')
    assert "Segera hadir" in page.inner_text(".give")
    assert page.locator("[data-take]").count() == 0


def test_a_touch_is_not_lost_though_the_counts_change_under_the_finger(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a finger held down on an agency
    page = open_desk(pages, hall, people["reception"])
    box = page.locator('[data-agency="imigrasi"]').bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()

    # When a number is taken meanwhile, and the page was updated
    hall.issue("paspor-ganti")
    wait_until(
        page,
        "document.querySelector('antre-reception').state.services.find((s) => s.id === 'paspor-ganti').waiting > 0",
    )
    page.mouse.up()

    # Then the touch counts
    page.wait_for_selector(".services")


def test_a_lost_number_is_found_by_the_keypad_and_printed_again_as_a_copy(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a number that a visitor lost
    number = str(hall.issue("sertifikat").json()["number"])
    page = open_desk(pages, hall, people["reception"])

    # When it is typed on the screen, then it is found, and its state is displayed
    find(page, number)
    page.wait_for_selector(f'[data-ticket-number="{number}"]')
    assert page.inner_text(".ticket h1") == "Menunggu"

    # When it is printed, then the paper has what the visitor needs, marked as a copy; the log records it
    page.click("[data-print=copy]")
    wait_until(page, "window.prints === 1")
    paper = page.evaluate("document.querySelector('.paper').textContent").replace("\u00a0", " ")
    for words in (
        "MPP Kota Kupang",
        "Jalan Timor Raya 124",
        number,
        "Zona Gunung",
        "Di depan Anda",
        "WITA",
        "SALINAN",
        "Mohon tunggu sampai nomor Anda dipanggil.",
    ):
        assert words in paper
    assert story(hall, number)[-1]["kind"] == "reprinted"

    # When a number is not of today, then the page says so
    find(page, "H-999")
    page.wait_for_selector("[data-find-says]")
    wait_until(
        page, "document.querySelector('[data-find-says]').textContent === 'Nomor H-999 tidak ada hari ini.'"
    )


@pytest.mark.parametrize("width_mm", [80, 58])
def test_the_paper_is_as_wide_as_the_printer_and_the_first_print_is_no_copy(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]], width_mm: int
) -> None:
    # Given a new number, and the printer's width
    page = open_desk(pages, hall, people["reception"])
    choose(page, "atr-bpn", "roya")
    take(page)
    page.click(f'[data-width="{width_mm}"]')

    # When it is printed, then the paper has only the ticket, in its width and length
    page.click("[data-print=ticket]")
    wait_until(page, "window.prints === 1")
    page.wait_for_selector("[data-print=copy]")
    assert page.locator("[data-copy]").count() == 0
    assert pdf_size_mm(page) == pytest.approx((width_mm, paper_length_mm(page)), abs=1.5)
    page.emulate_media(media="print")
    assert page.locator(".paper").is_visible()
    assert not page.locator("main").is_visible()
    assert page.evaluate(
        "document.querySelector('.paper').scrollWidth <= document.querySelector('.paper').clientWidth"
    )
    assert page.evaluate("document.querySelector('.paper img').naturalWidth > 0")
    page.emulate_media(media="screen")

    # And its next print is a copy
    page.click("[data-print=copy]")
    page.wait_for_selector("[data-copy]", state="attached")


def paper_length_mm(page: Page) -> float:
    page.emulate_media(media="print")
    height_px: float = page.evaluate("document.querySelector('.paper').getBoundingClientRect().height")
    page.emulate_media(media="screen")
    return height_px * MM_PER_PX + 4


def pdf_size_mm(page: Page) -> tuple[float, float]:
    """Return the page size that the browser would print, in mm; it must be one page."""
    printed = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert len(boxes) == 1, "one page"
    width, height = (float(points) * 25.4 / 72 for points in boxes[0])
    return width, height


def test_a_priority_is_marked_with_its_reason_and_nobody_reads_it_from_behind(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a board, and a visitor at the desk
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}", BOARD)
    page = open_desk(pages, hall, people["reception"])
    choose(page, "polresta", "sim")

    # When the reason is chosen, then it disappears from the page, and only a neutral mark stays
    page.click("[data-priority]")
    page.click("[data-reason=disabled]")
    assert page.get_attribute("[data-priority]", "aria-pressed") == "true"
    assert "disabilitas" not in page.inner_text("body")
    number = take(page)
    assert page.inner_text("[data-marked] b") == "Prioritas"
    assert "disabilitas" not in page.content()

    # When staff request the reason, then it is displayed until the next press
    page.click("[data-see-reason]")
    page.wait_for_selector("[data-why=disabled]")
    assert "Penyandang disabilitas" in page.inner_text("[data-marked]")
    page.click("[data-see-reason]")
    page.wait_for_selector("[data-why=disabled]", state="detached")

    # And neither the visitor's page, the paper nor a board has it
    page.click("[data-print=ticket]")
    wait_until(page, "window.prints === 1")
    paper = page.evaluate("document.querySelector('.paper').textContent")
    ticket = page.evaluate(
        f"fetch(`{'/api/counter/v1/venues/'}{hall.venue}/tickets/{number}`).then((a) => a.json())"
    )
    public = requests.get(f"{hall.tickets}/tickets/{ticket['token']}", timeout=PATIENCE_S).text
    for content in (paper, public, board.content()):
        assert not re.search("disabled|disabilitas|priorit", content, re.IGNORECASE)
    assert "disabled" not in str(story(hall, number))

    # When the mark was wrong, then it is removed
    page.click("[data-open=priority]")
    page.click("[data-reason=none]")
    page.wait_for_selector("[data-marked]", state="detached")


def test_a_waiting_number_is_marked_afterwards(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a visitor with a number from a kiosk who tells the desk that she is pregnant
    number = str(hall.issue("kehilangan").json()["number"])
    page = open_desk(pages, hall, people["reception"], DESK)
    find(page, number)
    page.click("[data-open=priority]")
    page.click("[data-reason=pregnant]")

    # Then the clerk's line has a neutral mark, and the reason only on request
    page.wait_for_selector("[data-marked]")
    clerk = hall.clerk()
    clerk.press("27", "open")
    queued = [q for q in clerk.state("27")["queue"] if q["number"] == number]
    assert queued[0]["priority"] is True
    assert "pregnant" not in str(clerk.state("27"))
    response = clerk.http.get(
        f"{hall.counters}/venues/{hall.venue}/tickets/{number}/reason", timeout=PATIENCE_S
    )
    assert response.json()["priority"] == "pregnant"


def test_a_missed_visitor_who_is_at_the_desk_goes_back_to_the_queue(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a missed number, and three waiting visitors
    number = missed(hall, "dtsen", "19")
    waiting = [hall.issue("dtsen").json()["number"] for _ in range(3)]
    page = open_desk(pages, hall, people["reception"])
    find(page, number)
    page.wait_for_selector("[data-state=missed]")
    assert page.inner_text("[data-open=back]").strip() == f"Pengunjung {number} sudah datang"

    # When the visitor is returned after the next two
    page.click("[data-open=back]")
    page.click("[data-place=after-two]")

    # Then the number waits there, and the page says how many are ahead
    page.wait_for_selector("[data-state=waiting]")
    queue = [q["number"] for q in hall.clerk().state("19")["queue"]]
    assert queue.index(number) == 2 + sum(n not in waiting for n in queue[: queue.index(number)])
    assert page.get_attribute("[data-ahead]", "data-ahead") == str(queue.index(number))


def test_a_number_is_cancelled_only_after_a_question(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a number that its visitor no longer wants
    page = open_desk(pages, hall, people["reception"])
    choose(page, "kejaksaan", "hukum")
    number = take(page)

    # When it is to be cancelled, then the page explains what that means, and allows going back
    page.click("[data-open=cancel]")
    assert f"Batalkan {number}? Nomor ini tidak dapat dipakai lagi." in page.inner_text(".choice-box")
    page.click("[data-no]")
    page.click("[data-open=cancel]")
    page.click("[data-yes]")

    # Then it has left the queue, and no action is possible
    page.wait_for_selector("[data-open=cancel]", state="detached")
    wait_for(lambda: story(hall, number)[-1]["kind"] == "cancelled", what="cancelled")
    assert page.locator("[data-print], [data-open]").count() == 0


def test_a_page_that_is_cut_off_gives_no_numbers_and_says_so(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given a chosen service, when the network fails
    page = open_desk(pages, hall, people["reception"])
    choose(page, "kemenkum", "ahu")
    page.wait_for_selector("[data-take]")
    page.context.set_offline(True)

    # Then the page says so in words, and recovers by itself
    page.wait_for_selector(".lost-banner:not([hidden])")
    page.wait_for_selector("[data-why]")
    assert page.inner_text("[data-why]") == "Belum dapat memberi nomor selama sambungan terputus."
    page.context.set_offline(False)
    page.wait_for_selector("[data-take]")


def test_a_clerk_may_not_open_reception(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    page = open_desk(pages, hall, people["clerk"])

    assert (
        page.inner_text("[data-message]")
        == "Akun Anda tidak punya izin untuk ini. Mintalah kepada koordinator."
    )


def test_everything_is_reached_by_keyboard(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    # Given the desk with a keyboard
    page = open_desk(pages, hall, people["reception"], DESK)

    # When an agency, its service and the number are chosen by Tab and Enter
    press_until(page, "Tab", "document.activeElement.dataset.agency === 'disnaker'")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "document.activeElement.dataset.service === 'lowongan'")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "'take' in document.activeElement.dataset")
    page.keyboard.press("Enter")

    # Then the number's heading has the focus, Escape leads to the beginning, and the slash to the search
    wait_until(page, "document.activeElement.matches('.ticket h1')")
    number = str(page.get_attribute("[data-ticket-number]", "data-ticket-number"))
    page.keyboard.press("Escape")
    page.wait_for_selector(".tiles")
    page.keyboard.press("/")
    page.keyboard.type(number.lower().replace("-0", ""))
    page.keyboard.press("Enter")
    page.wait_for_selector(f'[data-ticket-number="{number}"]')


def test_axe_finds_no_serious_issue_in_both_languages(
    hall: RunningHall, pages: Pages, people: dict[str, dict[str, str]]
) -> None:
    number = missed(hall, "bphtb", "12")
    page = open_desk(pages, hall, people["reception"])
    no_serious_issue_in_both_languages(page)
    choose(page, "dlhk", "sampah")
    no_serious_issue_in_both_languages(page)
    page.click("[data-priority]")
    no_serious_issue_in_both_languages(page)
    page.click("[data-reason=elderly]")
    take(page)
    no_serious_issue_in_both_languages(page)
    for opens in ("priority", "cancel"):
        page.click(f"[data-open={opens}]")
        no_serious_issue_in_both_languages(page)
        page.click("[data-no]")
    find(page, number)
    page.click("[data-open=back]")
    no_serious_issue_in_both_languages(page)
    page.click("[data-no]")
    page.context.set_offline(True)
    page.wait_for_selector(".lost-banner:not([hidden])")
    no_serious_issue_in_both_languages(page)
    page.context.set_offline(False)


def press_until(page: Page, key: str, is_so: str, times_max: int = 120) -> None:
    for _ in range(times_max):
        if page.evaluate(is_so):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} × {times_max} never led to {is_so}")
