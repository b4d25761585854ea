/**
 * What the clerk's page shows: pure. Which verb may be pressed now, which comes next, what was done, what
 * changed.
 */
export const SETTLE_MS = 1_000;
/** Two presses so near in time and place are one: a double click, or a trembling finger. */
const DOUBLE_MS = 500;
const DOUBLE_PX = 32;
/** Delay of "auto-next" after a finish: time to pause, or to turn it off. */
export const AUTO_MS = 5_000;
export const PAUSE_STEP_MS = 5 * 60_000;
/** The length first offered for a pause. */
export const PAUSE_MS = 15 * 60_000;
/** Time without any screen after which the clerk calls out loud. */
export const UNSEEN_MS = 3_000;
/**
 * Rows of the lists at the right that a page of 800 px shows without scrolling, two lists and a queue
 * together.
 */
const ROWS = 8;
/** Missed numbers that were called longer ago are folded. */
const FOLD_MS = 30 * 60_000;
const QUEUE_MIN = 3;
const MISSED_MIN = 2;
const QUEUE_MAX = 5;

/** The one right next action for what the counter holds: its verb and body, and whether it calls somebody. */
export function mainVerb(counter) {
  if (counter.counter?.pause) return { verb: "open", body: {}, calls: false };
  if (!counter.ticket) return { verb: "next", body: { finish: false }, calls: counter.waiting > 0 };
  if (counter.ticket.state === "called") return { verb: "start", body: {}, calls: false };
  if (counter.waiting === 0) return { verb: "finish", body: {}, calls: false };
  return { verb: "next", body: { finish: true }, calls: true };
}

/** Whether a press {x, y, atMs} repeats the one before (null: none). */
export function isDouble(before, { x, y, atMs }) {
  return (
    before !== null && atMs - before.atMs < DOUBLE_MS && Math.hypot(x - before.x, y - before.y) < DOUBLE_PX
  );
}

/**
 * Why an action cannot be pressed now, null if it can: "none" (nothing in hand), "busy" (something is),
 * "serving" (it is being served already), "paused", "cooling", "limit", "nothing" (nothing to do it to).
 */
export function whyNot(state, action, nowMs) {
  const { ticket } = state;
  const paused = Boolean(state.counter.pause);
  switch (action) {
    case "recall":
      if (!ticket) return "none";
      if (ticket.state !== "called") return "serving";
      if (ticket.recall?.left === 0) return "limit";
      return coolingMs(ticket.recall?.at, nowMs) > 0 ? "cooling" : null;
    case "no-show":
      if (!ticket) return "none";
      return ticket.state === "called" ? null : "serving";
    case "finish":
    case "hold":
    case "transfer":
    case "result":
      return ticket ? null : "none";
    case "walk-in":
    case "call":
      if (ticket) return "busy";
      return paused ? "paused" : null;
    case "pause":
    case "menu-close":
      return ticket ? "busy" : null;
    case "undo":
      return undoMs(state, nowMs) > 0 ? null : "nothing";
    case "read":
      return state.message ? null : "nothing";
    case "reason":
      return ticket?.priority ? null : "nothing";
    default:
      return null;
  }
}

/** Time left until a moment, ms; 0 if it passed or there is none. */
export function coolingMs(iso, nowMs) {
  return iso && nowMs !== null ? Math.max(0, Date.parse(iso) - nowMs) : 0;
}

/** Time left to undo the last press, ms. */
export function undoMs({ undo }, nowMs) {
  return coolingMs(undo?.until, nowMs);
}

/**
 * What screens said of the call in hand, null: nothing to say. {names, spokenAt}: shown on these, by name,
 * and spoken then first (null: not yet); {open}: sent to so many boards that nobody paired, which answer
 * nothing; {isUnseen}: no screen shows it.
 */
export function receiptOf({ ticket, receipts }, nowMs) {
  if (ticket?.state !== "called" || !receipts) return null;
  const { at, shown, spoken, open } = receipts;
  if (shown.length)
    return {
      names: shown.map(({ device }) => device).sort((a, b) => a.localeCompare(b, "id", { numeric: true })),
      spokenAt: spoken[0]?.at ?? null,
    };
  if (open) return { open };
  return nowMs - Date.parse(at) > UNSEEN_MS ? { isUnseen: true } : null;
}

/** Keep the receipts of the same call: only live news bring them. */
export function withReceipts(before, state) {
  const isSame =
    before?.ticket && before.ticket.id === state.ticket?.id && before.ticket.calls === state.ticket.calls;
  return state.receipts === undefined && isSame ? { ...state, receipts: before.receipts } : state;
}

/** What the counter holds, as one word to compare. */
export function holding(counter) {
  const { ticket } = counter ?? {};
  const held = ticket ? `${ticket.id} ${ticket.state} ${ticket.calls}` : "";
  return counter?.counter?.pause ? `${held} paused` : held;
}

