/**
 * Which state is newer, and how fresh it is. Pure: time is passed in (ms of a clock that never jumps).
 *
 * Within an epoch `seq` is the order; a new epoch is taken at once, one that was left never again.
 */

/** A page draws four times a second, so that it is marked as stale within 15 s. */
export const STALE_AFTER_MS = 14_700;
const EPOCHS_REMEMBERED = 50;

/** Return how old a state was when its service sent it, ms: the time since the service last heard the log. */
export function ageMs({ heard, now }) {
  return heard ? Math.max(0, Date.parse(now) - Date.parse(heard)) : 0;
}

/** What a page has seen before it saw anything. */
export const NOTHING_SEEN = Object.freeze({ epoch: null, seq: -1, left: Object.freeze([]) });

/** Whether a state is not older than what was seen. */
export function isNewer(seen, { epoch, seq }) {
  return epoch === seen.epoch ? seq >= seen.seq : !seen.left.includes(epoch);
}

/** Return what was seen once a newer state is taken: the epochs that were left are remembered. */
export function remember(seen, { epoch, seq }) {
  if (epoch === seen.epoch) return { ...seen, seq };
  const left = seen.epoch === null ? seen.left : [...seen.left, seen.epoch].slice(-EPOCHS_REMEMBERED);
  return { epoch, seq, left };
}

/** What one page has seen, and when it last heard. */
export class Freshness {
  #seen = NOTHING_SEEN;
  #heardMs = null;

  /** Take note of a state; false if it is older than what was seen, and must be dropped. */
  take(state, nowMs) {
    if (!isNewer(this.#seen, state)) return false;
    this.#seen = remember(this.#seen, state);
    this.#heardMs = Math.max(this.#heardMs ?? -Infinity, nowMs - ageMs(state));
    return true;
  }

  /** Take note of a heartbeat: what is shown is still true. False if its epoch was left before. */
  hear(beat, nowMs) {
    if (this.#seen.left.includes(beat.epoch)) return false;
    this.#heardMs = nowMs;
    return true;
  }

  /** Whether nothing was heard for too long; before anything was heard, a page is starting, not stale. */
  isStale(nowMs) {
    return this.#heardMs !== null && nowMs - this.#heardMs >= STALE_AFTER_MS;
  }

  get heardMs() {
    return this.#heardMs;
  }
}
