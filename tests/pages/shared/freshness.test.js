import assert from "node:assert/strict";
import test from "node:test";
import {
  Freshness,
  isNewer,
  NOTHING_SEEN,
  remember,
  STALE_AFTER_MS,
} from "../../../services/web/static/freshness.js";

test("within an epoch the sequence is the order", () => {
  const seen = remember(NOTHING_SEEN, { epoch: "a", seq: 5 });
  assert.equal(isNewer(seen, { epoch: "a", seq: 4 }), false);
  assert.equal(isNewer(seen, { epoch: "a", seq: 5 }), true);
});

test("an epoch not seen before is taken at once, even with a smaller sequence", () => {
  const seen = remember(NOTHING_SEEN, { epoch: "a", seq: 500 });
  assert.equal(isNewer(seen, { epoch: "b", seq: 3 }), true);
});

test("an epoch once left is never taken again", () => {
  const seen = [
    { epoch: "a", seq: 500 },
    { epoch: "b", seq: 3 },
  ].reduce(remember, NOTHING_SEEN);
  assert.equal(isNewer(seen, { epoch: "a", seq: 501 }), false);
});

test("a page is stale after fifteen seconds of silence, but not before it heard anything", () => {
  assert.ok(STALE_AFTER_MS > 14_000 && STALE_AFTER_MS <= 15_000);
  const freshness = new Freshness();
  assert.equal(freshness.isStale(1e9), false);
  freshness.take({ epoch: "a", seq: 1 }, 1_000);
  assert.equal(freshness.isStale(1_000 + STALE_AFTER_MS - 1), false);
  assert.equal(freshness.isStale(1_000 + STALE_AFTER_MS), true);
});

test("an older state does not make a page fresh", () => {
  const freshness = new Freshness();
  freshness.take({ epoch: "a", seq: 9 }, 0);
  assert.equal(freshness.take({ epoch: "a", seq: 8 }, 10_000), false);
  assert.equal(freshness.isStale(STALE_AFTER_MS), true);
});

test("a state is as old as its service's last word from the log", () => {
  const freshness = new Freshness();
  const [heard, now] = ["2026-06-08T09:41:00.000+08:00", "2026-06-08T09:41:14.000+08:00"];
  freshness.take({ epoch: "a", seq: 9, heard, now }, 100_000);
  assert.equal(freshness.isStale(100_000), false);
  assert.equal(freshness.isStale(101_000), true);
});

test("a heartbeat is as old as what its display knows of the log: a deaf one keeps no board fresh", () => {
  const freshness = new Freshness();
  const said = { epoch: "e", seq: 1, now: "2026-06-08T12:00:05.000+08:00" };
  freshness.take({ ...said, heard: "2026-06-08T12:00:05.000+08:00" }, 0);

  freshness.take(
    { ...said, heard: "2026-06-08T12:00:05.000+08:00", now: "2026-06-08T12:00:10.500+08:00" },
    5_500,
  );

  assert.equal(freshness.isStale(STALE_AFTER_MS - 1), false);
  assert.equal(freshness.isStale(STALE_AFTER_MS), true);
});
