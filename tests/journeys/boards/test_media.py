"""
Media beside the calls, and the voice settings, in Chromium.

An admin's page and boards side by side: saved media appear on the boards within seconds, calls keep their
size, a video has no sound and pauses while a call is spoken.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

from rig import media_samples
from rig.browsers.pages import BOARD, CLERK, Pages, wait_until
from rig.engines.engine import missing
from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for
from tests.journeys.axe import serious

if TYPE_CHECKING:
    from playwright.sync_api import Page

SAVED = "Tersimpan dan sudah berlaku."
SEEN = """() => { globalThis.seen = [];
    setInterval(() => { const { shown } = document.querySelector('.media').dataset;
      if (shown && shown !== seen.at(-1)) seen.push(shown); }, 20); }"""
"""Records what a board displayed beside its calls, in order."""
VIDEO = "document.querySelector('.media > video')"
PLAYS = (
    f"!{VIDEO}.paused && {VIDEO}.currentTime > 0 && document.querySelector('.media').dataset.kind === 'video'"
)
ENDED = f"""() => {{ globalThis.ended = []; {VIDEO}.addEventListener('ended',
    () => ended.push(document.querySelector('.media').dataset.shown)); }}"""
"""Records each time that a board's video ended."""
GONE = {"id": "gone", "kind": "picture", "file": "0" * 64 + ".jpg", "seconds": 600}


class Media:
    """The hall's media, edited through the API."""

    def __init__(self, hall: RunningHall) -> None:
        self.hall, self.http = hall, hall.clerk().http

    def upload(self, content: bytes) -> str:
        headers = {"Content-Type": "application/octet-stream"}
        stored = self.http.post(
            f"{self.hall.counters}/media", data=content, headers=headers, timeout=PATIENCE_S
        )
        return str(stored.json()["file"])

    def save(self, item: dict[str, Any], before: dict[str, Any] | None = None) -> None:
        wish = {"before": before, "value": item}
        saved = self.http.post(
            f"{self.hall.counters}/house/media/{item['id']}", json=wish, timeout=PATIENCE_S
        )
        assert saved.status_code == 200, saved.text

    def clear(self) -> None:
        for item in self.content.get("media", []):
            wish = {"before": item, "value": None}
            assert self.http.post(
                f"{self.hall.counters}/house/media/{item['id']}", json=wish, timeout=PATIENCE_S
            ).ok

    @property
    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = self.http.get(f"{self.hall.counters}/house", timeout=PATIENCE_S).json()[
            "content"
        ]
        return content


@pytest.fixture(scope="module")
def media_hall(hall: RunningHall) -> Iterator[RunningHall]:
    with hall.anew():
        yield hall


@pytest.fixture
def media(media_hall: RunningHall) -> Iterator[Media]:
    """The hall's media, empty before and after a journey."""
    arranged = Media(media_hall)
    yield arranged
    arranged.clear()


def open_board(pages: Pages, hall: RunningHall, query: str = "") -> Page:
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}{query}", BOARD)
    wait_until(board, "document.body.dataset.state !== 'starting'")
    return board


def open_admin(pages: Pages, hall: RunningHall, place: str) -> Page:
    page = pages.open(f"{hall.ready['counter']}/admin{place}", CLERK)
    page.fill("#username", hall.ready["staff"]["username"])
    page.fill("#password", hall.ready["staff"]["password"])
    page.click("[type=submit]")
    page.wait_for_selector(".rail a")
    return page


def add_item(page: Page) -> None:
    """Add an item; wait for its form, because the previous item's form is still there until then."""
    page.click('[data-add="media"]')
    page.locator(".form-room h2", has_text="Baru").wait_for()


def save(page: Page, message: str = SAVED) -> None:
    page.click("[data-save]")
    page.locator(".bar [data-message]", has_text=message).wait_for()


def shows(board: Page, id: str, within_s: float = PATIENCE_S) -> None:
    wait_until(board, f"document.querySelector('.media').dataset.shown === {id!r}", within_s)


