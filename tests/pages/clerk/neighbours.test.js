/** To which venues a clerk may send a visitor on, in a house of many. */
import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const { neighbours, transferPlan } = await import("../../../services/counter/static/clerk/transfer-plan.js");

const venues = Array.from({ length: 300 }, (_, n) => ({ id: `mall-${n}` }));

test("the venues next to this one in the house's list are asked for their hall, and no others", () => {
  const ids = neighbours(venues, "mall-100").map(({ id }) => id);
  assert.equal(ids.length, 12);
  assert.deepEqual([ids[0], ids.at(-1)], ["mall-94", "mall-106"]);
  assert.equal(neighbours(venues, "mall-0").length, 6);
});

test("in a small house every other venue is one of them", () => {
  assert.deepEqual(neighbours(venues.slice(0, 3), "mall-1"), [venues[0], venues[2]]);
});

test("of a venue with many services the agency is asked first, of one with few the service", () => {
  const services = (n) =>
    Array.from({ length: n }, (_, k) => ({ id: `s${k}`, name: `S${k}`, agency: k % 2 ? "bpn" : "pln" }));
  const agencies = ["bpn", "pln", "kua"].map((id) => ({ id, short: id.toUpperCase() }));
  const here = {
    services: [],
    agencies,
    counters: [],
    venues: ["here", "mall", "tent"].map((id) => ({ id })),
  };
  const page = {
    api: { venue: "here" },
    state: { ticket: { id: "t", number: "A-001", agency: "bpn" }, counter: { id: "1" } },
    words: { moveKinds: {} },
    w: (key) => key,
    serviceName: ({ name }) => name,
  };
  const halls = {
    here,
    mall: { services: services(12), agencies },
    tent: { services: services(9), agencies },
  };
  const plan = transferPlan(page, halls);
  const asked = (step) => [step.id, step.fields[0].options.map(({ label }) => label)];

  assert.deepEqual(asked(plan.after("venue", { venue: "tent" }))[0], "service");
  assert.deepEqual(asked(plan.after("venue", { venue: "mall" })), ["there", ["BPN", "PLN"]]);
  assert.deepEqual(asked(plan.after("there", { venue: "mall", there: "bpn" })), [
    "service",
    ["S1", "S3", "S5", "S7", "S9", "S11"],
  ]);
});
