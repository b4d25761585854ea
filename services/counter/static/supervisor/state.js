/** Logic of the supervisor's page: pure. Its input is the whole live hall; times are ISO strings. */
export { minutesSince } from "../staff/minutes.js";

const MINUTE_MS = 60_000;
/** Lengths from this on are displayed in hours. */
const HOURS_FROM_MIN = 120;
const DAY_MIN = 24 * 60;

/**
 * The columns of the page: zones and their agencies, both in the house's order, so that tiles never move.
 */
export function columns(hall) {
  return hall.zones
    .map((zone) => {
      const agencies = hall.agencies.filter((agency) => agency.zone === zone.id);
      return { zone, agencies, waiting: agencies.reduce((sum, agency) => sum + agency.waiting, 0) };
    })
    .filter((column) => column.agencies.length > 0);
}

export function agencyOf(hall, id) {
  return hall.agencies.find((agency) => agency.id === id) ?? null;
}

export function counterOf(hall, id) {
  return hall.counters.find((counter) => counter.id === id) ?? null;
}

export function serviceOf(hall, id) {
  return hall.services.find((service) => service.id === id) ?? null;
}

/** The counters that serve an agency today. */
export function countersOf(hall, agency) {
  return hall.counters.filter((counter) => counter.agencies.includes(agency));
}

/** The word of an agency's level, which tells all counters paused from none open. */
export function levelWord({ level, counters_paused: paused }) {
  return level === "no-counter" && paused ? "allPaused" : level;
}

/** Share of priority, %, above which priority visitors wait longer too. */
export const PRIORITY_MANY = 20;

/** The share of today's numbers that have a priority, %. */
export function priorityShare({ priority, issued }) {
  return Math.round((100 * priority) / Math.max(1, issued));
}

/** Whether this account may post a notice for a service; null: for everybody. */
export function mayNotify({ agencies }, hall, service) {
  return agencies.length === 0 || agencies.includes(service && serviceOf(hall, service)?.agency);
}

/** Whether this account may assign an agency to counters. */
export function mayChange({ agencies }, agency) {
  return agencies.length === 0 || agencies.includes(agency);
}

/**
 * The counters that could also serve an agency, the least busy first: open ones by waiting visitors, then
 * paused ones, then closed ones.
 */
export function countersToAdd(hall, agency) {
  const services = hall.services.filter((service) => service.agency === agency).map(({ id }) => id);
  const rank = { closed: 2, paused: 1 };
  const order = (counter) => [rank[doing(counter)] ?? 0, counter.waiting];
  return hall.counters
    .filter((counter) => counter.allowed && services.some((id) => !counter.services.includes(id)))
    .map((counter) => [order(counter), counter])
    .sort(([[a, m]], [[b, n]]) => a - b || m - n)
    .map(([, counter]) => counter);
}

/** The time until the last in line is called: "± 45 mnt", from two hours on "± 3 jam". */
export function lasts(v, minutes) {
  if (minutes > DAY_MIN) return v.w("lengthDay");
  return minutes < HOURS_FROM_MIN
    ? v.w("lengthMinutes", { n: minutes })
    : v.w("lengthHours", { n: Math.round(minutes / 60) });
}

/** The services of an agency, the longest line first; ties in the house's order. */
export function linesOf(hall, agency) {
  return hall.services.filter((service) => service.agency === agency).sort((a, b) => b.waiting - a.waiting);
}

/** The agency under which a counter is listed: its first. */
export function agencyAt(hall, counter) {
  return counterOf(hall, counter)?.agencies[0] ?? null;
}

/** A counter's status: "closed", "paused", "free", "called" or "serving". */
export function doing(counter) {
  if (!counter.open) return "closed";
  if (counter.ticket) return counter.state;
  return counter.pause ? "paused" : "free";
}

/** The verbs possible at a counter now: [{verb, word, body, main, asks, opens}], the likeliest first. */
export function verbsAt(counter) {
  const next = (finish) => ({
    verb: "next",
    word: finish ? "finishNext" : "next",
    body: { finish },
    main: true,
  });
  const more = {
    free: [
      next(false),
      { verb: "pause", word: "pause", opens: "pause" },
      { verb: "close", word: "close", asks: "closeAsk" },
    ],
    called: [
      { verb: "start", word: "start", body: {}, main: true },
      { verb: "no-show", word: "noShow", body: {} },
      { verb: "release", word: "release", asks: "releaseAsk" },
    ],
    serving: [
      next(true),
      { verb: "finish", word: "finish", body: {} },
      { verb: "release", word: "release", asks: "releaseAsk" },
    ],
    paused: [
      { verb: "open", word: "reopen", body: { keep: true }, main: true },
      { verb: "close", word: "close", asks: "closeAsk" },
    ],
    closed: [],
  }[doing(counter)];
  const message = counter.open ? [{ verb: "message", word: "message", opens: "message" }] : [];
  return [...more, ...message, { verb: "assignment", word: "assign", opens: "assign" }];
}

/** The verbs at a counter that this account may press. */
export function allowedVerbs(counter, may) {
  if (!counter.allowed) return [];
  const mayAct = may("any-counter");
  return verbsAt(counter).filter(({ verb }) => (verb === "assignment" ? may("assign") : mayAct && may(verb)));
}

/** The form that a verb opens at a counter; null: the verb is sent at once. */
export function formOf({ verb, opens, asks }, { id, agencies }) {
  if (opens === "assign") return { counter: id, form: opens, agencies };
  if (opens) return { counter: id, form: opens };
  return asks ? { counter: id, form: "ask", verb, asks } : null;
}

