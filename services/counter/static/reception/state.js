/** State of reception's page: pure. A state is a plain object; every function returns a new one. */
import { DIGITS_MAX } from "../staff/ticket-number.js";
import { onlyService, tiles } from "../shared/words/catalogue.js";

export { agencyOf, serviceOf, zoneOf } from "../shared/words/catalogue.js";

/** The reasons for priority by law. */
export const PRIORITIES = ["elderly", "disabled", "pregnant", "infant", "child", "disaster"];
export const PLACES = ["first", "after-two", "last"];
export const WIDTHS = [80, 58];
const RECENT_MAX = 6;

/** The first screen; only the recent numbers are kept. */
export function home(state = {}) {
  return {
    catalogue: state.catalogue ?? null,
    recent: state.recent ?? [],
    screen: "agencies",
    agency: null,
    service: null,
    priority: null,
    open: null,
    ticket: null,
    isFresh: false,
    isPrinted: false,
    reason: null,
    refusal: null,
  };
}

export function withCatalogue(state, catalogue) {
  return { ...state, catalogue };
}

export function chooseAgency(state, agency) {
  return {
    ...home(state),
    screen: "services",
    agency,
    service: onlyService(state.catalogue, agency),
  };
}

export function chooseService(state, service) {
  return { ...state, service, refusal: null };
}

/** Choose a priority's reason, or none; the choice closes, so that visitors do not see it. */
export function choosePriority(state, priority) {
  return { ...state, priority, open: null };
}

/** Open or close a question or choice under the ticket ("priority", "back", "cancel"). */
export function toggleOpen(state, open) {
  return { ...state, open: state.open === open ? null : open, reason: null, refusal: null };
}

export function withTicket(state, ticket, isFresh) {
  const recent = isFresh
    ? [ticket.number, ...state.recent.filter((number) => number !== ticket.number)].slice(0, RECENT_MAX)
    : state.recent;
  return { ...home(state), recent, screen: "ticket", ticket, isFresh };
}

/** Update the displayed ticket; any other is ignored. */
export function updateTicket(state, ticket) {
  if (state.ticket?.number !== ticket.number) return state;
  const hadPriority = state.ticket.priority !== null;
  return { ...state, ticket, reason: hadPriority && ticket.priority !== null ? state.reason : null };
}

export function withRefusal(state, words) {
  return { ...state, refusal: words };
}

export function toggleReason(state, reason) {
  return { ...state, reason: state.reason === null ? reason : null };
}

export function markPrinted(state) {
  return { ...state, isPrinted: true };
}

/** The agencies of this venue by name, and those elsewhere or only planned. Tiles never move. */
export function tilesByName(catalogue) {
  const agencies = [...catalogue.agencies].sort((a, b) => a.short.localeCompare(b.short, "id"));
  return tiles({ agencies });
}

/** The kiosks whose visitors asked for help, in the service's order. */
export function kioskCalls(hall) {
  return (hall?.attention ?? []).filter((need) => need.kind === "kiosk-help");
}

/** Whether a kiosk asks for help now that did not in the previous state (null: none). */
export function callsAnew(before, hall) {
  const called = new Set(kioskCalls(before).map(({ device, since }) => `${device} ${since}`));
  return kioskCalls(hall).some((need) => !need.coming && !called.has(`${need.device} ${need.since}`));
}

/** The prefixes of this venue's numbers, for the keypad. */
export function prefixes(catalogue) {
  const { here } = tiles(catalogue ?? { agencies: [] });
  return [...new Set(here.map((agency) => agency.prefix))].sort(
    (a, b) => a.length - b.length || a.localeCompare(b),
  );
}

/** The catalogue with the live counts of the hall. */
export function withCounts(catalogue, hall) {
  if (!hall) return catalogue;
  const services = new Map(hall.services.map((service) => [service.id, service.waiting]));
  const agencies = new Map(hall.agencies.map((agency) => [agency.id, agency.waiting]));
  return {
    ...catalogue,
    agencies: catalogue.agencies.map((agency) => ({
      ...agency,
      waiting: agencies.get(agency.id) ?? agency.waiting,
      services: agency.services.map((service) => ({
        ...service,
        waiting: services.get(service.id) ?? service.waiting,
      })),
    })),
  };
}

/** The text after one more key: letters ("A", "LH"), a digit, "back" or "clear". */
export function typeKey(text, key) {
  const [, letters, digits] = /^([A-Z]{0,2})-?(\d*)$/.exec(text.toUpperCase().replace(/\s/g, "")) ?? [
    "",
    "",
    "",
  ];
  const join = (a, b) => (b ? `${a}-${b}` : a);
  if (key === "clear") return "";
  if (key === "back") return digits ? join(letters, digits.slice(0, -1)) : "";
  if (/^\d$/.test(key)) return digits.length < DIGITS_MAX ? join(letters, digits + key) : text;
  return join(key, digits);
}

/** Which actions are possible for a ticket. */
export function actsOf(ticket) {
  const isOpen = ["waiting", "called", "serving", "held", "missed"].includes(ticket.state) && !ticket.dropped;
  return {
    back: isOpen && ticket.state === "missed",
    cancel: isOpen && ["waiting", "missed", "held"].includes(ticket.state),
    priority: isOpen && ticket.state !== "serving",
    print: isOpen,
  };
}

/** The word of a ticket's state. */
export function stateWord(ticket) {
  return `state_${ticket.dropped ? "dropped" : ticket.state}`;
}
