"""
Kiosks, phones and staff pages in random houses: ``make endure`` draws some of them.

Not part of ``make test``, like the random boards: each example installs a whole house, which takes seconds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rig.browsers.pages import KIOSK, PHONE, Pages
from rig.devices import paired_kiosks
from rig.layout.measure import Size, faults_of
from rig.running import RunningHall
from tests.journeys.layout.conftest import furnished
from tests.journeys.layout.made_up import houses, used_houses
from tests.journeys.layout.test_staff_layouts import ENLARGED, PAGES, SIZES
from tests.journeys.layout.test_staff_layouts import opened as staff_page
from tests.journeys.layout.test_visitor_layouts import KIOSKS, LOOKS, PHONES, TAKES_TOUCHES, TOUCH, switch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EXAMPLES = max(1, int(os.environ.get("EXAMPLES", "20")) // 50)
SOME = settings(
    max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.fixture(scope="module")
def own_hall(hall: RunningHall) -> Iterator[RunningHall]:
    with hall.anew():
        yield hall


def screens_of_a_kiosk(kiosk: Page, agency: int) -> Iterator[str]:
    """Go from the agencies to the number, and yield at each screen."""
    kiosk.wait_for_selector("[data-agency]")
    yield "agencies"
    kiosk.click(f'[data-agency="agency-{agency}"]')
    kiosk.click(f'[data-service="agency-{agency}-1"]')
    kiosk.wait_for_selector(".chosen")
    yield "services"
    kiosk.click("[data-take]")
    kiosk.wait_for_selector(".facts")
    yield "ticket"


@SOME
@given(
    house=used_houses(),
    agency=st.integers(1, 40),
    looks=st.lists(st.tuples(st.sampled_from(KIOSKS), st.sampled_from(LOOKS)), min_size=3, max_size=3),
)
def test_so_it_is_on_a_kiosk_and_a_phone(
    own_hall: RunningHall,
    browser: Browser,
    house: dict[str, Any],
    agency: int,
    looks: list[tuple[Size, tuple[str, str]]],
) -> None:
    hall = furnished(own_hall, house)
    token = paired_kiosks(hall, 1)[0].token
    agency = min(agency, len(house["agencies"]))
    results = {}
    with ExitStack() as stack:
        pages = Pages(browser)
        stack.callback(pages.close)
        before = f"localStorage.setItem('antre-device', {json.dumps(token)})"
        kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK, before=before)
        for screen, (size, (lang, aids)) in zip(screens_of_a_kiosk(kiosk, agency), looks, strict=False):
            kiosk.evaluate(TAKES_TOUCHES)
            switch(kiosk, lang, aids.replace("low", "").strip() if screen == "ticket" else aids)
            kiosk.evaluate(TOUCH)
            results[screen, size, lang, aids] = faults_of(kiosk, size)
            if screen != "ticket":
                switch(kiosk, "id", "")
            kiosk.evaluate("document.adoptedStyleSheets = []")
            kiosk.set_viewport_size({"width": 1080, "height": 1920})
        phone = pages.open(hall.issue(f"agency-{agency}-1").json()["url"], PHONE)
        phone.wait_for_selector("[data-ahead]")
        results |= {("phone", size): faults_of(phone, size) for size in PHONES}
        assert pages.errors == []

    assert {where: faults for where, faults in results.items() if faults} == {}


@SOME
@given(
    house=houses(),
    names=st.lists(st.sampled_from(sorted(PAGES)), min_size=3, max_size=3, unique=True),
    sizes=st.lists(st.sampled_from([*SIZES, *ENLARGED]), min_size=2, max_size=2),
    is_english=st.booleans(),
)
def test_so_it_is_on_the_pages_of_staff(
    own_hall: RunningHall,
    browser: Browser,
    house: dict[str, Any],
    names: list[str],
    sizes: list[Size],
    is_english: bool,
) -> None:
    hall = furnished(own_hall, house)
    results = {}
    with ExitStack() as stack:
        pages = Pages(browser)
        stack.callback(pages.close)
        for name in names:
            page = staff_page(pages, hall, name)
            if is_english:
                page.click("[data-language]")
            for size in sizes:
                results[name, size] = faults_of(page, size)
        assert pages.errors == []

    assert {where: faults for where, faults in results.items() if faults} == {}