def test_a_picture_a_text_and_a_video_saved_here_stand_on_a_board_in_turn_and_leave_it(
    media_hall: RunningHall, media: Media, pages: Pages, tmp_path: Path
) -> None:
    hall = media_hall
    files = {"poster.jpg": media_samples.photo_with_place(), "film.webm": media_samples.VIDEO.read_bytes(), "kosong.png": b"\x89PNG\r\n\x1a\n"}  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    # Given a board without media, and the admin's page
    board = open_board(pages, hall)
    assert board.evaluate("document.body.dataset.media") == "hidden"
    board.evaluate(SEEN)
    page = open_admin(pages, hall, "#media")

    # When a file that is no picture is chosen, it is refused in words, and no board is affected
    add_item(page)
    page.set_input_files("#f-file", tmp_path / "kosong.png")
    page.locator("[data-refused]", has_text="rusak atau tidak dapat dibaca").wait_for()
    assert serious(page) == []
    # When a picture, a text and a video are saved
    page.set_input_files("#f-file", tmp_path / "poster.jpg")
    page.wait_for_selector(".preview img")
    page.fill("#f-seconds", "3")
    save(page)
    add_item(page)
    page.select_option("#f-kind", "text")
    page.fill("#f-text-id", "Semua layanan gratis.")
    page.fill("#f-text-en", "Every service is free.")
    page.fill("#f-seconds", "3")
    save(page)
    add_item(page)
    page.set_input_files("#f-file", tmp_path / "film.webm")
    page.wait_for_selector(".preview video")
    page.fill("#f-seconds", "3")
    save(page)
    assert serious(page) == []
    made = media.content["media"]
    assert [(m["kind"], m.get("name")) for m in made] == [
        ("picture", "poster"),
        ("text", ""),
        ("video", "film"),
    ]
    poster, text, film = (m["id"] for m in made)

    # Then the board displays each in turn, without a reload, and then the first again; no video has sound
    wait_until(board, f"seen.join().includes({','.join((poster, text, film, poster))!r})")
    assert board.evaluate(f"{VIDEO}.muted") is True
    # When the video is moved up and the picture removed
    page.click('[data-move="earlier"]')
    page.locator(".bar [data-message]", has_text="Urutan tersimpan").wait_for()
    page.click(f'[data-item="{poster}"]')
    page.click("[data-remove]")
    page.click("[data-yes]")
    page.wait_for_selector(f'[data-item="{poster}"]', state="detached")
    # Then the board drops the picture as soon as it has the update, and the video takes its place
    wait_until(board, f"seen.join().endsWith({','.join((film, text, film))!r})")
    board.evaluate("seen.length = 0")
    wait_until(board, f"seen.join().includes({','.join((text, film, text))!r})")
    assert poster not in board.evaluate("seen")
    assert [m["id"] for m in media.content["media"]] == [film, text]
    # When the last ones are removed, then the board is as before
    media.clear()
    wait_until(
        board, "document.body.dataset.media === 'hidden' && !document.querySelector('.media').dataset.shown"
    )


def test_a_file_that_is_not_there_is_passed_over_and_a_zone_has_its_own(
    media_hall: RunningHall, media: Media, pages: Pages
) -> None:
    poster = {"id": "poster", "kind": "picture", "file": media.upload(media_samples.picture()), "seconds": 3}
    zone = {"id": "zone", "kind": "text", "text": {"id": "Zona ini", "en": "This zone"}, "seconds": 3, "venue": media_hall.venue, "zones": ["ketupat"]}  # fmt: skip
    for item in (GONE, poster, zone):
        media.save(item)

    whole, of_zone = open_board(pages, media_hall), open_board(pages, media_hall, "?zone=ketupat")
    for board in (whole, of_zone):
        board.evaluate(SEEN)
    wait_until(of_zone, "seen.join().includes('poster,zone,poster')")

    assert set(whole.evaluate("seen")) == {"poster"}
    assert set(of_zone.evaluate("seen")) == {"poster", "zone"}
    assert whole.evaluate("document.querySelector('.media > img').naturalWidth") == 64
    # And the admin is told which one is missing
    page = open_admin(pages, media_hall, "#media/gone")
    page.locator("[data-missing]", has_text="layar melewatinya").wait_for()


def test_a_video_without_a_time_of_its_own_plays_to_its_end_beside_others_and_alone(
    media_hall: RunningHall, media: Media, pages: Pages
) -> None:
    file = media.upload(media_samples.VIDEO.read_bytes())
    film = {"id": "film", "kind": "video", "name": "Film", "file": file, "length": 1.4}
    free = {"id": "free", "kind": "text", "text": {"id": "Gratis", "en": "Free"}, "seconds": 3}
    board = open_board(pages, media_hall)
    board.evaluate(SEEN)
    board.evaluate(ENDED)
    for item in (film, free):
        media.save(item)

    wait_until(board, "ended.length > 1 && seen.join().includes('film,free,film,free')")
    media.http.post(f"{media_hall.counters}/house/media/free", json={"before": free}, timeout=PATIENCE_S)
    wait_until(board, "document.querySelector('.media').dataset.shown === 'film'")
    board.evaluate("ended.length = 0")
    wait_until(board, "ended.length > 1")

    assert set(board.evaluate("ended")) == {"film"}
    page = open_admin(pages, media_hall, "#media/film")
    page.locator("#f-seconds-hint", has_text="Panjang video 2 dtk.").wait_for()


