/**
 * What a board shows now: pure, the clock is passed in (ms of a clock that never jumps).
 *
 * Calls are lit one at a time, each for its hold; with none waiting a call stays lit for LIT_MS,
 * then cools. Every call that was fresh when it arrived is lit, however many come at once: the more
 * wait, the shorter each is held. A call that is old when it arrives (the TV was off), or that waited
 * too long to be lit, is only in the list; when more than LISTED_FROM wait, the list has them at once.
 * A call taken back leaves at once.
 */
export const HOLDS_MS = [[8, 1_500], [3, 3_000], [0, 8_000]]; // [more than so many wait, hold]
export const LIT_MS = 30_000;
export const FRESH_MS = 30_000;
/** A call waits so long to be lit at most: what is lit must still be true. */
export const WAIT_MAX_MS = 90_000;
export const LISTED_FROM = 3;
const EARLIER = 5;
const TOLD_MAX = 200;

/** The longest list the display sends: a call missing from a full list may only have been pushed out of it. */
const CALLS_MAX = 12;

const idOf = (call) => `${call.number} ${call.counter} ${call.called_at}`;

export class BoardState {
  #board = null;
  #queue = [];
  #lit = null;
  #told = [];

  /** Take a board that is not older than the last one. */
  take(board, nowMs) {
    this.#board = board;
    const now = new Set(board.calls.map(idOf));
    const oldest = board.calls.length < CALLS_MAX ? "" : board.calls.map((call) => call.called_at).sort()[0];
    const stands = (call) => now.has(idOf(call)) || call.called_at < oldest;
    this.#queue = this.#queue.filter(stands);
    if (this.#lit && !stands(this.#lit) && !board.calls.some((call) => call.number === this.#lit.number)) this.#lit = null;
    for (const call of [...board.calls].reverse()) {
      if (this.#told.includes(idOf(call))) continue;
      this.#told = [...this.#told, idOf(call)].slice(-TOLD_MAX);
      const isFresh = Date.parse(board.now) - Date.parse(call.called_at) < FRESH_MS;
      if (isFresh) this.#queue = [...this.#queue.filter((waiting) => waiting.number !== call.number), { ...call, dueMs: nowMs + WAIT_MAX_MS }];
    }
  }

  /** Give what to show at this time; `began` is the call that was lit just now, if one was. */
  view(nowMs) {
    const board = this.#board;
    if (!board) return { phase: "starting", began: null };
    this.#queue = this.#queue.filter((call) => nowMs < call.dueMs);
    const [, hold] = HOLDS_MS.find(([more]) => this.#queue.length > more) ?? HOLDS_MS.at(-1);
    let began = null;
    if (!this.#lit || nowMs - this.#lit.litMs >= hold) {
      const next = this.#queue.shift();
      if (next) {
        this.#lit = { ...next, litMs: nowMs };
        began = this.#lit;
      }
    }
    const shown = this.#lit ?? board.calls.find((call) => !this.#waits(call)) ?? null;
    const warm = this.#lit !== null && nowMs - this.#lit.litMs < LIT_MS;
    return {
      phase: shown ? (warm ? "calling" : "cooled") : "quiet",
      began,
      shown,
      position: warm && this.#queue.length ? { n: 1, of: this.#queue.length + 1 } : null,
      earlier: board.calls
        .filter((call) => call.number !== shown?.number && !this.#waits(call))
        .slice(0, EARLIER),
      board,
    };
  }

  /** Whether a call is kept from the list until it is lit. */
  #waits(call) {
    return this.#queue.length <= LISTED_FROM && this.#queue.some((waiting) => idOf(waiting) === idOf(call));
  }
}
