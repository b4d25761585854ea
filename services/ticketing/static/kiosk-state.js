/** What the kiosk shows: pure. A state is a plain object; every function gives a new one. */
import { onlyService } from "./shared/words/catalogue.js";

export { agencyOf, serviceOf, sharedBreak, tiles, zoneOf } from "./shared/words/catalogue.js";

export const IDLE_MS = 30_000;
export const WARNING_MS = 12_000;
export const TICKET_MS = 30_000;
export const OFFLINE_AFTER_MS = 15_000;

/** The first screen; nothing of the last visitor remains. */
export function home(state = {}) {
  return {
    venue: state.venue ?? null,
    heardMs: state.heardMs ?? null,
    gives: state.gives ?? true,
    screen: "agencies",
    agency: null,
    service: null,
    ticket: null,
    taking: null,
    refusal: null,
  };
}

/** A newer catalogue, and when it was the truth; isPaired: whether this kiosk is a device of the house. */
export function heard(state, venue, heardMs, isPaired = false) {
  return { ...state, venue, heardMs, gives: isPaired || !venue.kiosks_only };
}

export function chooseAgency(state, agency) {
  return { ...state, screen: "services", agency, service: onlyService(state.venue, agency), refusal: null };
}

export function chooseService(state, service) {
  return { ...state, service, refusal: null };
}

export function askForHelp(state) {
  return { ...state, screen: "help" };
}

/** Begin to take a number: one key for one touch, kept over retries. */
export function take(state, key) {
  return state.taking ? state : { ...state, taking: { key, service: state.service }, refusal: null };
}

export function taken(state, ticket) {
  return { ...state, screen: "ticket", ticket, taking: null };
}

/** The number was refused: say why, in words from the house ({id, en}). */
export function refused(state, words) {
  return { ...state, taking: null, refusal: words };
}

/**
 * Which screen shows: without news for long, or unpaired where it must be, the kiosk says that it cannot give
 * numbers.
 */
export function screenOf(state, nowMs) {
  if (state.screen === "ticket" || state.taking) return state.screen;
  if (state.heardMs === null) return nowMs > OFFLINE_AFTER_MS ? "offline" : "starting";
  return !state.gives || nowMs - state.heardMs > OFFLINE_AFTER_MS ? "offline" : state.screen;
}

/** How the idle time stands: null, or the seconds left of the warning; 0 means go home. */
export function idleLeft(state, idleMs) {
  const away = state.screen !== "agencies" || state.agency !== null;
  if (!away) return null;
  const quiet = state.screen === "ticket" ? TICKET_MS : IDLE_MS;
  if (idleMs < quiet) return null;
  return Math.max(0, Math.ceil((quiet + WARNING_MS - idleMs) / 1000));
}

/** Whether nobody is at the kiosk: its page may be loaded anew. */
export function isAtRest(state) {
  return state.screen === "agencies" && state.agency === null && !state.taking;
}
