import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import "../as-served.js";

const STATIC = "../../../services/ticketing/static";
const S = await import(`${STATIC}/ticket/state.js`);
const { pictureView } = await import(`${STATIC}/ticket/views.js`);
const { WORDS } = await import(`${STATIC}/ticket/words.js`);
const { textsIn } = await import("../../../services/web/static/words/texts.js");

const waiting = JSON.parse(
  readFileSync(new URL("../../contracts/views/ticket-waiting.json", import.meta.url), "utf8"),
);

/** What a visitor reads of a picture. */
function text(views) {
  if (Array.isArray(views)) return views.filter(Boolean).map(text).join(" ");
  return views.text ?? text(views.children ?? []);
}

function read(ticket, language = "id", more = {}) {
  const view = { ...textsIn(language, WORDS), ticket, picture: S.pictureOf(ticket), news: null, notices: [] };
  return text(pictureView({ ...view, updatedAt: "09.06.00", asking: null, actions: {}, ...more }));
}

test("whoever gets ready is told to come nearer, also with nobody before them", () => {
  assert.match(read({ ...waiting, ahead: 0, ready: true }), /Silakan mendekat ke Zona Ketupat\./);
  assert.match(
    read({ ...waiting, ahead: 2, ready: true }),
    /Tinggal 2 orang sebelum Anda\. Silakan mendekat ke Zona Ketupat\./,
  );
  assert.match(read({ ...waiting, ahead: 1, ready: true }, "en"), /1 person before you\. Please come/);
  assert.doesNotMatch(read({ ...waiting, ahead: 0, ready: false }), /mendekat/);
});

test("whoever waits is told how long, when that is, since when it is known, and what has moved it", () => {
  const at = "2026-06-08T09:41:00.000+08:00";
  const wait = { low_min: 15, high_min: 25, at };
  const note = {
    id: "Loket 3 tutup sementara. Buka lagi pukul 10.20.",
    en: "Counter 3 is closed for a short time. Back at 10.20.",
  };
  const told = { ...waiting, ahead: 4, wait, wait_note: note };

  assert.match(read(told), /Perkiraan tunggu\s+15–25.menit.15.sampai.25.menit/s);
  assert.match(read(told), /sekitar.pukul.09\.56–10\.06\. Dihitung.pukul.09\.41/s);
  assert.match(read(told), /Loket 3 tutup sementara\. Buka lagi pukul 10\.20\./);
  assert.match(read(told, "en"), /about.09\.56–10\.06\. Estimated.at.09\.41/s);
  assert.match(read({ ...told, wait: { ...wait, low_min: 90, high_min: null } }), /lebih.dari.90.menit/);
  assert.match(read({ ...told, wait: { ...wait, low_min: 0, high_min: 10 } }), /kurang.dari.10.menit/);
  assert.doesNotMatch(read({ ...told, wait: null, wait_note: null }), /Perkiraan/);
  assert.doesNotMatch(read({ ...told, ahead: 0 }), /Perkiraan/, "who is next waits for no estimate");
});

test("whoever waits reads what they are told, in their language, beside how long it takes", () => {
  const notices = [
    { id: 9, text: { id: "Sistem mati. Kembali pukul 10.00.", en: "Offline. Back at 10.00." } },
    { id: 8, text: { id: "Lift rusak.", en: "Lift rusak." } },
  ];

  assert.match(read(waiting, "id", { notices }), /Sistem mati\. Kembali pukul 10\.00\..+Lift rusak\./s);
  assert.match(read(waiting, "en", { notices }), /Offline\. Back at 10\.00\..+Lift rusak\./s);
});

test("whoever is called reads in a word why it is their turn", () => {
  const called = { ...waiting, state: "called", called_at: waiting.now, counter: "3", counter_word: null };
  const turn = { ...called, counter_name: "Loket 3", counter_name_en: "Counter 3", basis: "priority" };

  assert.match(read(turn), /dipanggil pukul \d\d\.\d\d\s+, prioritas/);
  assert.match(read({ ...turn, basis: "arrival" }, "en"), /in turn/);
});

test("whoever is called is sent to the counter by the name that the house gives it", () => {
  const called = { ...waiting, state: "called", called_at: waiting.now };
  const room = {
    ...{ counter: "1", counter_name: "Ruang 1", counter_name_en: "Room 1" },
    counter_word: { id: "Ruang", en: "Room" },
  };
  const photo = { counter: "Ruang Foto", counter_name: "Ruang Foto", counter_name_en: "Photo room" };

  assert.match(read({ ...called, ...room }), /Silakan menuju ruang 1 /);
  assert.match(read({ ...called, ...room }, "en"), /Please go to room 1 /);
  assert.match(read({ ...called, ...photo, counter_word: null }, "en"), /Please go to Photo\u00a0room /);
  assert.match(read({ ...waiting, ...room, state: "held" }), /ditunda di ruang\u00a01\./);
});

test("where one waits stands with the names of its counters", () => {
  const counters = { id: "ruang 1–3", en: "rooms 1–3" };
  assert.match(read({ ...waiting, counters_text: counters }), /ruang 1–3/);
  assert.match(read({ ...waiting, counters_text: counters }, "en"), /rooms 1–3/);
});

test("the way is said in words of the zone, on the way to the counter too", () => {
  const called = {
    ...waiting,
    state: "called",
    called_at: waiting.now,
    counter: "1",
    counter_name: "Loket 1",
  };
  const way = { id: "Dari pintu masuk, ke kiri", en: "From the entrance, to the left" };
  const zone = { ...waiting.zone, direction: "left", way };

  for (const ticket of [waiting, { ...called, counter_word: { id: "Loket", en: "Counter" } }]) {
    assert.match(read({ ...ticket, zone }), /Dari pintu masuk, ke kiri/);
    assert.match(read({ ...ticket, zone }, "en"), /From the entrance, to the left/);
  }
});

test("a number that was not heard of for a while says so before anything else", () => {
  const stale = read(waiting, "id", { isStale: true });
  assert.match(stale, /^\s*Terakhir diperbarui pukul 09\.06\. Lihat juga layar di ruang tunggu\./);
  assert.match(stale, /Di depan Anda pukul 09\.06/);
  assert.doesNotMatch(read(waiting), /Terakhir diperbarui/);
});

test("whether the screen stays on is said as it is", () => {
  assert.match(read(waiting, "id", { isAwake: true }), /Layar HP tetap menyala selama halaman ini terbuka/);
  assert.match(read(waiting, "id", { isAwake: false }), /Jaga agar layar HP tetap menyala/);
});
