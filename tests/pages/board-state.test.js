import assert from "node:assert/strict";
import test from "node:test";
import { BoardState, FRESH_MS, HOLDS_MS, LIT_MS, WAIT_MAX_MS } from "../../services/display/static/board-state.js";

const HOLD = HOLDS_MS.at(-1)[1];
const NOON = Date.parse("2026-06-08T12:00:00+08:00");
const at = (ms) => new Date(NOON + ms).toISOString();

function call(number, calledMs, counter = "3") {
  return { number, counter, counter_name: `Loket ${counter}`, called_at: at(calledMs), recalls: 0, seq: 100 + calledMs };
}

/** A board sent `nowMs` after noon with these calls, newest first. */
function board(nowMs, ...calls) {
  return { epoch: "e", seq: 1, now: at(nowMs), calls };
}

test("a board without calls is quiet", () => {
  const state = new BoardState();
  assert.equal(state.view(0).phase, "starting");
  state.take(board(0), 0);
  assert.equal(state.view(0).phase, "quiet");
});

test("a new call is lit once, and its beginning is told once", () => {
  const state = new BoardState();
  state.take(board(10, call("A-001", 0)), 0);
  assert.equal(state.view(0).began.number, "A-001");
  assert.equal(state.view(10).began, null);
  state.take(board(20, call("A-001", 0)), 0);
  assert.equal(state.view(20).began, null);
});

test("several calls at once are lit one at a time, in order, each for its hold", () => {
  const state = new BoardState();
  state.take(board(10, call("A-002", 5), call("A-001", 0)), 0);
  assert.deepEqual(state.view(0).position, { n: 1, of: 2 });
  assert.equal(state.view(HOLD - 1).shown.number, "A-001");
  assert.equal(state.view(HOLD).shown.number, "A-002");
});

test("a call that waits to be lit is not among the earlier ones yet", () => {
  const state = new BoardState();
  state.take(board(10, call("A-002", 5), call("A-001", 0)), 0);
  assert.deepEqual(state.view(0).earlier, []);
  assert.deepEqual(state.view(HOLD).earlier.map((c) => c.number), ["A-001"]);
});

test("a call stays lit, then cools", () => {
  const state = new BoardState();
  state.take(board(0, call("A-001", 0)), 0);
  assert.equal(state.view(0).phase, "calling");
  assert.equal(state.view(LIT_MS - 1).phase, "calling");
  assert.equal(state.view(LIT_MS).phase, "cooled");
});

test("every call of the busiest burst is lit, though the list is shorter than the burst", () => {
  const state = new BoardState();
  const all = [];
  const lit = new Set();
  let now = 0;
  const look = () => {
    const { began } = state.view(now);
    if (began) lit.add(began.number);
  };
  for (let n = 1; n <= 36; n += 1) {
    all.unshift(call(`A-${n}`, now, String(n)));
    state.take(board(now, ...all.slice(0, 12)), now);
    look();
    now += 100;
  }
  for (; now < 200_000; now += 250) look();
  assert.equal(lit.size, 36);
});

test("a call that was old when it arrived is listed, never lit", () => {
  const state = new BoardState();
  state.take(board(FRESH_MS, call("A-001", 0)), 0);
  const view = state.view(0);
  assert.equal(view.began, null);
  assert.deepEqual([view.phase, view.shown.number], ["cooled", "A-001"]);
});

test("a recall is told again", () => {
  const state = new BoardState();
  state.take(board(0, call("A-001", 0)), 0);
  state.view(0);
  state.take(board(9_000, { ...call("A-001", 9_000), recalls: 1 }), 0);
  const { began } = state.view(HOLD + 1);
  assert.deepEqual([began.number, began.recalls], ["A-001", 1]);
});

test("a call taken back leaves at once, lit or waiting", () => {
  const state = new BoardState();
  state.take(board(0, call("A-002", 1), call("A-001", 0)), 0);
  state.view(0);
  state.take(board(100), 0);
  assert.equal(state.view(100).phase, "quiet");
  assert.equal(state.view(HOLD).began, null);
});

test("a new epoch with the same calls announces nothing again", () => {
  const state = new BoardState();
  state.take(board(0, call("A-001", 0)), 0);
  state.view(0);
  state.take({ ...board(1_000, call("A-001", 0)), epoch: "another" }, 0);
  assert.equal(state.view(HOLD).began, null);
});

test("when many wait, the list has them at once, and none waits too long to be true", () => {
  const state = new BoardState();
  const all = [];
  const began = [];
  for (let now = 0; now < 240_000; now += 500) {
    all.unshift(call(`A-${now}`, now));
    state.take(board(now, ...all.slice(0, 12)), now);
    const view = state.view(now);
    if (view.began) began.push(now - Date.parse(view.began.called_at) + NOON);
    if (now > 10_000) assert.deepEqual(view.earlier[0].number, `A-${now}`);
  }
  assert.ok(Math.max(...began) <= WAIT_MAX_MS);
  assert.ok(began.at(-1) > WAIT_MAX_MS / 2);
});
