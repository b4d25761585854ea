/**
 * What a board shows now: the call on the panel, and the calls before it. Pure: the clock is passed in.
 *
 * When a call is announced is up to announcer.js.
 */
import { Announcer } from "./announcer.js";

const ROWS = 5;
/** How many calls that were lit are remembered: more than the display lists. */
const LIT_MAX = 40;

export class BoardState {
  #announcer = new Announcer();
  #wasLit = [];

  /** Pass an event to the announcer; give its effects. */
  hear(event) {
    const effects = this.#announcer.hear(event);
    if (effects.some(({ kind }) => kind === "light"))
      this.#wasLit = [this.#announcer.lit, ...this.#wasLit].slice(0, LIT_MAX);
    return effects;
  }

  /** The board as the display last sent it, null before. */
  get board() {
    return this.#announcer.board;
  }

  /** Whether a call is being announced or waits for it. */
  isOnAir(at) {
    return this.#announcer.isOnAir(at);
  }

  /** What the next page of this screen must know (announcer.js). */
  get memory() {
    return this.#announcer.memory;
  }

  /**
   * Give what to show. `rows`: how many earlier calls fit; `skip`: how many of them another screen shows;
   * `isStale`: nothing more is announced, so what waits is listed.
   * phase: starting, quiet, calling (lit), cooled.
   */
  view({ rows = ROWS, skip = 0, isStale = false } = {}) {
    const { board, lit, waiting } = this.#announcer;
    if (!board) return { phase: "starting", shown: null, position: null, earlier: [], board };
    const listed = isStale ? board.calls : this.#listed(board.calls, waiting);
    const shown = lit ?? listed[0] ?? null;
    // A recall that waits behind its own call is no further number.
    const others = waiting.filter((call) => call.number !== lit?.number).length;
    return {
      phase: shown ? (lit?.isWarm ? "calling" : "cooled") : "quiet",
      shown,
      position: lit?.isWarm && lit.n + others > 1 ? { n: lit.n, of: lit.n + others } : null,
      earlier: listed.filter((call) => call.number !== shown?.number).slice(skip, skip + rows),
      board,
    };
  }

  /**
   * Give the calls that were on the panel, or no longer come to it; what waits for the panel is not earlier.
   * A call that waits to be lit again keeps its place of before.
   */
  #listed(calls, waiting) {
    return calls
      .map((call) => {
        if (!waiting.some((other) => isSamePlace(other, call))) return call;
        return this.#wasLit.find((other) => isSamePlace(other, call));
      })
      .filter(Boolean)
      .sort((a, b) => b.seq - a.seq);
  }
}

/** Whether two calls are of the same number to the same counter. */
function isSamePlace(a, b) {
  return a.number === b.number && a.counter === b.counter;
}

/** Read "1of2", this screen's part of a list over several: {n, of}; null for the only one. */
export function readPart(part) {
  const [, n, of] = (/^([1-9])of([2-9])$/.exec(part ?? "") ?? []).map(Number);
  return n <= of ? { n, of } : null;
}
