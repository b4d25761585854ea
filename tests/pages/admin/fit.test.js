import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const { linesOf, misfits } = await import("../../../services/counter/static/admin/setup/fit.js");

/** Every letter is as wide as half its height. */
const measure = (text, px) => (text.length * px) / 2;
const content = { venues: [{ id: "hall", zones: [{ id: "east", name: "Ketupat" }] }] };
const places = [{ venue: "hall", zone: "east" }];
const kinds = (section, item) => misfits(section, content, item, measure).map(({ kind }) => kind);

test("names as most houses have them fit", () => {
  assert.deepEqual(kinds("agencies", { name: "BPJS Kesehatan", short: "BPJS Kesehatan", places }), []);
  assert.deepEqual(kinds("services", { name: "Penerbitan Kartu Keluarga" }), []);
  assert.deepEqual(kinds("counters", { name: "Ruang Foto" }), []);
  assert.deepEqual(kinds("venues", { name: "MPP Kota Kupang", zones: [{ name: "Lantai 1" }] }), []);
  assert.deepEqual(kinds("media", {}), []);
});

test("a long name of an agency gives way to its short one, which is cut if it is long too", () => {
  const name = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu";
  assert.deepEqual(kinds("agencies", { name, short: "DPMPTSP", places }), []);
  assert.deepEqual(kinds("agencies", { name, short: "Penanaman Modal Satu Pintu Terpadu", places }), [
    "line",
  ]);
});

test("a name that takes more lines than its place has is told with their number", () => {
  const name = "Pengesahan badan hukum perkumpulan dan yayasan, perubahan pengurus, dan pembubaran ".repeat(
    2,
  );
  const [long] = misfits("services", content, { name }, measure);
  assert.equal(long.kind, "service");
  assert.equal(long.values.n, linesOf(name, 640, 40, measure));
  assert.ok(long.values.n > 3);
});

test("a counter with a long name is told from how far it can be read, one with a number is not", () => {
  const [long] = misfits("counters", content, { name: "Ruang Perekaman Data dan Foto" }, measure);
  assert.deepEqual([long.kind, long.values.m], ["slab", 1]);
  assert.deepEqual(kinds("counters", { name: "Ruang Perekaman Data dan Foto 12" }), []);
});

test("a long name of a venue or a zone is told", () => {
  const zones = [{ name: "Lantai dasar sayap timur dekat musala" }];
  const name = "Mal Pelayanan Publik Kabupaten Pangkajene dan Kepulauan Selatan";
  assert.deepEqual(kinds("venues", { name, zones }), ["header", "line"]);
});

test("a word that is wider than a line takes several", () => {
  assert.equal(linesOf("x".repeat(30), 100, 10, measure), 2);
  assert.equal(linesOf("", 100, 10, measure), 1);
  assert.equal(linesOf("satu dua tiga", 30, 10, measure), 3);
});
