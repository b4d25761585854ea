import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const S = await import("../../../services/counter/static/follow-ups/state.js");

const one = (due, done = "") => ({ ...S.fresh(`id ${due}`, "hall"), due, done });

test("what is not done stands first by its date, what is done by when it was", () => {
  const list = [
    one("2026-08-01"),
    one("2026-07-01", "2026-06-01"),
    one("2026-06-30"),
    one("2026-07-02", "2026-06-20"),
  ];
  const { open, done } = S.sorted(list);
  assert.deepEqual(
    open.map(({ due }) => due),
    ["2026-06-30", "2026-08-01"],
  );
  assert.deepEqual(
    done.map((each) => each.done),
    ["2026-06-20", "2026-06-01"],
  );
});

test("it is late once its day is over, unless it is done", () => {
  assert.equal(S.isLate(one("2026-06-30"), "2026-06-30"), false);
  assert.equal(S.isLate(one("2026-06-30"), "2026-07-01"), true);
  assert.equal(S.isLate(one("2026-06-30", "2026-07-01"), "2026-07-02"), false);
});

test("it is sent without its id, and names the element that it is about", () => {
  const forms = [{ id: "skm", elements: [{ id: "u9", name: { id: "Sarana", en: "Facilities" } }] }];
  const about = { ...one("2026-06-30"), form: "skm", element: "u9" };
  assert.equal("id" in S.bodyOf(about), false);
  assert.equal(S.elementOf(forms, about).name.en, "Facilities");
  assert.equal(S.elementOf(forms, one("2026-06-30")), null);
});
