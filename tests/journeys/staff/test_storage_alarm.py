"""A Redis that fills up is told on the pages of supervisors and admins, long before it refuses a number."""

from __future__ import annotations

import re

import redis

from rig.browsers.pages import Pages, open_admin, open_hall
from rig.running import RunningHall

PERCENT = 80
TITLE = re.compile(r"Penyimpanan antrean terisi \d\d %")


def test_supervisor_and_admin_read_how_full_it_is_and_what_to_do(own_hall: RunningHall, pages: Pages) -> None:
    supervisor = open_hall(pages, own_hall, own_hall.ready["staff"])
    admin = open_admin(pages, own_hall, own_hall.ready["staff"])

    with redis.Redis.from_url(own_hall.ready["redis"]) as client:
        client.config_set("maxmemory", client.info("memory")["used_memory"] * 100 // PERCENT)

    need = supervisor.locator('[data-need="memory"]', has_text=TITLE)
    need.wait_for()
    assert "Beri tahu petugas TI hari ini." in need.inner_text()
    banner = admin.locator(".lost-banner", has_text=TITLE)
    banner.wait_for()
    assert "Beri tahu petugas TI hari ini." in banner.inner_text()
