/** The desk: at the left what a number is given for, or the number itself; at the right the keypad that finds one. */
import { fillInKeeping } from "../staff/keep-focus.js";
import { fillIn, h, icon, say } from "../shared/dom.js";
import { clock, together } from "../shared/format.js";
import * as S from "./state.js";

export function drawDesk(page, main) {
  if (!page.desk.catalogue) {
    fillIn(main, ["starting", page.language], () => h("p.starting", page.w("starting")));
    return;
  }
  fillIn(main, ["desk", page.language], () => [h("section.give"), finder(page)]);
  const give = main.querySelector(".give");
  const catalogue = S.counted(page.desk.catalogue, page.state);
  const { desk } = page;
  const lost = page.connection === "lost";
  const kept = page.box.kept && [page.box.kept.verb, page.box.kept.tries > 0];
  if (desk.screen === "ticket")
    fillInKeeping(
      give,
      [
        "ticket",
        { ...desk, catalogue: null, recent: null },
        kept,
        lost,
        page.message,
        page.widthMm,
        page.directly,
      ],
      () => ticketShown(page, desk),
    );
  else if (desk.screen === "services")
    fillInKeeping(
      give,
      [
        "services",
        { ...desk, catalogue: null, recent: null },
        S.agencyOf(catalogue, desk.agency),
        kept,
        lost,
      ],
      () => servicesShown(page, desk, catalogue),
    );
  else fillInKeeping(give, ["agencies", catalogue.agencies, lost], () => agenciesShown(page, catalogue));
  drawFinder(page, main.querySelector(".find"));
}

function name(page, service) {
  return page.language === "id" ? [service.name, service.name_en] : [service.name_en, service.name];
}

function text(page, words) {
  return words?.[page.language] ?? "";
}

function persons(page, n) {
  return together(page.w(n === 1 ? "person" : "persons", { n }));
}

/** "loket 1 sampai 4", or "loket 5, 7". */
function countersWords(page, signs) {
  const parts = S.counters(signs);
  return signs.length === 0
    ? ""
    : page.w(
        parts.list === undefined ? "countersRow" : signs.length === 1 ? "counterOne" : "countersList",
        parts,
      );
}

function agenciesShown(page, catalogue) {
  const { here, away } = S.tiles(catalogue);
  return [
    h(
      "h1",
      { tabindex: -1, "data-f-home": true },
      page.w("choose"),
      " ",
      h("span.en", { lang: page.otherLanguage }, page.o("choose")),
      asOf(page),
    ),
    h(
      "ul.tiles",
      here.map((agency) =>
        h(
          "li",
          h(
            "button",
            {
              class: agency.open ? "tile" : "tile closed",
              "data-agency": agency.id,
              "data-f": agency.id,
              onclick: () => page.chooseAgency(agency.id),
            },
            h("span", { class: agency.prefix.length > 1 ? "prefix two" : "prefix" }, agency.prefix),
            h(
              "span.what",
              h("b", agency.short),
              agency.open
                ? h("span.count", page.w("people", { n: agency.waiting }))
                : h("span.why", text(page, agency.closed_text)),
            ),
          ),
        ),
      ),
    ),
    away.length > 0 &&
      h(
        "ul.away",
        away.map((agency) =>
          h(
            "li",
            h(
              "button.tile.closed",
              { "data-agency": agency.id, "data-f": agency.id, onclick: () => page.chooseAgency(agency.id) },
              h("span.what", h("b", agency.short), h("span.why", page.w(agency.closed_reason))),
            ),
          ),
        ),
      ),
  ];
}

function asOf(page) {
  if (page.connection !== "lost" || !page.state?.heard) return null;
  return h("b.as-of", { "data-as-of": true }, page.w("dataAt", { time: clock(page.state.heard) }));
}

function servicesShown(page, desk, catalogue) {
  const agency = S.agencyOf(catalogue, desk.agency);
  const zone = agency && catalogue.zones.find((z) => z.id === agency.zone);
  const service = S.serviceOf(catalogue, desk.agency, desk.service);
  return [
    h(
      "div.agency",
      h(
        "button.plain.back",
        { "data-home": true, "data-f": "home", onclick: () => page.home() },
        icon("chevron-left"),
        page.w("back"),
      ),
      h("span.prefix", agency?.prefix ?? ""),
      h(
        "div",
        h("h1", { tabindex: -1, "data-f-home": true }, agency?.name ?? ""),
        zone &&
          h(
            "p.en",
            h("antre-motif", { name: zone.motif }),
            [page.w("zone", { zone: zone.name }), countersWords(page, agency.counters)]
              .filter(Boolean)
              .join(", "),
          ),
      ),
    ),
    agency?.services.length
      ? h(
          "ul.services",
          agency.services.map((s) => serviceShown(page, desk, s)),
        )
      : h("p.told", icon("info-circle"), text(page, agency?.closed_text)),
    desk.refusal &&
      h("p.told", { role: "alert", "data-refusal": true }, icon("alert-triangle"), h("span", desk.refusal)),
    desk.open === "priority"
      ? priorityChoice(page, desk.priority, (priority) => page.set(S.choosePriority(page.desk, priority)))
      : takeBar(page, desk, service),
  ];
}

