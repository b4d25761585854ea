import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";
import { Small } from "./small.js";

const { drawPanel } = await import("../../../services/display/static/board/panel.js");

const SENTENCE = {
  id: "Hari ini tutup. Ambil nomor lagi Rabu mulai pukul 07.45.",
  en: "Closed today. Numbers again Wednesday from 07.45.",
};
const AGAIN = "2026-06-10T08:00:00+08:00";

function panel(scene) {
  const drawn = new Small();
  const before = globalThis.document;
  globalThis.document = { createElement: () => new Small() };
  drawPanel(drawn, { languages: ["id", "en"], layout: "hall", house: null, refused: null, ...scene });
  globalThis.document = before;
  return drawn.textContent.replace(/\u00a0/g, " ");
}

const closed = (more) => panel({ phase: "closed", view: { shown: null, position: null, board: more } });

test("a closed hall's board has the hall's sentence, with the day and the hour when numbers start", () => {
  const told = closed({ hours: { state: "closed", opens_at: AGAIN }, closed_text: SENTENCE });
  assert.ok(told.includes(SENTENCE.id) && told.includes(SENTENCE.en));
  assert.doesNotMatch(told, /sudah selesai|Buka lagi/);
});

test("where a service still gives numbers after the hall's hours, the board says when it opens again", () => {
  const told = closed({ hours: { state: "after", opens_at: AGAIN } });
  assert.match(told, /Pelayanan hari ini sudah selesai\..+Buka lagi Rabu pukul 08\.00\./s);
});

test("an agency with a long name is called by its short one", () => {
  const call = { number: "A-001", agency: "dpmptsp", counter: "3", recalls: 0 };
  const calling = (name) => {
    const house = { version: 1, counters: {}, zones: {}, agencies: { dpmptsp: { name, short: "DPMPTSP" } } };
    return panel({ phase: "calling", house, view: { shown: call, position: null, board: null } });
  };
  assert.match(calling("Dinas Perizinan"), /Dinas Perizinan/);
  const long = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu";
  assert.match(calling(long), /DPMPTSP/);
  assert.ok(!calling(long).includes(long));
});
