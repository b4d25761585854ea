import assert from "node:assert/strict";
import test from "node:test";
import * as S from "../../../services/counter/static/clerk/state.js";

const NOW = Date.parse("2026-06-08T09:41:00+08:00");
const at = (seconds) => new Date(NOW + seconds * 1_000).toISOString();
const ticket = (state, more = {}) =>
  state && { id: "A-012", number: "A-012", state, calls: 1, recall: { left: 2, at: at(0) }, ...more };
const holding = (state, more = {}) => ({
  seq: 5,
  counter: { id: "3", agencies: ["dukcapil"], pause: null },
  ticket: ticket(state),
  waiting: 1,
  queue: [{ number: "A-013" }],
  missed: [],
  held: [],
  undo: null,
  ...more,
});

test("there is one right next action, lit if it calls somebody", () => {
  assert.deepEqual(S.mainVerb(holding(null)), { verb: "next", body: { finish: false }, calls: true });
  assert.deepEqual(S.mainVerb(holding("called")), { verb: "start", body: {}, calls: false });
  assert.deepEqual(S.mainVerb(holding("serving")), { verb: "next", body: { finish: true }, calls: true });
});

test("with nobody waiting the next action only finishes, and nothing is lit", () => {
  assert.deepEqual(S.mainVerb(holding("serving", { waiting: 0 })), {
    verb: "finish",
    body: {},
    calls: false,
  });
  assert.equal(S.mainVerb(holding(null, { waiting: 0 })).calls, false);
});

test("a paused counter reopens before it calls", () => {
  assert.equal(S.mainVerb(holding(null, { counter: { pause: { reason: "break" } } })).verb, "open");
});

test("what cannot be pressed says why", () => {
  const why = (state, action) => S.whyNot(state, action, NOW);
  assert.equal(why(holding(null), "recall"), "none");
  assert.equal(why(holding("serving"), "recall"), "serving");
  assert.equal(why(holding("called"), "recall"), null);
  assert.equal(
    why(holding("called", { ticket: ticket("called", { recall: { left: 2, at: at(9) } }) }), "recall"),
    "cooling",
  );
  assert.equal(
    why(holding("called", { ticket: ticket("called", { recall: { left: 0, at: at(9) } }) }), "recall"),
    "limit",
  );
  assert.equal(why(holding("serving"), "no-show"), "serving");
  assert.equal(why(holding("serving"), "walk-in"), "busy");
  assert.equal(why(holding("serving"), "pause"), "busy");
  assert.equal(why(holding(null, { counter: { pause: {} } }), "call"), "paused");
  for (const action of ["finish", "hold", "transfer", "result"]) {
    assert.equal(why(holding(null), action), "none");
    assert.equal(why(holding("called"), action), null);
  }
});

test("the last press can be undone until its time is over", () => {
  const state = holding("called", { undo: { seq: 4, until: at(4), did: [] } });
  assert.equal(S.undoMs(state, NOW), 4_000);
  assert.equal(S.whyNot(state, "undo", NOW), null);
  assert.equal(S.whyNot(state, "undo", NOW + 4_000), "nothing");
});

test("a stale page is told what happened: by the counter's last press, else by what differs", () => {
  const shown = holding("serving");
  const did = [
    { kind: "finished", number: "A-012" },
    { kind: "called", number: "A-013" },
  ];
  const next = holding("called", { seq: 7, ticket: ticket("called", { id: "A-013", number: "A-013" }) });
  assert.deepEqual(S.happened(shown, { ...next, undo: { seq: 6, did } }), did);
  assert.deepEqual(S.happened(shown, { ...next, undo: { seq: 5, did } }), [
    { kind: "left", number: "A-012" },
    { kind: "called", number: "A-013" },
  ]);
  assert.deepEqual(S.happened(shown, holding(null, { held: [{ number: "A-012" }] })), [
    { kind: "held", number: "A-012" },
  ]);
  assert.deepEqual(S.happened(shown, holding(null, { missed: [{ number: "A-012" }] })), [
    { kind: "no-show", number: "A-012" },
  ]);
  assert.deepEqual(S.happened(holding("called"), holding("serving")), [{ kind: "started", number: "A-012" }]);
  assert.deepEqual(S.happened(holding(null), holding(null, { counter: { pause: {} } })), [
    { kind: "paused", number: null },
  ]);
  assert.deepEqual(S.happened(shown, shown), []);
});

