/**
 * Logic of the clerk's page: which verbs are possible, which comes next, what was done and what changed.
 * Pure.
 */
export const SETTLE_MS = 1_000;
/** Two presses this close in time and place count as one: a double click or a trembling finger. */
const DOUBLE_MS = 500;
const DOUBLE_PX = 32;
/** Delay of "auto-next" after a finish: time to pause, or to turn it off. */
export const AUTO_MS = 5_000;
export const PAUSE_STEP_MS = 5 * 60_000;
/** The default length of a pause. */
export const PAUSE_MS = 15 * 60_000;
/** Time without a receipt from any screen after which the clerk should call aloud. */
export const UNSEEN_MS = 3_000;
/**
 * Rows of the three lists at the right that together fit a page of 800 px without scrolling.
 */
const ROWS = 8;
/** Missed numbers called longer ago are folded. */
const FOLD_MS = 30 * 60_000;
const QUEUE_MIN = 3;
const MISSED_MIN = 2;
const QUEUE_MAX = 5;

/** The main action in the counter's state: its verb and body, and whether it calls a visitor. */
export function mainVerb(counter) {
  if (counter.counter?.pause) return { verb: "open", body: {}, calls: false };
  if (!counter.ticket) return { verb: "next", body: { finish: false }, calls: counter.waiting > 0 };
  if (counter.ticket.state === "called") return { verb: "start", body: {}, calls: false };
  if (counter.waiting === 0) return { verb: "finish", body: {}, calls: false };
  return { verb: "next", body: { finish: true }, calls: true };
}

/** Whether a press {x, y, atMs} duplicates the previous one (null: none). */
export function isDouble(before, { x, y, atMs }) {
  return (
    before !== null && atMs - before.atMs < DOUBLE_MS && Math.hypot(x - before.x, y - before.y) < DOUBLE_PX
  );
}

/**
 * Why an action is not possible now, null if it is: "none" (no current ticket), "busy" (there is one),
 * "serving" (already being served), "paused", "cooling", "limit", "nothing" (no object).
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

/** Time left until an ISO time, ms; 0 if it has passed or there is none. */
export function coolingMs(iso, nowMs) {
  return iso && nowMs !== null ? Math.max(0, Date.parse(iso) - nowMs) : 0;
}

/** Time left to undo the last press, ms. */
export function undoMs({ undo }, nowMs) {
  return coolingMs(undo?.until, nowMs);
}

/**
 * The receipts of the current call, null if there is nothing to report. {names, spokenAt}: the screens that
 * show it, by name, and when it was first spoken (null: not yet); {open}: the number of unpaired boards it
 * was sent to, which send no receipts; {isUnseen}: no screen shows it.
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

/** Keep the receipts of the same call, which only live updates contain. */
export function withReceipts(before, state) {
  const isSame =
    before?.ticket && before.ticket.id === state.ticket?.id && before.ticket.calls === state.ticket.calls;
  return state.receipts === undefined && isSame ? { ...state, receipts: before.receipts } : state;
}

/** The counter's current ticket and pause, as a string to compare. */
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

/** Rows of the queue to show, so that nothing scrolls while the lists below it are short. */
export function queueRows({ queue, missed, held, message, help }) {
  const below = missed.length + held.length + (message ? 1 : 0) + (help ? 1 : 0);
  return Math.min(queue.length, QUEUE_MAX, Math.max(QUEUE_MIN, ROWS - below));
}

/** The missed numbers called within the last half hour, as many as fit below the held ones. */
export function recent({ missed, held }, nowMs) {
  return missed
    .filter(({ last_called_at: at }) => at && nowMs - Date.parse(at) < FOLD_MS)
    .slice(0, Math.max(MISSED_MIN, ROWS - QUEUE_MIN - held.length));
}

/** The default end of a pause from now, ms: PAUSE_MS later, rounded up to five minutes. */
export function pauseUntilMs(nowMs) {
  return Math.ceil((nowMs + PAUSE_MS) / PAUSE_STEP_MS) * PAUSE_STEP_MS;
}

/** The end of a pause, moved five minutes later (1) or sooner (-1), but always in the future; ms. */
export function movedMs(untilMs, by, nowMs) {
  const from = Math.max(untilMs ?? nowMs, nowMs);
  const movedTo =
    by > 0
      ? Math.floor(from / PAUSE_STEP_MS + 1) * PAUSE_STEP_MS
      : Math.ceil(from / PAUSE_STEP_MS - 1) * PAUSE_STEP_MS;
  return movedTo > nowMs ? movedTo : Math.floor(nowMs / PAUSE_STEP_MS + 1) * PAUSE_STEP_MS;
}

/**
 * What happened between the displayed and the current state, as a list of {kind, number}: the counter's last
 * press if it is newer than the displayed state, else the difference. Empty: nothing to report.
 */
export function happened(displayed, current) {
  const { undo } = current;
  if (undo?.did?.length && undo.seq > displayed.seq) return undo.did;
  const [was, is] = [displayed.ticket, current.ticket];
  if (is && was?.id !== is.id)
    return [
      ...(was ? [gone(was, current)] : []),
      { kind: is.walk_in ? "walk-in" : is.state === "serving" ? "started" : "called", number: is.number },
    ];
  if (was && !is) return [gone(was, current)];
  if (is && was.state !== is.state)
    return [{ kind: is.state === "serving" ? "started" : "called", number: is.number }];
  if (is && was.calls !== is.calls) return [{ kind: "recalled", number: is.number }];
  if (Boolean(displayed.counter.pause) !== Boolean(current.counter.pause))
    return [{ kind: current.counter.pause ? "paused" : "reopened", number: null }];
  return [];
}

function gone(was, { missed = [], held = [], queue = [] }) {
  const isIn = (list) => list.some(({ number }) => number === was.number);
  const kind = isIn(missed) ? "no-show" : isIn(held) ? "held" : isIn(queue) ? "returned" : "left";
  return { kind, number: was.number };
}

/**
 * The effect of an undo: {called: the number whose call was undone, again: the current number, isServed}.
 */
export function undone(before, after) {
  const did = before.undo?.did ?? [];
  const called = did.find(({ kind }) => kind === "called")?.number ?? null;
  const again = after.ticket?.number ?? null;
  return { called: called === again ? null : called, again, isServed: after.ticket?.state === "serving" };
}

/**
 * When auto-next calls, ms, or null; leftMs: when this page's last press left the counter empty, null if not.
 */
export function autoAtMs(state, isOn, leftMs) {
  if (!isOn || leftMs === null || state.ticket || state.counter.pause || state.waiting === 0) return null;
  return leftMs + AUTO_MS;
}

/** The prefixes of a counter's numbers: those of its agencies, or else those of its listed numbers. */
export function prefixes(state, hall) {
  const own = (hall?.agencies ?? [])
    .filter(({ id, prefix }) => prefix && state.counter.agencies.includes(id))
    .map(({ prefix }) => prefix);
  const seen = [...state.queue, ...state.missed, ...(state.held ?? [])].map(
    ({ number }) => number.split("-")[0],
  );
  return [...new Set(own.length ? own : seen)];
}

/** The counter with this sign, else the first whose sign begins with these digits, else null. */
export function counterBySign(counters, digits) {
  return (
    counters.find(({ sign }) => sign === digits) ??
    counters.find(({ sign }) => sign.startsWith(digits)) ??
    null
  );
}
