/** Decides when an old TV polls its board, and what for. Pure: clock and random numbers are passed in. */

/** Poll interval: a call is lit at most this plus a response time late; 50 TVs are little load (ADR 0009). */
export const EVERY_MS = 1_000;
/** How often the whole board is fetched, to set the clock and update what only changes with time. */
export const WHOLE_EVERY_MS = 30_000;
export const RETRY_MAX_MS = 4_000;

export class Polling {
  #failures = 0;
  #tip = null;
  #wholeAt = -Infinity;

  /** Return {epoch, seq} of the displayed board, to get only a newer one; null to get it in any case. */
  wanted(nowMs) {
    return this.#tip && nowMs - this.#wholeAt < WHOLE_EVERY_MS ? this.#tip : null;
  }

  /** Record a received board; return the ms until the next poll. */
  took({ epoch, seq }, nowMs) {
    this.#tip = { epoch, seq };
    this.#wholeAt = nowMs;
    this.#failures = 0;
    return EVERY_MS;
  }

  /** Record that the board is current; return the ms until the next poll. */
  isNewest() {
    this.#failures = 0;
    return EVERY_MS;
  }

  /** Record a failure; return the ms until the next poll, with backoff. `jitter`: random, 0 to 1. */
  failed(jitter) {
    this.#failures = Math.min(this.#failures + 1, 10);
    this.#tip = null;
    return Math.min(RETRY_MAX_MS, (EVERY_MS / 2) * 2 ** this.#failures) * (0.5 + jitter / 2);
  }
}
