/** The admin's page of a house of 300 venues of 40 counters: lists, and how a venue is chosen. */
import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const { find, hasManyVenues, itemsOf, search, venueNamed } =
  await import("../../../services/counter/static/admin/state.js");

const VENUES = 300;
const number = (n) => String(n + 1).padStart(3, "0");
const venues = Array.from({ length: VENUES }, (_, n) => ({
  id: `mall-${number(n)}`,
  name: `Mal Pelayanan Publik ${number(n)}`,
}));
const content = {
  venues,
  agencies: [{ id: "dukcapil", short: "Dukcapil" }],
  services: [],
  counters: venues.flatMap(({ id }) =>
    Array.from({ length: 40 }, (_, n) => ({ id: String(n + 1), venue: id, agencies: ["dukcapil"] })),
  ),
};

test("a venue is chosen by its name, by its id, or by words that only it has", () => {
  assert.equal(venueNamed(content, "mal pelayanan publik 007").id, "mall-007");
  assert.equal(venueNamed(content, "mall-300").id, "mall-300");
  assert.equal(venueNamed(content, "publik 123").id, "mall-123");
  assert.equal(venueNamed(content, "publik"), null);
  assert.equal(venueNamed(content, ""), null);
});

test("a few venues are a plain choice, many are typed", () => {
  assert.equal(hasManyVenues(content), true);
  assert.equal(hasManyVenues({ venues: venues.slice(0, 12) }), false);
});

test("an item of 12,000 is looked up again after its list was read anew", () => {
  assert.equal(find(content, "counters", "mall-300/40").venue, "mall-300");
  const anew = { ...content, counters: [...content.counters, { id: "41", venue: "mall-300" }] };
  assert.equal(find(anew, "counters", "mall-300/41").id, "41");
  assert.equal(find(content, "counters", "mall-300/41"), null);
});

test("a search looks among the items it is given, and without words gives them all", () => {
  const here = itemsOf(content, "counters").filter(({ venue }) => venue === "mall-002");
  assert.equal(search(content, "counters", "", here), here);
  assert.equal(search(content, "counters", "mall-002/7").length, 1);
});
