import assert from "node:assert/strict";
import test from "node:test";
import { rowsOf, withDay } from "../../../services/counter/static/outreach/state.js";

const VENUES = [{ id: "cfd", name: "Car Free Day" }];

test("days that are out come first, the next one on top; then days that are over, the latest first", () => {
  const day = (iso, state) => ({ day: iso, state, numbers: 0 });
  const boxes = [
    {
      box: "tenda-1",
      venue: "cfd",
      days: [
        day("2026-12-05", "home"),
        day("2026-12-12", "taken-back"),
        day("2026-12-19", "begun"),
        day("2026-12-26", "out"),
      ],
    },
    { box: "tenda-2", venue: "saboak", days: [day("2026-12-12", "out")] },
  ];

  const rows = rowsOf(boxes, VENUES);

  assert.deepEqual(
    rows.map((row) => `${row.day} ${row.state}`),
    ["2026-12-12 out", "2026-12-19 begun", "2026-12-26 out", "2026-12-12 taken-back", "2026-12-05 home"],
  );
  assert.deepEqual([rows[1].venueName, rows[0].venueName], ["Car Free Day", "saboak"]);
  assert.equal(new Set(rows.map((row) => row.key)).size, rows.length);
});

test("a day is chosen once, and the days stand in their order", () => {
  assert.deepEqual(withDay(["2026-12-12"], "2026-12-05"), ["2026-12-05", "2026-12-12"]);
  assert.deepEqual(withDay(["2026-12-12"], "2026-12-12"), ["2026-12-12"]);
  assert.deepEqual(withDay(["2026-12-12"], ""), ["2026-12-12"]);
});