function serviceShown(page, desk, service) {
  const [own, other] = name(page, service);
  const isChosen = service.id === desk.service;
  return h(
    "li",
    { class: [isChosen ? "chosen" : "", service.open ? "" : "closed"].join(" ") },
    h(
      "button",
      {
        "data-service": service.id,
        "data-f": service.id,
        "aria-pressed": String(isChosen),
        onclick: () => page.set(S.chooseService(page.desk, service.id)),
      },
      h("span.names", h("b", own), h("span.en", { lang: page.otherLanguage }, other)),
      service.open
        ? h("span.state", h("b", page.w("open")), h("span.en", page.w("people", { n: service.waiting })))
        : h("span.state.why", icon("clock"), h("span", text(page, service.closed_text))),
    ),
    isChosen &&
      h(
        "div.docs",
        h("p", h("b", page.w("docs")), " ", h("span.en", { lang: page.otherLanguage }, page.o("docs"))),
        service.documents.length
          ? h(
              "ul",
              service.documents.map((d) => h("li", icon("file-text"), h("span", text(page, d)))),
            )
          : h("p.en", page.w("noDocs")),
        service.open && h("p.ahead", h("span", page.w("ahead")), h("b", persons(page, service.ahead))),
      ),
  );
}

function takeBar(page, desk, service) {
  if (page.box.kept) {
    return h(
      "div.bar",
      h(
        "div.take.sending",
        { role: "status" },
        h("span", h("b", page.w("sending")), h("span", page.w("once"))),
      ),
    );
  }
  const lost = page.connection === "lost";
  const canTake = service?.open && !lost;
  const why = lost ? page.w("offline") : service ? text(page, service.closed_text) : page.w("chooseService");
  return h(
    "div.bar",
    h(
      "button.plain.mark",
      {
        "data-priority": true,
        "data-f": "priority",
        "aria-pressed": String(desk.priority !== null),
        disabled: !canTake,
        onclick: () => page.set(S.opened(page.desk, "priority")),
      },
      icon(desk.priority ? "check" : "user-plus"),
      page.w("priority"),
    ),
    canTake
      ? h(
          "button.take",
          { "data-take": true, "data-f": "take", onclick: () => page.issue() },
          h(
            "span",
            h("b", page.w("take")),
            h("span", page.w("takeFor", { service: name(page, service)[0] })),
          ),
          icon("ticket"),
        )
      : h("p.take.none", { "data-why": true }, h("b", why)),
  );
}

function priorityChoice(page, chosen, choose) {
  const isTicket = page.desk.screen === "ticket";
  return h(
    "div.choice-box",
    { role: "group", "aria-labelledby": "priority-title" },
    h(
      "h2",
      { id: "priority-title" },
      page.w("priorityAsk"),
      h("span.en", { lang: page.otherLanguage }, page.o("priorityAsk")),
    ),
    h(
      "ul",
      S.PRIORITIES.map((reason) =>
        h(
          "li",
          h(
            "button.plain",
            {
              "data-reason": reason,
              "data-f": `reason ${reason}`,
              "aria-pressed": isTicket ? null : String(reason === chosen),
              onclick: () => choose(reason),
            },
            page.w(`reason_${reason}`),
          ),
        ),
      ),
    ),
    h("p", page.w("priorityHint")),
    h(
      "div.row",
      chosen !== null &&
        h(
          "button.plain",
          { "data-reason": "none", "data-f": "reason none", onclick: () => choose(null) },
          page.w(isTicket ? "priorityTake" : "priorityNone"),
        ),
      h(
        "button.plain",
        { "data-no": true, "data-f": "no", onclick: () => page.set(S.opened(page.desk, "priority")) },
        icon("chevron-left"),
        page.w("back"),
      ),
    ),
  );
}

