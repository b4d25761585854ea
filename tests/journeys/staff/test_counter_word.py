"""The pages of clerks and supervisors in a house of rooms: texts about counters in general use its word."""

from __future__ import annotations

from typing import Any

from rig.browsers.pages import CLERK, Pages, give_credentials, open_hall
from rig.running import RunningHall


def call_counters_rooms(hall: RunningHall) -> None:
    def change(house: dict[str, Any]) -> None:
        [venue] = [venue for venue in house["venues"] if venue["id"] == hall.venue]
        venue["counter_word"] = "ruang"

    hall.edit_house(change)


def test_a_house_of_rooms_reads_of_rooms_and_of_a_pause_of_all_of_them(
    fresh_hall: RunningHall, pages: Pages
) -> None:
    hall = fresh_hall
    call_counters_rooms(hall)

    # Given a clerk who chooses a room
    clerk = pages.open(f"{hall.ready['counter']}/counter", CLERK)
    give_credentials(clerk, hall.account("clerk"))
    clerk.wait_for_selector("[data-counter-pick]")
    assert "Ketik nomor ruang, lalu tekan Enter." in clerk.inner_text(".pick")

    # And a supervisor who sees that no room is open
    page = open_hall(pages, hall, hall.account("supervisor"))
    tile = page.locator('.tile[data-agency="samsat"]')
    tile.locator('[data-level="no-counter"]').wait_for()
    assert tile.locator("[data-level]").inner_text() == "Belum ada ruang"

    # When the agency's only open room pauses, then its tile says so
    staff = hall.clerk()
    staff.press("30", "open")
    tile.locator('[data-level="flowing"]').wait_for()
    staff.press("30", "pause", reason="break", until=None)
    tile.locator('[data-level="no-counter"]').wait_for()
    assert tile.locator("[data-level]").inner_text() == "Semua jeda"