/** Return the first ticket that joined an empty queue, else null. */
export function arrival(before, after) {
  return before && before.counter.id === after.counter.id && before.waiting === 0 && after.waiting > 0
    ? (after.queue[0] ?? null)
    : null;
}

/** How many of the queue are shown, so that nothing scrolls while the lists below it are short. */
export function queueRows({ queue, missed, held, message, help }) {
  const below = missed.length + held.length + (message ? 1 : 0) + (help ? 1 : 0);
  return Math.min(queue.length, QUEUE_MAX, Math.max(QUEUE_MIN, ROWS - below));
}

/** Of the missed numbers those called within the last half hour, so many as stand below the held ones. */
export function recent({ missed, held }, nowMs) {
  return missed
    .filter(({ last_called_at: at }) => at && nowMs - Date.parse(at) < FOLD_MS)
    .slice(0, Math.max(MISSED_MIN, ROWS - QUEUE_MIN - held.length));
}

/** The return time of a pause that begins now, ms: a quarter of an hour later, on the next five minutes. */
export function pauseUntilMs(nowMs) {
  return Math.ceil((nowMs + PAUSE_MS) / PAUSE_STEP_MS) * PAUSE_STEP_MS;
}

/** A return time five minutes later (1) or sooner (-1), never before now; ms. */
export function movedMs(untilMs, by, nowMs) {
  const from = Math.max(untilMs ?? nowMs, nowMs);
  const moved =
    by > 0
      ? Math.floor(from / PAUSE_STEP_MS + 1) * PAUSE_STEP_MS
      : Math.ceil(from / PAUSE_STEP_MS - 1) * PAUSE_STEP_MS;
  return moved > nowMs ? moved : Math.floor(nowMs / PAUSE_STEP_MS + 1) * PAUSE_STEP_MS;
}

/**
 * What happened between what a page showed and the truth, as a list of {kind, number}: the counter's last
 * press if it came after the page's state, else what differs. Empty: nothing that can be told.
 */
export function happened(shown, truth) {
  const { undo } = truth;
  if (undo?.did?.length && undo.seq > shown.seq) return undo.did;
  const [was, is] = [shown.ticket, truth.ticket];
  if (is && was?.id !== is.id)
    return [
      ...(was ? [gone(was, truth)] : []),
      { kind: is.walk_in ? "walk-in" : is.state === "serving" ? "started" : "called", number: is.number },
    ];
  if (was && !is) return [gone(was, truth)];
  if (is && was.state !== is.state)
    return [{ kind: is.state === "serving" ? "started" : "called", number: is.number }];
  if (is && was.calls !== is.calls) return [{ kind: "recalled", number: is.number }];
  if (Boolean(shown.counter.pause) !== Boolean(truth.counter.pause))
    return [{ kind: truth.counter.pause ? "paused" : "reopened", number: null }];
  return [];
}

function gone(was, { missed = [], held = [], queue = [] }) {
  const isIn = (list) => list.some(({ number }) => number === was.number);
  const kind = isIn(missed) ? "no-show" : isIn(held) ? "held" : isIn(queue) ? "returned" : "left";
  return { kind, number: was.number };
}

/**
 * What an undo brought back, for words: {called: number whose call was taken back, again: number served
 * again}.
 */
export function undone(before, after) {
  const did = before.undo?.did ?? [];
  const called = did.find(({ kind }) => kind === "called")?.number ?? null;
  const again = after.ticket?.number ?? null;
  return { called: called === again ? null : called, again, isServed: after.ticket?.state === "serving" };
}

/**
 * When auto-next calls by itself, given when this page's last press left the counter empty (ms), else null.
 */
export function autoAtMs(state, isOn, leftMs) {
  if (!isOn || leftMs === null || state.ticket || state.counter.pause || state.waiting === 0) return null;
  return leftMs + AUTO_MS;
}

/** The prefixes that a counter's numbers may have: its agencies' by the hall, else those it has seen. */
export function prefixes(state, hall) {
  const own = (hall?.agencies ?? [])
    .filter(({ id, prefix }) => prefix && state.counter.agencies.includes(id))
    .map(({ prefix }) => prefix);
  const seen = [...state.queue, ...state.missed, ...(state.held ?? [])].map(
    ({ number }) => number.split("-")[0],
  );
  return [...new Set(own.length ? own : seen)];
}

/** The counter whose sign these digits are, else the first whose sign begins with them, null for none. */
export function counterBySign(counters, digits) {
  return (
    counters.find(({ sign }) => sign === digits) ??
    counters.find(({ sign }) => sign.startsWith(digits)) ??
    null
  );
}
