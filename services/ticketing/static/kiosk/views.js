/** Views of the kiosk: its head, its screens, and its foot. */
import { findView } from "./find-views.js";
import { priorityButton, priorityView } from "./priority-views.js";
import { ratingView } from "./rating-views.js";
import * as S from "./state.js";
import { h, icon } from "../shared/draw.js";
import { waitRange } from "../shared/wait-range.js";
import { clock, longDate, together } from "../shared/words/format.js";
import { waitWords } from "../shared/words/wait.js";

export function headView(v) {
  return [
    h("antre-motif", { name: "ketupat" }),
    h("p.house", h("b", v.venue?.name ?? "Antre"), h("span", v.now && longDate(v.now, v.language))),
    h("p.clock", h("b.tabular", v.now && clock(v.now)), h("span", v.venue?.time_zone_label)),
    h(
      "div.languages",
      { role: "group" },
      ["id", "en"].map((language) =>
        h(
          "button",
          {
            "aria-pressed": String(language === v.language),
            "data-language": language,
            onclick: () => v.actions.speak(language),
          },
          language === "id" ? "Indonesia" : "English",
        ),
      ),
    ),
  ];
}

/** General notices above the first screens: of the day, current ones, and those of the agency's zone. */
export function noticeView(v) {
  const { venue, notices, screen, agency } = v;
  const here = screen === "services" ? S.agencyOf(venue, agency)?.zone : null;
  const visible = notices.filter(({ service, zone }) => !service && (!zone || zone === here));
  return [
    venue?.notice && h("p", { key: "day" }, icon("clock"), h("span", v.text(venue.notice))),
    visible.map(({ id, text }) => h("p", { key: id }, icon("speakerphone"), h("span", v.text(text)))),
  ];
}

/** A button that indicates more content below, and scrolls to it. */
export function moreView(v) {
  if (v.below === "nothing") return null;
  const isEnd = v.below === "end";
  return h(
    "button.more",
    { "data-below": v.below, onclick: () => v.actions.scroll() },
    icon("chevron-right"),
    h("b", v.w(isEnd ? "top" : "more")),
  );
}

export function footView(v) {
  const aid = (name, isOn, on, off, sign) =>
    h(
      "button",
      { "data-aid": name, onclick: () => v.actions.switchAid(name) },
      icon(sign),
      h("b", v.w(isOn ? off : on)),
    );
  return [
    v.left !== null &&
      h(
        "p.idle",
        { role: "status" },
        h("span", v.w("idle", { n: v.left })),
        h("progress", { max: S.WARNING_MS / 1000, value: v.left }),
      ),
    h(
      "div.aids",
      aid("isLarge", v.isLarge, "larger", "smaller", "text-size"),
      callView(v),
      v.screen === "ticket" ? doneView(v) : aid("isLow", v.isLow, "lower", "raise", "wheelchair"),
    ),
  ];
}

function callView(v) {
  return h(
    "button",
    { "data-help": true, disabled: Boolean(v.taking), onclick: () => v.actions.askForHelp() },
    icon("bell"),
    h("b", v.w("callHelp")),
  );
}

/**
 * Placed where no other screen has the button that takes a number, so that an accidental second tap cannot
 * hit that button.
 */
function doneView(v) {
  const act = { key: "done", "data-home": true, onclick: () => v.actions.done() };
  return h("button.done", act, icon("check"), h("b", v.w("done")));
}

export function screenView(v) {
  return SCREENS[v.screen](v);
}

const SCREENS = {
  starting: (v) =>
    h(
      "section.middle",
      h("antre-motif", { name: "ketupat" }),
      h("h1", v.w("starting")),
      h("p.en", v.o("starting")),
    ),
  offline: offlineView,
  help: helpView,
  find: (v) => findView(v, moreView),
  unsure: (v) =>
    h(
      "section.middle",
      icon("hourglass"),
      h("h1", v.w("unsure")),
      h("h2", v.w("unsureDo")),
      h("p.en", v.o("unsure"), " ", v.o("unsureDo")),
      h("button.plain", { "data-home": true, onclick: () => v.actions.back() }, h("b", v.w("giveUp"))),
    ),
  agencies: agenciesView,
  services: servicesView,
  priority: priorityView,
  rating: (v) => ratingView(v, moreView),
  ticket: ticketView,
};

