import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { newRequestKey } from "../../../services/web/static/request-key.js";

const SERVICES = new URL("../../../services/", import.meta.url);

test("a request key has 128 random bits, over plain http too, where a browser makes no UUID", () => {
  const { randomUUID } = crypto;
  crypto.randomUUID = undefined;
  const keys = Array.from({ length: 100 }, newRequestKey);
  crypto.randomUUID = randomUUID;

  assert.equal(new Set(keys).size, 100);
  for (const key of keys) assert.match(key, /^[0-9a-f]{32}$/);
});

test("no page makes a request's id, which logs show: it would be made of the key", () => {
  const pages = readdirSync(SERVICES, { recursive: true }).filter(
    (name) => name.endsWith(".js") && !name.includes("vendor"),
  );
  const makers = pages.filter((name) => /X-Request-Id/i.test(readFileSync(new URL(name, SERVICES), "utf8")));

  assert.ok(pages.length > 50);
  assert.deepEqual(makers, []);
});
