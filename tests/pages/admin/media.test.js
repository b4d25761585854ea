import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const A = await import("../../../services/counter/static/admin/state.js");
const { WORDS: MEDIA_WORDS } = await import("../../../services/counter/static/admin/media-words.js");

const content = {
  id: "small",
  name: "Small house",
  motto: "Beres",
  pronunciations: { SIM: "surat izin mengemudi" },
  venues: [{ id: "hall", name: "Hall" }],
  media: [
    { id: "m-1", kind: "picture", name: "Poster", file: `${"ab".repeat(32)}.jpg`, venue: "hall" },
    { id: "m-2", kind: "text", text: { id: "Gratis", en: "Free" } },
  ],
};
const names = { yes: "ya", no: "tidak", none: "kosong", days: {}, fields: {}, date: (iso) => iso };

test("all settings are edited as one, pronunciations as rows, and go back as they came", () => {
  const whole = A.find(content, A.WHOLE, A.WHOLE);

  assert.deepEqual(whole, {
    name: "Small house",
    motto: "Beres",
    pronunciations: [{ written: "SIM", said: "surat izin mengemudi" }],
  });
  assert.deepEqual(A.bodyOfWhole(whole), {
    name: "Small house",
    motto: "Beres",
    pronunciations: content.pronunciations,
  });
  assert.deepEqual(A.bodyOfWhole(A.wholeOf({ id: "x", name: "X" })), { name: "X" });
  assert.deepEqual(A.placeOf("#house", ["venues", "house"]), { section: "house", key: "house" });
});

test("a problem of the whole house stands beside its form, one of an item beside the item's", () => {
  const problems = [
    { section: null, id: null, path: ["pronunciations", "SIM"] },
    { section: "venues", id: "hall", path: ["name"] },
  ];

  assert.deepEqual([...A.splitProblems(problems, "house", "house").here.keys()], ["pronunciations.SIM"]);
  assert.deepEqual([...A.splitProblems(problems, "venues", "hall").here.keys()], ["name"]);
});

test("media are called by their name, else by their words; a new one has an id that nobody typed", () => {
  assert.deepEqual(
    content.media.map((item) => A.titleOf(content, "media", item)),
    [
      { name: "Poster", more: "Hall" },
      { name: "Gratis", more: "" },
    ],
  );
  assert.deepEqual(A.blank(content, "media", "hall", "m-9"), { id: "m-9", kind: "picture", name: "" });
});

test("the name of a file is told in short", () => {
  assert.equal(A.valueText(content.media[0].file, "id", names), "ababab….jpg");
});

test("media and voice have both languages, with the same values and nothing technical", () => {
  const isPair = (value) => Array.isArray(value);
  const pairs = (words) => Object.values(words).flatMap((value) => (isPair(value) ? [value] : pairs(value)));
  const values = (words) => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  const all = pairs(MEDIA_WORDS);
  assert.ok(all.length > 40);
  for (const [id, en] of all) {
    assert.ok(id && en);
    assert.deepEqual(values(id), values(en), id);
    assert.doesNotMatch(id, /error|gagal|server|koneksi/i);
  }
});

test("a video's length is said in minutes and seconds, no shorter than it is", () => {
  assert.deepEqual(A.lengthOf(19.9), { minutes: 0, seconds: 20 });
  assert.deepEqual(A.lengthOf(60), { minutes: 1, seconds: 0 });
  assert.deepEqual(A.lengthOf(119.2), { minutes: 2, seconds: 0 });
});
