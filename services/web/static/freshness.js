/**
 * Order and age of received states. Pure: times are passed in, in ms of a monotonic clock.
 *
 * Within an epoch, states are ordered by `seq`. A new epoch is accepted at once; an epoch that was left is
 * never accepted again.
 */

/** Slightly less than 15 s, because a page redraws only four times a second. */
export const STALE_AFTER_MS = 14_700;
const EPOCHS_REMEMBERED = 50;

/** Return the age of a state when it was sent, ms: the time since its service last read the log. */
export function ageMs({ heard, now }) {
  return heard ? Math.max(0, Date.parse(now) - Date.parse(heard)) : 0;
}

/** The initial position of a page that has received nothing. */
export const NOTHING_SEEN = Object.freeze({ epoch: null, seq: -1, left: Object.freeze([]) });

/** Whether a state is at least as new as the position `seen`. */
export function isNewer(seen, { epoch, seq }) {
  return epoch === seen.epoch ? seq >= seen.seq : !seen.left.includes(epoch);
}

/** Return the position after accepting a newer state, with the list of epochs that were left. */
export function remember(seen, { epoch, seq }) {
  if (epoch === seen.epoch) return { ...seen, seq };
  const left = seen.epoch === null ? seen.left : [...seen.left, seen.epoch].slice(-EPOCHS_REMEMBERED);
  return { epoch, seq, left };
}

/** The position of one page, and when it last received a current state. */
export class Freshness {
  #seen = NOTHING_SEEN;
  #heardMs = null;

  /** Accept a state; return false if it is older than the current one and must be dropped. */
  take(state, nowMs) {
    if (!isNewer(this.#seen, state)) return false;
    this.#seen = remember(this.#seen, state);
    this.#heardMs = Math.max(this.#heardMs ?? -Infinity, nowMs - ageMs(state));
    return true;
  }

  /** Accept a heartbeat: the displayed state is still current. Return false if its epoch was left before. */
  hear(beat, nowMs) {
    if (this.#seen.left.includes(beat.epoch)) return false;
    this.#heardMs = nowMs;
    return true;
  }

  /** Whether nothing was received for too long; before the first state, a page is starting, not stale. */
  isStale(nowMs) {
    return this.#heardMs !== null && nowMs - this.#heardMs >= STALE_AFTER_MS;
  }

  get heardMs() {
    return this.#heardMs;
  }
}