test("an undo says whose call was taken back and who is served again", () => {
  const before = holding("called", {
    ticket: ticket("called", { id: "A-013", number: "A-013" }),
    undo: {
      did: [
        { kind: "finished", number: "A-012" },
        { kind: "called", number: "A-013" },
      ],
    },
  });
  assert.deepEqual(S.undone(before, holding("serving")), { called: "A-013", again: "A-012", isServed: true });
  assert.deepEqual(
    S.undone({ ...before, undo: { did: [{ kind: "called", number: "A-013" }] } }, holding(null)),
    { called: "A-013", again: null, isServed: false },
  );
});

test("somebody who joins an empty queue is heard once", () => {
  const empty = holding(null, { waiting: 0, queue: [] });
  assert.deepEqual(S.arrival(empty, holding(null)), { number: "A-013" });
  assert.equal(S.arrival(holding(null), holding(null)), null);
  assert.equal(S.arrival(null, holding(null)), null);
});

test("auto-next calls five seconds after this page's finish, if somebody waits and it is on", () => {
  assert.equal(S.autoAtMs(holding(null), true, 1_000), 1_000 + S.AUTO_MS);
  assert.equal(S.autoAtMs(holding(null), false, 1_000), null);
  assert.equal(S.autoAtMs(holding(null), true, null), null);
  assert.equal(S.autoAtMs(holding("called"), true, 1_000), null);
  assert.equal(S.autoAtMs(holding(null, { waiting: 0 }), true, 1_000), null);
  assert.equal(S.autoAtMs(holding(null, { counter: { pause: {} } }), true, 1_000), null);
});

test("a pause ends on the clock's fives, moves by five minutes, never before now", () => {
  const clock = (ms) => new Date(ms + 8 * 3_600_000).toISOString().slice(11, 16);
  assert.equal(clock(S.pauseUntilMs(NOW)), "10:00");
  assert.equal(clock(S.movedMs(Date.parse("2026-06-08T10:00:00+08:00"), 1, NOW)), "10:05");
  assert.equal(clock(S.movedMs(Date.parse("2026-06-08T10:00:00+08:00"), -1, NOW)), "09:55");
  assert.equal(clock(S.movedMs(Date.parse("2026-06-08T09:45:00+08:00"), -1, NOW)), "09:45");
  assert.equal(clock(S.movedMs(Date.parse("2026-06-08T09:00:00+08:00"), 1, NOW)), "09:45");
  assert.equal(clock(S.movedMs(null, 1, NOW)), "09:45");
});

test("the queue gives rows to the lists below it, but keeps three", () => {
  const list = (n) => Array.from({ length: n }, () => ({}));
  assert.equal(S.queueRows(holding(null, { queue: list(6) })), 5);
  assert.equal(S.queueRows(holding(null, { queue: list(6), missed: list(3), held: list(1) })), 4);
  assert.equal(S.queueRows(holding(null, { queue: list(6), missed: list(6), held: list(6) })), 3);
  assert.equal(S.queueRows(holding(null, { queue: list(2) })), 2);
});

test("a counter's prefixes are its agencies', or those of the numbers it sees", () => {
  const hall = {
    agencies: [
      { id: "dukcapil", prefix: "A" },
      { id: "imigrasi", prefix: "E" },
    ],
  };
  assert.deepEqual(S.prefixes(holding(null), hall), ["A"]);
  assert.deepEqual(S.prefixes(holding(null, { missed: [{ number: "B-001" }] }), null), ["A", "B"]);
});