/** Whether staff were called; if that is not certain, where to find staff. */
function helpView(v) {
  const { says } = v.help;
  const [sign, title, more] = {
    asking: ["hourglass", "helpAsking", null],
    called: ["circle-check", "helpCalled", "helpWait"],
    none: ["help-circle", "helpTitle", "helpDo"],
    unsure: ["help-circle", "helpTitle", "helpUnsure"],
  }[says];
  return h(
    "section.middle",
    { key: says, "data-call": says },
    icon(sign),
    h("h1", v.w(title)),
    more && h("h2", v.w(more)),
    h("p.en", v.o(title), " ", more && v.o(more)),
    h("button.plain", { "data-home": true, onclick: () => v.actions.closeHelp() }, h("b", v.w("back"))),
  );
}

function offlineView(v) {
  return h(
    "section.middle",
    icon("help-circle"),
    h("h1", v.w("offline")),
    h("h2", v.w("offlineDo")),
    h("p.en", v.o("offline"), " ", v.o("offlineDo")),
  );
}

function agenciesView(v) {
  const { here, away } = S.byErrand(v.venue);
  const shared = S.sharedBreak(v.venue);
  return [
    h(
      "div.ask",
      v.venue.closed_text
        ? h("h1.closed", v.text(v.venue.closed_text))
        : h("h1", v.w("choose"), " ", h("span.en", v.o("choose"))),
      findTile(v),
    ),
    shared && breakView(v, shared),
    h(
      "ul.tiles",
      here.map((agency) => tile(v, agency, closedReason(v.venue, agency, shared))),
    ),
    away.length > 0 &&
      h(
        "ul.away",
        away.map((agency) => awayTile(v, agency)),
      ),
  ];
}

/** Return why an agency is closed or on break, unless that is displayed once for the whole hall. */
function closedReason(venue, agency, shared) {
  return (venue.closed_text ? null : agency.closed_text) ?? (shared ? null : agency.break_text);
}

function breakView(v, words) {
  return h("p.why.break", icon("clock"), h("span", v.text(words)));
}

/** A tile with what the agency is about, then its name; reason: why it issues no numbers now. */
function tile(v, agency, reason) {
  return h(
    "li",
    { key: `agency ${agency.id}`, class: agency.featured && "featured" },
    h(
      "button.tile",
      {
        class: !agency.open && "closed",
        "data-agency": agency.id,
        onclick: () => v.actions.chooseAgency(agency.id),
      },
      h("span.prefix.cap", agency.prefix),
      h(
        "span.what",
        h("b", v.text(agency.about) || agency.short),
        v.text(agency.about) && h("span.name", agency.short),
        reason && h("span.why", icon("clock"), v.text(reason)),
      ),
    ),
  );
}

function findTile(v) {
  return h(
    "button.tile.person",
    { "data-find": true, onclick: () => v.actions.openFind() },
    icon("search"),
    h("span.what", h("b", v.w("notSure")), h("span", v.w("notSureDo"))),
  );
}

function awayTile(v, { id, short, closed_reason: reason }) {
  return h(
    "li",
    { key: id },
    h(
      "button.tile.closed",
      { "data-agency": id, onclick: () => v.actions.chooseAgency(id) },
      h("span.what", h("span.name", short), h("span.en", v.w(reason))),
    ),
  );
}

function servicesView(v) {
  const agency = S.agencyOf(v.venue, v.agency);
  if (!agency) return offlineView(v);
  return [
    h("div.agency", { key: agency.id }, agencyHead(v, agency)),
    h(
      "ul.services",
      agency.services.map((service) => serviceRow(v, service)),
    ),
    v.refusal &&
      h(
        "p.refusal",
        { role: "alert" },
        icon("alert-triangle"),
        h("span", h("b", v.text(v.refusal)), " ", v.w("changed")),
      ),
    moreView(v),
    takeView(v, S.serviceOf(v.venue, v.agency, v.service)),
  ];
}

function agencyHead(v, agency) {
  const zone = S.zoneOf(v.venue, agency);
  const place = zone && [v.w("zone", { zone: zone.name }), v.text(agency.counters_text)];
  return [
    h(
      "button.back",
      { "data-home": true, disabled: Boolean(v.taking), onclick: () => v.actions.back() },
      icon("chevron-left"),
      v.w("back"),
    ),
    h("span.prefix.cap", agency.prefix),
    h(
      "div",
      h("h1", agency.name),
      zone && h("p.en", h("antre-motif", { name: zone.motif }), place.filter(Boolean).join(", ")),
    ),
  ];
}

/** The button that takes a number, or why there is none. */
function takeView(v, service) {
  if (v.taking)
    return h(
      "button.take.taking",
      { key: "taking", "data-take": true, disabled: true },
      h("span", h("b", v.w("wait")), h("span", v.o("wait"))),
    );
  if (service?.open)
    return h(
      "button.take",
      { key: "take", "data-take": true, onclick: () => v.actions.take() },
      h(
        "span",
        h("b", v.w("take")),
        h("span", v.w("takeFor", { service: v.names(service)[0] })),
        service.break_text && h("span.break", v.text(service.break_text)),
      ),
      icon("ticket"),
    );
  const [words, otherWords] = service
    ? [v.text(service.closed_text), ""]
    : [v.w("chooseService"), v.o("chooseService")];
  return h("p.take.none", h("span", h("b", words), h("span", otherWords)));
}

