import assert from "node:assert/strict";
import test from "node:test";
import { WakeLock } from "../../../services/web/static/wake-lock.js";

class Lock extends EventTarget {
  released = false;
  release() {
    this.released = true;
    this.dispatchEvent(new Event("release"));
  }
}

/** A browser that gives these locks, one after another; null: it refuses. */
function browser(...locks) {
  globalThis.document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const wakeLock = {
    request: async () => {
      const lock = locks.shift();
      if (!lock) throw new Error("NotAllowedError");
      return lock;
    },
  };
  Object.defineProperty(globalThis, "navigator", { value: { wakeLock }, configurable: true });
}

const settled = () => new Promise((done) => setImmediate(done));

test("the screen is kept on while it is wanted, and again when the page is visible again", async () => {
  const [first, second] = [new Lock(), new Lock()];
  browser(first, second);
  let changes = 0;
  const awake = new WakeLock(() => (changes += 1));

  awake.want(true);
  await settled();
  assert.ok(awake.isHeld);
  first.release();
  assert.ok(!awake.isHeld);
  document.dispatchEvent(new Event("visibilitychange"));
  await settled();
  assert.ok(awake.isHeld);
  awake.want(false);
  assert.ok(second.released);
  assert.equal(changes, 4);
});

test("where the browser refuses, or has no such thing, it is not held and nothing breaks", async () => {
  browser(null);
  const refused = new WakeLock();
  refused.want(true);
  await settled();
  assert.ok(!refused.isHeld);

  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  const without = new WakeLock();
  without.want(true);
  await settled();
  assert.ok(!without.isHeld);
});
