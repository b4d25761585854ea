/** Reception's desk before a number is issued: the agencies, then the services of one. */
import * as S from "./state.js";
import { inBoth } from "../staff/sign-in.js";
import { h, icon } from "../shared/draw.js";
import { waitRange } from "../shared/wait-range.js";
import { clock, together } from "../shared/words/format.js";
import { waitWords } from "../shared/words/wait.js";

export function agenciesView(v) {
  const { here, away } = S.tilesByName(v.catalogue);
  return [
    h("h1", { tabindex: -1, "data-f-home": true }, inBoth(v, "choose", " "), asOf(v)),
    h(
      "ul.tiles",
      here.map((agency) => tile(v, agency, agency.open)),
    ),
    away.length > 0 &&
      h(
        "ul.away",
        away.map((agency) => tile(v, agency, false, v.w(agency.closed_reason))),
      ),
  ];
}

/** awayWords: why an agency is not in this hall. */
function tile(v, agency, isOpen, awayWords = null) {
  const { id, prefix, waiting } = agency;
  const reason = awayWords ?? v.text(agency.closed_text);
  return h(
    "li",
    { key: id },
    h(
      "button.tile",
      {
        class: !isOpen && "closed",
        "data-agency": id,
        "data-f": id,
        onclick: () => v.actions.chooseAgency(id),
      },
      !awayWords && h("span.prefix", { class: prefix.length > 1 && "two" }, prefix),
      h(
        "span.what",
        h("b", agency.short),
        isOpen ? h("span.count", v.w("people", { n: waiting })) : h("span.why", reason),
      ),
    ),
  );
}

/** The time of the counts, while the page is disconnected. */
export function asOf(v) {
  if (!v.isLost || !v.heardAt) return null;
  return h("b.as-of", { "data-as-of": true }, v.w("dataAt", { time: clock(v.heardAt) }));
}

export function persons(v, n) {
  return together(v.w(n === 1 ? "person" : "persons", { n }));
}

export function servicesView(v) {
  const { desk, catalogue } = v;
  const agency = S.agencyOf(catalogue, desk.agency);
  const service = S.serviceOf(catalogue, desk.agency, desk.service);
  return [
    h("div.agency", { key: desk.agency }, agencyHead(v, agency)),
    agency?.services.length
      ? h(
          "ul.services",
          agency.services.map((item) => serviceRow(v, item)),
        )
      : h("p.told", icon("info-circle"), v.text(agency?.closed_text)),
    desk.refusal && refusal(desk.refusal),
    desk.open === "priority"
      ? v.loaded?.priorityChoice(v, desk.priority, v.actions.choosePriority)
      : h("div.bar", v.pending ? sending(v) : takeBar(v, service)),
  ];
}

export function refusal(words) {
  return h("p.told", { role: "alert", "data-refusal": true }, icon("alert-triangle"), h("span", words));
}

/** A pending press. */
export function sending(v) {
  return h("div.take.sending", { role: "status" }, h("span", h("b", v.w("sending")), h("span", v.w("once"))));
}

function agencyHead(v, agency) {
  const zone = S.zoneOf(v.catalogue, agency);
  const place = zone && [v.w("zone", { zone: zone.name }), v.text(agency.counters_text)];
  return [
    h(
      "button.plain.back",
      { "data-home": true, "data-f": "home", onclick: () => v.actions.home() },
      icon("chevron-left"),
      v.w("back"),
    ),
    h("span.prefix", agency?.prefix),
    h(
      "div",
      h("h1", { tabindex: -1, "data-f-home": true }, agency?.name),
      zone && h("p.en", h("antre-motif", { name: zone.motif }), place.filter(Boolean).join(", ")),
      agency?.break_text && h("p", h("b", v.text(agency.break_text))),
    ),
  ];
}

function serviceRow(v, service) {
  const [own, other] = v.names(service);
  const isChosen = service.id === v.desk.service;
  return h(
    "li",
    { key: service.id, class: [isChosen && "chosen", !service.open && "closed"].filter(Boolean).join(" ") },
    h(
      "button",
      {
        "data-service": service.id,
        "data-f": service.id,
        "aria-pressed": String(isChosen),
        onclick: () => v.actions.chooseService(service.id),
      },
      h("span.names", h("b", own), h("span.en", { lang: v.otherLanguage }, other)),
      service.open
        ? h("span.state", h("b", v.w("open")), h("span.en", v.w("people", { n: service.waiting })))
        : h("span.state.why", icon("clock"), h("span", v.text(service.closed_text))),
    ),
    isChosen && h("div.docs", documents(v, service)),
  );
}

function documents(v, service) {
  const { documents: all, open } = service;
  return [
    h("p", inBoth(v, "docs", " ")),
    all.length > 0
      ? h(
          "ul",
          all.map((document) => h("li", icon("file-text"), h("span", v.text(document)))),
        )
      : h("p.en", v.w("noDocs")),
    open && aheadView(v, v.desk.priority === null ? service : service.priority, service.wait_note),
  ];
}

/** How many are ahead, the estimated wait if known, and a note on long waits. */
function aheadView(v, { ahead, wait }, note) {
  const words = wait && waitWords(wait, v.word);
  return h(
    "div.ahead",
    h("p", h("span", v.w("ahead")), h("b", persons(v, ahead))),
    words && h("p", h("span", v.w("waitTitle")), waitRange(words)),
    words && h("p.en", [words.clock, words.made].filter(Boolean).join(". "), "."),
    note && (!words || ahead > 0) && h("p.en", v.text(note)),
  );
}

function takeBar(v, service) {
  const canTake = service?.open && !v.isLost;
  const { priority } = v.desk;
  return [
    h(
      "button.plain.mark",
      {
        "data-priority": true,
        "data-f": "priority",
        "aria-pressed": String(priority !== null),
        disabled: !canTake,
        onclick: () => v.actions.toggle("priority"),
      },
      icon(priority ? "check" : "user-plus"),
      v.w("priority"),
    ),
    canTake ? takeButton(v, service) : h("p.take.none", { "data-why": true }, h("b", whyNotTake(v, service))),
  ];
}

function takeButton(v, service) {
  return h(
    "button.take",
    { "data-take": true, "data-f": "take", onclick: () => v.actions.issue() },
    h("span", h("b", v.w("take")), h("span", v.w("takeFor", { service: v.names(service)[0] }))),
    icon("ticket"),
  );
}

function whyNotTake(v, service) {
  if (v.isLost) return v.w("offline");
  return service ? v.text(service.closed_text) : v.w("chooseService");
}
