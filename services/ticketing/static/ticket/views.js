/** Views of the ticket page: its head, a picture for each state of the ticket, and its age. */
import * as S from "./state.js";
import { h, icon } from "../shared/draw.js";
import { waitRange } from "../shared/wait-range.js";
import { inside } from "../shared/words/counter-name.js";
import { clock, longDate, unbroken } from "../shared/words/format.js";
import { waitWords } from "../shared/words/wait.js";

/** The icon of each picture that consists of text only. */
const ICONS = {
  serving: "user-check",
  held: "hourglass",
  moved: "transfer",
  dropped: "user-off",
  "taken-back": "user-off",
  missed: "alert-triangle",
  finished: "circle-check",
  cancelled: "door-exit",
  expired: "clock",
  "other-day": "clock",
  unknown: "search",
};
const WORD_OF = { "other-day": "otherDay", "taken-back": "takenBack" };
/** The bead at which a long thread has its gap. */
const GAP_AT = 3;

export function headView(v) {
  return [
    h("antre-motif", { name: "ketupat" }),
    h("b", v.ticket?.venue_name ?? "Antre"),
    h("button", { onclick: () => v.actions.switchLanguage() }, v.language === "id" ? "English" : "Indonesia"),
  ];
}

export function pictureView(v) {
  const stale = v.isStale && v.updatedAt && staleView(v);
  if (v.picture === "waiting") return [stale, waiting(v, v.ticket)];
  if (v.picture === "called") return [stale, called(v, v.ticket)];
  return [stale, v.ticket && mine(v, v.ticket), wordsOf(v), v.answersView];
}

/** A warning above the number that it may be out of date, and since when. */
function staleView(v) {
  return h(
    "p.as-of",
    { key: "stale", role: "status" },
    icon("alert-triangle"),
    v.w("stale", { time: v.updatedAt.slice(0, 5) }),
  );
}

function wordsOf({ ticket, picture, ...v }) {
  const values = ticket && {
    number: ticket.number,
    n: ticket.calls,
    times: ticket.calls === 1 ? "once" : `${ticket.calls} times`,
    counter: ticket.counter_name && v.counterName(counterOf(ticket)),
    date: longDate(ticket.service_day, v.language),
    venue: ticket.moved_to?.venue_name,
    new: ticket.moved_to?.number,
  };
  return h(
    "section.said",
    { class: picture },
    icon(ICONS[picture] ?? "ticket"),
    h("p", v.w(WORD_OF[picture] ?? picture, values ?? {})),
  );
}

function mine(v, ticket) {
  const { number } = ticket;
  const [service] = v.names({ name: ticket.service_name, name_en: ticket.service_name_en });
  return h(
    "section.mine",
    h("p.en", v.w("number")),
    h("antre-fitted.number.cap", { key: number, "data-number": number }, number),
    h("p.service", h("b", service), " ", h("span.en", ticket.agency_name)),
  );
}

function waiting(v, ticket) {
  const { zone, ahead, hall_closed: closed } = ticket;
  return [
    mine(v, ticket),
    closed && h("p.near", { key: "closed", role: "status", "data-closed": true }, v.text(closed.text)),
    (ahead > 0 || !closed) && h("section.line", { key: "line" }, line(v, ticket)),
    v.notices.map(({ id, text }) =>
      h(
        "p.notice",
        { key: `notice ${id}`, role: "status", "data-notice": id },
        icon("speakerphone"),
        h("span", v.text(text)),
      ),
    ),
    ticket.break_text && h("p.break", { role: "status" }, icon("clock"), v.text(ticket.break_text)),
    v.news && h("p.near", { key: "news", role: "status", "data-news": v.news }, newsWords(v, ticket)),
    S.isNear(ticket) && zone && h("p.near", { key: "near", role: "status" }, nearWords(v, ticket)),
    zone && !closed?.over && zoneView(v, zone),
    !closed?.over && h("ul.notes", notes(v, ticket)),
    leaveView(v, ticket),
  ];
}

function line(v, { ahead, counters_text: counters, wait, wait_note: note, hall_closed: closed }) {
  return [
    h("p.en", v.isStale ? v.w("aheadAt", { time: v.updatedAt.slice(0, 5) }) : v.w("ahead")),
    h(
      "p.ahead",
      { "data-ahead": ahead },
      ahead === 0
        ? h("b.words", { key: "next" }, v.w("next"))
        : [h("b.cap", ahead), h("span", v.w(ahead === 1 ? "person" : "persons"))],
    ),
    h("div.thread", { "aria-hidden": "true" }, thread(ahead)),
    h("p.ends", h("span.counters", v.text(counters)), h("span", v.w("you"))),
    !closed && ahead > 0 && wait && waitView(v, wait),
    !closed && note && h("p.note", { "data-wait-note": true }, icon("clock"), v.text(note)),
  ];
}

