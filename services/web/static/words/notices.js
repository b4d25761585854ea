/** Notices to waiting visitors; each expires at its `until`, even without an update from the server. Pure. */

/** Return the notices that are active at a time, ms UTC; all of them if the time is unknown (null). */
export function noticesOn(notices, nowMs) {
  return (notices ?? []).filter(({ until }) => nowMs === null || nowMs < Date.parse(until));
}
