import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import "../as-served.js";

const SUPERVISOR = "../../../services/counter/static/supervisor";
const { scoreView } = await import(`${SUPERVISOR}/score.js`);
const { WORDS } = await import(`${SUPERVISOR}/words.js`);
const { textsIn } = await import("../../../services/web/static/words/texts.js");

/** A day whose figures tests/waitingroom/waits/test_score.py computes by hand. */
const score = JSON.parse(readFileSync(new URL("../../contracts/views/score.json", import.meta.url), "utf8"));

/** Give every element of a view that is of this kind. */
function all(view, name) {
  if (Array.isArray(view)) return view.filter(Boolean).flatMap((one) => all(one, name));
  return [...(view.name === name ? [view] : []), ...all(view.children ?? [], name)];
}

const text = (view) => view.text?.replaceAll("\u00a0", " ") ?? view.children.map(text).join("");

function panel(language = "id") {
  const hall = { service_day: "2026-06-08" };
  const view = { ...textsIn(language, WORDS), hall, panel: { day: hall.service_day, score }, actions: {} };
  return scoreView({ ...view, serviceName: (id) => ({ ktp: "KTP-el", kk: "Kartu Keluarga" })[id] }, null);
}

function table(n, language) {
  const cells = (row) => [...all(row, "th"), ...all(row, "td")].map(text);
  return all(all(panel(language), "table")[n], "tr").map(cells);
}

test("the panel's table of services says what one computes by hand, that of most people first", () => {
  assert.deepEqual(table(0), [
    ["Layanan", "Orang", "Tepat waktu", "Terlambat > 10 mnt", "Selisih biasa", "Rata-rata"],
    ["KTP-el", "3", "67%", "33%", "10 mnt", "2 mnt terlalu pendek"],
    ["Kartu Keluarga", "2", "50%", "0%", "5 mnt", "5 mnt terlalu pendek"],
  ]);
});

test("the panel's table of hours is in their order, in English too", () => {
  assert.deepEqual(table(1, "en"), [
    ["Hour", "People", "In time", "> 10 min late", "Usually off by", "On average"],
    ["08.00", "2", "100%", "0%", "5 min", "5 min too long"],
    ["09.00", "3", "33%", "33%", "10 min", "9 min too short"],
  ]);
});

test("over the tables stands how many were called by the time they were told", () => {
  const [lead] = all(panel(), "p").filter(({ attributes }) => attributes["data-score"] === 5);
  assert.equal(text(lead), "3 dari 5 orang (60%) dipanggil paling lambat pada waktu yang disebutkan.");
});
