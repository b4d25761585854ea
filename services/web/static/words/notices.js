/** Notices to those who wait: each is over at its `until`, whether or not anything was heard since. Pure. */

/** The notices that are on at a time, ms UTC; all, where the time is not known yet (null). */
export function noticesOn(notices, nowMs) {
  return (notices ?? []).filter(({ until }) => nowMs === null || nowMs < Date.parse(until));
}
