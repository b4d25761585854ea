import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const CLERK = "../../../services/counter/static/clerk";
const { toldFact, waitView } = await import(`${CLERK}/wait-views.js`);
const { WORDS } = await import(`${CLERK}/dialog-words.js`);
const { textsIn } = await import("../../../services/web/static/words/texts.js");

const words = (view) => view?.children.map(({ text }) => text.replaceAll("\u00a0", " ")).join("");
const id = textsIn("id", WORDS);
const en = textsIn("en", WORDS);

test("the clerk reads what the visitor was told beside what it became", () => {
  const plain = (...given) => toldFact(...given).map((one) => one.replaceAll("\u00a0", " "));
  const told = { low_min: 15, high_min: 25, waited_min: 31 };
  assert.deepEqual(plain(id, { told }), ["Perkiraan tunggu 15–25 mnt", "ternyata 31 mnt"]);
  assert.deepEqual(plain(en, { told }), ["Expected wait 15–25 min", "it was 31 min"]);
  const long = { low_min: 90, high_min: null, waited_min: 84 };
  assert.deepEqual(plain(id, { told: long }), ["Perkiraan tunggu > 90 mnt", "ternyata 84 mnt"]);
  assert.equal(toldFact(id, { told: null }), null);
});

test("a number of the queue says how long it still waits, where somebody knows", () => {
  assert.equal(words(waitView(id, { wait: { low_min: 0, high_min: 10 } })), "< 10 mnt lagi");
  assert.equal(words(waitView(en, { wait: { low_min: 15, high_min: 25 } })), "15–25 min more");
  assert.equal(waitView(id, { wait: null }), null);
});
