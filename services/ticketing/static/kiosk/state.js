/**
 * The kiosk's state. Pure: a state is a plain object, and every function returns a new one. Times are ms of
 * the page's monotonic clock.
 */
import * as H from "./help.js";
import * as P from "./presses.js";
import * as R from "./rating.js";
import { onlyService, tiles } from "../shared/words/catalogue.js";

export { agencyOf, serviceOf, sharedBreak, tiles, zoneOf } from "../shared/words/catalogue.js";

export const IDLE_MS = 30_000;
export const WARNING_MS = 12_000;
export const TICKET_MS = 30_000;
/** Longer idle time for a visitor who waits for staff. */
export const HELP_MS = 60_000;
export const OFFLINE_AFTER_MS = 15_000;
/**
 * How long a screen must have been unchanged before a button reacts, because a double tap comes within a
 * second. For "done" longer, so that a number stays visible long enough to be read.
 */
export const SETTLE_MS = { any: 500, take: 1_000, done: 4_000 };

/** Default language and accessibility settings, restored for each visitor. */
const DEFAULTS = Object.freeze({ language: "id", isLarge: false, isLow: false });
const FIRST_SCREEN = Object.freeze({
  screen: "agencies",
  agency: null,
  service: null,
  priority: null,
  ticket: null,
  taking: null,
  refusal: null,
  help: null,
  query: null,
  rating: null,
});

/** Return the initial state; presses: those stored before a reload (see presses.js). */
export function start(presses = []) {
  const news = { venue: null, receivedMs: null, gives: true, asksPriority: false, asksRating: false };
  return { ...news, ...FIRST_SCREEN, ...DEFAULTS, presses, touchedMs: 0, layoutKey: "", layoutMs: 0 };
}

/** Return to the first screen for the next visitor; nothing of the last one remains. */
export function home(state) {
  return { ...resetVisit(state), ...DEFAULTS };
}

/** Go back one screen for the same visitor, keeping language, accessibility settings and the search query. */
export function back(state) {
  const { query, screen, rating } = state;
  if (rating?.says === "face") return { ...state, rating: { ...rating, says: "list", number: null } };
  if (screen === "priority") return { ...state, screen: "services" };
  return { ...resetVisit(state), ...(query !== null && screen === "services" && { screen: "find", query }) };
}

function resetVisit(state) {
  const { presses, taking } = state;
  return { ...state, ...FIRST_SCREEN, presses: taking ? P.abandon(presses, taking.key) : presses };
}

/** Apply a newer catalogue, current at receivedMs; isPaired: whether this kiosk is a paired device. */
export function updateVenue(state, venue, receivedMs, isPaired = false) {
  const asksPriority = isPaired && venue.asks_priority;
  const gives = isPaired || !venue.kiosks_only;
  const news = { venue, receivedMs, gives, asksPriority, asksRating: isPaired };
  return { ...(asksPriority ? state : withoutPriority(state)), ...news };
}

function withoutPriority(state) {
  return { ...state, priority: null, screen: state.screen === "priority" ? "services" : state.screen };
}

export function chooseAgency(state, agency) {
  return { ...state, screen: "services", agency, service: onlyService(state.venue, agency), refusal: null };
}

/** Open the search by errand. */
export function openFind(state) {
  return { ...state, screen: "find", query: "" };
}

/** Append a letter or SPACE to the query, or delete the last character (BACKSPACE). */
export function type(state, key) {
  const { query } = state;
  if (key === BACKSPACE) return { ...state, query: query.slice(0, -1) };
  const typed = key === SPACE ? query.trimEnd() + (query && " ") : query + key;
  return { ...state, query: typed.slice(0, QUERY_MAX) };
}
export const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const SPACE = "space";
export const BACKSPACE = "backspace";
/** Maximum length that fits the line. */
const QUERY_MAX = 24;

/** Open a service from the search results. */
export function chooseFound(state, agency, service) {
  return { ...state, screen: "services", agency, service, refusal: null };
}

export function chooseService(state, service) {
  return { ...state, service, refusal: null };
}

/** Ask whether the visitor has priority by law. */
export function openPriority(state) {
  return state.taking ? state : { ...state, screen: "priority" };
}

/** Record the visitor's priority reason (see priority-reasons.js), null: none. */
export function choosePriority(state, priority) {
  return state.taking ? state : { ...state, screen: "services", priority };
}

/** Call staff, from any screen, but do not cover a number too soon; key: see begin in help.js. */
export function askForHelp(state, key, nowMs) {
  const isCalled = state.help !== null && ["asking", "called"].includes(state.help.says);
  const isNew = state.screen === "ticket" && !takesTouch(state, "done", nowMs);
  return state.taking || isCalled || isNew ? state : { ...state, help: H.begin(key, nowMs) };
}

/** Return to the screen from before staff were called. */
export function closeHelp(state) {
  return { ...state, help: null };
}

/** Open the rating, which first asks for the visitor's number. */
export function openRating(state, nowMs) {
  return state.taking ? state : { ...state, screen: "rating", rating: R.begin(nowMs) };
}

/** Update the rating, if it is still open. */
export function updateRating(state, change) {
  return state.rating ? { ...state, rating: change(state.rating) } : state;
}