/**
 * The counter to message when an agency is held up: a paused one, else an open one; null if all are closed.
 */
export function counterToAsk(hall, agency) {
  const open = countersOf(hall, agency).filter((counter) => counter.open);
  return (open.find((counter) => counter.pause) ?? open[0])?.id ?? null;
}

/** Acts for an agency: message an open counter, else add one; and look at the agency. */
function unservedActs({ agency }, hall) {
  const counter = counterToAsk(hall, agency);
  return [
    ...(counter ? [{ act: "message", counter, main: true }] : []),
    { act: "add", agency, main: !counter },
    { act: "look", agency },
  ];
}

const MAIN_ACTS = {
  help: (need) => (need.coming ? [] : [{ act: "attend", counter: need.counter, main: true }]),
  "kiosk-help": (need) => [need.coming ? { act: "kioskHelped" } : { act: "attendKiosk", main: true }],
  "held-up": (need, hall) => unservedActs(need, hall),
  "no-counter": (need, hall) => unservedActs(need, hall),
  unserved: () => [],
  "pause-over": (need) => [
    { act: "message", counter: need.counter, main: true },
    { act: "look", agency: null, counter: need.counter },
  ],
  device: () => [],
  log: () => [],
  unsaved: () => [],
  memory: () => [],
  disk: () => [],
  backup: () => [],
  restored: () => [],
  stuck: (need) => [
    { act: "release", counter: need.counter, number: need.number },
    { act: "message", counter: need.counter },
  ],
  flood: () => [{ act: "takeBack", main: true }],
  "taken-back": () => [{ act: "putBack" }],
};

/**
 * The needs of the hall, most urgent first (sorted by the service), each with a stable key and its acts.
 * Needs of an unknown kind are left out.
 */
export function needs(hall) {
  return hall.attention
    .filter((need) => MAIN_ACTS[need.kind])
    .map((need) => ({
      ...need,
      key: [need.kind, need.agency, need.counter, need.number, need.device, need.origin]
        .map((part) => part ?? "")
        .join(" "),
      acts: MAIN_ACTS[need.kind](need, hall),
    }));
}

/** Needs for information only. */
const INFORMATIVE = ["taken-back", "restored"];

/** How many needs still require action. */
export function needing(hall) {
  return needs(hall).filter((need) => !need.coming && !INFORMATIVE.includes(need.kind)).length;
}

/** Parse a typed time of day ("9.41", "09:41", "0941") as "09:41"; null if invalid. */
export function minuteOf(typed) {
  const match = /^\s*(\d{1,2})\s*[.:]?\s*(\d{2})\s*$/.exec(typed);
  if (!match || Number(match[1]) > 23 || Number(match[2]) > 59) return null;
  return `${match[1].padStart(2, "0")}:${match[2]}`;
}

/**
 * Where a replay of a story begins: at its minute, or at the ticket's first call; "" if there is neither.
 */
export function replayFrom({ minute, facts }) {
  const fact = facts?.find(({ kind }) => kind === "called") ?? facts?.[0];
  return minute || fact ? (minute ?? fact.at.slice(11, 16)).replace(":", ".") : "";
}

/** The key of a fact's words in STORY. */
export function storyWord(fact, words) {
  if (fact.kind === "called" && fact.reason) return "called_for";
  if (fact.kind === "issued" && fact.moved_from) return "issued_moved";
  if (fact.kind === "undone" && !fact.counter) return "undone_taken-back";
  if (fact.kind.startsWith("help-") && fact.device) return `${fact.kind}_kiosk`;
  if (fact.kind === "transferred" && fact.to_counter) return "transferred_to";
  return words[`${fact.kind}_${fact.place}`] ? `${fact.kind}_${fact.place}` : fact.kind;
}

/** Facts at a counter that undo skips: they are not presses of its clerk. */
const NOT_UNDOABLE = ["undone", "message-sent", "message-read", "help-asked", "help-answered", "help-ended"];

/**
 * The seqs of a story's facts that were undone later in it: an undo reverts all facts of the counter's last
 * press.
 */
export function undoneIn(facts) {
  const undone = new Set();
  for (const undo of facts.filter((fact) => fact.kind === "undone")) {
    const last = facts.findLast(
      (fact) =>
        fact.seq < undo.seq &&
        fact.counter === undo.counter &&
        (undo.counter || fact.kind === "taken-back") &&
        !NOT_UNDOABLE.includes(fact.kind) &&
        !undone.has(fact.seq),
    );
    for (const fact of last ? facts : [])
      if (fact.at === last.at && fact.by === last.by && fact.seq < undo.seq) undone.add(fact.seq);
  }
  return undone;
}

/** The actor of a fact: {kind: "staff" | "public" | "clock", name}. */
export function actor(by) {
  if (!by) return { kind: "clock", name: "" };
  const [kind, name] = by.includes(":")
    ? by.split(":", 2)
    : [by === "public" || by === "clock" ? by : "staff", by];
  return kind === "staff" ? { kind, name } : { kind, name: "" };
}

/** The end of a pause of so many minutes from now, rounded up to five minutes; ms UTC. */
export function pauseUntil(nowMs, minutes) {
  return Math.ceil((nowMs + minutes * MINUTE_MS) / (5 * MINUTE_MS)) * 5 * MINUTE_MS;
}
