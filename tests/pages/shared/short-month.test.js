import assert from "node:assert/strict";
import test from "node:test";
import { shortMonth } from "../../../services/web/static/paper/short-month.js";

test("narrow paper has the month in three letters", () => {
  assert.equal(shortMonth("Rabu, 25\u00a0November 2026"), "Rabu, 25\u00a0Nov 2026");
  assert.equal(shortMonth("Senin, 4\u00a0Mei 2026"), "Senin, 4\u00a0Mei 2026");
});