def test_the_voice_is_set_up_and_heard_in_the_settings(
    media_hall: RunningHall, media: Media, pages: Pages
) -> None:
    hall, before = media_hall, media.content
    page = open_admin(pages, hall, f"#venues/{hall.venue}")

    # When a venue uses both languages, reads numbers as numbers, and speaks on paired boards only
    page.select_option("#f-voice-languages", "id,en")
    page.select_option("#f-voice-numbers", "number")
    page.check("#f-voice-agency")
    page.uncheck("#f-open_boards")
    save(page)
    # Then the house and the display have these settings, and a sample is played
    venue = media.content["venues"][0]
    assert venue["voice"] == {"languages": ["id", "en"], "numbers": "number", "agency": True}
    assert venue["open_boards"] is False
    state = f"{hall.ready['display']}/api/display/v1/voice/{hall.venue}"
    wait_for(lambda: requests.get(state, timeout=PATIENCE_S).json()["languages"] == ["id", "en"])
    with page.expect_response(lambda answer: "/sample.wav" in answer.url) as sample:
        page.click("[data-listen]")
    assert sample.value.ok
    assert serious(page) == []
    page.select_option("#f-voice-languages", "id")
    page.uncheck("#f-voice-agency")
    page.check("#f-open_boards")
    save(page)

    # When the house's motto and a pronunciation are saved, after an invalid one was refused
    page.click('[data-section="house"]')
    page.fill("#f-motto", "Cepat dan Pasti")
    page.click("#f-pronunciations-add")
    page.fill("#f-pronunciations-0-written", "SIM")
    page.fill("#f-pronunciations-0-said", "<b>")
    save(page, "1 isian belum benar")
    page.locator(".wrong", has_text="huruf, angka, koma").wait_for()
    page.fill("#f-pronunciations-0-said", "surat izin mengemudi")
    save(page)

    after = media.content
    assert (after["motto"], after["pronunciations"]["SIM"]) == ("Cepat dan Pasti", "surat izin mengemudi")
    assert {key: after[key] for key in ("id", "name", "agencies", "counters")} == {
        key: before[key] for key in ("id", "name", "agencies", "counters")
    }
    assert serious(page) == []


def test_a_video_rests_while_a_call_is_spoken_and_calls_keep_their_letters(
    media_hall: RunningHall, media: Media, loud_pages: Pages
) -> None:
    voice = requests.get(
        f"{media_hall.ready['display']}/api/display/v1/voice/{media_hall.venue}", timeout=PATIENCE_S
    )
    if voice.json()["state"] != "ready":
        missing("no voice")
    clerk = media_hall.clerk()
    # Given a board whose video plays in the large size of a quiet hall
    film = {
        "id": "film",
        "kind": "video",
        "file": media.upload(media_samples.VIDEO.read_bytes()),
        "seconds": 600,
    }
    media.save(film)
    board = open_board(loud_pages, media_hall)
    wait_until(board, PLAYS)
    assert board.evaluate("document.body.dataset.media") == "large"
    assert serious(board) == []
    board.evaluate(
        f"""() => {{ globalThis.rested = []; document.addEventListener("antre-voice", ({{ detail }}) =>
        setTimeout(() => rested.push([detail.isSpeaking, {VIDEO}.paused, {VIDEO}.muted]))); }}"""
    )

    # When a number is called
    call(media_hall, clerk, "1", "ktp-el")
    # Then the video shrinks and pauses while the call is spoken, and plays on
    wait_until(board, "rested.some(([isSpeaking]) => isSpeaking)")
    wait_until(board, "antreTrace.some(({ kind }) => kind === 'spoken')")
    wait_until(board, PLAYS)
    assert board.evaluate("rested") == [[True, True, True], [False, False, True]]
    assert board.evaluate("document.body.dataset.media") == "small"
    # When two more are called, then calls have the whole board until the last of them is lit
    for counter, service in (("5", "jkn-daftar"), ("15", "paspor-baru")):
        call(media_hall, clerk, counter, service)
    wait_until(board, "document.body.dataset.media === 'hidden'")
    assert board.evaluate(f"{VIDEO}.paused") is True
    wait_until(board, "document.body.dataset.media !== 'hidden'", 60)
    letters = "getComputedStyle(document.querySelector('{}')).fontSize"
    assert board.evaluate(letters.format(".calls li")) == "149px"
    assert float(board.evaluate(letters.format(".panel .number")).removesuffix("px")) >= 298


def call(hall: RunningHall, clerk: Clerk, counter: str, service: str) -> None:
    assert hall.issue(service).status_code == 201
    assert clerk.press(counter, "open").ok
    assert clerk.press(counter, "next").ok
