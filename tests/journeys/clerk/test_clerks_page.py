"""
The clerk's page in a real Chromium, one journey per action.

Every test has its own counter and queue in one running hall, so they may run in any order. Where a test is
about what others see, a board or a second clerk's window is open beside it.
"""

from __future__ import annotations

import uuid

from rig.browsers.desk import QuickDesk, issue, listed, lit
from rig.browsers.pages import BOARD, Pages, wait_until
from rig.running import RunningHall
from rig.waiting import PATIENCE_S

LISTENING = """
globalThis.voices = 0;
globalThis.loudest = 0;
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...more) {
  if (to === this.context.destination) {
    voices += 1;
    const ear = this.context.createAnalyser();
    ear.fftSize = 32_768;  // More than half a second: a page that is busy for a moment misses nothing.
    const wave = new Float32Array(ear.fftSize);
    connect.call(this, ear);
    setInterval(() => {
      ear.getFloatTimeDomainData(wave);
      loudest = Math.max(loudest, ...wave.map(Math.abs));
    }, 10);
  }
  return connect.call(this, to, ...more);
};
"""
"""Measures the audio output: the number of voices, and the peak level so far, 0 to 1."""


def test_one_press_finishes_and_calls_the_next_and_the_board_lights_it(
    desks: RunningHall, pages: Pages
) -> None:
    # Given a board, and a clerk who serves the first of three
    board = pages.open(f"{desks.ready['display']}/board/{desks.venue}?counter=1", BOARD)
    first, second, _ = issue(desks, "ktp-el", 3)
    clerk = QuickDesk(pages, desks, "siti", "1")
    assert "calls" in (clerk.page.get_attribute("[data-main]", "class") or "")
    clerk.key("Enter", '[data-state="called"]')
    wait_until(board, lit(first))
    assert "calls" not in (clerk.page.get_attribute("[data-main]", "class") or "")
    clerk.key("Enter", '[data-state="serving"]')
    clerk.says("Selesai, panggil berikutnya", f"{second}, KTP-el, menunggu")

    # When the one big button is pressed
    clerk.press_main(f'h1[data-number="{second}"]')

    # Then the first is finished and the second called, in one press
    clerk.says(f"{first} selesai, {second} dipanggil.")
    wait_until(board, lit(second))
    clerk.key("0", '.chip[data-state="open"]')


def test_a_recall_is_said_on_the_board_and_counts_its_cool_down_and_what_is_left(
    desks: RunningHall, pages: Pages
) -> None:
    board = pages.open(f"{desks.ready['display']}/board/{desks.venue}?counter=7", BOARD)
    issue(desks, "jht")
    clerk = QuickDesk(pages, desks, "siti", "7")
    clerk.key("Enter", '[data-state="called"]')
    clerk.says("Panggil ulang 2 kali lagi")

    # When the number is called again
    clerk.key("+")

    # Then the page says when it may be recalled again, and the board displays the recall
    clerk.says("dtk lagi")
    assert clerk.page.get_attribute('[data-act="recall"]', "aria-disabled") == "true"
    clerk.says("panggilan ke-2", "Panggil ulang 1 kali lagi")
    wait_until(board, "document.body.innerText.includes('kali ke-2')")

    # When the last recall is used
    clerk.key("+")
    clerk.says("Panggil ulang 0 kali lagi")
    clerk.key("+")

    # Then the page says what to do instead
    clerk.says("sudah dipanggil ulang sebanyak yang diizinkan. Tandai tidak hadir, atau tunda.")
    clerk.key("0", '.chip[data-state="open"]')


def test_called_and_serving_are_two_states_each_with_a_running_clock(
    desks: RunningHall, pages: Pages
) -> None:
    issue(desks, "sertifikat")
    clerk = QuickDesk(pages, desks, "siti", "10")
    seconds = "Number.parseInt(document.querySelector('.running').textContent)"

    clerk.key("Enter", '[data-state="called"]')
    assert clerk.page.inner_text(".chip") == "Memanggil"
    wait_until(clerk.page, f"{seconds} >= 2")

    clerk.key("Enter", '[data-state="serving"]')
    assert clerk.page.inner_text(".chip") == "Melayani"
    wait_until(clerk.page, f"{seconds} < 2")
    wait_until(clerk.page, f"{seconds} >= 1")
    assert "detik" in (clerk.page.get_attribute(".running", "aria-label") or "")
    clerk.key("0", '.chip[data-state="open"]')


