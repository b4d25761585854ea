import assert from "node:assert/strict";
import test from "node:test";
import { HOLD_MS, LIT_MS } from "../../../services/display/static/board/announcer.js";
import { BoardState, readPart } from "../../../services/display/static/board/state.js";
import { board, call } from "./announcing.js";

function showing(at, ...calls) {
  const state = new BoardState();
  state.hear({ kind: "board", at, board: board(at, ...calls) });
  return state;
}

const numbers = (calls) => calls.map((c) => c.number);

test("a board is starting until it is told anything, then quiet until somebody is called", () => {
  assert.equal(new BoardState().view().phase, "starting");
  assert.equal(showing(0).view().phase, "quiet");
});

test("a call is calling while lit, then cooled", () => {
  const state = showing(0, call("A-001", 0));

  assert.equal(state.view().phase, "calling");
  state.hear({ kind: "tick", at: LIT_MS });
  assert.equal(state.view().phase, "cooled");
});

test("a call that is old when it arrives is shown as the latest one, unlit", () => {
  const view = showing(60_000, call("A-001", 0)).view();

  assert.deepEqual([view.phase, view.shown.number], ["cooled", "A-001"]);
});

test("a call that waits to be lit is not in the list yet, and the panel says how many there are", () => {
  const state = showing(5, call("A-002", 5, { counter: "5" }), call("A-001", 0));

  assert.deepEqual(state.view().position, { n: 1, of: 2 });
  assert.deepEqual(state.view().earlier, []);
  state.hear({ kind: "tick", at: HOLD_MS + 5 });
  assert.deepEqual(state.view().position, { n: 2, of: 2 });
  assert.deepEqual(numbers(state.view().earlier), ["A-001"]);
});

test("of five calls in one second only those that were lit are earlier calls, at every moment", () => {
  const state = showing(9, ...[4, 3, 2, 1, 0].map((n) => call(`A-00${n}`, n)));
  const lit = [];

  for (let at = 9; at < LIT_MS; at += 500) {
    state.hear({ kind: "tick", at });
    const { shown, earlier } = state.view();
    if (lit[0] !== shown.number) lit.unshift(shown.number);
    assert.deepEqual([shown.number, ...numbers(earlier)], lit, `after ${at} ms`);
  }
  assert.deepEqual(lit, ["A-004", "A-003", "A-002", "A-001", "A-000"]);
});

test("a number that waits to be lit again stays in the list where it was", () => {
  const first = [call("A-002", 1, { counter: "5" }), call("A-001", 0)];
  const state = showing(1, ...first);
  state.hear({ kind: "tick", at: HOLD_MS + 1 });
  const at = HOLD_MS + 2;
  const again = call("A-001", at, { recalls: 1 });

  state.hear({ kind: "board", at, board: board(at, again, first[0]) });

  const { shown, earlier } = state.view();
  assert.deepEqual([shown.number, ...numbers(earlier)], ["A-002", "A-001"]);
});

test("a number that waits to be lit for another counter does not stand beside its old one", () => {
  const first = [call("A-002", 1, { counter: "5" }), call("A-001", 0)];
  const state = showing(1, ...first);
  state.hear({ kind: "tick", at: HOLD_MS + 1 });
  const at = HOLD_MS + 2;

  state.hear({ kind: "board", at, board: board(at, call("A-001", at, { counter: "7" }), first[0]) });

  assert.deepEqual(numbers(state.view().earlier), []);
});

test("a call that no longer comes to the panel is listed, so that no call is on no screen", () => {
  const state = showing(1, call("A-002", 1, { counter: "5" }), call("A-001", 0));

  const over = call("A-002", 1, { counter: "5", over: true });
  state.hear({ kind: "board", at: 500, board: board(500, over, call("A-001", 0)) });

  assert.deepEqual(numbers(state.view().earlier), ["A-002"]);
});

test("a board that is stale lists every call that it knows: none will be lit", () => {
  const state = showing(1, call("A-002", 1, { counter: "5" }), call("A-001", 0));

  assert.deepEqual(numbers(state.view({ isStale: true }).earlier), ["A-002"]);
});

test("a long list goes on on the second screen where the first ends", () => {
  const state = showing(60_000, ...[8, 7, 6, 5, 4, 3, 2, 1].map((n) => call(`A-00${n}`, n)));

  assert.deepEqual(numbers(state.view({ rows: 5 }).earlier), ["A-007", "A-006", "A-005", "A-004", "A-003"]);
  assert.deepEqual(numbers(state.view({ rows: 5, skip: 5 }).earlier), ["A-002", "A-001"]);
});

test("a part of a list is read from the address, and nonsense is the whole list", () => {
  assert.deepEqual(readPart("2of2"), { n: 2, of: 2 });
  for (const wrong of ["", undefined, "3of2", "0of2", "1of1", "1of2x"]) assert.equal(readPart(wrong), null);
});
