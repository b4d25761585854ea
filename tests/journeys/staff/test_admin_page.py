"""
The admin's page in Chromium: editing the house, accounts and permissions.

Each journey has its own items in a shared hall, which is open all day until a test changes that.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
import yaml

from rig.browsers.pages import (
    BOARD,
    CLERK,
    HASTY,
    SAVED,
    Pages,
    open_admin,
    open_hall,
    save_item,
    sign_in,
    wait_until,
)
from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for
from tests.journeys.axe import serious

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytest.importorskip("playwright.sync_api")

SECTIONS = ("venues", "agencies", "services", "counters", "media", "house", "staff", "audit", "file")


def fresh(name: str) -> str:
    return f"{name}-{uuid.uuid4().hex[:6]}"


def house(hall: RunningHall, clerk: Clerk) -> dict[str, Any]:
    content: dict[str, Any] = clerk.http.get(f"{hall.counters}/house", timeout=PATIENCE_S).json()["content"]
    return content


def make_service(hall: RunningHall, clerk: Clerk, agency: str = "dukcapil") -> dict[str, Any]:
    """Make a service of an agency for one journey."""
    made = {"id": fresh("x"), "agency": agency, "name": fresh("Layanan"), "name_en": "Test", "minutes": 5}
    response = clerk.http.post(
        f"{hall.counters}/house/services/{made['id']}",
        json={"before": None, "value": made},
        timeout=PATIENCE_S,
    )
    assert response.status_code == 200, response.text
    return made


@pytest.fixture(scope="module")
def admin(hall: RunningHall) -> dict[str, str]:
    return hall.account("admin")


@pytest.fixture(scope="module")
def behind(hall: RunningHall, admin: dict[str, str]) -> Clerk:
    """The same admin by the API, for setup and checks."""
    return hall.clerk(admin["username"], admin["password"])


def test_a_name_saved_here_stands_on_a_board_beside_at_once(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    """Given a board and the admin's page side by side, when a zone is renamed, then the board displays the new name."""
    zone = house(hall, behind)["venues"][0]["zones"][0]["name"]
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}", BOARD)
    wait_until(board, f"document.body.innerText.includes({zone!r})")
    page = open_admin(pages, hall, admin, f"#venues/{hall.venue}")
    other = fresh("Anyaman")

    page.fill("#f-zones-0-name", other)
    save_item(page)

    wait_until(board, f"document.body.innerText.includes({other!r})")
    page.fill("#f-zones-0-name", zone)
    save_item(page)