function serviceRow(v, service) {
  const [name, other] = v.names(service);
  const isChosen = service.id === v.service;
  const isTaken = isChosen && service.open;
  return h(
    "li",
    { key: service.id, class: [isChosen && "chosen", !service.open && "closed"].filter(Boolean).join(" ") },
    h(
      "button",
      {
        "data-service": service.id,
        "aria-pressed": String(isChosen),
        disabled: Boolean(v.taking),
        onclick: () => v.actions.chooseService(service.id),
      },
      h("span", h("b", name), h("span.en", other)),
      service.open
        ? h(
            "span.state",
            h("b", v.w("open")),
            !isTaken && h("span.en", v.w("aheadRow", { n: service.ahead })),
          )
        : h("span.state.why", h("b", v.text(service.closed_text))),
    ),
    noticesOf(v, service),
    isTaken && v.asksPriority && priorityButton(v),
    isTaken && service.documents.length > 0 && h("div.docs", documents(v, service)),
    isTaken && aheadView(v, v.priority === null ? service : service.priority, service.wait_note),
  );
}

/** Current notices of a service. */
function noticesOf(v, { id }) {
  return v.notices
    .filter(({ service }) => service === id)
    .map(({ id: notice, text }) =>
      h("p.told", { key: notice, "data-notice": notice }, icon("speakerphone"), h("span", v.text(text))),
    );
}

/** How many are ahead, the expected wait if known, and a note on it; nothing if queue is null. */
function aheadView(v, queue, note) {
  if (!queue) return null;
  const { ahead, wait } = queue;
  const words = wait && waitWords(wait, v.word);
  return h(
    "div.ahead",
    h("p", h("span", v.w("ahead")), h("b", persons(v, ahead))),
    words && h("p", h("span", v.w("waitTitle")), waitRange(words)),
    words && h("p.when", [words.clock, words.made].filter(Boolean).join(". "), "."),
    note && (!words || ahead > 0) && h("p.when", { "data-wait-note": true }, icon("clock"), v.text(note)),
  );
}

function persons(v, n) {
  return together(n === 1 ? v.w("person") : v.w("persons", { n }));
}

function documents(v, service) {
  return [
    h("p", h("b", v.w("docs")), " ", h("span.en", v.o("docs"))),
    h(
      "ul",
      service.documents.map((one) =>
        h("li", icon("file-text"), h("span", v.text(one), h("span.en", v.otherText(one)))),
      ),
    ),
  ];
}

function ticketView(v) {
  const { ticket } = v;
  return h(
    "section.ticket.on-dark",
    { key: ticket.number },
    h("h1", v.w("ready")),
    h("p.en", v.o("ready")),
    h(
      "div.cloth",
      h("p.label", h("b", v.w("number")), " ", h("span.en", v.o("number"))),
      h("antre-fitted.number.cap", { "data-ticket-number": ticket.number }, ticket.number),
      h("div.facts", ticketFacts(v, ticket)),
      h("div.go", ticketGo(v, ticket)),
      h("div.fringe"),
    ),
    h(
      "p.next",
      h("b", v.w(v.paperMm ? "takePaper" : "remember")),
      h("span", v.w(v.paperMm ? "paperElse" : "noPaper")),
      h("span", v.w("watch")),
    ),
  );
}

function ticketFacts(v, ticket) {
  const [name] = v.names({ name: ticket.service_name, name_en: ticket.service_name_en });
  return [
    h("p", h("b", name), h("span.en", ticket.agency_name)),
    h("p", h("span.en", v.w("ahead")), h("b", persons(v, ticket.ahead))),
    ticket.wait && h("p", h("span.en", v.w("waitTitle")), waitRange(waitWords(ticket.wait, v.word))),
  ];
}

/** Where to wait, and the QR code of the ticket page, if phones can reach it. */
function ticketGo(v, { zone, token, phone_url: address }) {
  return [
    zone && h("antre-motif", { name: zone.motif }),
    h(
      "p",
      zone && h("b", v.w("waitAt", { zone: zone.name })),
      h("span", v.text(zone?.way)),
      h("span.en", v.w(address ? "follow" : "followHere")),
    ),
    address && h("img", { src: v.qrOf(token), alt: "QR" }),
  ];
}
