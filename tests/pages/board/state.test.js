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

test("when more than three wait the list has them all at once", () => {
  const view = showing(9, ...[4, 3, 2, 1, 0].map((n) => call(`A-00${n}`, n))).view();

  assert.deepEqual(
    [view.shown.number, ...numbers(view.earlier)],
    ["A-000", "A-004", "A-003", "A-002", "A-001"],
  );
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