export function speak(state, language) {
  return { ...state, language };
}

/** Toggle an accessibility setting, "isLarge" or "isLow". */
export function switchAid(state, aid) {
  return { ...state, [aid]: !state[aid] };
}

/** Begin to take a number, with one key per touch; until: the latest time to issue it, ISO. */
export function take(state, { key, until }, nowMs) {
  if (state.taking) return state;
  const { service, priority } = state;
  const press = P.newPress({ key, venue: state.venue.id, service, priority, until });
  const taking = { key, beganMs: nowMs };
  return { ...state, taking, refusal: null, presses: [...state.presses, press] };
}

/** Whether taking a number has timed out: it may have been issued and the response lost. */
export function isUnsure(state, nowMs) {
  return state.taking !== null && nowMs - state.taking.beganMs >= P.TAKE_WITHIN_MS;
}

/**
 * Handle the response to a request of kind `kind` (see due in presses.js). expiredWords: the text {id, en}
 * for an expired press.
 */
export function handleResponse(state, { kind, key, response }, { nowMs, serverMs, expiredWords }) {
  const press = state.presses.find((pending) => pending.key === key);
  if (!press || (kind === "give-back") !== Boolean(press.token)) return state;
  const meaning = P.meaningOf(press, kind, response);
  const { presses } = state;
  if (meaning === "again")
    return { ...state, presses: P.scheduleRetry(presses, key, response, nowMs, serverMs) };
  if (meaning === "number" && press.isAbandoned)
    return { ...state, presses: P.giveBack(presses, key, response.body.token) };
  const rest = { ...state, presses: P.settle(presses, key) };
  if (press.isAbandoned) return rest;
  const { body } = response;
  if (meaning === "number")
    return { ...rest, screen: "ticket", ticket: body, taking: null, priority: null, touchedMs: nowMs };
  const words = body.slug === P.EXPIRED ? expiredWords : null;
  const refusal = words ?? body.closed_text ?? { id: body.detail, en: body.detail };
  return { ...rest, taking: null, refusal, touchedMs: nowMs };
}

/**
 * Return the visible screen. The kiosk is "offline" without news for too long, if it must be paired and is
 * not, or with too many pending presses.
 */
export function screenOf(state, nowMs) {
  if (state.help) return "help";
  if (state.screen === "ticket") return "ticket";
  if (state.taking) return isUnsure(state, nowMs) ? "unsure" : state.screen;
  if (state.receivedMs === null) return nowMs > OFFLINE_AFTER_MS ? "offline" : "starting";
  const gives = state.gives && state.presses.length < P.PRESSES_MAX;
  return !gives || nowMs - state.receivedMs > OFFLINE_AFTER_MS ? "offline" : state.screen;
}

/**
 * Sort the agencies for display: featured ones first, then by what they are about, in the same order in both
 * languages; those elsewhere or only planned keep their order.
 */
export function byErrand(venue) {
  const { here, away } = tiles(venue);
  const title = ({ about, short }) => about.id || short;
  const inOrder = (a, b) => b.featured - a.featured || title(a).localeCompare(title(b), "id");
  return { here: [...here].sort(inOrder), away };
}

/** Record when the layout of the screen last changed. */
export function trackLayout(state, nowMs) {
  const { agency, service, priority, taking, refusal, language, isLarge, isLow, venue, rating } = state;
  const layout = [screenOf(state, nowMs), agency, service, priority, Boolean(taking), Boolean(refusal)];
  layout.push(rating?.says, rating?.number);
  const layoutKey = layout.concat(language, isLarge, isLow, venue?.house).join(" ");
  return layoutKey === state.layoutKey ? state : { ...state, layoutKey, layoutMs: nowMs };
}

/** Whether a button ("any", "take", "done") accepts a touch that began at beganMs. */
export function takesTouch(state, button, beganMs) {
  return beganMs - state.layoutMs >= SETTLE_MS[button];
}

/** Return the minimum size of touch targets, CSS px: 15 mm; 0 if the screen's inches are unknown. */
export function touchPx(inches, { width, height }) {
  if (!inches) return 0;
  const px = (TOUCH_MM * Math.hypot(width, height)) / (inches * MM_PER_INCH);
  return Math.min(px, Math.min(width, height) / TARGETS_MIN);
}
const TOUCH_MM = 15;
const MM_PER_INCH = 25.4;
/** Caps the target size, in case the configured inches are too small. */
const TARGETS_MIN = 6;

/** Return the seconds left of the idle warning, null if there is none; 0 means go home. */
export function idleLeft(state, nowMs) {
  if (isAtRest(state) || (state.taking && !isUnsure(state, nowMs))) return null;
  const limitMs = state.help ? HELP_MS : state.screen === "ticket" ? TICKET_MS : IDLE_MS;
  const idleMs = nowMs - state.touchedMs;
  if (idleMs < limitMs) return null;
  return Math.max(0, Math.ceil((limitMs + WARNING_MS - idleMs) / 1000));
}

/** Whether the kiosk is in its initial state, so that its page may be reloaded. */
export function isAtRest(state) {
  const isDefault = Object.entries(DEFAULTS).every(([name, value]) => state[name] === value);
  return isDefault && state.screen === "agencies" && !state.taking && !state.help;
}
