import assert from "node:assert/strict";
import test from "node:test";
import { UnluckyDay } from "./unlucky-day.js";

const DAYS = 1_000;

test("on a thousand unlucky days no number waits without an owner, and no owner has two", () => {
  const seen = { owned: 0, denied: 0, givenBack: 0 };
  for (let seed = 1; seed <= DAYS; seed++) {
    const day = new UnluckyDay(seed);
    day.live();

    const owners = day.waiting.map((key) => day.owners.get(key));
    assert.ok(!owners.includes(undefined), `day ${seed}: a number without an owner`);
    assert.equal(new Set(owners).size, owners.length, `day ${seed}: an owner with two`);
    for (const key of day.denied)
      assert.ok(!day.server.tickets.has(key), `day ${seed}: a number was denied that was made`);
    for (const key of day.owners.keys())
      assert.notEqual(
        day.server.tickets.get(key).state,
        "cancelled",
        `day ${seed}: an owner's was taken back`,
      );
    assert.ok(day.shortestMs >= 4_000, `day ${seed}: a number stood for ${day.shortestMs} ms`);
    assert.deepEqual(day.inDoubt, [], `day ${seed}: in doubt for ever`);
    seen.owned += day.owners.size;
    seen.denied += day.denied.size;
    seen.givenBack += [...day.server.tickets.values()].filter(({ state }) => state === "cancelled").length;
  }
  for (const [what, times] of Object.entries(seen))
    assert.ok(times > DAYS / 10, `${what}: only ${times} times`);
});
