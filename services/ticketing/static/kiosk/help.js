/**
 * A visitor's call for staff at this kiosk. Pure. Each touch has one key, retried until there is a response
 * or a timeout; only a recorded call is shown as called. Times are ms of the page's clock.
 */

/** Timeout of a call. */
export const CALL_WITHIN_MS = 10_000;
const AGAIN_MS = 700;

/**
 * Begin a call: {says, key, …}. says: "asking", "called", "none" (no call is possible or it was refused),
 * "unsure" (timeout). key: null if the kiosk is not paired, and so cannot call.
 */
export function begin(key, nowMs) {
  const says = key === null ? "none" : "asking";
  return { says, key, dueMs: nowMs, untilMs: nowMs + CALL_WITHIN_MS, isSent: false };
}

/** Whether the call must be sent now. */
export function isDue(call, nowMs) {
  return call?.says === "asking" && !call.isSent && nowMs >= call.dueMs;
}

export function markSent(call) {
  return { ...call, isSent: true };
}

/** Handle the response to a call; status 0: no response. */
export function handleResponse(call, status, nowMs) {
  if (call.says !== "asking") return call;
  if (status === 200) return { ...call, says: "called" };
  const isUnanswered = status === 0 || status >= 500;
  if (!isUnanswered) return { ...call, says: "none" };
  if (nowMs >= call.untilMs) return { ...call, says: "unsure" };
  return { ...call, isSent: false, dueMs: nowMs + AGAIN_MS };
}
