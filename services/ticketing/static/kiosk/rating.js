/**
 * Rating the service at a kiosk: the visitor chooses their number among those that ended recently, then a
 * face. Pure. Times are ms of the page's clock; each touch has one key, retried until a response or a
 * timeout.
 */

/** Timeout of a rating. */
export const RATE_WITHIN_MS = 10_000;
export const THANKS_MS = 4_000;
const AGAIN_MS = 700;

/** says: "looking", "list", "face", "sending", "thanks", "refused" (see words) or "failed" (timeout). */
export function begin(nowMs) {
  return {
    says: "looking",
    tickets: [],
    number: null,
    rating: null,
    key: null,
    words: null,
    dueMs: nowMs,
    untilMs: nowMs + RATE_WITHIN_MS,
    isSent: false,
  };
}

export function chooseNumber(rating, number) {
  return { ...rating, says: "face", number };
}

export function chooseFace(rating, face, key, nowMs) {
  if (rating.says !== "face") return rating;
  const request = { dueMs: nowMs, untilMs: nowMs + RATE_WITHIN_MS, isSent: false };
  return { ...rating, ...request, says: "sending", rating: face, key };
}

/** Return the request that is due: {kind, press}, or null. */
export function due(rating, nowMs) {
  if (!rating || rating.isSent || nowMs < rating.dueMs) return null;
  if (rating.says === "looking") return { kind: "ratable", press: { key: null } };
  if (rating.says !== "sending") return null;
  return { kind: "rate", press: { key: rating.key, ticket: rating.number, rating: rating.rating } };
}

export function markSent(rating) {
  return { ...rating, isSent: true };
}

/** Handle the response to a request from `due`; status 0: no response. */
export function handleResponse(rating, { kind, press }, { status, body }, nowMs) {
  const isLooking = kind === "ratable";
  if (rating.says !== (isLooking ? "looking" : "sending") || rating.key !== press.key) return rating;
  if (status === 200 && isLooking) return { ...rating, says: "list", tickets: body.tickets };
  if (status === 200) return { ...rating, says: "thanks", untilMs: nowMs + THANKS_MS };
  const isUnanswered = status === 0 || status >= 500;
  if (!isUnanswered) return { ...rating, says: "refused", words: body.detail ?? null };
  if (nowMs >= rating.untilMs) return { ...rating, says: "failed" };
  return { ...rating, isSent: false, dueMs: nowMs + AGAIN_MS };
}

/** Whether the thanks were displayed long enough. */
export function isOver(rating, nowMs) {
  return rating?.says === "thanks" && nowMs >= rating.untilMs;
}
