/** To which venues a clerk may send a visitor on, in a house of many. */
import assert from "node:assert/strict";
import test from "node:test";
import { neighbours } from "../../../services/counter/static/clerk/transfer-plan.js";

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
