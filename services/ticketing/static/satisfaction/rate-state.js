/**
 * State of the rating tablet at a counter. Pure. It asks about the last visit for a minute after its end, and
 * is then idle until the next one ends. Times are ms of the page's clock.
 */

/** How long after the end of a visit its visitor is assumed to be still there. */
export const ASK_MS = 60_000;
export const THANKS_MS = 5_000;
export const LOST_AFTER_MS = 15_000;

export function start() {
  return {
    receivedMs: null,
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
 * Apply the list of numbers that may be rated here. Asks only about a visit that ended within ASK_MS, so that
 * a tablet that was offline does not ask about visitors who have left. `now` and `finished_at` are server
 * times.
 */
export function updateRatable(state, { now, tickets, counter_name: counter }, nowMs) {
  const news = { ...state, receivedMs: nowMs, counter, isRefused: false };
  if (state.sending || state.thanksMs !== null) return news;
  const [last] = tickets;
  const agoMs = last ? Date.parse(now) - Date.parse(last.finished_at) : Infinity;
  if (agoMs >= ASK_MS) return { ...news, ticket: null, refusal: null };
  if (state.ticket?.number === last.number) return news;
  return { ...news, ticket: last, untilMs: nowMs + ASK_MS - agoMs, refusal: null };
}

/** The tablet's token was rejected. */
export function refused(state) {
  return { ...start(), counter: state.counter, isRefused: true };
}

/** Choose a face, with one key per touch. */
export function choose(state, rating, key) {
  if (state.sending || state.thanksMs !== null || !state.ticket) return state;
  return { ...state, sending: { number: state.ticket.number, rating, key }, refusal: null };
}

/** Handle the response; status 0: no response, and the face may be touched again. */
export function handleResponse(state, key, { status, body }, nowMs) {
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
  if (state.receivedMs === null) return "starting";
  return nowMs - state.receivedMs > LOST_AFTER_MS ? "lost" : "idle";
}
