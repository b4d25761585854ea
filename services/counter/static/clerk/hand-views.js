/** The views of the counter's state: a ticket, a pause or nothing; and the page's message. */
import { act, cap } from "./parts.js";
import * as S from "./state.js";
import { remaining } from "../staff/remaining.js";
import { h, icon } from "../shared/draw.js";
import { clock, clockSeconds, length, minutes, spokenLength, together } from "../shared/words/format.js";

const NAMES_MAX = 3;

export function hand(v) {
  if (v.state.counter.pause) return paused(v);
  return v.state.ticket ? ticketInHand(v) : nothing(v);
}

function nothing(v) {
  const { counter, now } = v.state;
  return [
    h(
      "div.top",
      chip(v, "open", "circle-check", v.w("free_")),
      h("p.en", v.w("since", { time: clock(counter.opened_at ?? now) })),
    ),
    h("h1.none", { key: "none", id: "in-hand" }, v.w("none")),
    message(v),
  ];
}

function ticketInHand(v) {
  const { ticket } = v.state;
  return [
    h("div.top", top(v, ticket)),
    h(
      "h1.number.cap",
      {
        key: ticket.number,
        class: ticket.number.length > 7 ? "longest" : ticket.number.length > 5 && "long",
        id: "in-hand",
        "data-number": ticket.number,
      },
      ticket.number,
    ),
    h("dl", facts(v, ticket)),
    ticket.note &&
      h("p.note", { "data-note": true }, icon("file-text"), h("span", `${v.w("noteOf")}: ${ticket.note}`)),
    receipt(v),
    message(v),
  ];
}

function top(v, ticket) {
  const isCalled = ticket.state === "called";
  const since = isCalled ? ticket.called_at : (ticket.started_at ?? ticket.called_at);
  const more = [
    v.w("since", { time: clockSeconds(since) }),
    isCalled && v.w("nthCall", { n: ticket.calls }),
    ticket.walk_in && v.w("walkIn"),
  ];
  const [name, word] = isCalled ? ["speakerphone", "calling"] : ["user-check", "serving"];
  return [
    chip(v, ticket.state, name, v.w(word)),
    h("p.en", more.filter(Boolean).join(", ")),
    running(v, v.nowMs - Date.parse(since)),
  ];
}

/** The name of an outcome; its id if the house no longer has it. */
function outcomeWords(v, id) {
  return v.serviceName(v.state.outcomes?.find((outcome) => outcome.id === id) ?? { name: id });
}

function facts(v, ticket) {
  const waitedMs = Date.parse(ticket.called_at) - Date.parse(ticket.issued_at);
  const promised = v.loaded?.toldFact(v, ticket);
  return [
    fact(v.w("service"), v.serviceName(ticket)),
    !ticket.walk_in && fact(...(promised ?? [v.w("waited"), minutes(waitedMs, v.language)])),
    ticket.basis && fact(v.w("basisOf"), v.named("basis", ticket.basis)),
    ticket.then[0] && fact(v.w("after"), ticket.then.map((stop) => stop.agency_short).join(", ")),
    ticket.outcome && fact(v.w("outcomeOf"), outcomeWords(v, ticket.outcome)),
    ticket.moved_from && fact(v.w("before"), ticket.moved_from.split("/").at(-1)),
    ticket.priority &&
      h(
        "div.priority",
        h("dt", v.w("priority")),
        h("dd", act(v, "reason", { class: "plain small" }, v.w("priorityAsk"), cap(v, "reason"))),
      ),
  ];
}

function fact(name, value) {
  return h("div", h("dt", name), h("dd", value));
}

/** The receipts of the call: where it is shown, when it was spoken; or that no screen shows it. */
function receipt(v) {
  const receipts = v.isLost ? null : S.receiptOf(v.state, v.nowMs);
  if (receipts?.isUnseen)
    return h(
      "p.receipt.unseen",
      { "data-receipt": "unseen", role: "status" },
      icon("alert-triangle"),
      h("span", v.w("noBoard")),
    );
  const words = receipts?.open
    ? [v.w("sentTo", { n: receipts.open })]
    : receipts && [
        v.w("shownOn", { names: joinNames(v, receipts.names.map(together)) }),
        receipts.spokenAt && v.w("spokenAt", { time: clockSeconds(receipts.spokenAt) }),
      ];
  return h(
    "p.receipt",
    { "data-receipt": receipts ? (receipts.open ? "sent" : "shown") : null, role: "status" },
    receipts && icon("device-tv"),
    receipts && h("span", words.filter(Boolean).join(" ")),
  );
}

