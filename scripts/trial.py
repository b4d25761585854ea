"""
Set up a large house in the browser only, as a new admin does, then simulate its morning: ``make trial``.

A regency with a long name, 34 agencies, counters called *Ruang*, breaks at noon and on Friday, two zones on two
floors. Only the page itself is used. Prints the number of presses and filled-in boxes of each step, and takes
screenshots (docs/proof/setting-up.md).
"""

from __future__ import annotations

import csv
import re
import tempfile
from pathlib import Path

import openpyxl
import requests
from playwright.sync_api import Page, sync_playwright

from antre import rush
from antre.rush import morning_of
from rig.browsers.browser import launch
from rig.running import RunningHall
from scripts.picture import open_page, save, sign_in

OUT = Path(__file__).parents[1] / "docs" / "pictures"
LIST = Path(__file__).with_name("trial_list.csv")
NAME = "Mal Pelayanan Publik Kabupaten Pangkajene dan Kepulauan"
BOARD, ADMIN, KIOSK = (1920, 1080), (1280, 800), (1080, 1920)


class Hand:
    """A user of the admin's page, whose presses and filled-in boxes are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = self.boxes = 0

    def press(self, words: str, n: int = 0) -> None:
        """Press the control whose text begins with these words; n: index among several."""
        self.presses += 1
        begins = re.compile(rf"^\s*{re.escape(words)}")
        self.page.locator("button, a, label, summary").filter(has_text=begins, visible=True).nth(n).click()

    def fill(self, *labels_and_texts: str) -> None:
        """Fill in boxes, given as label and text alternately."""
        for label, text in zip(labels_and_texts[::2], labels_and_texts[1::2], strict=True):
            self.boxes += 1
            box = self.page.get_by_label(label, exact=True).last
            if box.evaluate("box => box.nodeName") == "SELECT":
                box.select_option(label=text)
            else:
                box.fill(text)

    def save(self) -> None:
        """Press *Simpan*, and wait for the confirmation."""
        self.press("Simpan")
        self.page.locator(".bar", has_text="Tersimpan dan sudah berlaku.").wait_for()

    def report(self, step: str) -> None:
        """Print and reset the counts of the step."""
        print(f"{step:<22}{self.presses:>3} presses, {self.boxes:>2} boxes")  # noqa: T201
        self.presses = self.boxes = 0


def main() -> None:
    """Set up the house, take its screenshots, and simulate its morning."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        hall = RunningHall(Path(folder))
        browser = launch(playwright.chromium)
        try:
            page = open_page(browser, ADMIN, f"{hall.ready['counter']}/admin")
            sign_in(page, hall.ready["staff"])
            hand = Hand(page)
            begin(hand)
            enter_place(hand)
            take_holidays(hand)
            load_list(hand, Path(folder))
            pair_tv(hand, open_page(browser, BOARD, f"{hall.ready['display']}/board/{venue_of(hall)}?pair"))
            page.get_by_text("Ruang layanan siap dibuka").wait_for()
            save(page, OUT / "setup-ready-id.png")
            kiosk = open_page(browser, KIOSK, f"{hall.ready['ticketing']}/kiosk/{venue_of(hall)}")
            save(kiosk, OUT / "setup-kiosk-id.png")
            rush.play(hall.ready, morning_of(["--speed", "240", "--visitors", "120"]))
            board = open_page(browser, BOARD, f"{hall.ready['display']}/board/{venue_of(hall)}")
            save(board, OUT / "setup-board-id.png")
        finally:
            hall.stop()
            browser.close()


def venue_of(hall: RunningHall) -> str:
    """Return the id of the created venue."""
    venues = requests.get(f"{hall.tickets}/venues", timeout=10).json()["venues"]
    return str(venues[0]["id"])


