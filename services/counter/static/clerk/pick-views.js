/** The screens before work: choose a counter, and a counter taken over by another computer. */
import { inBoth } from "../staff/sign-in.js";
import { h, icon } from "../shared/draw.js";
import { clock } from "../shared/words/format.js";

export function pickView(v) {
  const counters = (v.hall?.counters ?? []).filter((counter) => counter.allowed);
  const target = counters.find(({ id }) => id === v.asking);
  return h(
    "section.pick",
    h("div.pick-head", h("h1", inBoth(v, "pickTitle", " ")), venueLinks(v)),
    v.message && messageView(v.message, v.messageKind),
    target && takeOver(v, target),
    counters.some(({ sign }) => /^\d/.test(sign)) && h("p.en.keys", icon("keyboard"), v.w("pickKeys")),
    v.hall && counters.length === 0 && h("p.told", icon("info-circle"), h("span", v.w("pickNone"))),
    h(
      "ul",
      counters.map((counter) => h("li", { key: counter.id }, counterButton(v, counter))),
    ),
  );
}

/** More venues are offered as a select box. */
const VENUE_LINKS_MAX = 12;

function venueLinks(v) {
  const venues = v.hall?.venues ?? [];
  if (venues.length < 2) return null;
  const link = ({ id, name }) =>
    h(
      "a",
      {
        href: `?venue=${encodeURIComponent(id)}`,
        "data-venue": id,
        "aria-current": id === v.venueId ? "page" : null,
      },
      name,
    );
  const label = { "aria-label": v.w("venues") };
  if (venues.length <= VENUE_LINKS_MAX) return h("nav.venues", label, venues.map(link));
  const onchange = ({ target }) => (location.search = `?venue=${encodeURIComponent(target.value)}`);
  const option = ({ id, name }) => h("option", { key: id, value: id, selected: id === v.venueId }, name);
  return h("nav.venues", h("select", { ...label, onchange }, venues.map(option)));
}

/** A counter's status: open in this session, used by another, closed today, or free. */
function statusOf(counter) {
  if (counter.open && counter.yours) return "yours";
  if (counter.open) return "used";
  return counter.services && counter.services.length === 0 ? "closed" : "free";
}

const SIGNS = { yours: "user-check", used: "user-x", closed: "lock", free: "circle-check" };
const WORD_OF = { yours: "yours", used: "used", closed: "pickClosed", free: "free" };

function counterButton(v, counter) {
  const status = statusOf(counter);
  const press = () => {
    if (status === "used") v.actions.askTakeOver(counter.id);
    else if (status !== "closed") v.actions.open(counter.id);
  };
  const serves =
    status === "closed" ? h("b", v.counterName(counter)) : [v.w("pickToday"), " ", h("b", counter.serves)];
  return h(
    "button",
    {
      "data-counter-pick": counter.id,
      class: status,
      "aria-disabled": status === "closed" ? "true" : null,
      onclick: press,
    },
    h("b.sign", counter.word && h("small", v.text(counter.word)), counter.sign),
    h(
      "span",
      h("span.serves", serves),
      h(
        "span.standing",
        { class: status },
        icon(SIGNS[status]),
        v.w(WORD_OF[status], { time: counter.opened_at ? clock(counter.opened_at) : "" }),
      ),
    ),
  );
}

function takeOver(v, counter) {
  const values = { counter: v.counterName(counter), number: counter.ticket };
  return h(
    "div.told.ask",
    { role: "alertdialog", "aria-labelledby": "take-ask" },
    h("p", { id: "take-ask" }, v.w(counter.ticket ? "takeHeld" : "takeAsk", values)),
    h(
      "div",
      h(
        "button.go",
        { "data-take-over": true, onclick: () => v.actions.open(counter.id) },
        h("b", v.w("takeDo", values)),
      ),
      h("button.plain", { onclick: () => v.actions.askTakeOver(null) }, v.w("otherCounter")),
    ),
  );
}

export function lostView(v) {
  const { counter } = v.state;
  return h(
    "section.door.lost",
    { role: "alert" },
    icon("alert-triangle"),
    h("h1", v.w("lostTitle", { counter: v.counterName(counter), time: clock(v.lostAt) })),
    h("p", v.w("lostDo")),
    h(
      "button.go",
      { "data-take-back": true, onclick: () => v.actions.open(counter.id) },
      h("b", v.w("takeBack")),
    ),
    h("button.plain", { "data-pick-other": true, onclick: () => v.actions.pick() }, v.w("otherCounter")),
  );
}

function messageView(message, kind) {
  const isRefused = kind === "refused";
  return h(
    "p.told",
    { key: message, class: !isRefused && "news", role: "alert", "data-message": true },
    icon(isRefused ? "alert-triangle" : "info-circle"),
    h("span", message),
  );
}
