/**
 * Shifts a board by a few pixels, slowly, so that what always stands in the same place does not burn into the
 * TV's panel. Pure: the clock is passed in. The shift is within the woven edge, so no text is cut.
 */

/** How far from its place a board moves at most, px of its canvas, in each direction. */
export const DRIFT_MAX = 4;
/** Too slow to be seen; each of the 81 places is passed within some hours. */
export const DRIFT_STEP_MS = 60_000;

/** Steps from one side to the other and back. */
const SWING = 4 * DRIFT_MAX;

/** Return the shift at a time, {x, y}, px of the canvas; none in the first minute. */
export function driftAt(ms) {
  const step = Math.floor(ms / DRIFT_STEP_MS);
  return { x: swing(step), y: swing(Math.floor(step / SWING)) };
}

/** Swing from 0 to DRIFT_MAX, to -DRIFT_MAX and back, by one at each step. */
function swing(step) {
  const at = (step + 3 * DRIFT_MAX) % SWING;
  return Math.abs(at - 2 * DRIFT_MAX) - DRIFT_MAX;
}
