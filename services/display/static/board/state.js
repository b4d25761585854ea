/**
 * What a board shows now: the call on the panel, and the calls before it. Pure: the clock is passed in.
 *
 * When a call is announced is up to announcer.js.
 */
import { Announcer, BURST_ABOVE } from "./announcer.js";

const ROWS = 5;

export class BoardState {
  #announcer = new Announcer();

  /** Pass an event to the announcer; give its effects. */
  hear(event) {
    return this.#announcer.hear(event);
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
   * Give what to show. `rows`: how many earlier calls fit; `skip`: how many of them another screen shows.
   * phase: starting, quiet, calling (lit), cooled.
   */
  view({ rows = ROWS, skip = 0 } = {}) {
    const { board, lit, waiting } = this.#announcer;
    if (!board) return { phase: "starting", shown: null, position: null, earlier: [], board };
    const listed = board.calls.filter((call) => !isHeldBack(call, waiting));
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
}

/** Whether a call stays out of the list until it is lit; when many wait, the list has them at once. */
function isHeldBack(call, waiting) {
  return waiting.length <= BURST_ABOVE && waiting.some((other) => other.seq === call.seq);
}

/** Read "1of2", this screen's part of a list over several: {n, of}; null for the only one. */
export function readPart(part) {
  const [, n, of] = (/^([1-9])of([2-9])$/.exec(part ?? "") ?? []).map(Number);
  return n <= of ? { n, of } : null;
}
