"""Pages in older browsers: they work, or say in words that they do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rig.browsers.pages import KIOSK, PHONE, Pages, give_credentials, take_number
from rig.running import RunningHall

OF_2022 = "delete AbortSignal.timeout"
OF_2021 = "delete globalThis.structuredClone"


def test_a_number_is_taken_and_followed_in_a_browser_of_march_2022(hall: RunningHall, pages: Pages) -> None:
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK, before=OF_2022)
    taken = take_number(kiosk, "dukcapil", "ktp-el")
    issued = hall.issue().json()
    phone = pages.open(issued["url"], PHONE, before=OF_2022)

    phone.get_by_text(issued["number"]).first.wait_for()

    assert taken.startswith(issued["number"][0])


def test_a_clerk_signs_in_with_a_browser_of_march_2022(hall: RunningHall, pages: Pages) -> None:
    page = pages.open(f"{hall.ready['counter']}/counter", KIOSK, before=OF_2022)

    give_credentials(page, hall.account("clerk"))

    page.wait_for_selector("[data-counter-pick]")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (lambda hall: f"{hall.ready['ticketing']}/kiosk/{hall.venue}", "Silakan ke meja informasi"),
        (lambda hall: hall.issue().json()["url"], "Lihat layar di ruang tunggu"),
        (lambda hall: f"{hall.ready['counter']}/counter", "terlalu lama untuk halaman petugas"),
        (lambda hall: f"{hall.ready['counter']}/admin", "terlalu lama untuk halaman petugas"),
    ],
    ids=["kiosk", "phone", "clerk", "admin"],
)
def test_an_older_one_says_what_to_do(
    hall: RunningHall, pages: Pages, address: Callable[[RunningHall], str], words: str
) -> None:
    page = pages.blank(PHONE, before=OF_2021)
    page.goto(address(hall))

    page.get_by_text(words).wait_for()
