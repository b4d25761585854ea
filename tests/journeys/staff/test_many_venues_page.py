"""The admin's page for many venues in Chromium: one is chosen by typing, and lists display its items."""

from __future__ import annotations

import json

import pytest

from rig.browsers.pages import Pages, open_admin, save_item, wait_until
from rig.country import country, venue_id
from rig.running import RunningHall
from rig.waiting import PATIENCE_S

pytest.importorskip("playwright.sync_api")

VENUES, COUNTERS = 14, 8


def test_an_admin_of_many_venues_chooses_one_by_typing_and_edits_what_is_there(
    fresh_hall: RunningHall, pages: Pages
) -> None:
    """Given a house of 14 venues, when a few letters choose one, then its items are listed and edited."""
    text = json.dumps(country(VENUES, COUNTERS))
    saved = fresh_hall.admin.http.post(
        f"{fresh_hall.counters}/house/import", json={"text": text, "even_so": True}, timeout=PATIENCE_S
    )
    assert saved.status_code == 200, saved.text
    admin = fresh_hall.account("admin")

    page = open_admin(pages, fresh_hall, admin, "#counters")
    page.fill("#venue", "publik mall-009")
    page.press("#venue", "Tab")
    page.wait_for_selector(f'[data-item="{venue_id(9)}/1"]')

    assert page.locator(".list [data-item]").count() == COUNTERS
    assert page.input_value("#venue").endswith(venue_id(9))
    page.click(f'[data-item="{venue_id(9)}/3"]')
    page.fill("#f-sign", "3A")
    save_item(page)
    content = fresh_hall.house()
    signs = {(one["venue"], one["id"]): one.get("sign") for one in content["counters"]}
    assert {key for key, sign in signs.items() if sign} == {(venue_id(9), "3")}
    page.goto(f"{page.url.partition('#')[0]}#agencies/agency-3")
    wait_until(page, "document.querySelectorAll('[id^=f-places-][id$=-venue]').length === 1")
    assert page.input_value("[id^=f-places-][id$=-venue]") == venue_id(9)
