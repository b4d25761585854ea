import assert from "node:assert/strict";
import test from "node:test";
import * as K from "../../../services/counter/static/clerk/keys-state.js";
import { SETTLE_MS } from "../../../services/counter/static/clerk/state.js";

const name = (key, code = "") => K.keyName({ key, code });

test("a keypad works the page whatever its layout or NumLock", () => {
  assert.equal(name("Enter", "NumpadEnter"), "Enter");
  assert.equal(name("0", "Numpad0"), "0");
  assert.equal(name("Insert", "Numpad0"), "0");
  assert.equal(name("End", "Numpad1"), "1");
  assert.equal(name("Clear", "Numpad5"), "5");
  assert.equal(name(",", "NumpadDecimal"), ".");
  assert.equal(name("Delete", "NumpadDecimal"), ".");
  assert.equal(name(".", "NumpadComma"), ".");
});

test("the other keyboard's keys mean the same", () => {
  assert.deepEqual(
    ["Enter", "+", "-", "−", "*", "/", ".", ",", "5", "Backspace"].map((key) => name(key)),
    ["Enter", "+", "-", "-", "*", "/", ".", ".", "5", "Backspace"],
  );
  assert.equal(name("q", "KeyQ"), "Q");
  for (const key of ["Tab", "Escape", " ", "ArrowUp", "Shift", "Delete", "Insert"])
    assert.equal(name(key), null);
});

test("every action has a key of its own", () => {
  assert.equal(new Set(Object.values(K.DEFAULT_KEYS)).size, K.ACTIONS.length);
  for (const action of K.ACTIONS) assert.equal(K.actionOf(K.DEFAULT_KEYS, K.DEFAULT_KEYS[action]), action);
  assert.equal(K.actionOf(K.DEFAULT_KEYS, "Q"), null);
});

test("a key that another action has is refused, a free one is taken", () => {
  assert.deepEqual(K.changed(K.DEFAULT_KEYS, "recall", "-"), { taken: "no-show" });
  assert.equal(K.changed(K.DEFAULT_KEYS, "recall", "R").keys.recall, "R");
  assert.equal(K.changed(K.DEFAULT_KEYS, "recall", "+").keys.recall, "+");
});

test("stored keys are read back; what is damaged or doubled is as at first", () => {
  const { keys } = K.changed(K.DEFAULT_KEYS, "recall", "R");
  assert.deepEqual(K.readKeys(JSON.stringify(keys)), keys);
  assert.deepEqual(K.readKeys(null), { ...K.DEFAULT_KEYS });
  assert.deepEqual(K.readKeys("{"), { ...K.DEFAULT_KEYS });
  assert.deepEqual(K.readKeys(JSON.stringify({ recall: "-" })), { ...K.DEFAULT_KEYS });
});

test("keys rest in text fields, with modifiers, while held down, and just after a change", () => {
  const rests = (more = {}, changed = 0) => K.keysRest({ key: "Enter", ...more }, changed, SETTLE_MS);
  assert.ok(!rests());
  assert.ok(rests({ ctrlKey: true }));
  assert.ok(rests({ repeat: true }));
  assert.ok(rests({ target: { tagName: "INPUT", type: "text" } }));
  assert.ok(!rests({ target: { tagName: "BUTTON" } }));
  assert.ok(rests({}, 1));
});
