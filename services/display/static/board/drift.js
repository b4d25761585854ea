/**
 * Slowly shifts a board by a few pixels, so that static content does not burn into the TV's panel. Pure: the
 * clock is passed in. The shift is smaller than the woven edge, so no text is cut.
 */

/** Maximum shift of a board in each direction, px of its canvas. */
export const DRIFT_MAX = 4;
/** Time between two steps: too slow to be noticed; all 81 positions are passed within a few hours. */
export const DRIFT_STEP_MS = 60_000;

/** Steps from one side to the other and back. */
const SWING = 4 * DRIFT_MAX;

/** Return the shift at a time, {x, y}, px of the canvas; zero in the first minute. */
export function driftAt(ms) {
  const step = Math.floor(ms / DRIFT_STEP_MS);
  return { x: swing(step), y: swing(Math.floor(step / SWING)) };
}

/** Return a value that swings from 0 to DRIFT_MAX, to -DRIFT_MAX and back, by one per step. */
function swing(step) {
  const at = (step + 3 * DRIFT_MAX) % SWING;
  return Math.abs(at - 2 * DRIFT_MAX) - DRIFT_MAX;
}
