import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";
import { Small } from "./small.js";

const { drawStrip } = await import("../../../services/display/static/board/strip.js");

const zones = Object.fromEntries(
  ["Ketupat", "Gunung", "Ombak", "Bintang"].map((name, n) => [["east", "west", "c", "d"][n], { name }]),
);
const services = ["a", "b", "c", "d"].map((id) => [id, { name: `Layanan ${id}`, name_en: `Service ${id}` }]);

function strip(board, { languages = ["id", "en"], layout = "hall", turn = 0 } = {}) {
  const drawn = new Small();
  const house = { version: 1, zones, services: Object.fromEntries(services) };
  const before = globalThis.document;
  globalThis.document = { createElement: () => new Small() };
  drawStrip(drawn, { phase: "quiet", view: { board }, house, layout, languages, turn });
  globalThis.document = before;
  return drawn.textContent.replace(/\u00a0/g, " ");
}

test("a zone has its range beside how many wait, and one without a range has none", () => {
  const board = { waiting: { east: 8, west: 2 }, waits: { east: { low_min: 15, high_min: 25 } } };

  assert.match(strip(board), /Ketupat 8 orang 15–25 menit/);
  assert.doesNotMatch(strip(board), /Gunung 2 orang ((kurang|lebih) dari )?\d/);
  assert.match(strip(board, { languages: ["en", "id"] }), /15–25 minutes/);
  assert.doesNotMatch(strip({ ...board, waits: undefined }), /menit/);
});

test("where zones have ranges fewer fit, for no name is to break into two lines; they take turns", () => {
  const board = { waiting: { east: 8, west: 2, c: 1 } };
  const waits = { east: { low_min: 0, high_min: 10 } };

  assert.match(strip(board), /Bintang/);
  assert.doesNotMatch(strip({ ...board, waits }), /Bintang/);
  assert.match(strip({ ...board, waits }, { turn: 2 }), /Bintang/);
  assert.doesNotMatch(strip({ ...board, waits }, { layout: "portrait" }), /Ombak/);
  assert.match(strip({ ...board, waits }, { layout: "portrait", turn: 2 }), /Ombak 1 orang .*Bintang/);
});

test("services have their ranges, more than 90 and less than 5 in words; fewer fit beside them", () => {
  const waits = [{ low_min: 90, high_min: null }, { low_min: 0, high_min: 5 }, null, null];
  const told = (hasWaits) =>
    ["a", "b", "c", "d"].map((service, n) => ({
      service,
      waiting: 4 - n,
      ...(hasWaits && waits[n] && { wait: waits[n] }),
    }));

  const drawn = strip({ services: told(true) });

  assert.match(drawn, /Layanan a 4 orang lebih dari 90 menit/);
  assert.match(drawn, /Layanan b 3 orang kurang dari 5 menit/);
  assert.doesNotMatch(drawn, /Layanan d/);
  assert.match(strip({ services: told(false) }), /Layanan d 1 orang/);
  assert.doesNotMatch(strip({ services: told(true) }, { layout: "portrait" }), /Layanan c/);
});
