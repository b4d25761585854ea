"""
One press counts once, despite double clicks, several tabs or machines, and lost connections.

Every test has its own counter and queue in one running hall, so they may run in any order.
"""

from __future__ import annotations

from typing import Any

import pytest

from rig.browsers.desk import TAKES_KEYS, Desk, issue
from rig.browsers.pages import CLERK, Pages, wait_until
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for


def test_two_clerks_never_get_one_ticket(desks: RunningHall, pages: Pages) -> None:
    # Given two clerks of one agency, and three waiting visitors
    numbers = issue(desks, "jkn-daftar", 3)
    left, right = Desk(pages, desks, "siti", "5"), Desk(pages, desks, "budi", "6")

    # When both press at the same moment, one of them twice
    left.page.dblclick("[data-main]")
    right.page.click("[data-main]")
    left.shows('[data-state="called"]')
    right.shows('[data-state="called"]')

    # Then each has one, and the third still waits
    assert {left.number(), right.number()} == set(numbers[:2])
    wait_for(lambda: left.state()["waiting"] == 1, what="one waiting ticket")
    for desk in (left, right):
        desk.key("0", '.chip[data-state="open"]')


@pytest.mark.parametrize("is_mouse", [True, False], ids=["a double click", "two taps"])
def test_a_double_press_is_one_at_any_speed_of_a_hand(
    desks: RunningHall, pages: Pages, is_mouse: bool
) -> None:
    # Given a clerk with a queue, who double-clicks the big button
    gaps_ms = (0, 120, 250)
    issue(desks, "ktp-el", len(gaps_ms) + 1)
    clerk = Desk(pages, desks, "siti", "2")
    pressed = clerk.presses()
    before = None
    for gap_ms in gaps_ms:
        # When it calls, finishing the current ticket
        clerk.press_twice(gap_ms, is_mouse=is_mouse)
        clerk.shows('[data-state="called"]')
        wait_until(clerk.page, TAKES_KEYS)
        # Then that was one press: the ticket is called and not yet served; and so with the press that serves
        # it
        called = clerk.number()
        assert called != before
        assert clerk.state()["ticket"]["state"] == "called"
        clerk.press_twice(gap_ms, is_mouse=is_mouse)
        clerk.shows('[data-state="serving"]')
        wait_until(clerk.page, TAKES_KEYS)
        assert clerk.number() == called
        before = called
    assert pressed == ["next", "start"] * len(gaps_ms)

    # A press after the page has settled is not a double click: it acts
    clerk.press_main('[data-state="called"]')
    assert clerk.number() != before
    clerk.key("0", '.chip[data-state="open"]')


def test_a_double_press_presses_nothing_that_the_first_one_put_under_the_hand(
    desks: RunningHall, pages: Pages
) -> None:
    # Given a call that can be undone
    issue(desks, "ktp-el")
    clerk = Desk(pages, desks, "siti", "2")
    clerk.key("Enter", '[data-state="called"]')
    pressed = clerk.presses()

    # When undo is pressed twice, and another button takes its place
    clerk.press_twice(200, '[data-act="undo"]')
    clerk.shows('.chip[data-state="open"]')
    wait_until(clerk.page, TAKES_KEYS)

    # Then it is undone, and nothing else happened
    assert pressed == ["undo"]
    assert clerk.page.locator("dialog").count() == 0
    assert clerk.page.get_attribute('[data-act="keys-toggle"]', "aria-pressed") == "true"

    # But the minutes of a pause may be pressed in quick succession
    clerk.key(".", '[data-dialog="pause"]')
    steps = [clerk.page.inner_text("dialog [data-until]")]
    for _ in range(2):
        clerk.press_twice(100, '[data-act="dialog-later"]')
        steps.append(clerk.page.inner_text("dialog [data-until]"))
    hours, minutes = (int(steps[0].split(".")[n]) for n in (0, 1))
    later = [(hours * 60 + minutes + add) % 1440 for add in (10, 20)]
    assert steps[1:] == [f"{at // 60:02}.{at % 60:02}" for at in later]
    clerk.page.keyboard.press("Escape")


def test_a_lost_connection_is_seen_and_one_press_is_kept_and_done_once(
    desks: RunningHall, pages: Pages
) -> None:
    first, second = issue(desks, "tilang", 2)
    clerk = Desk(pages, desks, "siti", "24")
    clerk.key("Enter", '[data-state="called"]')
    clerk.key("Enter", '[data-state="serving"]')
    wait_until(clerk.page, TAKES_KEYS)

    # When the network fails
    clerk.page.context.set_offline(True)
    wait_until(clerk.page, "document.body.dataset.connection === 'lost'")

    # Then the page says so, and since when the lists are stale
    clerk.says("Sambungan terputus", "data pukul")
    assert clerk.page.get_attribute('[data-act="hold"]', "aria-disabled") == "true"

    # When the clerk presses, the press is queued; others are rejected
    clerk.page.keyboard.press("NumpadEnter")
    clerk.shows('[data-kept="next"]')
    clerk.says("Mengirim…", "Selesai, panggil berikutnya. Cukup tekan sekali. Perintah Anda tersimpan.")
    clerk.page.keyboard.press("Numpad0")

    # Then it is executed once when the network is back
    clerk.page.context.set_offline(False)
    clerk.shows(f'h1[data-number="{second}"]')
    assert clerk.state()["undo"]["did"] == [
        {"kind": "finished", "number": first}, {"kind": "called", "number": second},
    ]  # fmt: skip
    clerk.key("0", '.chip[data-state="open"]')