def test_a_no_show_cools_down_is_called_again_and_then_leaves_the_queue(
    desks: RunningHall, pages: Pages
) -> None:
    [number] = issue(desks, "pbb")
    clerk = QuickDesk(pages, desks, "siti", "12")
    clerk.key("Enter", '[data-state="called"]')

    # When the visitor does not come
    clerk.key("-", f'[data-missed="{number}"]')

    # Then the list says when it may be called again
    clerk.says(f"{number} tidak hadir, masuk daftar Terlewat.", "dtk lagi")
    button = f'[data-missed="{number}"] [data-act="call-listed"]'
    clerk.shows(f"{button}:not([aria-disabled])")
    assert clerk.page.inner_text(button) == "Panggil"

    # When it is called from there, and the visitor does not come again
    clerk.page.click(button)
    clerk.shows(f'h1[data-number="{number}"]')
    clerk.key("-", '.chip[data-state="open"]')

    # Then it is dropped from the queue
    clerk.says(f"{number} sudah dipanggil 2 kali dan keluar dari antrean.", "Tidak ada nomor terlewat.")


def test_a_missed_visitor_comes_back_after_the_next_two(desks: RunningHall, pages: Pages) -> None:
    missed, *others = issue(desks, "bayar", 4)
    clerk = QuickDesk(pages, desks, "siti", "14")
    clerk.key("Enter", '[data-state="called"]')
    clerk.key("-", f'[data-missed="{missed}"]')

    # When it is returned after two numbers, by touch
    clerk.page.click(f'[data-missed="{missed}"] [data-act="listed"]')
    clerk.page.click('[data-value="after-two"]')
    clerk.page.click("[data-confirm]")

    # Then the queue has that order
    clerk.shows(f'[data-queued="{missed}"]')
    queued = clerk.page.locator("[data-queued]").evaluate_all("rows => rows.map((row) => row.dataset.queued)")
    assert queued == [others[0], others[1], missed, others[2]]


def test_a_held_number_has_its_list_and_a_certain_number_is_called_with_a_reason(
    desks: RunningHall, pages: Pages
) -> None:
    first, second, third = issue(desks, "paspor-baru", 3)
    clerk = QuickDesk(pages, desks, "siti", "15")
    clerk.key("Enter", '[data-state="called"]')
    clerk.key("Enter", '[data-state="serving"]')

    # When the current number is held with a reason
    clerk.key("*", '[data-dialog="hold"]')
    clerk.page.fill("[data-text]", "fotokopi KK")
    clerk.page.keyboard.press("Enter")

    # Then it is in the hold list with that reason
    clerk.shows(f'[data-held="{first}"]')
    clerk.says("fotokopi KK, 0 mnt")

    # When the last in line is called out of turn, by its significant digits, with a reason
    clerk.key("5", '[data-dialog="call"]')
    assert third.startswith("E-00")
    clerk.keys(third.split("-")[1].lstrip("0"))
    clerk.says(f"{third}, Paspor baru, menunggu")
    clerk.key("Enter", '[data-step="reason"]')
    clerk.key("2")
    clerk.key("Enter", f'h1[data-number="{third}"]')
    assert [q["number"] for q in clerk.state()["queue"]] == [second]
    clerk.key("0", '.chip[data-state="open"]')

    # And the held one is resumed
    clerk.page.click(f'[data-held="{first}"] [data-act="resume"]')
    clerk.shows('[data-state="serving"]')
    assert clerk.number() == first
    clerk.key("0", '.chip[data-state="open"]')


def test_a_clerk_without_that_permission_is_refused_in_words(desks: RunningHall, pages: Pages) -> None:
    _, second = issue(desks, "paspor-ganti", 2)
    clerk = QuickDesk(pages, desks, "budi", "16")

    clerk.key("5", '[data-dialog="call"]')
    clerk.keys(second.split("-")[1])
    clerk.key("Enter", "[data-refused]")

    clerk.says("Akun Anda tidak punya izin untuk ini. Mintalah kepada koordinator.")
    assert clerk.number() is None


def test_a_transfer_keeps_number_and_time_and_its_note_reaches_the_next_clerk(
    desks: RunningHall, pages: Pages
) -> None:
    # Given a clerk of Pajak who serves, and one of Dinsos
    [number] = issue(desks, "npwp")
    sender, taker = QuickDesk(pages, desks, "siti", "17"), QuickDesk(pages, desks, "budi", "19")
    sender.key("Enter", '[data-state="called"]')
    sender.key("Enter", '[data-state="serving"]')

    # When the number goes to that counter, with a note
    sender.key("/", '[data-dialog="transfer"][data-step="kind"]')
    sender.key("3", '[data-step="counter"]')
    sender.choose("19")
    sender.shows('[data-step="place"]')
    sender.says(f"Nomor tetap {number}. Waktu datang tetap dihitung dari pukul")
    sender.page.fill("[data-text]", "sudah verifikasi")
    sender.page.click("[data-confirm]")

    # Then the other sees it wait for this counter, marked as having a note
    sender.says(f"{number} dialihkan ke loket 19.")
    taker.shows(f'[data-queued="{number}"] .mark')
    taker.key("Enter", f'h1[data-number="{number}"]')
    taker.says("Catatan: sudah verifikasi")
    taker.key("0", '.chip[data-state="open"]')


