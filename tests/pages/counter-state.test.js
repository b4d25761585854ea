import assert from "node:assert/strict";
import test from "node:test";
import * as S from "../../services/counter/static/counter-state.js";

const holding = (state) => ({ counter: { id: "3" }, ticket: state ? { id: "A-001", state, calls: 1 } : null, waiting: 1, queue: [{ number: "A-002" }] });

test("there is one right next action", () => {
  assert.equal(S.mainVerb(holding(null)).verb, "next");
  assert.equal(S.mainVerb(holding("called")).verb, "start");
  assert.deepEqual(S.mainVerb(holding("serving")), { verb: "next", body: { finish: true }, calls: true });
});

test("other verbs can be pressed only where they mean something", () => {
  const on = (state) => S.otherVerbs(holding(state)).filter((v) => v.on).map((v) => v.verb);
  assert.deepEqual(on(null), []);
  assert.deepEqual(on("called"), ["recall", "no-show", "finish"]);
  assert.deepEqual(on("serving"), ["finish"]);
});

test("the keypad works the page", () => {
  const keys = ["Enter", "+", "-", "0", "a"].map((key) => S.verbOfKey({ key }));
  assert.deepEqual(keys, ["main", "recall", "no-show", "finish", null]);
});

test("keys rest in text fields, with modifiers, while held down, and just after a change", () => {
  const press = (more = {}) => S.keysRest({ key: "Enter", ...more }, 0, S.SETTLE_MS);
  assert.ok(!press());
  assert.ok(press({ ctrlKey: true }));
  assert.ok(press({ repeat: true }));
  assert.ok(press({ target: { tagName: "INPUT" } }));
  assert.ok(S.keysRest({ key: "Enter" }, 0, S.SETTLE_MS - 1));
});

test("somebody who joins an empty queue is heard once", () => {
  const empty = { ...holding(null), waiting: 0, queue: [] };
  assert.deepEqual(S.arrival(empty, holding(null)), { number: "A-002" });
  assert.equal(S.arrival(holding(null), holding(null)), null);
  assert.equal(S.arrival(null, holding(null)), null);
});