function ticketShown(page, desk) {
  const { ticket } = desk;
  const [own, other] = name(page, { name: ticket.service_name, name_en: ticket.service_name_en });
  const counter = ticket.counter ? page.counterName({ name: ticket.counter_name ?? ticket.counter }) : "";
  const title = desk.isFresh ? page.w("ready") : page.w(S.stateWord(ticket), { counter, n: ticket.calls });
  const also = desk.isFresh ? page.o("ready") : page.w("issuedAt", { time: clock(ticket.issued_at) });
  return h(
    "div",
    { class: desk.open ? "ticket on-dark asking" : "ticket on-dark" },
    h(
      "div.title",
      h(
        "h1",
        { tabindex: -1, "data-f-home": true, "data-state": ticket.dropped ? "dropped" : ticket.state },
        title,
      ),
      h("p", also),
      asOf(page),
    ),
    h(
      "div.cloth",
      h(
        "p.label",
        h("b", page.w("number")),
        !ticket.priority && h("span.en", { lang: page.otherLanguage }, page.o("number")),
        mark(page, desk),
      ),
      h(
        "p",
        { class: `number cap size${ticket.number.length}`, "data-ticket-number": ticket.number },
        ticket.number,
      ),
      h(
        "div.facts",
        h("p", h("b", own), h("span.en", { lang: page.otherLanguage }, other)),
        h("p", h("b", ticket.agency_short)),
        ticket.state === "waiting" &&
          h(
            "p.last",
            h("span.en", page.w("ahead")),
            h("b", { "data-ahead": ticket.ahead }, persons(page, ticket.ahead)),
          ),
      ),
      h(
        "div.where",
        ticket.zone && h("antre-motif", { name: ticket.zone.motif }),
        h(
          "p",
          ticket.zone && h("b", together(page.w("waitAt", { zone: ticket.zone.name }))),
          h("span", countersWords(page, ticket.counters)),
          ticket.then.length > 0 && h("span", page.w("then", { agency: ticket.then[0].agency_short })),
          h("span.en", page.w("follow")),
        ),
        h("img", { src: page.qr(ticket.number), alt: page.w("qr", { number: ticket.number }) }),
      ),
      h("div.fringe"),
    ),
    h(
      "p.outcome",
      { role: "status", "data-message": true, hidden: !page.message || desk.isFresh },
      page.message ?? "",
    ),
    desk.refusal &&
      h("p.told", { role: "alert", "data-refusal": true }, icon("alert-triangle"), h("span", desk.refusal)),
    page.box.kept?.tries > 0
      ? h(
          "div.take.sending",
          { role: "status" },
          h("span", h("b", page.w("sending")), h("span", page.w("once"))),
        )
      : under(page, desk),
  );
}

/** The neutral mark of a priority; why it is there only on request, until the next press. */
function mark(page, { ticket, reason }) {
  if (!ticket.priority) return null;
  return h(
    "span.marked",
    { "data-marked": true },
    h("b", page.w("priority")),
    reason && h("span", { "data-why": reason }, page.w(`reason_${reason}`)),
    h(
      "button.plain",
      {
        "data-see-reason": true,
        "data-f": "reason",
        "aria-expanded": String(reason !== null),
        onclick: () => page.seeReason(),
      },
      icon("eye"),
      page.w(reason ? "hideReason" : "seeReason"),
    ),
  );
}

