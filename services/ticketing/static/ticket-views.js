/** What the ticket page shows: its head, one picture for each state of the ticket, and how fresh it is. */
import * as S from "./ticket-state.js";
import { counterName } from "./shared/words/counter-name.js";
import { h, icon } from "./shared/draw.js";
import { clock, longDate, together } from "./shared/words/format.js";

/** The icon of each picture that is said in words alone. */
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
/** The bead at which a long thread is broken. */
const GAP_AT = 3;

export function headView(v) {
  return [
    h("antre-motif", { name: "ketupat" }),
    h("b", v.ticket?.venue_name ?? "Antre"),
    h("button", { onclick: () => v.actions.switchLanguage() }, v.language === "id" ? "English" : "Indonesia"),
  ];
}

export function pictureView(v) {
  if (v.picture === "waiting") return waiting(v, v.ticket);
  if (v.picture === "called") return called(v, v.ticket);
  return [v.ticket && mine(v, v.ticket), wordsOf(v)];
}

function wordsOf({ ticket, picture, ...v }) {
  const values = ticket && {
    number: ticket.number,
    n: ticket.calls,
    times: ticket.calls === 1 ? "once" : `${ticket.calls} times`,
    counter: counterName(ticket.counter_name ?? "", v.language),
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
    ticket.break_text && h("p.break", { role: "status" }, icon("clock"), v.text(ticket.break_text)),
    v.news && h("p.near", { key: "news", role: "status", "data-news": v.news }, newsWords(v, ticket)),
    S.isNear(ticket) && zone && h("p.near", { key: "near", role: "status" }, nearWords(v, ticket)),
    zone && !closed?.over && zoneView(v, zone),
    !closed?.over && h("ul.notes", notes(v, ticket)),
    leaveView(v, ticket),
  ];
}

function line(v, { ahead, counters }) {
  return [
    h("p.en", v.w("ahead")),
    h(
      "p.ahead",
      { "data-ahead": ahead },
      ahead === 0
        ? h("b.words", { key: "next" }, v.w("next"))
        : [h("b.cap", ahead), h("span", v.w(ahead === 1 ? "person" : "persons"))],
    ),
    h("div.thread", { "aria-hidden": "true" }, thread(ahead)),
    h("p.ends", h("span", v.w("counters", { list: S.counterList(counters) })), h("span", v.w("you"))),
  ];
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
    h("p", h("b", together(v.w("waitAt", { zone: name }))), h("span", v.text(way))),
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
        h(
          "button.link",
          { "data-sound": true, hidden: !v.isLocked, onclick: () => v.actions.unlockSound() },
          v.w("sound"),
        ),
      ),
    ),
  ];
}

/** The button with which one leaves the queue, and its question. */
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
    h("div.cloth", h("p", h("b", v.w("go"))), sign(ticket), ticket.zone && wayTo(v, ticket)),
    h(
      "p.which",
      h("b", { "data-number": ticket.number }, ticket.number),
      " ",
      v.w("calledAt", { time: clock(ticket.called_at) }),
    ),
  );
}

function sign({ counter }) {
  return h("p.sign.cap", { class: String(counter).length > 1 && "two", "data-counter": counter }, counter);
}

function wayTo(v, { zone, agency_short: agency }) {
  return h(
    "p.to",
    h("antre-motif", { name: zone.motif }),
    h("span", h("b", together(v.w("zone", { zone: zone.name }))), h("span.en", agency)),
    h("i.way", { class: zone.direction ?? "ahead" }),
  );
}

/** When the page was the truth; nothing once the ticket's day is over. */
export function footView(v) {
  if (!v.updatedAt) return null;
  const time = v.updatedAt;
  return [
    icon(v.isStale ? "alert-triangle" : "circle-check"),
    h(
      "span",
      v.isStale
        ? v.w("stale", { time: time.slice(0, 5) })
        : v.w("updated", { time, zone: v.ticket?.time_zone_label }),
    ),
  ];
}
