/**
 * What the kiosk shows: pure. A state is a plain object; every function gives a new one. Times are ms of
 * the page's clock, which never jumps.
 */
import * as H from "./help.js";
import * as P from "./presses.js";
import * as R from "./rating.js";
import { onlyService, tiles } from "../shared/words/catalogue.js";

export { agencyOf, serviceOf, sharedBreak, tiles, zoneOf } from "../shared/words/catalogue.js";

export const IDLE_MS = 30_000;
export const WARNING_MS = 12_000;
export const TICKET_MS = 30_000;
/** Somebody who waits for staff stands there for longer. */
export const HELP_MS = 60_000;
export const OFFLINE_AFTER_MS = 15_000;
/**
 * How long a screen must have stood before a button takes a touch: the second tap of a hurried finger
 * comes within a second. A number stays long enough to be seen, whatever is touched.
 */
export const SETTLE_MS = { any: 500, take: 1_000, done: 4_000 };

/** How the kiosk is for the next visitor: the language and the aids of nobody. */
const USUAL = Object.freeze({ language: "id", isLarge: false, isLow: false });
const FIRST = Object.freeze({
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

/** The kiosk as its page begins; presses: those of before (see presses.js). */
export function start(presses = []) {
  const news = { venue: null, heardMs: null, gives: true, asksPriority: false, asksRating: false };
  return { ...news, ...FIRST, ...USUAL, presses, touchedMs: 0, shown: "", stoodMs: 0 };
}

/** The first screen for the next visitor; nothing of the last one remains. */
export function home(state) {
  return { ...first(state), ...USUAL };
}

/** The screen before, for the same visitor: language and aids stay, and what was found by an errand too. */
export function back(state) {
  const { query, screen, rating } = state;
  if (rating?.says === "face") return { ...state, rating: { ...rating, says: "list", number: null } };
  if (screen === "priority") return { ...state, screen: "services" };
  return { ...first(state), ...(query !== null && screen === "services" && { screen: "find", query }) };
}

function first(state) {
  const { presses, taking } = state;
  return { ...state, ...FIRST, presses: taking ? P.abandoned(presses, taking.key) : presses };
}

/** A newer catalogue, and when it was the truth; isPaired: whether this kiosk is a device of the house. */
export function heard(state, venue, heardMs, isPaired = false) {
  const asksPriority = isPaired && venue.asks_priority;
  const gives = isPaired || !venue.kiosks_only;
  const news = { venue, heardMs, gives, asksPriority, asksRating: isPaired };
  return { ...(asksPriority ? state : withoutPriority(state)), ...news };
}

function withoutPriority(state) {
  return { ...state, priority: null, screen: state.screen === "priority" ? "services" : state.screen };
}

export function chooseAgency(state, agency) {
  return { ...state, screen: "services", agency, service: onlyService(state.venue, agency), refusal: null };
}

/** Begin to look for a service by one's errand. */
export function openFind(state) {
  return { ...state, screen: "find", query: "" };
}

/** Type one more letter or SPACE, or take one back (BACKSPACE). */
export function type(state, key) {
  const { query } = state;
  if (key === BACKSPACE) return { ...state, query: query.slice(0, -1) };
  const typed = key === SPACE ? query.trimEnd() + (query && " ") : query + key;
  return { ...state, query: typed.slice(0, QUERY_MAX) };
}
export const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const SPACE = "space";
export const BACKSPACE = "backspace";
/** What fits the line; nobody needs more. */
const QUERY_MAX = 24;

/** Go to a service that was found. */
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

/** Take down for which reason somebody has priority (see priority-reasons.js), null: they have none. */
export function choosePriority(state, priority) {
  return state.taking ? state : { ...state, screen: "services", priority };
}

/** Call staff, over whatever is shown; key: see begin in help.js. */
export function askForHelp(state, key, nowMs) {
  const isCalled = state.help !== null && ["asking", "called"].includes(state.help.says);
  return state.taking || isCalled ? state : { ...state, help: H.begin(key, nowMs) };
}

/** Show again what was there before staff were called. */
export function closeHelp(state) {
  return { ...state, help: null };
}

/** Ask which number was served, to rate the service. */
export function openRating(state, nowMs) {
  return state.taking ? state : { ...state, screen: "rating", rating: R.begin(nowMs) };
}

/** Change how far the rating is; nothing if its visitor has gone. */
export function rated(state, change) {
  return state.rating ? { ...state, rating: change(state.rating) } : state;
}

export function speak(state, language) {
  return { ...state, language };
}

/** Switch an aid, "isLarge" or "isLow". */
export function switchAid(state, aid) {
  return { ...state, [aid]: !state[aid] };
}

/** Begin to take a number: one key for one touch; until: the last moment at which it may be made, ISO. */
export function take(state, { key, until }, nowMs) {
  if (state.taking) return state;
  const { service, priority } = state;
  const press = P.newPress({ key, venue: state.venue.id, service, priority, until });
  const taking = { key, beganMs: nowMs };
  return { ...state, taking, refusal: null, presses: [...state.presses, press] };
}

/** Whether it takes so long that the number may have been made and its answer lost. */
export function isUnsure(state, nowMs) {
  return state.taking !== null && nowMs - state.taking.beganMs >= P.TAKE_WITHIN_MS;
}

/**
 * The answer to a request came; kind as `due` gave it. expiredWords: what to say ({id, en}) when the press
 * came too late.
 */
export function answered(state, { kind, key, answer }, { nowMs, serverMs, expiredWords }) {
  const press = state.presses.find((one) => one.key === key);
  if (!press || (kind === "give-back") !== Boolean(press.token)) return state;
  const meaning = P.meaningOf(press, kind, answer);
  const { presses } = state;
  if (meaning === "again") return { ...state, presses: P.again(presses, key, answer, nowMs, serverMs) };
  if (meaning === "number" && press.isAbandoned)
    return { ...state, presses: P.found(presses, key, answer.body.token) };
  const rest = { ...state, presses: P.settled(presses, key) };
  if (press.isAbandoned) return rest;
  const { body } = answer;
  if (meaning === "number")
    return { ...rest, screen: "ticket", ticket: body, taking: null, priority: null, touchedMs: nowMs };
  const words = body.slug === P.EXPIRED ? expiredWords : null;
  const refusal = words ?? body.closed_text ?? { id: body.detail, en: body.detail };
  return { ...rest, taking: null, refusal, touchedMs: nowMs };
}

/**
 * Which screen shows: without news for long, unpaired where it must be, or with too much in doubt, the
 * kiosk says that it cannot give numbers.
 */
export function screenOf(state, nowMs) {
  if (state.help) return "help";
  if (state.screen === "ticket") return "ticket";
  if (state.taking) return isUnsure(state, nowMs) ? "unsure" : state.screen;
  if (state.heardMs === null) return nowMs > OFFLINE_AFTER_MS ? "offline" : "starting";
  const gives = state.gives && state.presses.length < P.PRESSES_MAX;
  return !gives || nowMs - state.heardMs > OFFLINE_AFTER_MS ? "offline" : state.screen;
}

/**
 * The agencies as their tiles stand, the large ones first, by what they are about; those that are elsewhere
 * or only planned as they come. Places never move, in neither language.
 */
export function byErrand(venue) {
  const { here, away } = tiles(venue);
  const title = ({ about, short }) => about.id || short;
  const inOrder = (a, b) => b.featured - a.featured || title(a).localeCompare(title(b), "id");
  return { here: [...here].sort(inOrder), away };
}

/** Take note of when what is shown last changed its place. */
export function stand(state, nowMs) {
  const { agency, service, priority, taking, refusal, language, isLarge, isLow, venue, rating } = state;
  const where = [screenOf(state, nowMs), agency, service, priority, Boolean(taking), Boolean(refusal)];
  where.push(rating?.says, rating?.number);
  const shown = where.concat(language, isLarge, isLow, venue?.house).join(" ");
  return shown === state.shown ? state : { ...state, shown, stoodMs: nowMs };
}

/** Whether a button ("any", "take", "done") takes a touch that began then. */
export function takesTouch(state, button, beganMs) {
  return beganMs - state.stoodMs >= SETTLE_MS[button];
}

/** Return what is touched at least, CSS px, on a screen of so many inches: 15 mm; 0 if they are not known. */
export function touchPx(inches, { width, height }) {
  if (!inches) return 0;
  const px = (TOUCH_MM * Math.hypot(width, height)) / (inches * MM_PER_INCH);
  return Math.min(px, Math.min(width, height) / FINGERS_MIN);
}
const TOUCH_MM = 15;
const MM_PER_INCH = 25.4;
/** A screen that is said to be smaller than so many fingers side by side is not. */
const FINGERS_MIN = 6;

/** How the idle time stands: null, or the seconds left of the warning; 0 means go home. */
export function idleLeft(state, nowMs) {
  if (isAtRest(state) || (state.taking && !isUnsure(state, nowMs))) return null;
  const quiet = state.help ? HELP_MS : state.screen === "ticket" ? TICKET_MS : IDLE_MS;
  const idleMs = nowMs - state.touchedMs;
  if (idleMs < quiet) return null;
  return Math.max(0, Math.ceil((quiet + WARNING_MS - idleMs) / 1000));
}

/** Whether the kiosk is as the next visitor shall find it: its page may be loaded anew. */
export function isAtRest(state) {
  const isUsual = Object.entries(USUAL).every(([name, value]) => state[name] === value);
  return isUsual && state.screen === "agencies" && !state.taking && !state.help;
}