function waitView(v, wait) {
  const words = waitWords(wait, v.word);
  return h(
    "div.wait",
    h("p", h("span.en", v.w("waitTitle")), " ", waitRange(words)),
    h("p.en", [words.clock, words.made].filter(Boolean).join(". "), "."),
  );
}

function thread(ahead) {
  const { beads, broken } = S.thread(ahead);
  return [
    h("i.end"),
    Array.from({ length: beads }, (_, n) => h("i.bead", { class: broken && n === GAP_AT && "gap" })),
    h("antre-motif", { name: "ketupat" }),
  ];
}

function nearWords(v, { ahead, zone }) {
  const people = ahead === 1 ? "1 person" : `${ahead} people`;
  return v.w(ahead ? "near" : "nearNext", { n: ahead, people, zone: zone.name });
}

function newsWords(v, ticket) {
  return v.w(v.news, {
    zone: ticket.zone?.name ?? "",
    agency: ticket.agency_short,
    number: ticket.number,
  });
}

function zoneView(v, { name, motif, way }) {
  return h(
    "section.zone",
    h("antre-motif", { name: motif }),
    h("p", h("b", unbroken(v.w("waitAt", { zone: name }))), h("span", v.text(way))),
  );
}

function notes(v, { then: [next] }) {
  return [
    next && h("li", icon("route"), v.w("following", { agency: next.agency_short })),
    h(
      "li",
      icon("bell"),
      h(
        "span",
        v.w("alert"),
        " ",
        v.w(v.isAwake ? "awake" : "asleep"),
        h(
          "button.link",
          { "data-sound": true, hidden: !v.isLocked, onclick: () => v.actions.unlockSound() },
          v.w("sound"),
        ),
      ),
    ),
  ];
}

/** The button to leave the queue, or its confirmation. */
function leaveView(v, ticket) {
  const { asking, actions } = v;
  if (!asking || asking === "sending")
    return h(
      "button.leave",
      { "data-leave": true, disabled: asking === "sending", onclick: () => actions.ask("ask") },
      icon("door-exit"),
      v.w("leave"),
    );
  const words = asking === "retry" ? v.w("retry") : v.w("leaveAsk", { number: ticket.number });
  return h(
    "section.confirm",
    h("p", h("b", words)),
    h(
      "div",
      h("button.act", { "data-leave-yes": true, onclick: () => actions.leave() }, v.w("yes")),
      h("button", { onclick: () => actions.ask(null) }, v.w("no")),
    ),
  );
}

function called(v, ticket) {
  return h(
    "section.turn",
    h("h1", v.w("called")),
    h("p.other", v.o("called")),
    h("div.cloth", ...toCounter(v, ticket), ticket.zone && wayTo(v, ticket)),
    h(
      "p.which",
      h("b", { "data-number": ticket.number }, ticket.number),
      " ",
      v.w("calledAt", { time: clock(ticket.called_at) }),
      ticket.basis && `, ${v.named("basis", ticket.basis)}`,
    ),
  );
}

/** Where to go: the counter's word and its sign in large type, or its name if it has no number. */
function toCounter(v, ticket) {
  const { counter, counter_word: words } = ticket;
  const word = words && inside(v.text(words));
  const sign = words ? counter : v.counterName(counterOf(ticket));
  const size = sign.length > 1 && "two";
  return [
    h("p", h("b", [v.w("go"), word].filter(Boolean).join(" "))),
    h("antre-fitted.sign.cap", { key: sign, class: size, "data-counter": counter }, sign),
  ];
}

function counterOf({ counter_name: name, counter_name_en: english }) {
  return { name, name_en: english };
}

function wayTo(v, { zone, agency_short: agency }) {
  return h(
    "p.to",
    h("antre-motif", { name: zone.motif }),
    h(
      "span",
      h("b", unbroken(v.w("zone", { zone: zone.name }))),
      h("span", v.text(zone.way)),
      h("span.en", agency),
    ),
  );
}

/** When the page was current; nothing once the visit is over, or if staleView displays it. */
export function footView(v) {
  if (!v.updatedAt || v.isStale) return null;
  const words = v.w("updated", { time: v.updatedAt, zone: v.ticket?.time_zone_label });
  return [icon("circle-check"), h("span", words)];
}
