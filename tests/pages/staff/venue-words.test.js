import assert from "node:assert/strict";
import test from "node:test";
import { inVenueWords } from "../../../services/counter/static/staff/venue-words.js";

const WORDS = {
  reopen: ["Buka loket lagi", "Reopen counter"],
  ofCounters: ["{open} dari {total} loket", "{open} of {total} counters"],
  paused: ["{counter} jeda", "{counter} paused"],
  reasons: { helping: ["Membantu loket lain", "Helping another counter"], other: ["Lainnya", "Other"] },
  hints: [["Loket ini ditutup dahulu.", "This counter is closed first."]],
  none: null,
};

test("texts about counters in general use the venue's word, and what is filled in stays", () => {
  assert.deepEqual(inVenueWords(WORDS, { id: "Ruang", en: "Room" }), {
    reopen: ["Buka ruang lagi", "Reopen room"],
    ofCounters: ["{open} dari {total} ruang", "{open} of {total} rooms"],
    paused: ["{counter} jeda", "{counter} paused"],
    reasons: { helping: ["Membantu ruang lain", "Helping another room"], other: ["Lainnya", "Other"] },
    hints: [["Ruang ini ditutup dahulu.", "This room is closed first."]],
    none: null,
  });
});

test("where counters are called Loket, nothing is changed", () => {
  assert.equal(inVenueWords(WORDS, { id: "Loket", en: "Counter" }), WORDS);
});