test("a counter is chosen by the digits of its sign, a whole sign before a longer one", () => {
  const counters = ["10", "1", "12", "3"].map((sign) => ({ sign }));
  assert.equal(S.counterBySign(counters, "1").sign, "1");
  assert.equal(S.counterBySign(counters, "12").sign, "12");
  assert.equal(S.counterBySign([{ sign: "10" }], "1").sign, "10");
  assert.equal(S.counterBySign(counters, "9"), null);
});

test("a call that a screen showed names the screens, and when its voice was heard first", () => {
  const receipts = {
    paired: 2,
    listening: 2,
    at: at(0),
    shown: [
      { device: "TV 10", at: at(0) },
      { device: "TV 2", at: at(1) },
    ],
    spoken: [],
  };

  assert.deepEqual(S.receiptOf(holding("called", { receipts }), NOW), {
    names: ["TV 2", "TV 10"],
    spokenAt: null,
  });
  assert.equal(
    S.receiptOf(
      holding("called", { receipts: { ...receipts, spoken: [{ device: "TV 2", at: at(4) }] } }),
      NOW,
    ).spokenAt,
    at(4),
  );
});

test("where only open boards show the call, the clerk reads to how many it was sent", () => {
  const receipts = { paired: 0, listening: 0, open: 2, at: at(0), shown: [], spoken: [] };

  assert.deepEqual(S.receiptOf(holding("called", { receipts }), NOW), { open: 2 });
  assert.deepEqual(S.receiptOf(holding("called", { receipts: { ...receipts, paired: 1 } }), NOW + 60_000), {
    open: 2,
  });
});

test("a missed number is folded half an hour after its call", () => {
  const rows = [0, 29, 30].map((n) => ({ last_called_at: new Date(NOW - n * 60_000).toISOString() }));

  const missed = [...rows, { last_called_at: null }];
  assert.deepEqual(S.recent({ missed, held: [] }, NOW), rows.slice(0, 2));
  const many = Array.from({ length: 6 }, () => rows[0]);
  assert.deepEqual(
    [0, 2, 6].map((n) => S.recent({ missed: many, held: many.slice(0, n) }, NOW).length),
    [5, 3, 2],
  );
});

test("after three seconds without a screen the clerk calls out loud, also where no TV is paired", () => {
  const receipts = { paired: 1, listening: 0, at: at(0), shown: [], spoken: [] };

  assert.equal(S.receiptOf(holding("called", { receipts }), NOW + S.UNSEEN_MS), null);
  assert.deepEqual(S.receiptOf(holding("called", { receipts }), NOW + S.UNSEEN_MS + 1), { isUnseen: true });
  const none = { ...receipts, paired: 0, open: 0 };
  assert.deepEqual(S.receiptOf(holding("called", { receipts: none }), NOW + 60_000), { isUnseen: true });
  assert.equal(S.receiptOf(holding("serving", { receipts }), NOW + 60_000), null);
  assert.equal(S.receiptOf(holding("called"), NOW + 60_000), null);
});

test("what screens said stays with its call until the live news says more", () => {
  const before = holding("called", { receipts: { paired: 1 } });

  assert.deepEqual(S.withReceipts(before, holding("called")).receipts, { paired: 1 });
  assert.equal(S.withReceipts(before, holding("called", { receipts: null })).receipts, null);
  assert.equal(
    S.withReceipts(before, { ...holding("called"), ticket: ticket("called", { calls: 2 }) }).receipts,
    undefined,
  );
  assert.equal(S.withReceipts(null, holding("called")).receipts, undefined);
});

test("two presses near in time and place are one, others are two", () => {
  const before = { x: 100, y: 100, atMs: 1_000 };
  assert.ok(S.isDouble(before, { x: 100, y: 100, atMs: 1_000 }));
  assert.ok(S.isDouble(before, { x: 120, y: 110, atMs: 1_499 }));
  assert.ok(!S.isDouble(before, { x: 100, y: 100, atMs: 1_500 }));
  assert.ok(!S.isDouble(before, { x: 140, y: 100, atMs: 1_100 }));
  assert.ok(!S.isDouble(null, { x: 100, y: 100, atMs: 0 }));
});
