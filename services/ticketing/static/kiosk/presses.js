/**
 * The presses for a number of which this kiosk does not know yet what became of them. Pure: every function
 * gives new presses; times are ms of the page's clock, `untilMs` and `serverMs` of the server's (UTC).
 *
 * A press is asked with the same key until it is certain. One that went unanswered (`isInDoubt`) is
 * certain once the server gives its number, or refuses it after its time, twice: an append that was on its
 * way while Redis was frozen may follow the first refusal. A number whose visitor has gone (`isAbandoned`)
 * is given back.
 */

/** As long as this a visitor waits for an answer; afterwards the server makes no number of the press. */
export const TAKE_WITHIN_MS = 15_000;
/** More presses in doubt than a kiosk collects; with so many it gives no further number. */
export const PRESSES_MAX = 20;
const AGAIN_MS = 700;
/** Once a press is past its time nobody waits for each second. */
const AGAIN_LATER_MS = 2_000;
const CONFIRM_MS = 2_000;

/** Return a new press; until: its last moment as ISO; priority: its reason by law, null: none. */
export function newPress({ key, venue, service, priority = null, until }) {
  return { key, venue, service, priority, until, token: null, isAbandoned: false, dueMs: 0, ...UNASKED };
}
const UNASKED = { isSent: false, isInDoubt: false, isRefused: false };

/** Return what survives a reload of the page, as JSON; never why somebody has priority. */
export function toStored(presses) {
  return JSON.stringify(
    presses.map(({ key, venue, service, until, token }) => ({ key, venue, service, until, token })),
  );
}

/**
 * Read what `toStored` gave, or nothing if it is damaged: nobody stands before a page that was loaded
 * anew, and nothing of it is certain.
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
 * Give the requests that are due: {kind: "take" or "give-back", press}. What its visitor left is asked
 * only after its time, when asking makes no number any more.
 */
export function due(presses, nowMs, serverMs) {
  return presses
    .filter((press) => !press.isSent && nowMs >= press.dueMs)
    .filter((press) => press.token || !press.isAbandoned || isPast(press, serverMs))
    .map((press) => ({ kind: press.token ? "give-back" : "take", press }));
}

function isPast(press, serverMs) {
  return serverMs !== null && serverMs > Date.parse(press.until);
}

export function sent(presses, key) {
  return changed(presses, key, () => ({ isSent: true }));
}

/** Its visitor has gone, and with them why they have priority: no number is made of the press any more. */
export function abandoned(presses, key) {
  return changed(presses, key, () => ({ isAbandoned: true, priority: null }));
}

export function settled(presses, key) {
  return presses.filter((press) => press.key !== key);
}

/**
 * Say what an answer means: "number", "refused" (certainly no number, or none any more) or "again".
 * status 0: nobody answered.
 */
export function meaningOf(press, kind, { status, body }) {
  const isUnanswered = status === 0 || status >= 500;
  if (kind === "give-back") return isUnanswered || WAITS.includes(status) ? "again" : "refused";
  if (status === 201) return "number";
  if (isUnanswered) return "again";
  if (!press.isInDoubt) return "refused";
  return press.isRefused && body.slug === EXPIRED ? "refused" : "again";
}
/** Not let in, or too often: says nothing about the number. */
const WAITS = [401, 429];
export const EXPIRED = "wish-expired";

/** Ask again later. */
export function again(presses, key, { status, body }, nowMs, serverMs) {
  return changed(presses, key, (press) => {
    const isRefused = status !== 0 && body.slug === EXPIRED;
    const pauseMs = isRefused ? CONFIRM_MS : isPast(press, serverMs) ? AGAIN_LATER_MS : AGAIN_MS;
    return { isSent: false, isInDoubt: true, isRefused, dueMs: nowMs + pauseMs };
  });
}

/** The number was made, but its visitor has gone: give it back. */
export function found(presses, key, token) {
  return changed(presses, key, () => ({ isSent: false, token, dueMs: 0 }));
}

function changed(presses, key, change) {
  return presses.map((press) => (press.key === key ? { ...press, ...change(press) } : press));
}
