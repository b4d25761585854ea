import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const { openDays } = await import("../../../services/counter/static/admin/setup/holidays.js");
const { changesOf } = await import("../../../services/counter/static/admin/setup/lists.js");

test("holidays that are over or already in the list are not proposed, and each day once", () => {
  const proposed = ["2026-05-01", "2026-08-17", "2026-12-24", "2026-12-24", "2026-12-25"].map((day) => ({
    day,
  }));
  const exceptions = [{ day: "2026-08-17" }, { day: "2026-12-25", agency: "pln" }];
  const days = openDays(proposed, exceptions, "2026-06-08").map(({ day }) => day);
  assert.deepEqual(days, ["2026-12-24", "2026-12-25"]);
  assert.equal(openDays(proposed, undefined, undefined).length, 4);
});

test("what a list changes is told item by item", () => {
  const line = (section, id, field, before, after) => ({ section, id, field, before, after });
  const added = { id: "pos", name: "Pos" };
  const changes = [
    line("agencies", "pos", null, null, added),
    line("services", "ktp", "minutes", 5, 9),
    line("services", "ktp", "quota", null, 50),
    line("services", "", "order", [], []),
  ];
  assert.deepEqual(changesOf(changes, "agencies"), [{ id: "pos", added, fields: [] }]);
  assert.deepEqual(
    changesOf(changes, "services").map(({ id, added: isNew, fields }) => [id, isNew, fields.length]),
    [["ktp", null, 2]],
  );
});
