/**
 * Presses for a number whose outcome is not yet known to this kiosk. Pure: every function returns new
 * presses; times are ms of the page's clock, `serverMs` of the server's (UTC).
 *
 * A press is retried with the same key until its outcome is certain. After a missing response (`isInDoubt`)
 * it is certain once the server returns its number, or refuses it as expired twice: an append delayed by a
 * frozen Redis may still follow the first refusal. The number of a visitor who has left (`isAbandoned`) is
 * cancelled.
 */

/** How long a visitor waits for a response; after that the server issues no number for the press. */
export const TAKE_WITHIN_MS = 15_000;
/** Maximum pending presses; at this count the kiosk issues no further numbers. */
export const PRESSES_MAX = 20;
const AGAIN_MS = 700;
/** Retry delay of an expired press, which is no longer urgent. */
const AGAIN_LATER_MS = 2_000;
const CONFIRM_MS = 2_000;

/** Create a press; until: its expiry, ISO; priority: the reason by law, null: none. */
export function newPress({ key, venue, service, priority = null, until }) {
  return { key, venue, service, priority, until, token: null, isAbandoned: false, dueMs: 0, ...UNSENT };
}
const UNSENT = { isSent: false, isInDoubt: false, isRefused: false };

/** Serialize presses to survive a reload of the page; without the priority reason. */
export function toStored(presses) {
  return JSON.stringify(
    presses.map(({ key, venue, service, until, token }) => ({ key, venue, service, until, token })),
  );
}

/**
 * Parse the result of `toStored`, or return [] if it is damaged. After a reload all presses are abandoned and
 * in doubt.
 */
export function fromStored(json) {
  try {
    return JSON.parse(json || "[]").map((one) => {
      return { ...newPress(one), token: one.token, isAbandoned: true, isInDoubt: true };
    });
  } catch {
    return [];
  }
}

/**
 * Return the requests that are due: {kind: "take" or "give-back", press}. An abandoned press is retried only
 * after it has expired, when a retry can no longer issue a number.
 */
export function due(presses, nowMs, serverMs) {
  return presses
    .filter((press) => !press.isSent && nowMs >= press.dueMs)
    .filter((press) => press.token || !press.isAbandoned || isExpired(press, serverMs))
    .map((press) => ({ kind: press.token ? "give-back" : "take", press }));
}

function isExpired(press, serverMs) {
  return serverMs !== null && serverMs > Date.parse(press.until);
}

export function markSent(presses, key) {
  return update(presses, key, () => ({ isSent: true }));
}

/** Mark a press as abandoned by its visitor, and forget the priority reason. */
export function abandon(presses, key) {
  return update(presses, key, () => ({ isAbandoned: true, priority: null }));
}

export function settle(presses, key) {
  return presses.filter((press) => press.key !== key);
}

/**
 * Interpret a response: "number", "refused" (certainly no number, or no longer one) or "again" (retry).
 * status 0: no response.
 */
export function meaningOf(press, kind, { status, body }) {
  const isUnanswered = status === 0 || status >= 500;
  if (kind === "give-back") return isUnanswered || RETRIED_STATUSES.includes(status) ? "again" : "refused";
  if (status === 201) return "number";
  if (isUnanswered) return "again";
  if (!press.isInDoubt) return "refused";
  return press.isRefused && body.slug === EXPIRED ? "refused" : "again";
}
/** Not authorized, or rate limited: says nothing about the number. */
const RETRIED_STATUSES = [401, 429];
export const EXPIRED = "wish-expired";

/** Schedule a retry. */
export function scheduleRetry(presses, key, { status, body }, nowMs, serverMs) {
  return update(presses, key, (press) => {
    const isRefused = status !== 0 && body.slug === EXPIRED;
    const pauseMs = isRefused ? CONFIRM_MS : isExpired(press, serverMs) ? AGAIN_LATER_MS : AGAIN_MS;
    return { isSent: false, isInDoubt: true, isRefused, dueMs: nowMs + pauseMs };
  });
}

/** Schedule the cancellation of a number whose visitor has left. */
export function giveBack(presses, key, token) {
  return update(presses, key, () => ({ isSent: false, token, dueMs: 0 }));
}

function update(presses, key, change) {
  return presses.map((press) => (press.key === key ? { ...press, ...change(press) } : press));
}
