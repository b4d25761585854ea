import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Patience, pauseMs } from "../../../services/counter/static/staff/patience.js";

const settled = () => new Promise((done) => setImmediate(done));

test("a pause grows, differs by chance, and is never shorter than the service says", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 60].map((answers) => pauseMs(answers, 0, 0)),
    [1_000, 2_000, 4_000, 8_000, 16_000, 16_000, 16_000],
  );
  assert.equal(pauseMs(1, 40, 0), 40_000);
  assert.ok(pauseMs(1, 40, 0.9) > pauseMs(1, 40, 0.1));
});

/** Answers that a service gives in turn, and what a page was told meanwhile. */
function door(...slugs) {
  const patience = new Patience();
  const words = [];
  let asked = 0;
  const ask = async () => ({ status: 0, body: { slug: slugs[asked++], retry_after_s: 5 } });
  const answer = patience.ask(ask, () => words.push(patience.word));
  return { patience, words, answer, asked: () => asked };
}

test("it asks again by itself until the answer is not to wait, and says why it waits", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { words, answer, asked } = door("sign-ins-busy", "sign-in-wait", "sign-in-wrong");
  for (const count of [1, 2]) {
    await settled();
    mock.timers.tick(4_999);
    await settled();
    assert.equal(asked(), count);
    mock.timers.tick(10_000);
  }
  assert.equal((await answer).body.slug, "sign-in-wrong");
  assert.deepEqual(words, ["signBusy", null, "signWait", null]);
  mock.timers.reset();
});

test("whoever corrects what was typed is not kept waiting, and the old is not sent again", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { patience, answer, asked } = door("sign-in-wait", "sign-in-wrong");
  await settled();
  assert.ok(patience.leftMs > 0);
  patience.stop();
  assert.equal(await answer, null);
  assert.equal(patience.word, null);
  mock.timers.tick(60_000);
  assert.equal(asked(), 1);
  mock.timers.reset();
});
