/** Reception's desk with a ticket, issued or found, and its actions. */
import { asOf, persons, refusal, sending } from "./give-views.js";
import { priorityChoice } from "./priority-view.js";
import * as S from "./state.js";
import { h, icon } from "../shared/draw.js";
import { waitRange } from "../shared/wait-range.js";
import { clock, together } from "../shared/words/format.js";
import { waitWords } from "../shared/words/wait.js";

export { priorityChoice } from "./priority-view.js";

export function ticketView(v) {
  const { ticket, isFresh, open, refusal: refused } = v.desk;
  return h(
    "div.ticket.on-dark",
    { key: ticket.number, class: open && "asking" },
    h("div.title", title(v, ticket)),
    h("div.cloth", cloth(v, ticket)),
    h("p.outcome", { role: "status", "data-message": true, hidden: !v.message || isFresh }, v.message),
    refused && refusal(refused),
    v.isSendingAgain ? sending(v) : under(v, ticket),
  );
}

function title(v, ticket) {
  const { counter_name: name, counter_name_en: english } = ticket;
  const counter = name ? v.counterName({ name, name_en: english }) : "";
  const { isFresh } = v.desk;
  const state = v.w(S.stateWord(ticket), { counter, n: ticket.calls });
  return [
    h(
      "h1",
      { tabindex: -1, "data-f-home": true, "data-state": ticket.dropped ? "dropped" : ticket.state },
      isFresh ? v.w("ready") : state,
    ),
    h("p", isFresh ? v.o("ready") : v.w("issuedAt", { time: clock(ticket.issued_at) })),
    asOf(v),
  ];
}

function cloth(v, ticket) {
  const { number } = ticket;
  const [own, other] = v.names({ name: ticket.service_name, name_en: ticket.service_name_en });
  return [
    h(
      "p.label",
      h("b", v.w("number")),
      !ticket.priority && h("span.en", { lang: v.otherLanguage }, v.o("number")),
      ticket.priority && mark(v),
    ),
    h("p.number.cap", { class: `size${number.length}`, "data-ticket-number": number }, number),
    h(
      "div.facts",
      h("p", h("b", own), h("span.en", { lang: v.otherLanguage }, other)),
      h("p", h("b", ticket.agency_short)),
      ticket.state === "waiting" &&
        h(
          "p.last",
          h("span.en", v.w("ahead")),
          h("b", { "data-ahead": ticket.ahead }, persons(v, ticket.ahead)),
        ),
      ticket.wait && h("p.last", h("span.en", v.w("waitTitle")), waitRange(waitWords(ticket.wait, v.word))),
    ),
    h("div.where", where(v, ticket)),
    h("div.fringe"),
  ];
}

function where(v, { number, zone, counters_text: counters, then: [next], phone_url: address }) {
  return [
    zone && h("antre-motif", { name: zone.motif }),
    h(
      "p",
      zone && h("b", together(v.w("waitAt", { zone: zone.name }))),
      h("span", v.text(counters)),
      next && h("span", v.w("following", { agency: next.agency_short })),
      h("span.en", v.w(address ? "follow" : "noCode")),
    ),
    address && h("img", { src: v.qrOf(number), alt: v.w("qr", { number }) }),
  ];
}

/** The neutral mark of a priority; its reason only on request, until the next press. */
function mark(v) {
  const { reason } = v.desk;
  return h(
    "span.marked",
    { "data-marked": true },
    h("b", v.w("priority")),
    reason && h("span", { "data-why": reason }, v.named("priorityReasons", reason)),
    h(
      "button.plain",
      {
        "data-see-reason": true,
        "data-f": "reason",
        "aria-expanded": String(reason !== null),
        onclick: () => v.actions.seeReason(),
      },
      icon("eye"),
      v.w(reason ? "hideReason" : "seeReason"),
    ),
  );
}

/** The area under the number: a choice, a question, or the actions. */
function under(v, ticket) {
  const { number } = ticket;
  const { actions } = v;
  if (v.desk.open === "priority") return priorityChoice(v, ticket.priority, actions.mark);
  if (v.desk.open === "back")
    return question(
      v,
      v.w("isBackAsk", { number }),
      S.PLACES.map((place) =>
        answer(v, `place_${place}`, { "data-place": place }, () => actions.bringBack(place)),
      ),
    );
  if (v.desk.open === "cancel")
    return question(
      v,
      v.w("cancelAsk", { number }),
      answer(v, "cancelYes", { "data-yes": true }, () => actions.cancel()),
    );
  const acts = S.actsOf(ticket);
  return h(
    "div.under",
    { key: "under" },
    h("div.row", actButtons(v, ticket, acts)),
    h("div.row", lastRow(v, acts)),
  );
}

function question(v, text, answers) {
  const { open } = v.desk;
  return h(
    "div.choice-box",
    { key: open, role: "group", "aria-label": text },
    h("h2", text),
    h(
      "div.row",
      answers,
      h(
        "button.plain",
        { "data-no": true, "data-f": "no", onclick: () => v.actions.toggle(open) },
        v.w("no"),
      ),
    ),
  );
}

function answer(v, word, data, onclick) {
  return h("button.plain.do", { disabled: v.rests, onclick, ...data }, v.w(word));
}

function actButtons(v, ticket, acts) {
  const { desk, rests } = v;
  const isCopy = !desk.isFresh || desk.isPrinted;
  const opener = (target, words, name, look) =>
    h(
      "button.plain",
      {
        class: look,
        "data-open": target,
        "data-f": `open ${target}`,
        disabled: rests,
        onclick: () => v.actions.toggle(target),
      },
      icon(name),
      words,
    );
  return [
    acts.back && opener("back", v.w("isBack", { number: ticket.number }), "user-check", "light"),
    acts.print &&
      h(
        "button.plain",
        {
          class: !acts.back && "light",
          "data-print": isCopy ? "copy" : "ticket",
          "data-f": "print",
          disabled: rests,
          onclick: () => v.actions.print(),
        },
        icon("printer"),
        v.w(isCopy ? "reprint" : "print"),
      ),
    acts.priority &&
      opener("priority", v.w(ticket.priority ? "priorityChange" : "priorityMark"), "user-plus"),
    acts.cancel && opener("cancel", v.w("cancel"), "door-exit"),
  ];
}

function lastRow(v, acts) {
  return [
    h(
      "button.plain",
      { "data-home": true, "data-f": "home", onclick: () => v.actions.home() },
      icon("check"),
      v.w("done"),
    ),
    acts.print && h("div.settings", { role: "group", "aria-label": v.w("paper") }, paperSettings(v)),
  ];
}

function paperSettings(v) {
  return [
    h("span", v.w("paper")),
    S.WIDTHS.map((mm) =>
      h(
        "button.plain",
        {
          "data-width": mm,
          "data-f": `width ${mm}`,
          "aria-pressed": String(v.widthMm === mm),
          onclick: () => v.actions.setting("widthMm", mm),
        },
        together(v.w("width", { n: mm })),
      ),
    ),
    h(
      "button.plain",
      {
        "data-directly": true,
        "data-f": "directly",
        "aria-pressed": String(v.directly),
        onclick: () => v.actions.setting("directly", !v.directly),
      },
      v.w("directly"),
      h("span.switch", v.w(v.directly ? "on" : "off")),
    ),
  ];
}