function under(page, desk) {
  const { ticket } = desk;
  const rests = Boolean(page.box.kept) || page.connection === "lost";
  if (desk.open === "priority")
    return priorityChoice(page, ticket.priority, (priority) => page.mark(priority));
  if (desk.open === "back") {
    return question(
      page,
      page.w("isBackAsk", { number: ticket.number }),
      S.PLACES.map((place) => ({
        word: `place_${place}`,
        data: { "data-place": place },
        press: () => page.bringBack(place),
      })),
      "back",
      rests,
    );
  }
  if (desk.open === "cancel")
    return question(
      page,
      page.w("cancelAsk", { number: ticket.number }),
      [{ word: "cancelYes", data: { "data-yes": true }, press: () => page.cancel() }],
      "cancel",
      rests,
    );
  const acts = S.actsOf(ticket);
  const isCopy = !desk.isFresh || desk.isPrinted;
  const opens = (what, word, icon) =>
    h(
      "button.plain",
      {
        "data-open": what,
        "data-f": `open ${what}`,
        disabled: rests,
        onclick: () => page.set(S.opened(page.desk, what)),
      },
      icon(icon),
      word,
    );
  return h(
    "div.under",
    h(
      "div.row",
      acts.back &&
        h(
          "button.plain.light",
          {
            "data-open": "back",
            "data-f": "open back",
            disabled: rests,
            onclick: () => page.set(S.opened(page.desk, "back")),
          },
          icon("user-check"),
          page.w("isBack", { number: ticket.number }),
        ),
      acts.print &&
        h(
          "button",
          {
            class: acts.back ? "plain" : "plain light",
            "data-print": isCopy ? "copy" : "ticket",
            "data-f": "print",
            disabled: rests,
            onclick: () => page.print(),
          },
          icon("printer"),
          page.w(isCopy ? "reprint" : "print"),
        ),
      acts.priority &&
        opens("priority", page.w(ticket.priority ? "priorityChange" : "priorityMark"), "user-plus"),
      acts.cancel && opens("cancel", page.w("cancel"), "door-exit"),
    ),
    h(
      "div.row",
      h(
        "button.plain",
        { "data-home": true, "data-f": "home", onclick: () => page.home() },
        icon("check"),
        page.w("done"),
      ),
      acts.print &&
        h(
          "div.settings",
          { role: "group", "aria-label": page.w("paper") },
          h("span", page.w("paper")),
          S.WIDTHS.map((mm) =>
            h(
              "button.plain",
              {
                "data-width": mm,
                "data-f": `width ${mm}`,
                "aria-pressed": String(page.widthMm === mm),
                onclick: () => page.setting("widthMm", mm),
              },
              together(page.w("width", { n: mm })),
            ),
          ),
          h(
            "button.plain",
            {
              "data-directly": true,
              "data-f": "directly",
              "aria-pressed": String(page.directly),
              onclick: () => page.setting("directly", !page.directly),
            },
            page.w("directly"),
            h("span.switch", page.w(page.directly ? "on" : "off")),
          ),
        ),
    ),
  );
}

function question(page, asked, answers, what, rests) {
  return h(
    "div.choice-box",
    { role: "group", "aria-label": asked },
    h("h2", asked),
    h(
      "div.row",
      answers.map(({ word, data, press }) =>
        h("button.plain.do", { disabled: rests, onclick: press, ...data }, page.w(word)),
      ),
      h(
        "button.plain",
        { "data-no": true, "data-f": "no", onclick: () => page.set(S.opened(page.desk, what)) },
        page.w("no"),
      ),
    ),
  );
}

/** The keypad beside everything: letters of this house, digits, and the numbers given last. */
function finder(page) {
  const input = h("input", {
    id: "find",
    name: "number",
    autocomplete: "off",
    inputmode: "none",
    maxlength: 8,
    placeholder: "A-012",
  });
  const press = (key) => () => {
    input.value = S.typed(input.value, key);
  };
  const key = (label, value, more = {}) =>
    h("button.key", { "data-key": value, onclick: press(value), ...more }, label);
  return h(
    "aside.find",
    h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          if (input.value.trim()) page.find(input.value);
        },
      },
      h(
        "label",
        { for: "find" },
        h("b", page.w("find")),
        h("span.en", { lang: page.otherLanguage }, page.o("find")),
      ),
      h(
        "div.field",
        input,
        h(
          "button",
          { type: "submit", class: "plain do", "data-find": true },
          icon("search"),
          page.w("findDo"),
        ),
      ),
      h(
        "div.letters",
        { role: "group", "aria-label": page.w("letters") },
        S.prefixes(page.desk.catalogue).map((prefix) => key(prefix, prefix)),
      ),
      h(
        "div.digits",
        { role: "group", "aria-label": page.w("digits") },
        ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => key(digit, digit)),
        key(icon("x"), "clear", { "aria-label": page.w("findClear") }),
        key("0", "0"),
        key(icon("backspace"), "back", { "aria-label": page.w("findBack") }),
      ),
      h("p.says", { role: "status", "data-find-says": true }),
    ),
    h("section.recent"),
  );
}

function drawFinder(page, aside) {
  const says = aside.querySelector(".says");
  say(says, page.findSays ?? "");
  says.hidden = !page.findSays;
  const { recent } = page.desk;
  fillIn(aside.querySelector(".recent"), [recent, page.language], () => [
    h("h2", h("b", page.w("recent")), h("span.en", { lang: page.otherLanguage }, page.o("recent"))),
    recent.length
      ? h(
          "ul",
          recent.map((number) =>
            h(
              "li",
              h("button.plain.tabular", { "data-recent": number, onclick: () => page.find(number) }, number),
            ),
          ),
        )
      : h("p.en", page.w("recentNone")),
  ]);
}
