"""
Take the screenshots of media beside the calls and of their settings: a poster, a text, a video; quiet and calling.

``make pictures`` takes these of a separate hall, so that the other screenshots have no media.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from rig.media_samples import VIDEO
from rig.running import RunningHall
from scripts.picture import in_each_language, open_page, save, sign_in

BOARD, PORTRAIT, DESK = (1920, 1080), (1080, 1920), (1280, 800)
WITHIN_MS = 60_000
POSTER = """
<body style="margin:0;height:1080px;display:grid;grid-template-rows:360px 1fr;font-family:sans-serif;background:#fdf9ef;color:#0c1230">
<h1 style="margin:0;background:#8f3d45;color:#fdf9ef;font-size:150px;padding:80px 100px">Imunisasi anak</h1>
<p style="margin:90px 100px;font-size:96px;line-height:1.4">Setiap Rabu, 09.00–12.00<br>Meja kesehatan, dekat pintu masuk<br><b>Gratis</b></p></body>
"""
TEXT = {"id": "Semua layanan di sini gratis. Jangan memberi apa pun kepada petugas.", "en": "Every service here is free of charge. Please do not give anything to staff."}  # fmt: skip


def take(folder: Path, browser: Browser, out: Path) -> None:
    """Run a hall, and take every screenshot."""
    hall = RunningHall(folder)
    try:
        MediaPictures(hall, browser, folder, out).take()
    finally:
        hall.stop()


class MediaPictures:
    """Two boards that stay open from the quiet hall to a call, and the admin's page."""

    def __init__(self, hall: RunningHall, browser: Browser, folder: Path, out: Path) -> None:
        self.hall, self.browser, self.folder, self.out = hall, browser, folder, out
        self.http = hall.clerk().http
        self.current: dict[str, Any] | None = None
        address = f"{hall.ready['display']}/board/{hall.venue}"
        self.board, self.portrait = open_page(browser, BOARD, address), open_page(browser, PORTRAIT, address)

    def take(self) -> None:
        """Take all screenshots."""
        poster = self.poster()
        picture = {
            "id": "imunisasi",
            "kind": "picture",
            "name": "Imunisasi anak",
            "file": self.upload(poster.read_bytes()),
        }
        video = {"id": "film", "kind": "video", "name": "Film", "file": self.upload(VIDEO.read_bytes())}
        text = {"id": "gratis", "kind": "text", "text": TEXT}
        for name, item in (("text", text), ("video", video), ("picture", picture)):
            self.show(item)
            self.save(self.board, f"board-media-{name}-id")
        self.save(self.portrait, "board-media-portrait-id")
        self.call()
        self.save(self.board, "board-media-call-id")
        self.board.wait_for_selector('body[data-media="medium"]', timeout=WITHIN_MS)
        self.save(self.board, "board-media-cooled-id")
        self.admin(poster)

    def poster(self) -> Path:
        """Render a poster as a JPEG."""
        page = open_page(self.browser, BOARD, "about:blank")
        page.set_content(POSTER)
        path = self.folder / "imunisasi.jpg"
        page.screenshot(path=str(path), type="jpeg")
        page.context.close()
        return path

    def upload(self, content: bytes) -> str:
        """Upload a file; return its name."""
        headers = {"Content-Type": "application/octet-stream"}
        stored = self.http.post(f"{self.hall.counters}/media", data=content, headers=headers, timeout=10)
        return str(stored.json()["file"])

    def show(self, item: dict[str, Any]) -> None:
        """Make this the only media item, and wait until the boards show it."""
        for before, value in ((self.current, None), (None, item)):
            if before or value:
                id = (before or value or {})["id"]
                body = {"before": before, "value": value}
                saved = self.http.post(f"{self.hall.counters}/house/media/{id}", json=body, timeout=10)
                assert saved.ok, saved.text
        self.current = item
        for page in (self.board, self.portrait):
            page.wait_for_selector(f'.media[data-shown="{item["id"]}"]', timeout=WITHIN_MS)

    def call(self) -> None:
        """Call at several counters, until the board highlights a call with the picture beside it."""
        clerk = self.hall.clerk()
        for counter, service in (
            ("5", "jkn-daftar"),
            ("15", "paspor-baru"),
            ("1", "ktp-el"),
            ("3", "ktp-el"),
        ):
            self.hall.issue(service)
            clerk.press(counter, "open")
            clerk.press(counter, "next")
        self.board.wait_for_selector('body[data-media="small"]', timeout=WITHIN_MS)

    def admin(self, poster: Path) -> None:
        """Capture the settings: an item, and the refusal of a broken picture file."""
        page = open_page(self.browser, DESK, f"{self.hall.ready['counter']}/admin#media/imunisasi")
        sign_in(page, self.hall.ready["staff"])
        page.wait_for_selector(".preview img")
        for language in in_each_language(page):
            self.save(page, f"admin-media-{language}")
        broken = poster.with_name("rusak.jpg")
        broken.write_bytes(poster.read_bytes()[:200])
        page.set_input_files("#f-file", broken)
        page.wait_for_selector("[data-refused]")
        page.locator("[data-refused]").scroll_into_view_if_needed()
        self.save(page, "admin-media-refused-id")

    def save(self, page: Page, name: str) -> None:
        """Save a screenshot of a page."""
        save(page, self.out / f"{name}.png")
