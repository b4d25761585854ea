import assert from "node:assert/strict";
import test from "node:test";
import { BoardMemory } from "../../../services/display/static/board/memory.js";

function storage() {
  const kept = new Map();
  let writes = 0;
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => {
      writes += 1;
      kept.set(name, value);
    },
    get writes() {
      return writes;
    },
  };
}

test("the next page of a screen reads what this one kept, another venue's does not", () => {
  const tab = storage();
  new BoardMemory("mpp", () => tab).keep({ told: ["a"], owed: [{ seq: 2 }] }, 5_000);

  assert.deepEqual(new BoardMemory("mpp", () => tab).read(), {
    told: ["a"],
    owed: [{ seq: 2 }],
    keptMs: 5_000,
  });
  assert.equal(new BoardMemory("cfd", () => tab).read(), null);
});

test("nothing is written while nothing changed; while calls are owed the time is, each second", () => {
  const tab = storage();
  const memory = new BoardMemory("mpp", () => tab);
  for (let now = 0; now < 10_000; now += 250) memory.keep({ told: ["a"], owed: [] }, now);
  assert.equal(tab.writes, 1);

  for (let now = 10_000; now < 20_000; now += 250) memory.keep({ told: ["a"], owed: [{ seq: 2 }] }, now);
  assert.equal(tab.writes, 11);
});

test("a browser that keeps nothing, or something else, knows nothing and no error is thrown", () => {
  const refusing = new BoardMemory("mpp", () => {
    throw new Error("SecurityError");
  });
  refusing.keep({ told: ["a"], owed: [] }, 0);
  assert.equal(refusing.read(), null);

  const full = {
    getItem: () => '{"told":1}',
    setItem: () => {
      throw new Error("QuotaExceededError");
    },
  };
  const other = new BoardMemory("mpp", () => full);
  other.keep({ told: ["a"], owed: [] }, 0);
  assert.equal(other.read(), null);
});