def test_undo_takes_the_call_back_from_the_board_and_gives_both_numbers_back(
    desks: RunningHall, pages: Pages
) -> None:
    # Given a board, and a clerk who finished one number and called the next in one press
    board = pages.open(f"{desks.ready['display']}/board/{desks.venue}?counter=20", BOARD)
    first, second = issue(desks, "ak-1", 2)
    clerk = QuickDesk(pages, desks, "siti", "20")
    clerk.key("Enter", '[data-state="called"]')
    clerk.key("Enter", '[data-state="serving"]')
    clerk.key("Enter", f'h1[data-number="{second}"]')
    wait_until(board, listed(second))
    clerk.says("Urungkan, sisa")

    # When the clerk presses Backspace within ten seconds
    clerk.key("Backspace", '[data-state="serving"]')

    # Then the call is off the board, the second waits in its place, and the first is served again
    clerk.says(f"Diurungkan. {second} kembali ke urutan semula, {first} kembali dilayani.")
    wait_until(board, f"!({listed(second)})")
    assert clerk.number() == first
    assert [q["number"] for q in clerk.state()["queue"]] == [second]
    clerk.key("0", '.chip[data-state="open"]')


def test_result_and_note_are_kept_and_a_visitor_without_a_number_is_served(
    desks: RunningHall, pages: Pages
) -> None:
    issue(desks, "air-tagihan")
    clerk = QuickDesk(pages, desks, "siti", "22")
    clerk.key("Enter", '[data-state="called"]')
    clerk.key("Enter", '[data-state="serving"]')

    # When outcome, service and note are entered
    clerk.key("8", '[data-dialog="result"]')
    clerk.keys("26")
    clerk.page.fill("[data-text]", "kurang materai")
    clerk.page.keyboard.press("Enter")

    # Then they are saved and displayed
    clerk.says("Tersimpan pukul", "Hasil Dokumen belum lengkap", "Catatan: kurang materai")
    ticket = clerk.state()["ticket"]
    assert (ticket["outcome"], ticket["services_given"]) == ("documents-missing", ["air-tagihan"])
    clerk.key("0", '.chip[data-state="open"]')

    # When a walk-in is served
    clerk.key("7", '[data-dialog="walk-in"]')
    clerk.key("1")
    clerk.key("Enter", '[data-state="serving"]')
    clerk.says("tanpa nomor antrean")
    assert clerk.state()["ticket"]["walk_in"]
    clerk.key("0", '.chip[data-state="open"]')


def test_an_arrival_at_an_empty_queue_is_told_and_heard_lines_are_counted_and_auto_next_calls(
    desks: RunningHall, pages: Pages
) -> None:
    clerk = QuickDesk(pages, desks, "siti", "23", before=LISTENING)
    clerk.says("Tidak ada yang menunggu.")
    assert clerk.page.evaluate("[voices, loudest]") == [0, 0]

    # When a visitor joins the empty queue
    [first] = issue(desks, "skck")

    # Then it is displayed, announced to screen readers, and audible
    clerk.says(f"Ada yang baru menunggu: {first}, SKCK")
    assert first in (clerk.page.text_content("[data-said]") or "")
    wait_until(clerk.page, "loudest > 0.1")

    # And every service's line is counted live
    issue(desks, "sim", 2)
    wait_until(clerk.page, "document.querySelector('[data-service=sim] b')?.textContent === '2'")
    wait_until(clerk.page, "document.querySelector('[data-waiting]').dataset.waiting === '3'")

    # When auto-next is on and a number is finished
    clerk.key("3", '[data-dialog="menu"]')
    clerk.key("1", '[data-value="autoOn"][aria-pressed="true"]')
    clerk.key(".")
    clerk.key("Enter", '[data-state="called"]')
    clerk.key("0", '.chip[data-state="open"]')
    clerk.says("Panggil otomatis")

    # Then the next one is called automatically
    clerk.shows('[data-state="called"]')
    clerk.page.evaluate("document.querySelector('antre-counter').setting('autoOn', false)")
    clerk.key("0", '.chip[data-state="open"]')

    # When the sound is switched off, and a visitor joins the line once it is empty again
    clerk.key("Enter", '[data-state="called"]')
    clerk.key("0", '.chip[data-state="open"]')
    clerk.key("3", '[data-dialog="menu"]')
    clerk.choose("soundOn")
    clerk.shows('[data-value="soundOn"][aria-pressed="false"]')
    clerk.key(".")
    voices = clerk.page.evaluate("voices")
    [last] = issue(desks, "skck")

    # Then it is displayed but not audible
    clerk.says(f"Ada yang baru menunggu: {last}, SKCK")
    assert clerk.page.evaluate("voices") == voices


