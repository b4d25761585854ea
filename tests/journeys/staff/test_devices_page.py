"""Devices in Chromium: an admin pairs a TV by its code, controls it, and revokes it; clerks see receipts."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rig import checker
from rig.browsers.pages import (
    BOARD,
    HASTY,
    KIOSK,
    Pages,
    open_admin,
    press_main,
    sign_in,
    take_number,
    wait_until,
)
from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for
from tests.journeys.axe import serious
from waitingroom.facts import TicketIssued, decode

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

pytest.importorskip("playwright.sync_api")

COUNTER = "3"
SERVICE = "ktp-el"


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A separate venue, because its paired TVs matter here."""
    with hall.anew():
        yield hall


@pytest.fixture(scope="module")
def admin(hall: RunningHall) -> dict[str, str]:
    return hall.account("admin")


@pytest.fixture
def behind(hall: RunningHall) -> Iterator[Clerk]:
    """An account with all permissions, by the API; every device is revoked afterwards."""
    clerk = hall.clerk()
    yield clerk
    for device in clerk.http.get(f"{hall.counters}/devices", timeout=PATIENCE_S).json()["devices"]:
        clerk.http.post(f"{hall.counters}/devices/{device['id']}/revoke", json={}, timeout=PATIENCE_S)


def open_tv(pages: Pages, hall: RunningHall, query: str = "?pair") -> Page:
    """Open a new TV's board at its address."""
    return pages.open(f"{hall.ready['display']}/board/{hall.venue}{query}", BOARD)


def code_of(tv: Page) -> str:
    tv.wait_for_selector("[data-code]")
    return tv.get_attribute("[data-code]", "data-code") or ""


def pair(page: Page, code: str, name: str, **more: str) -> None:
    """Enter a code on the admin's page."""
    page.fill("#pair-code", code)
    page.fill("#pair-name", name)
    for id, value in more.items():
        page.fill(f"#pair-{id}", value)
    page.click("[data-pair-form] [type=submit]")
    page.locator("[data-message]", has_text=f"{name} terdaftar di").wait_for()


def paired_tv(pages: Pages, hall: RunningHall, behind: Clerk, name: str) -> Page:
    """Open a TV that was paired by the API."""
    tv = open_tv(pages, hall)
    wish = {"code": code_of(tv), "name": name, "kind": "tv", "venue": hall.venue}
    assert behind.http.post(f"{hall.counters}/devices", json=wish, timeout=PATIENCE_S).status_code == 200
    wait_until(tv, "document.body.dataset.device === 'paired'")
    return tv


def row(page: Page, name: str, row: str) -> Any:
    return page.locator(".device", has_text=name).locator(f'[data-row="{row}"] dd')


