import assert from "node:assert/strict";
import test from "node:test";
import { PressBox } from "../../services/counter/static/press-box.js";

test("a press through a short loss keeps its key until it is answered", async () => {
  const keys = [];
  const answers = [{ status: 0 }, { status: 503 }, { status: 200, body: {} }];
  const box = new PressBox(async (verb, body, key) => { keys.push(key); return answers.shift(); }, () => {});

  const answer = await box.press("next", {});

  assert.equal(answer.status, 200);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
  assert.equal(box.kept, null);
});

test("a second press while one is on its way does nothing", async () => {
  let sent = 0;
  let release;
  const box = new PressBox(() => { sent += 1; return new Promise((done) => { release = done; }); }, () => {});

  const first = box.press("next", {});
  assert.equal(await box.press("recall", {}), null);
  release({ status: 409, body: {} });
  await first;

  assert.equal(sent, 1);
});

test("two presses have two keys", async () => {
  const keys = [];
  const box = new PressBox(async (verb, body, key) => { keys.push(key); return { status: 200 }; }, () => {});
  await box.press("next", {});
  await box.press("next", {});
  assert.notEqual(keys[0], keys[1]);
});