def test_a_pause_has_a_reason_and_a_return_time_that_can_be_moved(desks: RunningHall, pages: Pages) -> None:
    issue(desks, "ahu")
    clerk = QuickDesk(pages, desks, "siti", "25")

    # When the counter is paused for files, five minutes longer than offered
    clerk.key(".", '[data-dialog="pause"]')
    offered = clerk.page.inner_text("[data-until]")
    clerk.keys("4+")
    later = clerk.page.inner_text("dialog [data-until]")
    assert offered != later
    clerk.key("Enter", '[data-state="paused"]')

    # Then the page says so, and no ticket is called before it is reopened
    clerk.says(
        "Jeda: ambil berkas", "Kembali pukul", later, "Loket 25 tutup sementara. Buka lagi pukul",
    )  # fmt: skip
    assert clerk.page.get_attribute("[data-main]", "data-verb") == "open"
    clerk.key("-")
    wait_until(clerk.page, f"document.querySelector('h1').textContent === '{offered}'")

    # When it reopens
    clerk.key("Enter", '[data-main][data-verb="next"]')
    assert clerk.state()["counter"]["pause"] is None


def test_help_is_asked_for_answered_and_no_longer_needed_and_a_message_is_read(
    desks: RunningHall, pages: Pages
) -> None:
    clerk = QuickDesk(pages, desks, "siti", "29")
    supervisor = desks.clerk("mira", desks.ready["mira"]["password"])

    # When the clerk asks for a sign language interpreter
    clerk.key("9", '[data-dialog="help"]')
    clerk.key("2")
    clerk.key("Enter", '[data-help="sign-language"]')
    clerk.says("Juru bahasa isyarat: permintaan terkirim pukul")

    # When the supervisor comes
    assert supervisor.press("29", "attend").status_code == 200
    clerk.shows("[data-coming]")
    clerk.says("koordinator menuju loket Anda.")
    clerk.page.click('[data-act="help-cancel"]')
    clerk.page.wait_for_selector("[data-help]", state="detached")

    # When the supervisor sends a message, and the clerk reads it by a key
    assert supervisor.press("29", "message", text="Mohon bantu loket 30.").status_code == 200
    clerk.shows("[data-from-coordinator]")
    clerk.says("Mohon bantu loket 30.")
    clerk.key("1")
    clerk.page.wait_for_selector("[data-from-coordinator]", state="detached")


def test_a_counter_that_serves_two_agencies_today_calls_from_both(desks: RunningHall, pages: Pages) -> None:
    # Given a supervisor who lets Samsat's counter serve DPMPTSP too, today
    supervisor = desks.clerk("mira", desks.ready["mira"]["password"])
    response = supervisor.http.post(
        f"{supervisor.base}/30/assignment", json={"agencies": ["samsat", "dpmptsp"]},
        headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=PATIENCE_S,
    )  # fmt: skip
    assert response.status_code == 200, response.text
    numbers = issue(desks, "pajak-tahunan") + issue(desks, "nib")

    # When its clerk calls twice
    clerk = QuickDesk(pages, desks, "siti", "30")
    clerk.says("Samsat", "DPMPTSP")
    clerk.key("Enter", '[data-state="called"]')
    called = [clerk.number()]
    clerk.key("Enter", '[data-state="serving"]')
    clerk.key("Enter", '[data-state="called"]')
    called.append(clerk.number())

    # Then one ticket of each agency was called
    assert called == numbers
    clerk.key("0", '.chip[data-state="open"]')


def test_a_priority_is_a_neutral_mark_and_its_reason_passes_after_a_few_seconds(
    desks: RunningHall, pages: Pages
) -> None:
    reception = desks.clerk("rina", desks.ready["rina"]["password"])
    made = reception.http.post(
        f"{desks.counters}/venues/{desks.venue}/tickets", json={"service": "konsultasi-izin", "priority": "elderly"},
        headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=PATIENCE_S,
    )  # fmt: skip
    assert made.status_code == 201, made.text
    clerk = QuickDesk(pages, desks, "siti", "8")
    clerk.shows(f'[data-queued="{made.json()["number"]}"] [data-act="reason"]')
    assert "Lanjut usia" not in clerk.text

    # When the clerk requests the reason, it is displayed, then hidden
    clerk.key("Enter", '[data-state="called"]')
    clerk.key("2", "[data-reason]")
    clerk.says("Lanjut usia")
    clerk.page.wait_for_selector("[data-reason]", state="detached")
    assert "Lanjut usia" not in clerk.text
    clerk.key("0", '.chip[data-state="open"]')
