/** What the clerk's page shows: pure. Verbs, keys, and which one press comes next. */
export const SETTLE_MS = 1_000;

/** The one right next action for what the counter holds. */
export function mainVerb(counter) {
  if (!counter.ticket) return { verb: "next", body: { finish: false }, calls: true };
  if (counter.ticket.state === "called") return { verb: "start", body: {}, calls: false };
  return { verb: "next", body: { finish: true }, calls: true };
}

/** The other verbs, and whether they can be pressed now. */
export function otherVerbs(counter) {
  const state = counter.ticket?.state;
  return [
    { verb: "recall", key: "+", icon: "speakerphone", on: state === "called" },
    { verb: "no-show", key: "−", icon: "user-x", on: state === "called" },
    { verb: "finish", key: "0", icon: "check", on: state === "called" || state === "serving" },
  ];
}

const KEYS = { Enter: "main", NumpadEnter: "main", "+": "recall", "-": "no-show", "−": "no-show", 0: "finish" };

/** Which verb a key means: "main" or one of the others, null for none. */
export function verbOfKey(event) {
  return KEYS[event.key] ?? null;
}

/** Whether keys rest: in a text field, with a modifier, or just after a change of state. */
export function keysRest(event, changedMs, nowMs) {
  const { tagName = "" } = event.target ?? {};
  return event.ctrlKey || event.altKey || event.metaKey || event.repeat || tagName === "INPUT" || nowMs - changedMs < SETTLE_MS;
}

/** What the clerk holds, as one word to compare. */
export function holding(counter) {
  return counter?.ticket ? `${counter.ticket.id} ${counter.ticket.state} ${counter.ticket.calls}` : "";
}

/** Somebody joined an empty queue: give who, else null. */
export function arrival(before, after) {
  return before && before.counter.id === after.counter.id && before.waiting === 0 && after.waiting > 0 ? after.queue[0] ?? null : null;
}
