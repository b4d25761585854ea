/**
 * The content of a board: the call on the panel, and the earlier calls. Pure: the clock is passed in.
 *
 * announcer.js decides when a call is announced.
 */
import { Announcer } from "./announcer.js";

const ROWS = 5;
/** How many calls that were lit are remembered; more than the display lists. */
const LIT_MAX = 40;

export class BoardState {
  #announcer = new Announcer();
  #wasLit = [];

  /** Pass an event to the announcer; return its effects. */
  hear(event) {
    const effects = this.#announcer.hear(event);
    if (effects.some(({ kind }) => kind === "light"))
      this.#wasLit = [this.#announcer.lit, ...this.#wasLit].slice(0, LIT_MAX);
    return effects;
  }

  /** The board as last received, null before the first one. */
  get board() {
    return this.#announcer.board;
  }

  /** Whether a call is being announced or is waiting to be announced. */
  isOnAir(at) {
    return this.#announcer.isOnAir(at);
  }

  /** The memory for the next page of this screen after a reload (announcer.js). */
  get memory() {
    return this.#announcer.memory;
  }

  /**
   * Return the view. `rows`: how many earlier calls fit; `skip`: how many of them another screen shows;
   * `isStale`: nothing more is announced, so waiting calls are listed.
   * phase: starting, quiet, calling (lit), cooled.
   */
  view({ rows = ROWS, skip = 0, isStale = false } = {}) {
    const { board, lit, waiting } = this.#announcer;
    if (!board) return { phase: "starting", shown: null, position: null, earlier: [], board };
    const listed = isStale ? board.calls : this.#listed(board.calls, waiting);
    const current = lit ?? listed[0] ?? null;
    // A recall that waits behind its own call is not another number.
    const others = waiting.filter((call) => call.number !== lit?.number).length;
    return {
      phase: current ? (lit?.isWarm ? "calling" : "cooled") : "quiet",
      shown: current,
      position: lit?.isWarm && lit.n + others > 1 ? { n: lit.n, of: lit.n + others } : null,
      earlier: listed.filter((call) => call.number !== current?.number).slice(skip, skip + rows),
      board,
    };
  }

  /**
   * Return the calls that were on the panel or will not reach it; calls that wait for the panel are left out.
   * A call that waits to be lit again keeps its previous place.
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

/** Return whether two calls are of the same number to the same counter. */
function isSamePlace(a, b) {
  return a.number === b.number && a.counter === b.counter;
}

/** Parse "1of2", this screen's part of a list over several screens: {n, of}; null for a single screen. */
export function readPart(part) {
  const [, n, of] = (/^([1-9])of([2-9])$/.exec(part ?? "") ?? []).map(Number);
  return n <= of ? { n, of } : null;
}