def test_a_tv_is_paired_by_the_code_on_its_screen_listed_muted_tested_and_revoked(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    """Given a TV that displays a code, when an admin enters it, then the TV is paired until it is revoked."""
    tv = open_tv(pages, hall)
    code = code_of(tv)
    assert "Minta admin memasukkan kode ini di Pengaturan, Perangkat." in tv.inner_text("antre-device")
    assert serious(tv) == []
    page = open_admin(pages, hall, admin, "#devices")

    page.fill("#pair-code", "AAAA AAAA")
    page.click("[data-pair-form] [type=submit]")
    page.locator("[data-message]", has_text="Kode tidak cocok atau sudah lewat waktu.").wait_for()
    pair(page, code.lower(), "TV 3", inches="43", distance="8,5")

    wait_until(tv, "document.body.dataset.device === 'paired'")
    assert not tv.is_visible("antre-device")
    assert tv.evaluate("[document.body.dataset.inches, document.body.dataset.distance]") == ["43", "8.5"]
    wait_for(lambda: row(page, "TV 3", "seen").inner_text() == "sekarang", what="the TV in the list")
    assert row(page, "TV 3", "size").inner_text() == "43 inci"
    assert "m" in row(page, "TV 3", "reach").inner_text()
    build = tv.evaluate("document.querySelector('antre-board').device.me !== null")
    assert build
    wait_for(lambda: row(page, "TV 3", "version").inner_text() != "belum diketahui", what="its version")
    assert serious(page) == []

    card = page.locator(".device", has_text="TV 3")
    card.locator('[data-act="mute"]').click()
    wait_until(tv, "document.body.dataset.muted === 'yes'")
    wait_for(lambda: row(page, "TV 3", "soundOf").inner_text() == "Suara dibisukan", what="the mute state")
    card.locator('[data-act="mute"]').click()
    wait_until(tv, "!document.body.dataset.muted")

    tv.evaluate(
        "document.querySelector('antre-board').voice.test = () => { document.body.dataset.tested = 'yes'; }"
    )
    card.locator('[data-act="test"]').click()
    page.locator("#question-words", has_text="Apakah suara terdengar di TV 3?").wait_for()
    wait_until(tv, "document.body.dataset.tested === 'yes'")
    page.click("[data-third]")
    page.locator("[data-message]", has_text="Suara TV 3 tidak terdengar.").wait_for()
    page.wait_for_selector('[data-tested="false"]')

    card.locator('[data-act="revoke"]').click()
    page.click("[data-yes]")

    page.wait_for_selector(".device", state="detached")
    wait_until(tv, "document.body.dataset.device === 'revoked'")
    assert "Layar ini tidak dipakai lagi. Hubungi admin." in tv.inner_text("antre-device")
    assert serious(tv) == []
    tv.reload()
    wait_until(tv, "document.body.dataset.device === 'revoked'")


def test_a_device_is_renamed_and_moved_and_reloads_when_told(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    name, other = f"TV {uuid.uuid4().hex[:4]}", f"TV {uuid.uuid4().hex[:4]}"
    tv = paired_tv(pages, hall, behind, name)
    page = open_admin(pages, hall, admin, "#devices")
    card = page.locator(".device", has_text=name)

    card.locator('[data-act="edit"]').click()
    zone = page.locator("#edit-zone option").nth(1).get_attribute("value")
    page.fill("#edit-name", other)
    page.select_option("#edit-zone", zone)
    page.click("[data-save-device]")
    page.locator(".device", has_text=other).wait_for()

    wait_until(tv, f"document.body.dataset.zone === {zone!r}")
    wait_until(tv, "document.querySelector('antre-board').socket.connected")
    loads: list[str] = []
    tv.on("load", lambda loaded: loads.append(loaded.url))
    with tv.expect_navigation():
        page.locator(".device", has_text=other).locator('[data-act="reload"]').click()
    wait_until(tv, "document.body.dataset.device === 'paired'")
    wait_for(lambda: row(page, other, "seen").inner_text() == "sekarang", what="the TV in the list again")
    assert len(loads) == 1
    assert tv.evaluate(f"document.querySelector('antre-board').device.me.name === {other!r}")


def test_a_locked_sound_is_told_on_the_screen_and_is_an_alarm_to_staff(
    hall: RunningHall, pages: Pages, admin: dict[str, str], behind: Clerk
) -> None:
    """Given a browser that blocks sound until a touch, then admin and supervisor are alerted."""
    paired_tv(pages, hall, behind, "TV 7")
    page = open_admin(pages, hall, admin, "#devices")

    page.locator('[data-alarm="locked"]', has_text="Suara TV 7 terkunci sejak pukul").wait_for()
    assert row(page, "TV 7", "soundOf").inner_text() == "Suara terkunci"
    mira = hall.account("supervisor")
    panel = pages.open(f"{hall.ready['counter']}/supervisor", BOARD)
    panel.fill("#username", mira["username"])
    panel.fill("#password", mira["password"])
    panel.click("[type=submit]")
    panel.locator('[data-need="device"]', has_text="Suara TV 7 terkunci sejak pukul").wait_for()
    assert serious(panel) == []


def test_the_clerk_sees_where_the_call_is_shown_or_that_no_screen_shows_it(
    hall: RunningHall, pages: Pages, behind: Clerk
) -> None:
    """Given two paired TVs, when a number is called, then the clerk's page names both; with none, it says so."""
    tvs = [paired_tv(pages, hall, behind, name) for name in ("TV 1", "TV 2")]
    desk = pages.open(f"{hall.ready['counter']}/counter", {"width": 1280, "height": 800})
    sign_in(desk, hall.account("clerk"), COUNTER)
    hall.issue(SERVICE)

    desk.wait_for_selector("[data-queued]")
    press_main(desk, '[data-receipt="shown"]')

    wait_until(
        desk,
        "document.querySelector('[data-receipt]').innerText.replaceAll('\\u00a0', ' ').startsWith('Tampil di TV 1 dan TV 2.') || document.querySelector('[data-receipt]').innerText.replaceAll('\\u00a0', ' ').startsWith('Tampil di TV 2 dan TV 1.')",
    )
    assert serious(desk) == []
    for tv in tvs:
        tv.close()
    press_main(desk, '[data-state="serving"]')
    hall.issue(SERVICE)
    desk.wait_for_selector("[data-queued]")
    press_main(desk, '[data-receipt="unseen"]')

    text = desk.inner_text('[data-receipt="unseen"]')
    assert text == "Panggilan ini belum tampil di layar mana pun. Panggil langsung dengan suara Anda."
    assert serious(desk) == []


def test_the_code_of_a_screen_is_replaced_before_anybody_types_one_that_ended(
    hall: RunningHall, pages: Pages, tmp_path: Path
) -> None:
    tv = open_tv(pages, hall, "")
    assert not tv.is_visible("antre-device")
    tv.wait_for_selector("antre-board > header")
    wait_until(tv, "Boolean(document.querySelector('antre-board').device)")

    tv.keyboard.press("p")

    assert code_of(tv)
    first = code_of(tv)
    redis = __import__("redis").Redis.from_url(hall.ready["redis"], protocol=2)
    for key in redis.scan_iter("antre:{house}:poll:*"):
        redis.delete(key)
    wait_for(lambda: code_of(tv) != first, what="another code")
    redis.close()


def test_a_kiosk_is_paired_gives_numbers_in_its_own_name_reloads_at_rest_and_is_revoked(
    hall: RunningHall, pages: Pages, behind: Clerk
) -> None:
    """Given a kiosk with a code, when an admin enters it, then its presses have its own name until it is revoked."""
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}?pair", KIOSK, before=HASTY)
    wish = {"code": code_of(kiosk), "name": "Kiosk 1", "kind": "kiosk", "venue": hall.venue}
    device = behind.http.post(f"{hall.counters}/devices", json=wish, timeout=PATIENCE_S).json()["device"]
    wait_until(kiosk, "document.body.dataset.device === 'paired'")
    assert not kiosk.is_visible("antre-device")
    wait_for(lambda: is_online(hall, behind, device["id"]), what="the kiosk in the list")

    number = take_number(kiosk, "dukcapil", "ktp-el")
    day = hall.issue("kk").json()["service_day"]
    facts = [decode(fact) for _, fact, _ in checker.read_log(hall.ready["redis"], hall.venue, day)]
    (taken,) = [fact for fact in facts if isinstance(fact, TicketIssued) and fact.ticket_id == number]
    assert taken.press is not None
    assert taken.press.by == f"device:{device['id']}"

    kiosk.click('[data-agency="dukcapil"]')
    kiosk.evaluate("window.before = true")
    with kiosk.expect_response(is_told_what_to_do):
        behind.http.post(f"{hall.counters}/devices/{device['id']}/reload", json={}, timeout=PATIENCE_S)
    assert kiosk.evaluate("window.before === true"), "a visitor is choosing"
    with kiosk.expect_navigation():
        kiosk.click("[data-home]")

    behind.http.post(f"{hall.counters}/devices/{device['id']}/revoke", json={}, timeout=PATIENCE_S)
    wait_until(kiosk, "document.body.dataset.device === 'revoked'")
    assert "Hubungi admin" in kiosk.inner_text("antre-device")
    assert serious(kiosk) == []


def is_online(hall: RunningHall, behind: Clerk, id: str) -> bool:
    devices = behind.http.get(f"{hall.counters}/devices", timeout=PATIENCE_S).json()["devices"]
    return any(device["id"] == id and device["online"] for device in devices)


def is_told_what_to_do(response: Response) -> bool:
    return (
        response.url.endswith("/device") and response.request.method == "POST" and bool(response.json()["do"])
    )