def test_a_kept_press_outlives_a_reload_and_is_sent_with_the_same_key(
    desks: RunningHall, pages: Pages
) -> None:
    [number] = issue(desks, "hukum")
    clerk = Desk(pages, desks, "budi", "24")
    keys: list[str] = []

    def lose_the_answer(route, request) -> None:  # type: ignore[no-untyped-def]
        keys.append(request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fetch()  # the service processed it; the page never gets the response
        if len(keys) <= 2:
            route.abort()
        else:
            route.continue_()

    # Given a press whose responses are lost
    clerk.page.route("**/counters/24/next", lose_the_answer)
    clerk.key("Enter", '[data-kept="next"]')

    # When the page is reloaded meanwhile
    clerk.page.reload()

    # Then the press is retried with its own key, and was executed once
    clerk.shows(f'h1[data-number="{number}"]')
    wait_for(lambda: len(keys) >= 3 or len(set(keys)) == 1, what="the retry")
    assert len(set(keys)) == 1
    wait_until(clerk.page, "sessionStorage.getItem('antre-press') === null")
    assert clerk.state()["ticket"]["calls"] == 1
    clerk.key("0", '.chip[data-state="open"]')


def test_another_machine_takes_over_safely_and_the_page_that_lost_the_counter_no_longer_calls(
    desks: RunningHall, pages: Pages
) -> None:
    # Given a clerk with a current ticket
    [number] = issue(desks, "perkara")
    old = Desk(pages, desks, "siti", "26")
    old.key("Enter", '[data-state="called"]')

    # When another machine wants the counter, it is told what that means first
    new = Desk(pages, desks, "budi", None)
    new.page.click('[data-counter-pick="26"]')
    new.says(
        "Loket 26 dipakai",
        f"sedang melayani {number}. Ambil alih? {number} ikut berpindah ke sini.",
        "Ambil alih loket 26",
    )
    new.page.click('[data-language="en"]')
    new.says("Counter 26 is in use on another computer", "Take over counter 26")
    new.page.click('[data-language="id"]')
    new.page.click("[data-take-over]")

    # Then the ticket moves there, and the old page says so and calls no more
    new.shows(f'h1[data-number="{number}"]')
    old.shows("[data-take-back]")
    old.says("Loket 26 sekarang dipakai di komputer lain, sejak pukul", "Halaman ini tidak memanggil lagi.")
    new.key("0", '.chip[data-state="open"]')


def test_a_page_whose_counter_was_closed_does_not_call_itself_cut_off_however_long_it_stays(
    desks: RunningHall, pages: Pages
) -> None:
    # Given a page that went back to the choice of counters
    page = Desk(pages, desks, "siti", "31").page
    desks.clerk().press("31", "close")
    page.wait_for_selector("[data-counter-pick]")

    # When 15 s pass for it, and the service responds repeatedly
    page.evaluate("const now = performance.now.bind(performance); performance.now = () => now() + 15_000")
    for _ in range(3):
        with page.expect_response(lambda response: response.ok):
            pass

    # Then it does not report missing updates of a counter
    page.wait_for_selector('body[data-connection="poll"]')


def test_two_tabs_show_the_same_and_a_stale_press_is_told_what_happened(
    desks: RunningHall, pages: Pages
) -> None:
    # Given two tabs of one browser at one counter
    first, second = issue(desks, "pln-pasang", 2)
    clerk = Desk(pages, desks, "siti", "28")
    tab = clerk.page.context.new_page()
    tab.goto(clerk.page.url)
    tab.wait_for_selector("[data-main]")
    clerk.shows("[data-twin]")
    clerk.says("Loket ini terbuka di dua tab. Keduanya menunjukkan keadaan yang sama.")

    # When one tab calls, the other shows it
    clerk.key("Enter", '[data-state="called"]')
    tab.wait_for_selector(f'h1[data-number="{first}"]')
    clerk.key("Enter", '[data-state="serving"]')
    tab.wait_for_selector('[data-state="serving"]')
    wait_until(tab, f"document.title === '{first}, Loket\\u00a028'")

    # When one tab is stale (it gets no updates) and presses
    tab.evaluate("document.querySelector('antre-counter').unfollow()")
    clerk.key("Enter", f'h1[data-number="{second}"]')
    assert tab.get_attribute("h1", "data-number") == first
    tab.click('[data-act="finish"]')

    # Then nothing is done; it explains what happened and updates its view
    tab.wait_for_selector("[data-refused]")
    assert f"Keadaan sudah berubah: {first} selesai, {second} dipanggil. Perintah Anda tidak dijalankan." in (
        " ".join(tab.inner_text("[data-message]").split())
    )
    assert tab.get_attribute("h1", "data-number") == second
    assert clerk.number() == second
    clerk.key("0", '.chip[data-state="open"]')


def test_a_session_that_an_admin_ends_says_so_and_the_number_stays_at_the_counter(
    desks: RunningHall, pages: Pages
) -> None:
    [number] = issue(desks, "pensiun")
    clerk = Desk(pages, desks, "budi", "32")
    clerk.key("Enter", '[data-state="called"]')

    # When an admin signs the account out
    admin = desks.clerk()
    response = admin.http.post(f"{desks.counters}/staff/budi/sign-out", json={}, timeout=PATIENCE_S)
    assert response.status_code == 200, response.text
    clerk.key("Enter", "#username")

    # Then the page says so on the sign-in screen
    clerk.says("Admin mengakhiri akses akun ini pukul")

    # And after signing in again the clerk finds the ticket as before
    clerk.page.fill("#username", "budi")
    clerk.page.fill("#password", desks.ready["budi"]["password"])
    clerk.page.click("[type=submit]")
    clerk.shows(f'h1[data-number="{number}"]')
    clerk.key("0", '.chip[data-state="open"]')


def test_a_counter_is_chosen_with_what_it_serves_today_and_other_venues_are_one_touch_away(
    desks: RunningHall, pages: Pages
) -> None:
    taken = Desk(pages, desks, "budi", "2")
    clerk = Desk(pages, desks, "siti", None)
    clerk.shows('[data-counter-pick="1"]')

    assert "Hari ini melayani: Dukcapil Kota Kupang" in " ".join(
        clerk.page.inner_text('[data-counter-pick="1"]').split()
    )
    assert "Dipakai sejak pukul" in clerk.page.inner_text('[data-counter-pick="2"]')

    clerk.page.click('[data-venue="cfd"]')
    wait_until(clerk.page, "document.body.dataset.venue === 'cfd'")
    clerk.shows('[data-venue="cfd"][aria-current="page"]')
    taken.page.click("[data-sign-out]")
    taken.shows("#username")


def test_whose_turn_to_sign_in_is_late_is_let_in_without_pressing_again(
    desks: RunningHall, pages: Pages
) -> None:
    door = pages.open(f"{desks.ready['counter']}/counter", CLERK)
    labels: list[str] = []

    def busy_twice(route: Any) -> None:
        if route.request.method != "POST" or len(labels) == 2:
            route.continue_()
            return
        labels.append(door.inner_text("[type=submit]").strip())
        route.fulfill(status=503, json={"slug": "sign-ins-busy", "detail": "Banyak petugas masuk bersamaan."})

    door.route("**/session", busy_twice)
    for field in ("username", "password"):
        door.fill(f"#{field}", desks.ready["budi"][field])
    door.click("[type=submit]")

    door.wait_for_selector("[data-counter-pick]")
    assert labels == ["Sedang masuk…"] * 2


def test_whoever_must_wait_sees_for_how_long_and_may_correct_what_was_typed(
    desks: RunningHall, pages: Pages
) -> None:
    door = pages.open(f"{desks.ready['counter']}/counter", CLERK)
    problem = {"slug": "sign-in-wait", "detail": "Terlalu banyak percobaan.", "retry_after_s": 600}

    def wait(route: Any) -> None:
        if route.request.method == "POST":
            route.fulfill(status=429, json=problem)
        else:
            route.continue_()

    # Given a page that was told to wait
    door.route("**/session", wait)
    door.fill("#username", desks.ready["budi"]["username"])
    door.fill("#password", "salah tulis")
    door.click("[type=submit]")

    # Then it says so, and when it will retry
    door.wait_for_selector("[type=submit]:has-text('Mencoba lagi dalam 10')")
    assert "Terlalu banyak percobaan" in door.inner_text("[data-message]")

    # When the typed text is corrected, then it no longer waits, and the button has not moved
    place = door.locator("[type=submit]").bounding_box()
    door.unroute("**/session")
    door.fill("#password", desks.ready["budi"]["password"])
    door.wait_for_selector("[type=submit]:has-text('Masuk')")
    assert door.locator("[type=submit]").bounding_box() == place
    door.click("[type=submit]")
    door.wait_for_selector("[data-counter-pick]")


def test_the_first_admin_is_made_at_the_door_with_a_one_time_code(desks: RunningHall, pages: Pages) -> None:
    door = pages.open(f"{desks.ready['counter']}/counter", CLERK)
    door.click("[data-first-admin]")
    door.fill("#code", "not-the-code")
    door.fill("#username", "kepala")
    door.fill("#password", "cukup-panjang-1")
    door.fill("#again", "cukup-panjang-2")

    # Two different passwords are rejected before anything is sent, and the typed text stays
    door.click("[type=submit]")
    door.wait_for_selector("[data-message]:not([hidden])")
    assert "Kedua kata sandi tidak sama." in door.inner_text("[data-message]")
    assert door.input_value("#code") == "not-the-code"

    # A wrong code is rejected too
    door.fill("#again", "cukup-panjang-1")
    door.click("[type=submit]")
    wait_until(door, "document.querySelector('[data-message]').innerText.includes('Kode')")
