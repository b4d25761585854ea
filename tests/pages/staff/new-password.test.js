import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isWeak, whyNoPassword } from "../../../services/counter/static/staff/new-password.js";

const EXAMPLES = JSON.parse(readFileSync(new URL("../../contracts/weak-passwords.json", import.meta.url)));
const COMMON_IN_PYTHON = readFileSync(
  new URL("../../../services/counter/accounts/weak_passwords.py", import.meta.url),
  "utf8",
).match(/COMMON = \{([^}]*)\}/)[1];

test("what the service refuses as easily guessed, the page refuses before it sends", () => {
  for (const [password, username] of EXAMPLES.weak) assert.equal(isWeak(password, username), true, password);
  for (const [password, username] of EXAMPLES.good) assert.equal(isWeak(password, username), false, password);
});

test("both know the same common words", () => {
  const words = [...COMMON_IN_PYTHON.matchAll(/"(\w+)"/g)].map(([, word]) => word);
  assert.ok(words.length > 40);
  for (const word of words) assert.equal(isWeak(`${word}-2026-11-29`, "siti"), true, word);
});

test("what is wrong is said in this order: too short, easily guessed, not the same twice", () => {
  assert.equal(whyNoPassword("aaa", "", "siti"), "passwordShort");
  assert.equal(whyNoPassword("bismillah123", "", "siti"), "passwordWeak");
  assert.equal(whyNoPassword("kuda nil di sawah", "kuda nil", "siti"), "passwordsDiffer");
  assert.equal(whyNoPassword("kuda nil di sawah", "kuda nil di sawah", "siti"), null);
});
