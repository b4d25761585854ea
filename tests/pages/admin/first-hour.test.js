import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const ADMIN = "../../../services/counter/static/admin";
const { startView } = await import(`${ADMIN}/setup/start-view.js`);
const A = await import(`${ADMIN}/state.js`);
const { WORDS } = await import(`${ADMIN}/words.js`);
const { WORDS: MORE } = await import(`${ADMIN}/more-words.js`);
const { textsIn } = await import("../../../services/web/static/words/texts.js");

function linksOf(view) {
  if (!view) return [];
  if (Array.isArray(view)) return view.flatMap(linksOf);
  return [view.attributes?.href, ...linksOf(view.children ?? [])].filter(Boolean);
}

test("what a step lacks leads to where it is done", () => {
  const content = {
    venues: [{ id: "hall", name: "Hall" }],
    agencies: [{ id: "samsat", name: "Samsat", short: "Samsat" }],
    services: [{ id: "pajak", name: "Pajak", agency: "samsat" }],
  };
  const steps = [
    { step: "place", lacks: [{ slug: "no-hours", section: "venues", id: "hall" }] },
    { step: "agencies", lacks: [{ slug: "no-place", section: "agencies", id: "samsat" }] },
    { step: "services", lacks: [{ slug: "no-service-of", section: "agencies", id: "samsat" }] },
    { step: "counters", lacks: [{ slug: "unserved", section: "services", id: "pajak" }] },
  ];
  const v = { ...textsIn("id", { ...MORE, ...WORDS }), content, begun: { phase: "guided", steps } };

  assert.deepEqual(
    linksOf(startView(v)).filter((href) => href !== "#file"),
    [
      ...["#venues/hall", "#venues/hall", "#agencies/+", "#agencies/samsat"],
      ...["#services/+", "#services/+", "#counters/+", "#counters/+"],
    ],
  );
});

test("the first zone of a first venue has its id from its name, as every other", () => {
  const value = A.blank({ name: "Rumah" }, "venues");
  const held = { before: null, value, generated: {} };
  A.followNames({ venues: [] }, "venues", held);
  assert.equal(value.zones[0].id, "utama");
  value.zones[0].name = "Lantai 1";
  A.followNames({ venues: [] }, "venues", held);

  assert.equal(value.zones[0].id, "lantai-1");
});
