"""
A kiosk prints silently: a real Chromium with ``--kiosk-printing`` and windows on a virtual display.

Its default printer is "Save as PDF", so each print is a file, made by the browser's own printing without a
dialog; the test reads the file. Not covered: the driver of a receipt printer and its paper. Without the flag
the browser opens a dialog and prints nothing, which is tested as well.

Needs a complete Chromium: the headless shell that other tests use does not print.
"""

from __future__ import annotations

import json
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rig.browsers.browser import NAMES
from rig.browsers.pages import KIOSK
from rig.devices import Kiosk, paired_kiosks, post
from rig.engines.engine import missing
from rig.running import RunningHall
from rig.waiting import wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WHOLE = next((path for name in NAMES[1:] if (path := shutil.which(name))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--ozone-platform=headless"]
"""With windows, although on no screen, because a headless Chromium prints nothing."""
AS_PDF = {"id": "Save as PDF", "origin": "local", "account": ""}
MM_PER_POINT = 25.4 / 72
WIDTH_MM = 80


@pytest.fixture
def device(fresh_hall: RunningHall) -> Kiosk:
    kiosk = paired_kiosks(fresh_hall, 1)[0]
    assert post(fresh_hall, fresh_hall.admin, f"/devices/{kiosk.id}", paper_mm=WIDTH_MM).ok
    return kiosk


@contextmanager
def kiosk_of(
    browser: Browser, hall: RunningHall, device: Kiosk, folder: Path, *flags: str
) -> Iterator[tuple[Page, Path]]:
    """Open a paired kiosk in its own Chromium; return its page and the folder of its printed files."""
    if WHOLE is None:
        missing("no complete Chromium: apt install chromium")
    printed, settings = folder / "printed", folder / "profile" / "Default" / "Preferences"
    printed.mkdir(parents=True)
    settings.parent.mkdir(parents=True)
    chosen = {"version": 2, "recentDestinations": [AS_PDF], "isHeaderFooterEnabled": False}
    sticky = {"print_preview_sticky_settings": {"appState": json.dumps(chosen)}}
    settings.write_text(json.dumps({"printing": sticky, "savefile": {"default_directory": str(printed)}}))
    context = browser.browser_type.launch_persistent_context(
        folder / "profile", executable_path=WHOLE, headless=False, args=[*FLAGS, *flags], viewport=KIOSK  # type: ignore[arg-type]
    )  # fmt: skip
    context.add_init_script(f"localStorage.setItem('antre-device', {json.dumps(device.token)})")
    page = context.new_page()
    page.goto(f"{hall.ready['ticketing']}/kiosk/{hall.venue}")
    page.wait_for_selector("[data-agency]")
    wait_for(lambda: page.evaluate("document.body.dataset.paper") == str(WIDTH_MM), what="the device")
    yield page, printed
    context.close()


def choose(page: Page, agency: str, service: str) -> None:
    page.click(f'[data-agency="{agency}"]')
    page.click(f'[data-service="{service}"]')


def test_each_number_comes_out_of_the_printer_once_and_nobody_presses_a_button(
    fresh_hall: RunningHall, device: Kiosk, browser: Browser, tmp_path: Path
) -> None:
    with kiosk_of(browser, fresh_hall, device, tmp_path, "--kiosk-printing") as (page, printed):
        for n, (agency, service) in enumerate((("dukcapil", "ktp-el"), ("samsat", "pajak-tahunan")), 1):
            choose(page, agency, service)
            page.click("[data-take]")
            number = page.get_attribute("[data-ticket-number]", "data-ticket-number") or "none"
            wait_for(lambda n=n: len(whole(printed)) == n, what=f"print {n}")  # type: ignore[misc]
            slip = whole(printed)[-1]
            assert number in text_of(slip)
            assert "Jalan Timor Raya" in text_of(slip)
            assert [round(width) for width in widths_mm(slip)] == [WIDTH_MM]
            page.click(".done")
            page.wait_for_selector("[data-agency]")
        assert len(whole(printed)) == 2


def test_without_the_flag_a_dialog_waits_and_nothing_comes_out(
    fresh_hall: RunningHall, device: Kiosk, browser: Browser, tmp_path: Path
) -> None:
    with kiosk_of(browser, fresh_hall, device, tmp_path) as (page, printed):
        targets = page.context.browser.new_browser_cdp_session() if page.context.browser else None
        assert targets

        choose(page, "dukcapil", "ktp-el")
        page.click("[data-take]", trial=True)
        # Not by Playwright's click: the page is blocked, and does not respond, while the dialog is open.
        page.evaluate("setTimeout(() => document.querySelector('[data-take]').click())")

        def has_dialog() -> bool:
            infos = targets.send("Target.getTargets")["targetInfos"]
            return any(info["url"].startswith("chrome://print") for info in infos)

        wait_for(has_dialog, what="the browser's dialog")
        assert whole(printed) == []


def whole(folder: Path) -> list[bytes]:
    """Return the printed files, the oldest first, without those still being written."""
    files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    return [data for path in files if (data := path.read_bytes()).rstrip().endswith(b"%%EOF")]


def widths_mm(pdf: bytes) -> list[float]:
    return [float(width) * MM_PER_POINT for width in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ", pdf)]


def text_of(pdf: bytes) -> str:
    """Return the text of Chromium's PDF: hexadecimal glyphs, mapped by each font's table."""
    objects: dict[bytes, bytes] = dict(re.findall(rb"(?s)\b(\d+) 0 obj\b(.*?)\bendobj", pdf))

    def stream(number: bytes) -> bytes:
        data = re.findall(rb"(?s)stream\r?\n(.*?)\r?\nendstream", objects[number])[0]
        return zlib.decompress(data) if b"FlateDecode" in objects[number] else bytes(data)

    def letters(font: bytes) -> dict[bytes, str]:
        cmap = stream(re.findall(rb"/ToUnicode (\d+) 0 R", objects[font])[0])
        results = {
            glyph: chr(int(letter, 16)) for glyph, letter in re.findall(rb"(?m)^<(\w+)> <(\w{4})>$", cmap)
        }
        for first, last, letter in re.findall(rb"<(\w+)> <(\w+)> <(\w{4})>", cmap):
            for n in range(int(last, 16) - int(first, 16) + 1):
                results[b"%0*X" % (len(first), int(first, 16) + n)] = chr(int(letter, 16) + n)
        return results

    words = ""
    for page in (body for body in objects.values() if re.search(rb"/Type /Page\b", body)):
        fonts = {name: letters(font) for name, font in re.findall(rb"/(F\d+) (\d+) 0 R", page)}
        font: dict[bytes, str] = {}
        content = stream(re.findall(rb"/Contents (\d+) 0 R", page)[0])
        for name, glyphs in re.findall(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)> Tj", content):
            font = fonts[name] if name else font
            size = len(next(iter(font)))
            words += "".join(font[glyphs[n : n + size]] for n in range(0, len(glyphs), size))
    return words