def test_a_service_is_made_changed_and_removed_in_the_browser(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    page = open_admin(pages, hall, admin, "#services")
    id = fresh("legal")

    page.click('[data-add="services"]')
    page.fill("#f-id", id)
    page.fill("#f-name", "Legalisir uji")
    page.fill("#f-name_en", "Certified copy")
    page.click("#f-documents-add")
    page.fill("#f-documents-0-id", "KTP asli")
    page.fill("#f-documents-0-en", "ID card")
    page.fill("#f-numbers-0", "7.45")
    page.fill("#f-numbers-1", "11.00")
    save_item(page)
    made = next(s for s in house(hall, behind)["services"] if s["id"] == id)
    page.fill("#f-quota", "50")
    save_item(page)
    changed = next(s for s in house(hall, behind)["services"] if s["id"] == id)
    page.click("[data-remove]")
    page.click("[data-yes]")
    page.wait_for_selector(f'[data-item="{id}"]', state="detached")

    assert made["documents"] == [{"id": "KTP asli", "en": "ID card"}]
    assert made["numbers"] == "07:45-11:00"
    assert changed == made | {"quota": 50}
    assert id not in [s["id"] for s in house(hall, behind)["services"]]


def test_a_counter_serves_another_agency_on_a_weekday_and_a_date(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    page = open_admin(pages, hall, admin, f"#counters/{hall.venue}/26")

    page.click("#f-schedule-add")
    page.select_option("#f-schedule-0-agencies", "taspen")
    page.click("#f-schedule-add")
    page.select_option("#f-schedule-1-kind", "date")
    page.fill("#f-schedule-1-date", "2031-06-11")
    page.select_option("#f-schedule-1-services", "ktp-el")
    save_item(page)

    counter = next(c for c in house(hall, behind)["counters"] if c["id"] == "26")
    assert counter["schedule"] == [
        {"days": ["tue"], "agencies": ["taspen"]},
        {"date": "2031-06-11", "agencies": [], "services": ["ktp-el"]},
    ]


def test_opens_at_ten_today_is_one_click_from_the_top_and_one_back(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    """At a venue that is closed today, so that no other test's visitors are affected."""
    page = open_admin(pages, hall, admin)
    page.select_option("#venue", "saboak")
    page.fill("#opens-at", "18.30")

    button = page.locator("[data-opens-later]")
    assert button.inner_text().strip() == "Hari ini buka pukul 18.30 (hanya hari ini)"
    button.click()
    page.wait_for_selector('[data-today="hours"]')
    day = behind.http.get(f"{hall.counters}/house", timeout=PATIENCE_S).json()["today"]["saboak"]
    venue = next(v for v in house(hall, behind)["venues"] if v["id"] == "saboak")

    assert any(
        e["day"] == day and e["hours"].startswith("18:30-") for e in venue["exceptions"] if "hours" in e
    )
    page.click("[data-as-usual]")
    page.wait_for_selector('[data-today="hours"]', state="detached")


@pytest.fixture
def venue(hall: RunningHall, behind: Clerk) -> Iterator[str]:
    """A venue for one test, open today."""
    made = {
        "id": fresh("tenda"), "name": fresh("Tenda"), "time_zone": "Asia/Makassar", "time_zone_label": "WITA",
        "hours": {"mon": "08:00-15:00"}, "zones": [],
    }  # fmt: skip
    post_item(hall, behind, "venues", None, made)
    wait_for(
        lambda: "exceptions" in find_item(hall, behind, "venues", made["id"]),
        what="the venue to be open all day",
    )
    yield made["id"]
    post_item(hall, behind, "venues", find_item(hall, behind, "venues", made["id"]), None)


def post_item(hall: RunningHall, clerk: Clerk, section: str, before: Any, value: Any) -> None:
    wish = {"before": before, "value": value, "even_so": True}
    url = f"{hall.counters}/house/{section}/{(before or value)['id']}"
    response = clerk.http.post(url, json=wish, timeout=PATIENCE_S)
    assert response.status_code == 200, response.text


def find_item(hall: RunningHall, clerk: Clerk, section: str, id: str) -> dict[str, Any]:
    return next(item for item in house(hall, clerk)[section] if item["id"] == id)


def test_what_was_added_is_shown_as_saved_though_the_page_hears_of_it_before_the_answer(
    hall: RunningHall, pages: Pages, admin: dict[str, str]
) -> None:
    page, name, answers = open_admin(pages, hall, admin, "#services"), fresh("Layanan"), list[Any]()
    page.click('[data-add="services"]')
    page.fill("#f-name", name)

    def hold(route: Route) -> None:
        answers.append((route, route.fetch()))

    page.route("**/house/services/**", hold)
    page.click("[data-save]")
    page.locator(".list a", has_text=name).wait_for()  # received by the page's own polling
    route, answer = answers[0]
    route.fulfill(response=answer)

    page.locator(".bar [data-message]", has_text="Tersimpan").wait_for()
    assert page.input_value("#f-name") == name


def test_a_break_is_added_and_removed_with_a_button_for_the_week_and_for_one_day(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk, venue: str
) -> None:
    page = open_admin(pages, hall, admin, f"#venues/{venue}")

    page.fill("#f-hours-mon-1", "12.00")
    page.click("#f-hours-mon-add")
    assert page.evaluate("document.activeElement.id") == "f-hours-mon-2"
    page.keyboard.type("13.00")
    page.fill("#f-hours-mon-3", "15.00")
    page.fill("#f-hours-fri-0", "8")
    page.fill("#f-hours-fri-1", "11,30")
    page.click("#f-exceptions-add")
    page.fill("#f-exceptions-1-day", "2031-06-10")
    page.select_option("#f-exceptions-1-kind", "hours")
    page.click("#f-exceptions-1-hours-add")
    for n, time in enumerate(("10.00", "12.00", "13.30", "15.00")):
        page.fill(f"#f-exceptions-1-hours-{n}", time)
    save_item(page)
    made = find_item(hall, behind, "venues", venue)
    page.click("#f-hours-mon-0-drop")
    assert page.evaluate("document.activeElement.id") == "f-hours-mon-0"
    save_item(page)
    changed = find_item(hall, behind, "venues", venue)

    assert made["hours"] == {"mon": "08:00-12:00, 13:00-15:00", "fri": "08:00-11:30"}
    assert made["exceptions"][1:] == [{"day": "2031-06-10", "hours": "10:00-12:00, 13:30-15:00"}]
    assert changed["hours"]["mon"] == "13:00-15:00"
    assert page.locator("#f-hours-mon-2").count() == 0


def test_times_that_overlap_are_said_below_their_own_boxes(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk, venue: str
) -> None:
    page = open_admin(pages, hall, admin, f"#venues/{venue}")
    page.click("#f-hours-mon-add")
    page.fill("#f-hours-mon-2", "14.00")
    page.fill("#f-hours-mon-3", "16.00")
    page.click("[data-save]")

    wrong = page.locator("#f-hours-mon-1-wrong")
    wrong.wait_for()
    assert (
        wrong.inner_text().strip() == "Diharapkan jam yang mulai sesudah pukul 15.00, tertulis “14.00–16.00”."
    )
    marked = page.eval_on_selector_all('[aria-invalid="true"]', "all => all.map((one) => one.id)")
    assert marked == ["f-hours-mon-2", "f-hours-mon-3"]
    assert page.evaluate("document.activeElement.id") == "f-hours-mon-2"


def test_a_place_and_a_service_have_breaks_of_their_own(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    made = make_service(hall, behind)
    page = open_admin(pages, hall, admin, f"#services/{made['id']}")
    page.check("#f-hours-own")
    page.fill("#f-hours-tue-0", "08.00")
    page.fill("#f-hours-tue-1", "12.00")
    page.click("#f-hours-tue-add")
    page.fill("#f-hours-tue-2", "13.00")
    page.fill("#f-hours-tue-3", "15.00")
    save_item(page)
    before = find_item(hall, behind, "agencies", "taspen")
    page.evaluate("location.hash = 'agencies/taspen'")
    page.check("#f-places-0-hours-own")
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
        page.fill(f"#f-places-0-hours-{day}-0", "00.00")
        page.fill(f"#f-places-0-hours-{day}-1", "30.00")
    page.fill("#f-places-0-hours-sun-1", "12.00")
    page.click("#f-places-0-hours-sun-add")
    page.fill("#f-places-0-hours-sun-2", "13.00")
    page.fill("#f-places-0-hours-sun-3", "30.00")
    save_item(page)
    after = find_item(hall, behind, "agencies", "taspen")
    post_item(hall, behind, "agencies", after, before)

    assert find_item(hall, behind, "services", made["id"])["hours"] == {"tue": "08:00-12:00, 13:00-15:00"}
    assert after["places"][0]["hours"]["sun"] == "00:00-12:00, 13:00-30:00"


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_form_of_a_venue_fits_its_window(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk, venue: str, language: str
) -> None:
    """683 by 384 is 1366 by 768 at 200 %."""
    before = find_item(hall, behind, "venues", venue)
    breaks = {"day": "2031-06-10", "hours": "10:00-11:00, 12:00-13:00, 14:00-15:00"}
    exceptions = [*before["exceptions"], breaks]
    value = before | {"hours": {"mon": breaks["hours"], "tue": "08:00-15:00"}, "exceptions": exceptions}
    post_item(hall, behind, "venues", before, value)
    page = open_admin(pages, hall, admin, f"#venues/{venue}", language)
    page.fill("#f-hours-mon-2", "10.30")
    page.click("[data-save]")
    page.locator("#f-hours-mon-1-wrong").wait_for()

    results = {}
    for width, height in ((1366, 768), (1280, 800), (1024, 768), (683, 384)):
        page.set_viewport_size({"width": width, "height": height})
        results[width, height] = page.evaluate(OVERLAPS)

    assert all(faults == {"overlapping": [], "outside": []} for faults in results.values()), results


def test_at_200_percent_what_is_chosen_comes_into_the_window(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    """640 by 400 is 1280 by 800 at 200 %, where the head and the rail alone fill the window."""
    page = open_admin(pages, hall, admin)
    page.set_viewport_size({"width": 640, "height": 400})
    is_at_the_top = "Math.abs(document.querySelector('{}').getBoundingClientRect().top) < innerHeight / 2"

    page.click('[data-section="agencies"]')
    wait_until(page, is_at_the_top.format(".list"))

    page.click(f'[data-item="{house(hall, behind)["agencies"][0]["id"]}"]')
    wait_until(page, is_at_the_top.format(".form-room"))


OVERLAPS = """() => {
  const shown = [...document.querySelectorAll(
    ".form-room :is(input:not([type=checkbox]), select, button, .wrong, legend, .label, label)",
  )].filter((one) => one.checkVisibility());
  const box = (one) => one.getBoundingClientRect();
  const lies = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const name = (one) => one.id || one.textContent.slice(0, 40);
  const overlapping = [];
  shown.forEach((one, n) => shown.slice(n + 1).forEach((other) => {
    if (!one.contains(other) && lies(box(one), box(other))) overlapping.push([name(one), name(other)]);
  }));
  const room = box(document.querySelector(".form-room"));
  const outside = shown.filter((one) => box(one).left < room.left || box(one).right > room.right).map(name);
  return { overlapping, outside };
}"""
"""Returns controls and words of the form that overlap or leave it."""


def test_the_time_zone_is_one_of_indonesias_three_or_of_a_list(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk, venue: str
) -> None:
    page = open_admin(pages, hall, admin, f"#venues/{venue}")
    first = page.eval_on_selector_all("#f-time_zone option", "all => all.slice(0, 3).map((one) => one.text)")

    page.select_option("#f-time_zone", "Asia/Jayapura")
    assert page.input_value("#f-time_zone_label") == "WIT"
    save_item(page)
    saved = find_item(hall, behind, "venues", venue)
    page.select_option("#f-time_zone", "Asia/Dili")
    page.fill("#f-time_zone_label", "TLT")
    save_item(page)
    other = find_item(hall, behind, "venues", venue)

    assert first == ["WIB (Asia/Jakarta)", "WITA (Asia/Makassar)", "WIT (Asia/Jayapura)"]
    assert (saved["time_zone"], saved["time_zone_label"]) == ("Asia/Jayapura", "WIT")
    assert (other["time_zone"], other["time_zone_label"]) == ("Asia/Dili", "TLT")


def test_a_change_of_another_box_a_moment_before_is_kept_with_ones_own(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk, venue: str
) -> None:
    """Given a page without that change yet, when its admin saves, then both changes remain, without a question."""
    page = open_admin(pages, hall, admin, f"#venues/{venue}")
    unheard: list[Route] = []
    hears = [False]
    page.route("**/house?known=*", lambda route: route.continue_() if hears[0] else unheard.append(route))
    before = find_item(hall, behind, "venues", venue)
    behind.http.post(
        f"{hall.counters}/house/venues/{venue}",
        json={"before": before, "value": before | {"address": "Jalan Lain 2"}}, timeout=PATIENCE_S,
    ).raise_for_status()  # fmt: skip

    page.fill("#f-name", "Tenda Baru")
    wait_until_held(page, unheard)
    hears[0] = True
    page.click("[data-save]")

    page.locator(".bar [data-message]", has_text="Tersimpan").wait_for()
    now = find_item(hall, behind, "venues", venue)
    assert (now["name"], now["address"]) == ("Tenda Baru", "Jalan Lain 2")


def test_closing_an_agency_today_while_people_wait_is_a_question_first(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    """Of Taspen, for which no other test's visitors wait."""
    before = find_item(hall, behind, "venues", hall.venue)
    service = next(s["id"] for s in house(hall, behind)["services"] if s["agency"] == "taspen")
    assert hall.issue(service).status_code == 201
    page = open_admin(pages, hall, admin, f"#venues/{hall.venue}", "en")
    n = len(before["exceptions"])

    page.click("#f-exceptions-add")
    page.select_option(f"#f-exceptions-{n}-agency", "taspen")
    page.fill(f"#f-exceptions-{n}-note-id", "Rapat")
    page.fill(f"#f-exceptions-{n}-note-en", "Meeting")
    page.click("[data-save]")
    question = page.locator(".question", has_text="1 people still wait for this.")
    question.wait_for()
    page.click("[data-no]")
    saved = find_item(hall, behind, "venues", hall.venue)
    page.click("[data-save]")
    question.wait_for()
    page.click("[data-yes]")
    page.locator(".bar [data-message]", has_text="Saved and in effect.").wait_for()
    closed = find_item(hall, behind, "venues", hall.venue)
    refused = hall.issue(service)
    post_item(hall, behind, "venues", closed, before)

    assert saved == before
    assert closed["exceptions"][n] | {"day": "", "agency": "taspen", "closed": True} == closed["exceptions"][
        n
    ] | {"day": ""}
    assert refused.json()["closed_reason"] == "holiday"


def test_an_agency_goes_with_all_that_depends_on_it_after_one_question(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    name = fresh("Badan")
    of_all = {"about": {"id": "Uji", "en": "Test"}, "prefix": "QZ", "places": [{"venue": hall.venue}]}
    agency = {"id": name.lower(), "name": f"{name} Uji", "short": name} | of_all
    made = behind.http.post(
        f"{hall.counters}/house/agencies/{agency['id']}", json={"value": agency}, timeout=PATIENCE_S
    )
    assert made.status_code == 200, made.text
    service = make_service(hall, behind, agency=agency["id"])
    page = open_admin(pages, hall, admin, f"#agencies/{agency['id']}")

    page.click("[data-remove]")
    question = page.locator(".question", has_text=f"Hapus {name} dan semua yang bergantung padanya?")
    question.wait_for()
    assert f"Ikut dihapus, layanan: {service['name']}" in question.inner_text()
    assert serious(page) == []
    page.click("[data-no]")
    assert agency in house(hall, behind)["agencies"]
    page.click("[data-remove]")
    question.wait_for()
    page.click("[data-yes]")
    page.locator("[data-message]", has_text="Dihapus dan sudah berlaku.").wait_for()

    after = house(hall, behind)
    assert agency["id"] not in [a["id"] for a in after["agencies"]]
    assert service["id"] not in [s["id"] for s in after["services"]]


def test_an_id_follows_the_name_and_a_motif_that_is_taken_is_said_before_saving(
    hall: RunningHall, pages: Pages, admin: dict[str, str]
) -> None:
    page = open_admin(pages, hall, admin, "#services/+")
    page.fill("#f-name", "Kartu\u00a0Uji (baru)")
    assert page.input_value("#f-id") == "kartu-uji-baru"
    page.fill("#f-id", "uji")
    page.fill("#f-name", "Kartu lain")
    assert page.input_value("#f-id") == "uji"
    page.click("[data-discard]")

    page.goto(f"{hall.ready['counter']}/admin#venues/{hall.venue}")
    page.wait_for_selector("#f-zones-add")
    page.click("#f-zones-add")
    motifs = page.locator("[id^=f-zones-][id$=-motif]")
    last = motifs.count() - 1
    page.select_option(f"#f-zones-{last}-motif", page.input_value("#f-zones-0-motif"))
    page.locator(".told", has_text="Zona dengan motif yang sama").wait_for()
    page.click("[data-discard]")


def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    made = make_service(hall, behind)
    page = open_admin(pages, hall, admin, f"#services/{made['id']}")

    page.fill("#f-name", "Nama baru")
    page.fill("#f-minutes", "lama")
    page.click("[data-save]")
    wrong = page.locator("#f-minutes-wrong")
    wrong.wait_for()

    assert wrong.inner_text().strip() == "Diharapkan menit, lebih dari 0, tertulis “lama”."
    assert "1 isian belum benar: Lama layanan (menit)." in page.inner_text("[data-problems]")
    assert page.get_attribute("#f-minutes", "aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "f-minutes"
    assert page.input_value("#f-name") == "Nama baru"
    assert made in house(hall, behind)["services"]
    page.fill("#f-minutes", "7,5")
    save_item(page)
    assert made | {"name": "Nama baru", "minutes": 7.5} in house(hall, behind)["services"]


def test_a_change_that_would_strand_somebody_is_a_question_first(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    made = make_service(hall, behind)
    for _ in range(2):
        assert hall.issue(made["id"]).status_code == 201
    page = open_admin(pages, hall, admin, f"#services/{made['id']}")

    page.click("[data-remove]")
    page.click("[data-yes]")
    question = page.locator(".question", has_text="2 orang masih menunggu layanan ini.")
    question.wait_for()
    assert page.evaluate("document.activeElement.dataset.no") is not None
    page.click("[data-no]")
    remains = made in house(hall, behind)["services"]
    page.click("[data-remove]")
    page.click("[data-yes]")
    question.wait_for()
    page.click("[data-yes]")
    page.wait_for_selector(f'[data-item="{made["id"]}"]', state="detached")

    assert remains
    assert made["id"] not in [s["id"] for s in house(hall, behind)["services"]]


def test_two_admins_on_one_box_are_told_and_choose(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    made = make_service(hall, behind)
    page = open_admin(pages, hall, admin, f"#services/{made['id']}")
    page.fill("#f-name", "Punya saya")
    theirs = made | {"minutes": 9, "name": "Punya mereka"}
    behind.http.post(
        f"{hall.counters}/house/services/{made['id']}",
        json={"before": made, "value": theirs},
        timeout=PATIENCE_S,
    )

    page.click("[data-save]")
    question = page.locator(".question", has_text="Perubahan Anda belum disimpan")
    question.wait_for()
    assert admin["username"] in question.inner_text()
    page.click("[data-yes]")
    wait_for(lambda: page.input_value("#f-minutes") == "9")

    assert page.input_value("#f-name") == theirs["name"]
    page.fill("#f-name", "Sesudahnya")
    save_item(page)
    assert theirs | {"name": "Sesudahnya"} in house(hall, behind)["services"]


def test_the_whole_house_goes_out_as_a_file_and_a_wrong_one_is_refused_by_line(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk, tmp_path: Path
) -> None:
    page = open_admin(pages, hall, admin, "#file")
    with page.expect_download() as download:
        page.click("[data-export]")
    file = tmp_path / "house.yaml"
    download.value.save_as(file)
    before = house(hall, behind)
    wrong = tmp_path / "wrong.yaml"
    text = file.read_text("utf-8")
    wrong.write_text(text.replace("prefix: A\n", "prefix: A1\n", 1), "utf-8")
    line = text.splitlines().index("  prefix: A") + 1

    page.set_input_files("#file", wrong)
    page.click("[data-import]")
    page.click("[data-yes]")
    problems = page.locator("[data-file-problems] li")
    problems.wait_for()
    message = problems.inner_text()
    page.set_input_files("#file", file)
    save_item(page, SAVED, "[data-import]", "[data-yes]")

    assert message == f'Baris {line}, kolom "prefix": diharapkan 1 atau 2 huruf besar, tertulis "A1".'
    assert house(hall, behind) == before


def test_a_file_that_an_old_editor_saved_is_refused_by_its_line_and_so_is_an_excel_file(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk, tmp_path: Path
) -> None:
    page = open_admin(pages, hall, admin, "#file")
    before = house(hall, behind)
    text = yaml.safe_dump(before | {"motto": "Beres \u2013 Pasti"}, allow_unicode=True, sort_keys=False)
    line = next(n for n, row in enumerate(text.splitlines(), 1) if row.startswith("motto"))
    ansi, sheet, same = (tmp_path / name for name in ("ansi.yaml", "house.yaml.xlsx", "same.yaml"))
    ansi.write_bytes(text.encode("windows-1252", "replace"))
    sheet.write_bytes(b"PK\3\4" + bytes(26) + b"xl/workbook.xml")
    same.write_bytes(yaml.safe_dump(before).encode("utf-16"))

    messages = []
    for file in (ansi, sheet):
        page.set_input_files("#file", file)
        page.click("[data-import]")
        page.click("[data-yes]")
        page.locator("[data-file-problems] li").wait_for()
        messages.append(page.locator("[data-file-problems] li").inner_text())
    page.set_input_files("#file", same)
    save_item(page, SAVED, "[data-import]", "[data-yes]")

    assert messages[0].startswith(f"Baris {line} bukan teks UTF-8: “motto: Beres \u2013 Pasti”.")
    assert messages[1].startswith("Berkas ini adalah berkas Excel, bukan berkas pengaturan.")
    assert house(hall, behind) == before


def test_what_was_written_outlives_a_lost_connection_and_a_look_elsewhere(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    made = make_service(hall, behind)
    page = open_admin(pages, hall, admin, f"#services/{made['id']}")
    page.fill("#f-name", "Masih di sini")

    page.context.set_offline(True)
    page.click("[data-save]")
    page.locator(".bar [data-message]", has_text="Belum tersimpan").wait_for()
    wait_until(page, "document.body.dataset.connection === 'lost'")
    page.context.set_offline(False)
    wait_until(page, "document.body.dataset.connection !== 'lost'")
    page.click('[data-section="audit"]')
    page.wait_for_selector(".audit")
    page.evaluate(f"location.hash = 'services/{made['id']}'")
    page.wait_for_selector("#f-name")

    assert page.input_value("#f-name") == "Masih di sini"
    save_item(page)
    assert made | {"name": "Masih di sini"} in house(hall, behind)["services"]


def test_who_goes_on_while_it_is_being_saved_is_not_led_back(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    other, id = make_service(hall, behind), fresh("baru")
    page = open_admin(pages, hall, admin, "#services")
    page.click('[data-add="services"]')
    for field, text in (("id", id), ("name", "Layanan baru"), ("name_en", "New service")):
        page.fill(f"#f-{field}", text)
    held: list[Route] = []
    page.route(f"**/house/services/{id}", lambda route: held.append(route))

    page.click("[data-save]")
    wait_until_held(page, held)
    page.click(f'[data-item="{other["id"]}"]')
    page.wait_for_selector("#f-id", state="detached")
    page.fill("#f-name", "Nama lain")
    held[0].continue_()
    page.locator(".bar [data-message]", has_text="Tersimpan").wait_for()

    assert page.evaluate("location.hash") == f"#services/{other['id']}"
    assert page.input_value("#f-name") == "Nama lain"
    assert id in [service["id"] for service in house(hall, behind)["services"]]


def wait_until_held(page: Any, held: list[Route]) -> None:
    """Wait until a request is held; Playwright handles events only during calls."""
    wait_for(lambda: page.title() and held, what="the request")


def test_an_account_is_made_with_a_password_shown_once_and_works(
    hall: RunningHall, pages: Pages, admin: dict[str, str]
) -> None:
    page = open_admin(pages, hall, admin, "#staff")
    name = fresh("siti")

    page.click('[data-add="staff"]')
    page.fill("#f-username", name)
    page.select_option("#f-agencies", "dukcapil")
    page.check("#f-calls_numbers")
    save_item(page)
    password = page.inner_text("[data-password]")
    page.click("[data-once-done]")
    page.wait_for_selector("[data-once]", state="detached")
    page.reload()
    page.wait_for_selector(".rail a")

    siti = hall.clerk(name, password)
    account = siti.http.get(f"{hall.counters}/session", timeout=PATIENCE_S).json()["staff"]
    assert (account["roles"], account["agencies"], account["calls_numbers"]) == (
        ["clerk"],
        ["dukcapil"],
        True,
    )
    assert password not in page.content()


def test_forced_sign_out_takes_effect_on_the_clerks_page_which_says_when(
    hall: RunningHall, pages: Pages, admin: dict[str, str]
) -> None:
    staff = hall.account("clerk")
    clerk = pages.open(f"{hall.ready['counter']}/counter", CLERK, before=HASTY)
    sign_in(clerk, staff, "26")
    page = open_admin(pages, hall, admin, f"#staff/{staff['username']}")

    page.click("[data-end-all]")
    page.click("[data-yes]")
    page.locator(".bar [data-message]", has_text="sudah dikeluarkan").wait_for()

    notice = clerk.locator("[data-message]", has_text="Admin mengakhiri akses akun ini pukul")
    notice.wait_for()
    assert page.locator(".sessions li").count() == 0


def test_the_outcomes_of_the_house_are_those_a_clerk_may_choose(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    """Given a clerk who serves, when an admin changes the outcomes, then the clerk is offered the new ones."""
    clerk = pages.open(f"{hall.ready['counter']}/counter", CLERK, before=HASTY)
    sign_in(clerk, hall.account("clerk"), "27")
    clerk.keyboard.press("7")
    clerk.locator('[data-dialog="walk-in"]').wait_for()
    clerk.keyboard.press("1")
    clerk.keyboard.press("Enter")
    clerk.locator('[data-state="serving"]').first.wait_for()
    page = open_admin(pages, hall, admin, "#house")

    page.locator(".field", has_text="Seperti biasa: Selesai, Dokumen belum lengkap").wait_for()
    page.click("#f-outcomes-own")
    page.fill("#f-outcomes-0-name-id", "Beres")
    page.click("#f-outcomes-add")
    page.fill("#f-outcomes-5-name-id", "Dikirim pos")
    page.fill("#f-outcomes-5-name-en", "Sent by post")
    assert serious(page) == []
    save_item(page)

    assert [(one["id"], one["name"]["id"]) for one in house(hall, behind)["outcomes"]][::5] == [
        ("done", "Beres"),
        ("dikirim-pos", "Dikirim pos"),
    ]
    wait_for(lambda: "Dikirim pos" in outcomes_of(clerk))
    assert outcomes_of(clerk)[0] == "Beres"
    clerk.keyboard.press("8")
    clerk.locator('[data-dialog="result"]').wait_for()
    clerk.keyboard.press("6")
    clerk.keyboard.press("Enter")
    clerk.locator("dd", has_text="Dikirim pos").wait_for()

    for _ in range(6):
        page.locator(".rows button.icon[aria-label^='Hasil layanan']").first.click()
    save_item(page)
    assert "outcomes" not in house(hall, behind)
    page.locator(".field", has_text="Seperti biasa: Selesai").wait_for()


def outcomes_of(clerk: Page) -> list[str]:
    """Return a function that reads the outcomes offered in the result dialog."""
    clerk.keyboard.press("8")
    clerk.locator('[data-dialog="result"]').wait_for()
    words: list[str] = clerk.locator('button[data-field="outcome"] b').all_inner_texts()
    clerk.keyboard.press(".")
    clerk.locator('[data-dialog="result"]').wait_for(state="hidden")
    return [one.strip() for one in words]


def test_the_last_admin_cannot_be_taken_away_by_the_page(own_hall: RunningHall, pages: Pages) -> None:
    hall = own_hall
    staff = hall.account("admin")
    hall.antre("staff", "off", hall.ready["staff"]["username"])
    page = open_admin(pages, hall, staff, f"#staff/{staff['username']}")

    page.uncheck("#role-admin")
    page.check("#role-clerk")
    page.click("[data-save]")

    page.locator(".bar .bad", has_text="adalah admin aktif terakhir").wait_for()


def test_every_change_stands_in_the_history_with_who_and_what_was_before(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    made = make_service(hall, behind)
    page = open_admin(pages, hall, admin, f"#services/{made['id']}")
    page.fill("#f-quota", "30")
    save_item(page)

    page.locator("[data-changed]", has_text=f"Diubah oleh {admin['username']} pukul").wait_for()
    page.click('[data-section="audit"]')
    first = page.locator("[data-change]").first
    first.wait_for()
    text = first.inner_text()
    assert admin["username"] in text
    assert f"Layanan {made['name']}: Kuota nomor sehari 30; sebelumnya kosong" in text


def test_an_auditor_sees_everything_and_can_press_nothing(hall: RunningHall, pages: Pages) -> None:
    page = open_admin(pages, hall, hall.account("auditor"), f"#venues/{hall.venue}")
    page.wait_for_selector("#f-name")

    for section in SECTIONS:
        page.click(f'[data-section="{section}"]')
        wait_until(page, f"document.body.dataset.section === '{section}'")
        assert (
            page.locator("[data-save], [data-add], [data-remove], [data-import], [data-opens-later]").count()
            == 0
        )
    page.evaluate(f"location.hash = 'venues/{hall.venue}'")
    page.wait_for_selector("#f-name")
    assert page.locator("#f-name").is_disabled()


def test_a_clerk_who_opens_the_page_is_told_that_it_is_not_theirs(hall: RunningHall, pages: Pages) -> None:
    staff = hall.account("clerk")
    page = pages.open(f"{hall.ready['counter']}/admin", CLERK)
    page.fill("#username", staff["username"])
    page.fill("#password", staff["password"])
    page.click("[type=submit]")

    page.locator("main", has_text="Akun Anda tidak punya izin untuk ini.").wait_for()
    assert page.locator(".rail").count() == 0


def test_the_first_admin_comes_in_by_the_code_of_the_main_computer(hall: RunningHall, pages: Pages) -> None:
    code = hall.antre("staff", "first-admin").stdout.split()[0]
    page = pages.open(f"{hall.ready['counter']}/admin", CLERK)

    page.click("[data-first-admin]")
    page.fill("#code", code)
    page.fill("#username", fresh("pertama"))
    page.fill("#password", "sebuah kata sandi")
    page.fill("#again", "sebuah kata sandi")
    page.click("[type=submit]")

    page.wait_for_selector(".rail a")


@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing_serious_in_any_section(
    hall: RunningHall, pages: Pages, admin: dict[str, str], language: str
) -> None:
    page = open_admin(pages, hall, admin, language=language)
    places = (
        f"venues/{hall.venue}", "agencies/dukcapil", "services/ktp-el", f"counters/{hall.venue}/1",
        f"staff/{admin['username']}", "services/+", "audit", "file",
    )  # fmt: skip

    results = {}
    for place in places:
        page.evaluate(f"location.hash = {place!r}")
        wait_until(page, f"document.body.dataset.section === {place.split('/')[0]!r}")
        page.wait_for_selector(".form-room h2")
        results[place] = serious(page)
    page.click('[data-section="services"]')
    page.click('[data-item="ktp-el"]')
    page.fill("#f-minutes", "0")
    page.click("[data-save]")
    page.wait_for_selector("#f-minutes-wrong")
    results["a mistake"] = serious(page)
    page.click("[data-discard]")
    page.click("[data-remove]")
    page.wait_for_selector(".question [data-yes]")
    results["a question"] = serious(page)

    assert {place: issues for place, issues in results.items() if issues} == {}


def test_everything_is_reached_by_keyboard(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    """From the sections to an item, to a field, and saved, without a pointer."""
    made = make_service(hall, behind)
    page = open_admin(pages, hall, admin)

    page.focus('[data-section="services"]')
    page.keyboard.press("Enter")
    page.wait_for_selector("#search")
    page.focus("#search")
    page.keyboard.type(made["id"])
    wait_until(page, "document.querySelectorAll('.list [data-item]').length === 1")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#f-name")
    wait_until(page, "document.activeElement.matches('.form-room h2')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "f-name"
    page.keyboard.type("Dengan papan ketik")
    while page.evaluate("!document.activeElement.matches('[data-save]')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".bar [data-message]", has_text="Tersimpan dan sudah berlaku.").wait_for()

    assert made | {"name": "Dengan papan ketik"} in house(hall, behind)["services"]


def test_the_page_asks_nobody_who_is_not_signed_in_for_anything(hall: RunningHall) -> None:
    page = requests.get(f"{hall.ready['counter']}/admin", timeout=PATIENCE_S)

    assert page.status_code == 200
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "<script>" not in page.text


AHEAD = """(page) => {
  page.freshness = new page.freshness.constructor();
  page.freshness.take({ epoch: page.state.epoch, seq: 1e9 }, performance.now() - 20_000);
  page.update();
  return document.body.dataset.connection;
}"""
"""Simulates a page with a newer position than the log's, as after a restore, and without updates for 20 s."""


@pytest.mark.parametrize("name", ["admin", "supervisor"])
def test_any_good_answer_ends_the_band_over_a_page_that_had_seen_more_of_the_log(
    hall: RunningHall, pages: Pages, name: str
) -> None:
    page = (open_admin if name == "admin" else open_hall)(pages, hall, hall.account(name))
    page.wait_for_selector("[data-section], [data-total]")

    assert page.eval_on_selector(f"antre-{name}", AHEAD) == "lost"

    page.wait_for_selector('body:not([data-connection="lost"])')
    page.wait_for_selector(".lost-banner", state="hidden")
    assert page.eval_on_selector(f"antre-{name}", "(page) => page.state.seq") < 10**9
