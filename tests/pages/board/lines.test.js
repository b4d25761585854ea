import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const { lines } = await import("../../../services/display/static/board/lines.js");

const HOUSE = {
  counters: {
    3: { name: "Loket 3", name_en: "Counter 3", inside: { id: "loket 3", en: "counter 3" } },
    5: { name: "Ruang 1", name_en: "Room 1", inside: { id: "ruang 1", en: "room 1" } },
  },
  notice: null,
  info: [],
};
const BOARD = { missed: [], withdrawn: [], paused: [] };

function told({
  languages = ["id", "en"],
  sound = "on",
  phase = "quiet",
  longest = 200,
  house = HOUSE,
  ...board
} = {}) {
  return lines({ phase, board: { ...BOARD, ...board }, house, languages, sound, longest });
}

test("a screen without anything to tell welcomes", () => {
  assert.deepEqual(told(), [["id", ["Selamat datang", "Welcome"]]]);
});

test("sound that is locked is told first, with what to press; a muted screen asks to watch", () => {
  assert.match(told({ sound: "locked", withdrawn: [{ number: "A-001" }] })[0][1][0], /tekan OK pada remote/);
  assert.match(told({ sound: "muted" })[0][1][1], /no sound now/);
  assert.deepEqual(told({ sound: "off" }), told());
});

test("a line that the house has in one language stands once", () => {
  const house = { ...HOUSE, info: [{ id: "Gratis semua.", en: "Gratis semua." }] };
  assert.deepEqual(told({ house }), [["id", ["Gratis semua.", ""]]]);
  assert.deepEqual(told({ house, longest: 13 }), [["id", ["Gratis semua.", ""]]]);
});

test("in a break it is told when calling starts again, unless the panel says so", () => {
  const hours = { state: "before", opens_at: "2026-06-08T13:00:00.000+08:00" };
  const line = ["clock", ["Pemanggilan mulai pukul\u00a013.00.", "Calling starts at 13.00."]];
  assert.deepEqual(told({ phase: "cooled", hours }), [line]);
  assert.deepEqual(told({ phase: "calling", hours }), [line]);
  assert.deepEqual(told({ phase: "quiet", hours }), told());
  assert.deepEqual(told({ phase: "cooled", hours: { state: "open", opens_at: null } }), told());
});

const NOW = Date.parse("2026-06-08T09:41:00.000+08:00");
const UNTIL = "2026-06-08T10:00:00.000+08:00";
const DOWN = { text: { id: "Sistem mati.", en: "The system is down." }, until: UNTIL };

function noticed(notice, more = {}) {
  return lines({
    ...{ phase: "cooled", languages: ["id", "en"], sound: "on", longest: 200, nowMs: NOW },
    board: { ...BOARD, notices: [{ ...DOWN, service: null, zone: null, ...notice }] },
    house: {
      ...HOUSE,
      services: { ktp: { name: "KTP-el", name_en: "ID card" } },
      zones: { e: { name: "Ombak" } },
    },
    ...more,
  });
}

test("a notice says whom it is for: a service, a zone, nobody where it is for all", () => {
  assert.deepEqual(noticed({}), [["speakerphone", ["Sistem mati.", "The system is down."]]]);
  assert.deepEqual(noticed({ service: "ktp" })[0][1], [
    "KTP-el: Sistem mati.",
    "ID card: The system is down.",
  ]);
  assert.deepEqual(noticed({ zone: "e" }, { languages: ["en", "id"] })[0][1], [
    "Ombak\u00a0zone: The system is down.",
    "Zona\u00a0Ombak: Sistem mati.",
  ]);
});

test("a notice in one language stands once", () => {
  const text = { id: "Lift rusak.", en: "Lift rusak." };
  assert.deepEqual(noticed({ text, service: "ktp" }), [["speakerphone", ["KTP-el: Lift rusak.", ""]]]);
});

test("a notice is over at its time, and the venue's own lines come back, though nothing was heard", () => {
  const house = {
    ...HOUSE,
    services: {},
    zones: {},
    info: [{ id: "Siapkan KTP.", en: "Have your ID ready." }],
  };
  const own = [["id", ["Siapkan KTP.", "Have your ID ready."]]];
  assert.equal(noticed({}, { house }).length, 1);
  assert.deepEqual(noticed({}, { house, nowMs: Date.parse(UNTIL) }), own);
  assert.equal(noticed({}, { house, nowMs: null })[0][0], "speakerphone");
});

test("a line that is too long is told in parts, broken at its words, and nothing of it is left out", () => {
  const id = "Lift ke lantai dua rusak, petugas di tangga membantu Anda yang memakai kursi roda.";
  const parts = noticed({ text: { id, en: "The lift is out." } }, { longest: 45 }).map(([, [line]]) => line);
  assert.deepEqual(parts, [
    "Lift ke lantai dua rusak, petugas di tangga …",
    "… membantu Anda yang memakai kursi roda.",
    "The lift is out.",
  ]);
  assert.deepEqual(noticed({ text: { id: "a".repeat(70), en: "a".repeat(70) } }, { longest: 60 }).length, 1);
});

test("the parts of a line are of like length: no last word stands alone", () => {
  const id = "Penyandang disabilitas, lansia, dan ibu hamil mendapat nomor prioritas di meja informasi";
  const parts = noticed({ text: { id, en: id } }, { longest: 80 }).map(([, [line]]) => line);
  assert.deepEqual(parts, [
    "Penyandang disabilitas, lansia, dan ibu hamil …",
    "… mendapat nomor prioritas di meja informasi",
  ]);
});

test("a missed number is told with its counter, in both languages", () => {
  const [[, [id, en]]] = told({
    missed: [
      { number: "B-014", counter: "5" },
      { number: "A-007", counter: "3" },
    ],
  });

  assert.equal(id, "Nomor terlewat: B-014 ke ruang\u00a01, A-007 ke loket\u00a03.");
  assert.equal(en, "Missed: B-014 go to room\u00a01, A-007 go to counter\u00a03.");
});

test("a paused counter is told with when it is back, the screen's own language first", () => {
  const [[, [en, id]]] = told({
    languages: ["en", "id"],
    paused: [{ counter: "3", until: "2026-06-08T10:00:00+08:00" }],
  });

  assert.equal(en, "Counter\u00a03 is closed for a short time. Back at 10.00.");
  assert.equal(id, "Loket\u00a03 tutup sementara. Buka lagi pukul 10.00.");
});

test("a pair too long for one line takes turns, one language each", () => {
  const found = told({ sound: "locked", longest: 90 });

  assert.deepEqual(
    found.map(([, [, other]]) => other),
    ["", ""],
  );
});

test("a stale screen says nothing but that the number is still valid", () => {
  assert.deepEqual(told({ phase: "stale", sound: "locked" }), [
    ["lock", ["Nomor Anda tetap berlaku.", "Your number is still valid."]],
  ]);
});