def begin(hand: Hand) -> None:
    """Choose an empty house."""
    hand.page.get_by_text("Bagaimana Anda ingin mulai?").wait_for()
    save(hand.page, OUT / "setup-choose-id.png")
    hand.fill("Nama tempat, seperti dibaca pengunjung", NAME)
    hand.press("Mulai kosong")
    hand.press("Ya, mulai kosong")
    hand.page.get_by_text("Satu jam pertama").wait_for()
    save(hand.page, OUT / "setup-steps-id.png")
    hand.report("begin")


def enter_place(hand: Hand) -> None:
    """Enter the address, hours with breaks, and two floors."""
    hand.press("Tempat, jam buka, dan zona")
    hand.fill("Alamat", "Jalan Sultan Hasanuddin 70, Pangkajene", "Sebutan loket", "Ruang 1, Ruang 2, …")
    hand.fill("Senin, buka", "8", "Senin, tutup", "12")
    hand.presses += 1
    hand.page.get_by_label("Senin: tambah jam sesudah istirahat").click()
    hand.fill("Senin 2, buka", "13", "Senin 2, tutup", "15.30")
    hand.press("Jam Senin juga untuk Selasa sampai Jumat")
    hand.fill("Jumat 1, tutup", "11.30", "Jumat 2, buka", "13.30", "Jumat 2, tutup", "16")
    zones = hand.page.locator("fieldset", has_text="Zona")
    zones.last.get_by_label("Nama", exact=True).fill("Lantai 1")
    hand.boxes += 1
    hand.press("Tambah zona")
    hand.fill(
        "Nama",
        "Lantai 2",
        "Arah dari layar",
        "lantai atas",
        "Jalan ke sana, Indonesia",
        "Naik tangga atau lift",
    )
    hand.save()
    hand.report("place, hours, zones")


def take_holidays(hand: Hand) -> None:
    """Add next year's holidays, except one."""
    year = hand.page.locator("#holiday-year option").last.inner_text()
    hand.fill("Tahun", year)
    hand.page.locator(f'[data-day="{year}-12-24"]').wait_for()
    hand.page.locator("[data-holidays]").scroll_into_view_if_needed()
    save(hand.page, OUT / "setup-holidays-id.png")
    hand.press("Cuti Bersama Kelahiran Yesus Kristus")
    hand.press("Tambahkan")
    hand.save()
    hand.report("holidays")


def load_list(hand: Hand, folder: Path) -> None:
    """Fill in the agencies and services in the list downloaded from the page; the first version contains a mistake."""
    hand.press("Instansi")
    hand.press("Tambah instansi")
    hand.press("Banyak instansi? Isi satu daftar di Excel")
    with hand.page.expect_download() as download:
        hand.press("Unduh daftar untuk diisi (XLSX)")
    path = folder / "daftar.xlsx"
    download.value.save_as(path)
    for zone in ("Lt. 1", "Lantai 1"):
        _fill_in(path, zone)
        hand.presses += 1
        hand.page.set_input_files("#list", path)
        hand.page.locator("[data-file-problems], [data-preview]").wait_for()
        save(hand.page, OUT / f"setup-list-{'wrong' if zone == 'Lt. 1' else 'preview'}-id.png")
    hand.press("Simpan semuanya")
    hand.page.get_by_text("Tersimpan dan sudah berlaku.").wait_for()
    hand.report("list")


def _fill_in(path: Path, first_zone: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    with LIST.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter=";"), 2):
            for head, text in row.items():
                value = first_zone if (number, head) == (2, "Zona") else text
                sheet.cell(number, heads.index(head) + 1).value = value or None
    book.save(path)


def pair_tv(hand: Hand, tv: Page) -> None:
    """Pair the TV by its code."""
    hand.press("Memulai")
    hand.press("TV pertama")
    tv.wait_for_selector("[data-code]")
    hand.fill("Kode di layar", tv.get_attribute("[data-code]", "data-code") or "")
    hand.press("Daftarkan")
    hand.page.wait_for_selector("[data-device]")
    hand.press("Memulai")
    hand.report("first TV")


if __name__ == "__main__":
    main()
