import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const { WORDS: DIALOG_WORDS } = await import("../../../services/counter/static/clerk/dialog-words.js");
const { WORDS } = await import("../../../services/counter/static/clerk/words.js");
const { WORDS: OWN_WORDS } = await import("../../../services/counter/static/staff/own-password-words.js");
const { WORDS: STAFF_WORDS } = await import("../../../services/counter/static/staff/words.js");

const isPair = (value) =>
  Array.isArray(value) && value.length === 2 && value.every((words) => typeof words === "string");

/** Every pair of words, with the path to it. */
function pairs(words, path = "") {
  return Object.entries(words).flatMap(([name, value]) =>
    isPair(value) ? [[`${path}${name}`, value]] : pairs(value, `${path}${name}.`),
  );
}

test("every word of the clerk's page is said in both languages, with the same values in it", () => {
  const values = (words) => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [path, [id, en]] of pairs({ ...STAFF_WORDS, ...OWN_WORDS, ...WORDS, ...DIALOG_WORDS })) {
    assert.ok(id && en, path);
    assert.deepEqual([...new Set(values(id))], [...new Set(values(en))], path);
  }
});

test("nothing technical is said, and nothing by its forbidden name", () => {
  for (const [path, [id]] of pairs({ ...WORDS, ...DIALOG_WORDS }))
    assert.doesNotMatch(id, /error|gagal|server|koneksi|\bmacet\b|lewati/i, path);
});
