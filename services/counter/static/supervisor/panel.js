/**
 * The panel over the hall: an agency with its counters, a story from the log, the score of a day's waits, or
 * the notices.
 */
import { h, icon } from "../shared/draw.js";
import { longDate } from "../shared/words/format.js";
import { addForm } from "./add-form.js";
import { cardView } from "./card.js";
import { noticesView } from "./notices.js";
import { outcome } from "./notes.js";
import { scoreView } from "./score.js";
import { levelView } from "./sign.js";
import * as S from "./state.js";
import { storyView } from "./story.js";

export function panelView(v) {
  if (v.panel.kind === "story") return storyView(v, head(v, icon("clock"), storyTitle(v)));
  if (v.panel.kind === "notices") return noticesView(v, head(v, icon("speakerphone"), v.w("notices")));
  if (v.panel.kind === "score") return scoreView(v, head(v, icon("hourglass"), onDay(v, v.w("scoreTitle"))));
  const agency = S.agencyOf(v.hall, v.panel.agency);
  return agency && agencyView(v, agency);
}

/** The title of a story: a ticket's number or a minute, and its day. */
function storyTitle(v) {
  const { number, minute } = v.panel;
  const about = number ? v.w("storyOf", { number }) : v.w("storyAt", { time: minute.replace(":", ".") });
  return onDay(v, about);
}

/** A title with the panel's day, unless it is today. */
function onDay(v, about) {
  const { day } = v.panel;
  return day === v.hall.service_day ? about : `${about}, ${longDate(day, v.language)}`;
}

function head(v, sign, title, more = null) {
  return h(
    "header",
    sign,
    h("div", h("h2", { id: "panel-title", tabindex: -1, "data-f-home": true }, title), more),
    h(
      "button.plain",
      { "data-close": true, "data-f": "close", onclick: () => v.actions.closePanel() },
      icon("x"),
      v.w("close1"),
    ),
  );
}

function agencyView(v, agency) {
  const zone = v.hall.zones.find((z) => z.id === agency.zone);
  const place = zone && h("p.en", h("antre-motif", { name: zone.motif }), v.w("zone", { zone: zone.name }));
  const counters = S.countersOf(v.hall, agency.id);
  const title = (word) => h("h3", v.w(word), h("span.en", { lang: v.otherLanguage }, v.o(word)));
  return [
    head(v, h("span.prefix", agency.prefix), agency.name, place),
    h("div.summary", summary(v, agency)),
    outcome(v.message, v.refused),
    h(
      "section",
      { "aria-label": v.w("counters") },
      h("div.heading", title("counters"), addButton(v, agency)),
      v.form?.form === "add" && h("div", { "data-form": "add" }, addForm(v, agency)),
      counters.length === 0 && h("p.en", v.w("noCounters")),
      h(
        "ul.counters",
        counters.map((counter) => cardView(v, counter)),
      ),
    ),
    h(
      "section.waiting-lines",
      { "aria-label": v.w("lines") },
      title("lines"),
      h(
        "ul.lines",
        S.linesOf(v.hall, agency.id).map((line) => lineView(v, line)),
      ),
    ),
  ];
}

/** The button that toggles the list of counters to add to the agency. */
function addButton(v, { id }) {
  if (!v.may("assign") || !S.mayChange(v.staff, id)) return null;
  const isOpen = v.form?.form === "add";
  return h(
    "button.plain",
    {
      "data-add": true,
      "data-f": `add ${id}`,
      "aria-expanded": String(isOpen),
      onclick: () => v.actions.setForm(isOpen ? null : { form: "add" }),
    },
    v.w("add"),
  );
}

function summary(v, agency) {
  return [
    levelView(v, agency.level, S.levelWord(agency)),
    h("b", v.w("waitingN", { n: agency.waiting })),
    agency.longest_since && h("span", plain(v.w("longestOf", { n: v.minutes(agency.longest_since) }))),
    h("span", v.w("ofCounters", { open: agency.counters_open, total: agency.counters_total })),
    agency.last_call_min > 0 && h("span", plain(v.w("lastOf", { length: S.lasts(v, agency.last_call_min) }))),
    agency.promise_min && h("span.en", v.w("promise", { n: agency.promise_min })),
    agency.closed_text && h("span.why", v.text(agency.closed_text)),
    v.isLost && h("b.as-of", icon("clock"), v.w("dataAt", { time: v.dataAt })),
  ];
}

/** Words without the mark for line breaks in narrow tiles. */
function plain(words) {
  return words.replace("|", " ");
}

function lineView(v, line) {
  const longest = line.longest_since && plain(v.w("longestOf", { n: v.minutes(line.longest_since) }));
  return h(
    "li",
    { key: line.id },
    h("span", v.names(line)[0]),
    h("span.en", longest),
    h("b.tabular", line.waiting),
  );
}
