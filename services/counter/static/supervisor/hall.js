/**
 * The supervisor's view of the hall: totals, a column per zone with a tile per agency, and the rail.
 */
import { h, icon } from "../shared/draw.js";
import { railView } from "./needs.js";
import { levelView } from "./sign.js";
import * as S from "./state.js";

const LEVELS = ["flowing", "busy", "held-up", "no-counter", "closed"];

export function hallView(v) {
  if (!v.hall) return h("p.starting", v.w("starting"));
  return [
    h("h1.visually-hidden", v.w("pageHall")),
    h("section.totals", totals(v)),
    h(
      "div.columns",
      S.columns(v.hall).map((column) => columnView(v, column)),
    ),
    railView(v),
  ];
}

function totals(v) {
  const { totals: all } = v.hall;
  const minutes = all.longest_since ? v.minutes(all.longest_since) : null;
  const people = (n) => v.w(n === 1 ? "person" : "people");
  const unit = minutes === null ? "" : v.w(minutes === 1 ? "minute" : "minutes");
  return [
    h(
      "dl",
      total(v, "waitingNow", all.waiting, people(all.waiting), "waiting"),
      total(v, "longest", minutes ?? "–", unit, "longest"),
      total(v, "servingNow", all.serving, people(all.serving), "serving"),
      total(v, "countersOpen", all.counters_open, v.w("ofTotal", { n: all.counters_total }), "open"),
      total(v, "issued", all.issued, "", "issued"),
      all.priority > 0 && priorityTotal(v, S.priorityShare(all)),
    ),
    h(
      "div.legend",
      v.isLost && h("b.as-of", { "data-as-of": true }, icon("clock"), v.w("dataAt", { time: v.dataAt })),
      LEVELS.map((level) => levelView(v, level)),
    ),
  ];
}

/** The share of priority; with a remark if it is above PRIORITY_MANY. */
function priorityTotal(v, share) {
  return total(v, "priorityShare", share, share > S.PRIORITY_MANY ? v.w("priorityMany") : "%", "priority");
}

function total(v, word, value, unit, name) {
  return h(
    "div",
    h("dt", v.w(word)),
    h("dd", { "data-total": name }, h("b.tabular", value), unit && h("span", unit)),
  );
}

function columnView(v, { zone, agencies, waiting }) {
  return h(
    "section.column",
    { key: zone.id, "data-zone": zone.id, "aria-label": v.w("zone", { zone: zone.name }) },
    h(
      "h2",
      h("antre-motif", { name: zone.motif }),
      h("b", zone.name),
      h("span.count", v.w("waitingN", { n: waiting })),
    ),
    h(
      "ul",
      agencies.map((agency) => h("li", { key: agency.id }, tile(v, agency))),
    ),
  );
}

function tile(v, agency) {
  const { level } = agency;
  const isClosed = level === "closed";
  const word = S.levelWord(agency);
  return h(
    "button.tile",
    {
      class: [level, agency.waiting > 0 && "waits"].filter(Boolean).join(" "),
      "data-agency": agency.id,
      "data-f": `agency ${agency.id}`,
      onclick: () => v.actions.showAgency(agency.id),
    },
    h("span.visually-hidden", v.w("tile", { agency: agency.short, n: agency.waiting, level: v.w(word) })),
    h("span.name", { "aria-hidden": "true" }, h("span.prefix", agency.prefix), h("b", agency.short)),
    h(
      "span.figures",
      { "aria-hidden": "true" },
      h("b.number.tabular", { "data-waiting": agency.waiting }, isClosed ? "–" : agency.waiting),
      isClosed && agency.closed_text
        ? h("span.lines.why", v.text(agency.closed_text))
        : h("span.lines", lines(v, agency)),
    ),
    h("span.level-line", { "aria-hidden": "true", "data-level": level }, levelView(v, level, word)),
  );
}

function lines(v, agency) {
  const open = v.w("ofCounters", { open: agency.counters_open, total: agency.counters_total });
  return [
    agency.longest_since ? h("b", wait(v, agency)) : h("b.empty", v.w("empty")),
    h("span", open.replace(/ (?=.* )/g, "\u00a0")),
  ];
}

/** The longer of two waits: of the first in line so far, or of the last in line from now. */
function wait(v, { longest_since: since, last_call_min: last }) {
  const minutes = v.minutes(since);
  const isLast = last !== null && last > minutes;
  const [figure, rest] = v
    .w(isLast ? "lastOf" : "longestOf", { n: minutes, length: S.lasts(v, last) })
    .split("|");
  return [figure.replace(/ /g, "\u00a0"), " ", h("span.weak", rest)];
}
