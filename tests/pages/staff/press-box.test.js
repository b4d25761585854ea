import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const { RESEND_WITHIN_MS, PressBox } = await import("../../../services/counter/static/staff/press-box.js");

test("a press through a short loss keeps its key until it is answered", async () => {
  const keys = [];
  const answers = [{ status: 0 }, { status: 503 }, { status: 200, body: {} }];
  const box = new PressBox(
    async (verb, body, key) => {
      keys.push(key);
      return answers.shift();
    },
    () => {},
  );

  const answer = await box.press("next", {});

  assert.equal(answer.status, 200);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
  assert.equal(box.pending, null);
});

test("a second press while one is on its way does nothing", async () => {
  let sent = 0;
  let release;
  const box = new PressBox(
    () => {
      sent += 1;
      return new Promise((done) => {
        release = done;
      });
    },
    () => {},
  );

  const first = box.press("next", {});
  assert.equal(await box.press("recall", {}), null);
  release({ status: 409, body: {} });
  await first;

  assert.equal(sent, 1);
});

test("two presses have two keys", async () => {
  const keys = [];
  const box = new PressBox(
    async (verb, body, key) => {
      keys.push(key);
      return { status: 200 };
    },
    () => {},
  );
  await box.press("next", {});
  await box.press("next", {});
  assert.notEqual(keys[0], keys[1]);
});

const shelf = () => {
  const kept = new Map();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => kept.set(name, text),
    removeItem: (name) => kept.delete(name),
  };
};

test("a press that a reload interrupted is sent again with its own key", async () => {
  const place = shelf();
  const keys = [];
  const dying = new PressBox(
    async (verb, body, key) => {
      keys.push(key);
      return new Promise(() => {});
    },
    () => {},
    place,
  );
  dying.press("next", { ticket: "A-012" }, "3");

  const box = new PressBox(
    async (verb, body, key) => {
      keys.push(key);
      return { status: 200 };
    },
    () => {},
    place,
  );
  const left = box.unanswered();
  await box.resend(left);

  assert.deepEqual([left.verb, left.body, left.counter], ["next", { ticket: "A-012" }, "3"]);
  assert.equal(keys[0], keys[1]);
  assert.equal(box.unanswered(), null);
});

test("a press that lay too long is not sent again", async () => {
  const place = shelf();
  new PressBox(
    () => new Promise(() => {}),
    () => {},
    place,
  ).press("next", {}, "3");
  const box = new PressBox(
    async () => ({ status: 200 }),
    () => {},
    place,
  );
  assert.equal(box.unanswered(Date.now() + RESEND_WITHIN_MS), null);
  assert.equal(box.unanswered(), null);
});
