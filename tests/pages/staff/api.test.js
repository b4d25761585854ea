import assert from "node:assert/strict";
import { createServer } from "node:http";
import test from "node:test";
import { CounterApi } from "../../../services/counter/static/staff/api.js";

test("a page of staff says with each request how far it has seen the hall", async (t) => {
  const seen = [];
  const service = createServer((request, response) => {
    seen.push(request.headers["antre-seen"] ?? null);
    const position = request.url === "/lost" ? {} : { "Antre-Seen": `epoch:${seen.length}` };
    response.writeHead(200, { "Content-Type": "application/json", ...position }).end("{}");
  });
  await new Promise((listening) => service.listen(0, "127.0.0.1", listening));
  t.after(() => service.close());
  const api = new CounterApi(`http://127.0.0.1:${service.address().port}`, "hall");

  for (const path of ["/press", "/lost", "/live"]) await api.ask("GET", path);

  assert.deepEqual(seen, [null, "epoch:1", "epoch:1"]);
});
