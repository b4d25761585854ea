import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const { resultPlan } = await import("../../../services/counter/static/clerk/plans.js");

const SERVICE = { id: "ktp-el", name: "KTP-el", name_en: "ID card" };
const TICKET = { service: SERVICE.id, service_name: SERVICE.name, service_name_en: SERVICE.name_en };

function fieldsOf(state) {
  const page = {
    state: { ticket: { ...TICKET, outcome: null, services: null, note: "" }, services: [SERVICE], ...state },
    words: {},
    w: (name) => name,
    serviceName: ({ name }) => name,
  };
  return Object.fromEntries(resultPlan(page).first.fields.map((one) => [one.id, one.options]));
}

test("a state of a display of before, without outcomes, still opens the result with its services", () => {
  const { outcome, services } = fieldsOf({});
  assert.deepEqual([outcome, services.map(({ value }) => value)], [[], ["ktp-el"]]);
});
