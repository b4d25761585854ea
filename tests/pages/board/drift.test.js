import assert from "node:assert/strict";
import test from "node:test";
import { DRIFT_MAX, DRIFT_STEP_MS, driftAt } from "../../../services/display/static/board/drift.js";

const DAY_MS = 24 * 3_600_000;

test("a board starts in its place, moves by one pixel a minute at most, and never far", () => {
  assert.deepEqual(driftAt(0), { x: 0, y: 0 });
  for (let ms = DRIFT_STEP_MS; ms < DAY_MS; ms += DRIFT_STEP_MS) {
    const [before, now] = [driftAt(ms - DRIFT_STEP_MS), driftAt(ms)];
    assert.ok(Math.abs(now.x - before.x) <= 1 && Math.abs(now.y - before.y) <= 1, `${ms}`);
    assert.ok(Math.abs(now.x) <= DRIFT_MAX && Math.abs(now.y) <= DRIFT_MAX, `${ms}`);
  }
});

test("within a day it stands in every place about as long", () => {
  const places = new Set();
  for (let ms = 0; ms < DAY_MS; ms += DRIFT_STEP_MS) places.add(Object.values(driftAt(ms)).join());
  assert.equal(places.size, (2 * DRIFT_MAX + 1) ** 2);
});
