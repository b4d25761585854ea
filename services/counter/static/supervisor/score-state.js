/** How good the waits of a day were, as the panel tells it. Pure. */

/** What waits are made for: of so many of a hundred the shown end is to hold. */
export const GOAL = 80;
/** Of fewer people a share says little. */
export const FEW = 20;

/**
 * The shares of a score in whole percent that make 100 together, [{part, from, percent}]: called earlier than
 * told, within the range, up to ten minutes after its end, later still.
 */
export function parts({ inside, under, late }) {
  const ends = [0, under - inside, under, 1 - late, 1].map((share) => Math.round(100 * share));
  return ["earlier", "inside", "later", "late"].map((part, n) => {
    const from = ends[n];
    return { part, from, percent: ends[n + 1] - from };
  });
}

/** How many percent were called by the time that they were told. */
export function inTime({ under }) {
  return Math.round(100 * under);
}

/** Whether the waits held as they are made to: "few" (too few to say), "met" or "missed". */
export function verdict(score) {
  if (score.n < FEW) return "few";
  return inTime(score) >= GOAL ? "met" : "missed";
}

/** Which way the waits erred on average, in whole minutes: {word, n}. */
export function bias({ bias_min: minutes }) {
  const n = Math.round(Math.abs(minutes));
  return { word: n === 0 ? "biasNone" : minutes > 0 ? "biasLong" : "biasShort", n };
}

/** The services of a score, those of most people first; equal ones as the service has them. */
export function byPeople(services) {
  return services.toSorted((a, b) => b.n - a.n);
}
