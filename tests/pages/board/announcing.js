/** The hall that the announcer's tests play: a day's calls, and the boards a display would send of them. */
export const NOON = Date.parse("2026-06-08T12:00:00+08:00");

export const iso = (ms) => new Date(NOON + ms).toISOString();

export function call(
  number,
  calledMs,
  { counter = "3", recalls = 0, seq = 100 + calledMs, over = false } = {},
) {
  return { number, counter, called_at: iso(calledMs), recalls, seq, ...(over ? { over } : {}) };
}

/** A board sent `nowMs` after noon with these calls, newest first. */
export function board(nowMs, ...calls) {
  return { epoch: "e", seq: 1, now: iso(nowMs), calls, withdrawn: [] };
}

/** Random numbers that are the same for a seed (mulberry32). */
export function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides);
  };
}
