/**
 * What the tablet at a counter shows: pure. It asks about the visit that ended last, for a minute, and then
 * rests until the next one ends. Times are ms of the page's clock.
 */

/** As long after the end of a visit its visitor still stands there. */
export const ASK_MS = 60_000;
export const THANKS_MS = 5_000;
export const LOST_AFTER_MS = 15_000;

export function start() {
  return {
    heardMs: null,
    counter: null,
    isRefused: false,
    ticket: null,
    untilMs: 0,
    sending: null,
    thanksMs: null,
    refusal: null,
  };
}

/**
 * The numbers that may be rated here came. Only one that ended within ASK_MS is asked about: a tablet that
 * was away asks nobody about the visit of somebody who has left. `now` and `finished_at` are of the server's
 * clock.
 */
export function heard(state, { now, tickets, counter_name: counter }, nowMs) {
  const news = { ...state, heardMs: nowMs, counter, isRefused: false };
  if (state.sending || state.thanksMs !== null) return news;
  const [last] = tickets;
  const agoMs = last ? Date.parse(now) - Date.parse(last.finished_at) : Infinity;
  if (agoMs >= ASK_MS) return { ...news, ticket: null, refusal: null };
  if (state.ticket?.number === last.number) return news;
  return { ...news, ticket: last, untilMs: nowMs + ASK_MS - agoMs, refusal: null };
}

/** The house refused this tablet. */
export function refused(state) {
  return { ...start(), counter: state.counter, isRefused: true };
}

/** A face was touched: one key for one touch. */
export function choose(state, rating, key) {
  if (state.sending || state.thanksMs !== null || !state.ticket) return state;
  return { ...state, sending: { number: state.ticket.number, rating, key }, refusal: null };
}

/** The answer came; status 0: nobody answered, and the face may be touched again. */
export function answered(state, key, { status, body }, nowMs) {
  if (state.sending?.key !== key) return state;
  const rest = { ...state, sending: null };
  if (status === 200) return { ...rest, ticket: null, thanksMs: nowMs };
  const isUnanswered = status === 0 || status >= 500;
  return { ...rest, refusal: isUnanswered ? "again" : (body.slug ?? "again") };
}

export function tick(state, nowMs) {
  if (state.thanksMs !== null && nowMs - state.thanksMs >= THANKS_MS) return { ...state, thanksMs: null };
  if (state.ticket && !state.sending && nowMs >= state.untilMs)
    return { ...state, ticket: null, refusal: null };
  return state;
}

export function screenOf(state, nowMs) {
  if (state.isRefused) return "refused";
  if (state.thanksMs !== null) return "thanks";
  if (state.ticket) return "ask";
  if (state.heardMs === null) return "starting";
  return nowMs - state.heardMs > LOST_AFTER_MS ? "lost" : "idle";
}
