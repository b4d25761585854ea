/**
 * What a board shows now: the call on the panel, the calls before it, what a tablet over a desk says.
 *
 * Pure, the clock is passed in. Which call is announced when is the announcer's (announcer.js).
 */
import { Announcer, BURST_ABOVE } from "./announcer.js";

const ROWS = 5;

export class BoardState {
  #announcer = new Announcer();

  /** Pass an event to the announcer; gives its effects. */
  hear(event) {
    return this.#announcer.hear(event);
  }

  /** The board as it was last told, null before. */
  get board() {
    return this.#announcer.board;
  }

  /** Whether a call is on air or waits to be: the announcer's. */
  isOnAir(at) {
    return this.#announcer.isOnAir(at);
  }

  /** What the next page of this screen must know: the announcer's. */
  get memory() {
    return this.#announcer.memory;
  }

  /**
   * Give what to show. `rows`: how many earlier calls fit; `skip`: how many another screen has.
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

/** Whether a call is kept from the list until it is lit; when many wait, the list has them at once. */
function isHeldBack(call, waiting) {
  return waiting.length <= BURST_ABOVE && waiting.some((other) => other.seq === call.seq);
}

/** Read "1of2": which part of a list over several screens this one is; null for "the only one". */
export function readPart(part) {
  const found = /^([1-9])of([2-9])$/.exec(part ?? "");
  if (!found || Number(found[1]) > Number(found[2])) return null;
  return { n: Number(found[1]), of: Number(found[2]) };
}
