import assert from "node:assert/strict";
import test from "node:test";
import {
  clock,
  clockSeconds,
  dayName,
  fill,
  length,
  longDate,
  minutes,
  spokenLength,
  together,
} from "../../../services/web/static/words/format.js";

const ISO = "2026-06-08T09:05:07.000+08:00";

test("times are written with a full stop, in the venue's own time", () => {
  assert.equal(clock(ISO), "09.05");
  assert.equal(clockSeconds(ISO), "09.05.07");
});

test("dates are written as the country writes them", () => {
  assert.equal(longDate(ISO, "id"), "Senin, 8\u00a0Juni 2026");
  assert.equal(longDate(ISO, "en"), "Monday 8\u00a0June 2026");
  assert.equal(dayName("2026-06-14T08:00:00+08:00", "id"), "Minggu");
});

test("lengths are short to read and whole to hear", () => {
  assert.equal(length(252_000, "id"), "4\u00a0mnt 12\u00a0dtk");
  assert.equal(length(252_000, "en"), "4\u00a0min 12\u00a0s");
  assert.equal(length(-5, "id"), "0\u00a0dtk");
  assert.equal(spokenLength(61_000, "en"), "1 minute 1 second");
  assert.equal(minutes(59_999, "id"), "0\u00a0mnt");
});

test("words are filled and kept together", () => {
  assert.equal(fill("Loket {n} {x}", { n: 3 }), "Loket 3 ");
  assert.equal(together("Loket 3"), "Loket\u00a03");
});
