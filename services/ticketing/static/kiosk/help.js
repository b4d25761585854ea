/**
 * A visitor's call for staff at this kiosk: pure. One key for one touch, asked again until it is answered or
 * has taken too long; only a recorded call says that somebody was called. Times are ms of the page's clock.
 */

/** As long as this a visitor waits to hear whether somebody was called. */
export const CALL_WITHIN_MS = 10_000;
const AGAIN_MS = 700;

/**
 * Begin a call: {says, key, …}. says: "asking", "called", "none" (nobody was called from here), "unsure" (no
 * answer came). key: null where nobody can be called, since the kiosk is not paired.
 */
export function begin(key, nowMs) {
  const says = key === null ? "none" : "asking";
  return { says, key, dueMs: nowMs, untilMs: nowMs + CALL_WITHIN_MS, isSent: false };
}

/** Whether the call is to be sent now. */
export function isDue(call, nowMs) {
  return call?.says === "asking" && !call.isSent && nowMs >= call.dueMs;
}

export function sent(call) {
  return { ...call, isSent: true };
}

/** The answer came; status 0: nobody answered. */
export function answered(call, status, nowMs) {
  if (call.says !== "asking") return call;
  if (status === 200) return { ...call, says: "called" };
  const isUnanswered = status === 0 || status >= 500;
  if (!isUnanswered) return { ...call, says: "none" };
  if (nowMs >= call.untilMs) return { ...call, says: "unsure" };
  return { ...call, isSent: false, dueMs: nowMs + AGAIN_MS };
}
