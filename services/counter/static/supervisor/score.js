/** Accuracy of a day's estimated waits: a summary, by service and by hour. */
import { h } from "../shared/draw.js";
import { outcome, refusal as refused } from "./notes.js";
import * as S from "./score-state.js";
import { levelSign } from "./sign.js";
import { dayField } from "./story-fields.js";

const SIGNS = { met: "flowing", missed: "busy" };

export function scoreView(v, head) {
  return [
    head,
    outcome(v.message, v.refused),
    h(
      "p.score-day",
      h("label", { for: "score-day" }, v.w("storyDay")),
      dayField(v, "score-day", (day) => v.actions.showScore({ day })),
    ),
    h("div.score", { "aria-live": "polite" }, content(v)),
  ];
}

function content(v) {
  const { score, refusal } = v.panel;
  if (refusal) return refused(refusal);
  if (!score) return h("p.en", v.w("starting"));
  if (!score.all)
    return [h("p.lead", { "data-score": 0 }, h("b", v.w("scoreNone"))), h("p", v.w("scoreNoneMore"))];
  const services = S.byPeople(score.services).map((row) => ({ ...row, name: v.serviceName(row.service) }));
  const hours = score.hours.map((row) => ({ ...row, name: `${String(row.hour).padStart(2, "0")}.00` }));
  return [
    lead(v, score.all),
    shares(v, score.all),
    table(v, "scoreServices", "scoreService", services),
    table(v, "scoreHours", "scoreHour", hours),
  ];
}

function lead(v, all) {
  const verdict = S.verdict(all);
  const bias = S.bias(all);
  const people = Math.round(all.n * all.under);
  return [
    h(
      "p.lead",
      { "data-score": all.n },
      SIGNS[verdict] && levelSign(SIGNS[verdict]),
      h("b", v.w("scoreLead", { n: all.n, held: people, percent: S.inTime(all) })),
    ),
    h("p", v.w(`score_${verdict}`, { goal: S.GOAL })),
    h(
      "p",
      v.w(bias.word, { n: bias.n }),
      " ",
      v.w("scoreErrors", { median: Math.round(all.median_error_min), mean: Math.round(all.mean_error_min) }),
    ),
  ];
}

/** When visitors were called relative to the estimate: a bar, and its parts in words. */
function shares(v, all) {
  const parts = S.parts(all);
  return [
    h(
      "svg.bar",
      { viewBox: "0 0 100 1", preserveAspectRatio: "none", "aria-hidden": "true" },
      parts.map(({ part, from, percent }) => h("rect", { class: part, x: from, width: percent, height: 1 })),
    ),
    h(
      "ul.parts",
      parts.map(({ part, percent }) =>
        h(
          "li",
          { key: part },
          h("i", { class: part, "aria-hidden": "true" }),
          h("b.tabular", `${percent}%`),
          v.w(`part_${part}`),
        ),
      ),
    ),
  ];
}

function table(v, title, of, rows) {
  const headers = [of, "scorePeople", "scoreInTime", "scoreLate", "scoreOff", "scoreBias"];
  return h(
    "table",
    h("caption", v.w(title), h("span.en", { lang: v.otherLanguage }, v.o(title))),
    h(
      "thead",
      h(
        "tr",
        headers.map((word) => h("th", { scope: "col" }, v.w(word))),
      ),
    ),
    h(
      "tbody",
      rows.map((row) => rowView(v, row)),
    ),
  );
}

function rowView(v, row) {
  const bias = S.bias(row);
  const cells = [
    row.n,
    `${S.inTime(row)}%`,
    `${Math.round(100 * row.late)}%`,
    v.w("scoreMinutes", { n: Math.round(row.median_error_min) }),
    v.w(`${bias.word}Short`, { n: bias.n }),
  ];
  return h(
    "tr",
    { key: row.name, class: row.n < S.FEW && "few" },
    h("th", { scope: "row" }, row.name),
    cells.map((cell) => h("td.tabular", cell)),
  );
}
