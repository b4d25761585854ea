import assert from "node:assert/strict";
import test from "node:test";
import {
  AGAIN_MS,
  BUILD_AFTER_MS,
  BUILD_SPREAD_MS,
  COMMAND_WAITS_MS,
  NIGHT_SPREAD_MS,
  ReloadPlan,
} from "../../../services/display/static/board/reload-plan.js";

const QUIET = { isOnAir: false, isStale: false, needsTouch: false };
const NIGHT_MS = 3_600_000;

/** A plan that heard the day turn at NIGHT_MS, for a board in the middle of the spread. */
function afterNight() {
  const plan = new ReloadPlan();
  plan.day("2026-06-08", 0, 0.5);
  plan.day("2026-06-09", NIGHT_MS, 0.5);
  return plan;
}

test("a board is loaded anew once the service day turned, boards spread over the night", () => {
  const plan = afterNight();

  assert.equal(plan.isDue(NIGHT_MS + NIGHT_SPREAD_MS / 2 - 1, QUIET), false);
  assert.equal(plan.isDue(NIGHT_MS + NIGHT_SPREAD_MS / 2, QUIET), true);
});

test("on the day it was opened, however often that is said, a board stays", () => {
  const plan = new ReloadPlan();
  for (let now = 0; now < 40 * NIGHT_MS; now += NIGHT_MS) plan.day("2026-06-08", now, 0);

  assert.equal(plan.isDue(40 * NIGHT_MS, QUIET), false);
});

test("at night it waits: for a call on air, for the display, for sound that only a touch gave", () => {
  const due = NIGHT_MS + NIGHT_SPREAD_MS;
  for (const but of ["isOnAir", "isStale", "needsTouch"]) {
    const plan = afterNight();

    assert.equal(plan.isDue(due, { ...QUIET, [but]: true }), false, but);
    assert.equal(plan.isDue(due, QUIET), true, but);
  }
});

test("a try that did not load the page is made again a minute later", () => {
  const plan = afterNight();
  const due = NIGHT_MS + NIGHT_SPREAD_MS;
  plan.tried(due);

  assert.equal(plan.isDue(due + AGAIN_MS - 1, QUIET), false);
  assert.equal(plan.isDue(due + AGAIN_MS, QUIET), true);
});

test("a command is done in the next pause between calls, after a minute in any case", () => {
  const plan = new ReloadPlan();
  plan.command(1_000);

  assert.equal(plan.isDue(1_000, { ...QUIET, needsTouch: true }), true);
  assert.equal(plan.isDue(1_000 + COMMAND_WAITS_MS - 1, { ...QUIET, isOnAir: true }), false);
  assert.equal(plan.isDue(1_000 + COMMAND_WAITS_MS, { ...QUIET, isOnAir: true }), true);
});

test("a newer page of the display is loaded in a pause, but never to and fro between two", () => {
  const plan = new ReloadPlan();
  plan.build("one", 0, 0.5);
  plan.build("one", 500, 0.5);
  assert.equal(plan.isDue(BUILD_AFTER_MS + BUILD_SPREAD_MS, QUIET), false);
  plan.build("two", 1_000, 0.5);

  assert.equal(plan.isDue(BUILD_AFTER_MS - 1, QUIET), false);
  assert.equal(plan.isDue(BUILD_AFTER_MS + BUILD_SPREAD_MS, { ...QUIET, isOnAir: true }), false);
  assert.equal(plan.isDue(BUILD_AFTER_MS + BUILD_SPREAD_MS, QUIET), true);
});
