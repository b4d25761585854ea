/** When an old TV asks for its board again, and for how much of it. Pure: clock and dice are passed in. */

/** A call is lit a second and an answer after its press at most; 50 TVs cost the display little (docs/adr/0009). */
export const EVERY_MS = 1_000;
/** So often the whole board is asked for: what changes with time alone comes too, and the clock is set. */
export const WHOLE_EVERY_MS = 30_000;
export const RETRY_MAX_MS = 4_000;

export class Polling {
  #failures = 0;
  #known = null;
  #wholeAt = -Infinity;

  /** What to ask with: {epoch, seq} of what is shown, null for the whole board. */
  wanted(nowMs) {
    return this.#known && nowMs - this.#wholeAt < WHOLE_EVERY_MS ? this.#known : null;
  }

  /** A board came; ask again after the ms given. */
  took({ epoch, seq }, nowMs) {
    this.#known = { epoch, seq };
    this.#wholeAt = nowMs;
    this.#failures = 0;
    return EVERY_MS;
  }

  /** Nothing is newer; ask again after the ms given. */
  isNewest() {
    this.#failures = 0;
    return EVERY_MS;
  }

  /** No answer, or a refusal; ask again after the ms given. `dice` is from 0 to 1: not all TVs come at once. */
  failed(dice) {
    this.#failures = Math.min(this.#failures + 1, 10);
    this.#known = null;
    return Math.min(RETRY_MAX_MS, (EVERY_MS / 2) * 2 ** this.#failures) * (0.5 + dice / 2);
  }
}
