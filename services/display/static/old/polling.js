/** When an old TV polls its board, and for how much of it. Pure: clock and dice are passed in. */

/** A call is lit at most a second and an answer late; 50 TVs cost the display little (docs/adr/0009). */
export const EVERY_MS = 1_000;
/** How often the whole board is fetched, to set the clock and get what changes with time alone. */
export const WHOLE_EVERY_MS = 30_000;
export const RETRY_MAX_MS = 4_000;

export class Polling {
  #failures = 0;
  #known = null;
  #wholeAt = -Infinity;

  /** Return {epoch, seq} of what is shown, to get only what is newer; null for the whole board. */
  wanted(nowMs) {
    return this.#known && nowMs - this.#wholeAt < WHOLE_EVERY_MS ? this.#known : null;
  }

  /** Take note of a board; give the ms until the next poll. */
  took({ epoch, seq }, nowMs) {
    this.#known = { epoch, seq };
    this.#wholeAt = nowMs;
    this.#failures = 0;
    return EVERY_MS;
  }

  /** Take note that nothing is newer; give the ms until the next poll. */
  isNewest() {
    this.#failures = 0;
    return EVERY_MS;
  }

  /** Take note of a failure; give the ms until the next poll. `dice`, 0 to 1, spreads the TVs. */
  failed(dice) {
    this.#failures = Math.min(this.#failures + 1, 10);
    this.#known = null;
    return Math.min(RETRY_MAX_MS, (EVERY_MS / 2) * 2 ** this.#failures) * (0.5 + dice / 2);
  }
}
