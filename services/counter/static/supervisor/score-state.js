/** Accuracy of a day's estimated waits, for the panel. Pure. */

/** Target share, %, of visitors called by the end of their estimated range. */
export const GOAL = 80;
/** Below this number of people, a share says little. */
export const FEW = 20;

/**
 * The shares of a score in whole percent that add up to 100, [{part, from, percent}]: called before the
 * range, within it, up to ten minutes after its end, later.
 */
export function parts({ inside, under, late }) {
  const ends = [0, under - inside, under, 1 - late, 1].map((share) => Math.round(100 * share));
  return ["earlier", "inside", "later", "late"].map((part, n) => {
    const from = ends[n];
    return { part, from, percent: ends[n + 1] - from };
  });
}

/** The share of visitors called by the end of their estimated range, %. */
export function inTime({ under }) {
  return Math.round(100 * under);
}

/** Whether the waits met the target: "few" (too few to say), "met" or "missed". */
export function verdict(score) {
  if (score.n < FEW) return "few";
  return inTime(score) >= GOAL ? "met" : "missed";
}

/** The average bias of the waits, in whole minutes: {word, n}. */
export function bias({ bias_min: minutes }) {
  const n = Math.round(Math.abs(minutes));
  return { word: n === 0 ? "biasNone" : minutes > 0 ? "biasLong" : "biasShort", n };
}

/** The services of a score, most people first; ties in the original order. */
export function byPeople(services) {
  return services.toSorted((a, b) => b.n - a.n);
}
