import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const { remaining } = await import("../../../services/counter/static/staff/remaining.js");

test("what is left is never 0 seconds", () => {
  const told = [0, 1, 999, 1_000, 1_001, 60_000].map((ms) => remaining(ms, "id").replaceAll("\u00a0", " "));

  assert.deepEqual(told, ["1 dtk", "1 dtk", "1 dtk", "1 dtk", "2 dtk", "1 mnt"]);
});
