/**
 * What a board shows now: pure, the clock is passed in (ms of a clock that never jumps).
 *
 * Calls are lit one at a time, each at least HOLD_MS; with none waiting a call stays lit for
 * LIT_MS, then cools. A call that is old when it arrives (the TV was off) or that waited too
 * long is not lit; it is in the list like all others. A call taken back leaves at once.
 */
export const HOLD_MS = 8_000;
export const HOLD_CROWDED_MS = 3_000;
export const CROWDED = 3;
export const LIT_MS = 30_000;
export const FRESH_MS = 30_000;
const EARLIER = 5;

const same = (a, b) => a && b && a.number === b.number && a.seq === b.seq;

export class BoardState {
  #board = null;
  #queue = [];
  #lit = null;
  #announcedSeq = 0;
  #epoch = null;
  #told = new Set();

  /** Take a board that is not older than the last one. */
  take(board, nowMs) {
    if (board.epoch !== this.#epoch) {
      this.#epoch = board.epoch;
      this.#announcedSeq = 0;
      this.#told = new Set(this.#told.size ? [...this.#told] : []);
    }
    this.#board = board;
    const sentMs = Date.parse(board.now);
    for (const call of [...board.calls].reverse()) {
      const key = `${call.number} ${call.counter} ${call.called_at}`;
      if (call.seq <= this.#announcedSeq || this.#told.has(key)) continue;
      this.#told.add(key);
      const ageMs = sentMs - Date.parse(call.called_at);
      if (ageMs < FRESH_MS) this.#queue.push({ ...call, arrivedMs: nowMs - Math.max(0, ageMs) });
    }
    this.#announcedSeq = Math.max(this.#announcedSeq, ...board.calls.map((call) => call.seq));
    this.#told = new Set([...this.#told].slice(-200));
    this.#queue = this.#queue.filter((call) => board.calls.some((now) => same(now, call)));
    if (this.#lit && !board.calls.some((now) => same(now, this.#lit))) {
      const recalled = board.calls.find((now) => now.number === this.#lit.number);
      if (!recalled) this.#lit = null;
    }
  }

  /** Give what to show at this time; `began` is the call that was lit just now, if one was. */
  view(nowMs) {
    const board = this.#board;
    if (!board) return { phase: "starting", began: null };
    const hold = this.#queue.length > CROWDED ? HOLD_CROWDED_MS : HOLD_MS;
    let began = null;
    if (!this.#lit || nowMs - this.#lit.litMs >= hold) {
      this.#queue = this.#queue.filter((call) => nowMs - call.arrivedMs < FRESH_MS);
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

  #waits(call) {
    return this.#queue.some((waiting) => same(waiting, call));
  }
}