/** "TV 1 dan TV 2"; only the first three of many. */
function joinNames(v, names) {
  const items =
    names.length > NAMES_MAX + 1
      ? [...names.slice(0, NAMES_MAX), v.w("moreNames", { n: names.length - NAMES_MAX })]
      : names;
  return items.length < 2
    ? items.join("")
    : v.w("and", { first: items.slice(0, -1).join(", "), last: items.at(-1) });
}

function chip(v, state, name, words) {
  const isSending = Boolean(v.pending);
  return h(
    "p.chip",
    {
      class: isSending ? "sending" : state,
      "data-state": state,
      "data-sending": isSending ? "true" : null,
    },
    icon(isSending ? "refresh" : name),
    h("span", isSending ? v.w("sending") : words),
  );
}

function running(v, ms) {
  return h(
    "p.running.tabular",
    { role: "timer", "aria-label": spokenLength(ms, v.language) },
    length(ms, v.language),
  );
}

/** The page's message: a requested reason, auto-next, a refusal, or news. */
function message(v) {
  if (v.reason)
    return h(
      "p.said.reason",
      { key: "said", "data-reason": v.reason.number },
      icon("eye"),
      h("span", v.reason.text),
    );
  const isRefused = v.messageKind === "refused";
  if (v.autoMs !== null && !isRefused)
    return h(
      "p.said.auto",
      { key: "said", "data-auto": true },
      icon("clock"),
      h("span", v.w("autoIn", { length: remaining(v.autoMs, v.language) })),
      h("button.plain", { "data-act": "auto-off" }, v.w("autoOff")),
    );
  return h(
    "p.said",
    {
      key: "said",
      class: v.message && v.messageKind,
      "data-message": true,
      "data-refused": v.message && isRefused ? "true" : null,
    },
    v.message && icon(isRefused ? "alert-triangle" : "info-circle"),
    v.message && h("span", v.message),
  );
}

function paused(v) {
  const { pause } = v.state.counter;
  const reason = v.named("pauseReasons", pause.reason).toLowerCase();
  const attributes = { key: "until", id: "in-hand", "data-until": pause.until ?? "" };
  const title = pause.until ? "pauseUntil" : "pauseOpenEnd";
  return [
    h(
      "div.top",
      chip(v, "paused", "player-pause", v.w("pausedFor", { reason })),
      h("p.en", v.w("since", { time: clock(pause.since) })),
      running(v, v.nowMs - Date.parse(pause.since)),
    ),
    h("p.until", h("b", v.w(title)), " ", h("span.en", { lang: v.otherLanguage }, v.o(title))),
    h(
      pause.until ? "h1.number.cap" : "h1.none",
      attributes,
      pause.until ? clock(pause.until) : v.w("pauseAnyTime"),
    ),
    h("div.move", movePause(v)),
    pauseEffect(v, pause),
    message(v),
  ];
}

function movePause(v) {
  const plain = { class: "plain" };
  return [
    act(v, "sooner", plain, icon("chevron-left"), h("span", v.w("pauseSooner")), cap(v, "no-show")),
    act(v, "later", plain, h("span", v.w("pauseLater")), icon("chevron-right"), cap(v, "recall")),
    act(v, "pause", plain, h("span", v.w("pauseReason")), cap(v, "pause")),
  ];
}

/** The effect of the pause, or that it is over. */
function pauseEffect(v, { until }) {
  const counter = v.counterName(v.state.counter);
  const time = until ? together(clock(until)) : "";
  if (until && v.nowMs >= Date.parse(until))
    return h(
      "p.said.refused",
      { key: "over", "data-over": true, role: "status" },
      icon("clock"),
      h("span", v.w("pauseOver", { time })),
    );
  const words = v.w(until ? "pausePublic" : "pausePublicOpen", { counter, time });
  return h(
    "p.effect",
    { key: "effect" },
    v.w("pauseEffect", { counter }),
    h("br"),
    h("span.en", v.w("pauseScreens", { words })),
  );
}
