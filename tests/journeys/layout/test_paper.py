"""A kiosk's slip with the longest permitted names: one print, in the paper's width, nothing cut off."""

from __future__ import annotations

import json
import re

import pytest

from rig.browsers.pages import KIOSK, Pages, wait_until
from rig.devices import Kiosk, paired_kiosks, post
from rig.layout.houses import LONGEST
from rig.layout.measure import SCRIPT
from rig.running import RunningHall
from tests.journeys.layout.conftest import Furnish

COUNTED = "window.prints = 0; addEventListener('beforeprint', () => { window.prints += 1; });"
MM_PER_POINT, PX_PER_MM = 25.4 / 72, 96 / 25.4


@pytest.fixture(scope="module")
def long_hall(furnish: Furnish) -> RunningHall:
    return furnish(5, LONGEST)


@pytest.fixture(scope="module")
def device(long_hall: RunningHall) -> Kiosk:
    return paired_kiosks(long_hall, 1)[0]


@pytest.mark.parametrize("width_mm", [58, 80])
def test_a_slip_with_the_longest_names_is_whole_and_one_piece(
    pages: Pages, long_hall: RunningHall, device: Kiosk, width_mm: int
) -> None:
    assert post(long_hall, long_hall.admin, f"/devices/{device.id}", paper_mm=width_mm).status_code == 200
    script = f"localStorage.setItem('antre-device', {json.dumps(device.token)}); {COUNTED}"
    kiosk = pages.open(f"{long_hall.ready['ticketing']}/kiosk/{long_hall.venue}", KIOSK, before=script)
    wait_until(kiosk, f"document.body.dataset.paper === '{width_mm}'")
    kiosk.click('[data-agency="agency-3"]')
    kiosk.click('[data-service="agency-3-1"]')
    kiosk.click("[data-take]")
    wait_until(kiosk, "window.prints === 1")

    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", kiosk.pdf(prefer_css_page_size=True))
    assert [round(float(width) * MM_PER_POINT) for width, _ in boxes] == [width_mm]
    kiosk.emulate_media(media="print")
    kiosk.set_viewport_size({"width": round(width_mm * PX_PER_MM), "height": 1_400})
    assert kiosk.evaluate(f"() => {{ {SCRIPT}; return inkFaults('.paper'); }}") == []
