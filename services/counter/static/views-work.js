/** The work: the number in hand, the one next action, the others, and who waits. */
import * as S from "./counter-state.js";
import { fillIn, h, say } from "./shared/dom.js";
import { clock, clockSeconds, length, minutes } from "./shared/format.js";

const QUEUE_SHOWN = 5;
const SERVICES_SHOWN = 6;
const VERB_WORDS = { recall: "recall", "no-show": "noShow", finish: "finish" };

export function drawWork(page, main) {
  if (!main.querySelector(".work")) {
    main.dataset.key = "work";
    main.replaceChildren(h("div", { class: "work" }, h("section", { class: "hand" }), h("section", { class: "actions" }), h("aside", {})));
  }
  const { state } = page;
  drawHand(page, main.querySelector(".hand"), state);
  drawActions(page, main.querySelector(".actions"), state);
  drawQueue(page, main.querySelector("aside"), state);
}

function drawHand(page, hand, { ticket }) {
  const since = ticket?.state === "serving" ? ticket.started_at : ticket?.called_at;
  fillIn(hand, [ticket, page.language, page.message], () => ticket ? [
    h("div", { class: "top" },
      h("p", { class: `chip ${ticket.state}`, "data-state": ticket.state }, h("antre-icon", { name: ticket.state === "called" ? "speakerphone" : "user-check" }), page.w(ticket.state === "called" ? "calling" : "serving")),
      h("p", { class: "en" }, [page.w("since", { time: clockSeconds(since) }), ticket.state === "called" && page.w("nthCall", { n: ticket.calls })].filter(Boolean).join(", ")),
      h("p", { class: "running tabular" })),
    h("p", { class: "number cap", "data-number": ticket.number }, ticket.number),
    h("dl", {},
      fact(page.w("service"), page.language === "id" ? ticket.service_name : ticket.service_name_en),
      fact(page.w("waited"), minutes(Date.parse(ticket.called_at) - Date.parse(ticket.issued_at), page.language)),
      ticket.then[0] && fact(page.w("after"), ticket.then[0].agency_short)),
    told(page),
  ] : [
    h("div", { class: "top" }),
    h("p", { class: "none" }, page.w("none")),
    told(page),
  ]);
  const running = hand.querySelector(".running");
  const now = page.clock.nowMs();
  if (running && now !== null) say(running, length(now - Date.parse(since), page.language));
}

function told(page) {
  return h("p", { class: "message", role: "status", "data-message": true }, page.message ?? "");
}

function fact(name, value) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value));
}

function drawActions(page, actions, state) {
  const { kept } = page.box;
  const isSending = Boolean(kept);
  const main = S.mainVerb(state);
  const rests = !page.keysOn || performance.now() - page.changedMs < S.SETTLE_MS;
  const first = state.queue[0];
  const now = page.clock.nowMs();
  const waited = first && now !== null ? minutes(now - Date.parse(first.issued_at), page.language) : "";
  const lost = page.connection === "lost";
  fillIn(actions, [main, state.ticket?.id, first?.number, waited, isSending && [kept.verb, kept.tries > 0], rests, lost, page.keysOn, page.soundOn, page.language], () => [
    isSending && kept.tries > 0 ? sending(page) : mainButton(page, main, { first, waited, rests, isSending, state }),
    h("div", { class: "others" }, S.otherVerbs(state).map((other) => h("button", {
      type: "button", "data-verb": other.verb, disabled: !other.on || isSending || lost, onclick: () => page.press(other.verb),
    }, h("antre-icon", { name: other.icon }), h("b", {}, page.w(VERB_WORDS[other.verb])), cap(other.key, rests)))),
    h("div", { class: "settings" }, lost ? h("p", { class: "en" }, page.w("keep")) : [
      toggle(page, "keys", "keysOn", "keyboard"), toggle(page, "sound", "soundOn", "bell"),
      h("button", { type: "button", class: "plain", disabled: Boolean(state.ticket), onclick: () => page.pick() }, page.w("change")),
    ]),
  ]);
}

function mainButton(page, main, { first, waited, rests, isSending, state }) {
  const finish = main.verb === "next" && main.body.finish;
  const title = main.verb === "start" ? page.w("start") : page.w(finish ? "finishNext" : "next");
  const hint = main.verb === "start" ? page.w("startHint", { number: state.ticket.number })
    : first ? page.w("nextHint", { number: first.number, service: first.service_name, length: waited }) : page.w("nobody");
  return h("button", {
    type: "button", class: `main ${main.calls ? "calls" : ""}`, "data-main": true, "data-verb": main.verb, disabled: isSending,
    onclick: () => page.press(main.verb, main.verb === "next" ? main.body : {}),
  }, h("span", {}, h("b", {}, title), h("span", {}, hint)), cap("Enter", rests));
}

function sending(page) {
  return h("div", { class: "main sending", role: "status" }, h("span", {}, h("b", {}, page.w("sending")), h("span", {}, page.w("once"))));
}

function cap(key, rests) {
  return h("kbd", { class: rests ? "rests" : "" }, key);
}

function toggle(page, word, name, icon) {
  return h("button", { type: "button", class: "plain", "aria-pressed": String(page[name]), onclick: () => page.setting(name, !page[name]) },
    h("antre-icon", { name: icon }), page.w(word), h("span", { class: "switch" }, page.w(page[name] ? "on" : "off")));
}

function drawQueue(page, aside, state) {
  const now = page.clock.nowMs() ?? 0;
  const ages = state.queue.map((q) => minutes(now - Date.parse(q.issued_at), page.language));
  const lost = page.connection === "lost";
  const serving = state.ticket?.state === "serving" || !state.ticket;
  fillIn(aside, [state.queue, state.missed, state.services, state.waiting, ages, lost, serving, page.language], () => [
    h("h2", {}, page.w("waiting"), h("span", { class: "en" }, lost ? page.w("dataAt", { time: clock(state.now) }) : page.o("waiting")), h("b", { class: "tabular", "data-waiting": state.waiting }, state.waiting)),
    h("ol", { class: "queue" }, state.queue.slice(0, QUEUE_SHOWN).map((q, n) => h("li", { class: n === 0 && serving ? "first" : "" },
      h("b", { class: "tabular" }, q.number), h("span", { class: "en" }, q.service_name), h("span", { class: "age" }, ages[n])))),
    state.waiting === 0 && h("p", { class: "en" }, page.w("nobody")),
    state.waiting > QUEUE_SHOWN && h("p", { class: "en" }, page.w("others", { n: state.waiting - QUEUE_SHOWN })),
    state.services.length > 1 && [h("h2", {}, page.w("perService"), h("span", { class: "en" }, page.o("perService"))),
      h("ul", { class: "lines" }, [...state.services].sort((a, b) => b.waiting - a.waiting).slice(0, SERVICES_SHOWN).map((s) => h("li", {}, h("span", {}, s.name), h("b", { class: "tabular" }, s.waiting))))],
    h("h2", {}, page.w("missed"), h("span", { class: "en" }, page.o("missed")), h("b", { class: "tabular" }, state.missed.length)),
    state.missed.length === 0 && h("p", { class: "en" }, page.w("missedNone")),
    h("ul", { class: "missed" }, state.missed.slice(0, 3).map((m) => h("li", {}, h("b", { class: "tabular" }, m.number),
      h("span", { class: "en" }, page.w("missedRow", { n: m.calls, time: clock(m.last_called_at) }))))),
  ]);
}
