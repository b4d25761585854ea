/** The form of an item of the house, and parts shared with other sections. */
import { Fields } from "./fields.js";
import { fitView } from "./setup/fit-view.js";
import { controlsOf } from "./forms.js";
import * as A from "./state.js";
import { h, icon } from "../shared/draw.js";
import { clock, longDate } from "../shared/words/format.js";

/** Maximum problems of other items to list. */
const ELSEWHERE_MAX = 8;

export function hint(words) {
  return h("p.hint", words);
}

/** A note in place of or above a form. */
export function note(words, sign = "info-circle", look = "news") {
  return h("p.told", { class: look }, icon(sign), h("span", words));
}

export function title(words, more = null) {
  return h("h2", { tabindex: -1 }, words, more && [" ", h("span.en", more)]);
}

/** The Fields of the view's draft. here: problems by path. */
export function fieldsOf(v, here) {
  return new Fields({ v, draft: v.draft, here, editable: v.isEditable, changed: v.actions.update });
}

/** The fieldset around all controls. */
export function formOf(v, controls) {
  return h(
    "fieldset.form",
    { disabled: !v.isEditable },
    h("legend.visually-hidden", v.w(v.section)),
    controls,
  );
}

export function readOnly(v) {
  return !v.isEditable && note(v.w("readOnly"), "eye");
}

/** Why there is no form. */
function nothingWords({ content, section }) {
  if (!content) return "noHouse";
  return A.itemsOf(content, section).length ? "chooseOne" : "addOne";
}

export function itemView(v) {
  const { section, key, content, draft, base } = v;
  if (!draft) return note(v.w(nothingWords(v)), "info-circle", "news empty");
  if (section === "media" && !v.media) return hint(v.w("starting"));
  const isNew = base === null;
  const { here, elsewhere } = A.splitProblems(v.problems, section, isNew ? A.keyOf(section, draft) : key);
  const fields = fieldsOf(v, here);
  const controls = controlsOf(fields, section, content, isNew, v.today[v.venueId]);
  return [
    title(isNew ? v.w("newItem") : A.titleOf(content, section, base).name, v.named("one", section)),
    readOnly(v),
    v.problems && problemsView(v, [...here.values()], fields.unreported(), elsewhere),
    v.isDirty && A.warnings(content, section, draft).map(({ words, values }) => note(v.w(words, values))),
    fitView(v),
    formOf(v, controls),
    section === "media" && !isNew && v.media.turn(v),
    changedView(v, section === A.WHOLE ? content.id : key),
  ];
}

/** The problems: of fields here, of fields without a control, and of other items. */
function problemsView(v, here, unreported, elsewhere) {
  return h(
    "div.told",
    { role: "alert", "data-problems": true },
    icon("alert-triangle"),
    h(
      "div",
      here.length > unreported.length && h("p", v.w("wrong", A.wrongBoxes(here, v))),
      unreported.map(([, problem]) =>
        h("p", v.w("boxWrong", { ...problem, box: A.boxOf(problem.path, v) || v.named("one", v.section) })),
      ),
      elsewhere.length > 0 && [
        h("p", v.w("wrongElsewhere")),
        h(
          "ul",
          elsewhere.slice(0, ELSEWHERE_MAX).map((problem) => h("li", placeWords(v, problem))),
        ),
      ],
    ),
  );
}

function placeWords(v, { section, id, path }) {
  const item = section && A.find(v.content, section, id);
  const name = item ? A.titleOf(v.content, section, item).name : (id ?? "");
  const place = section ? `${v.named("one", section)} ${name}` : v.w("whole");
  const field = path.filter((part) => typeof part === "string").at(-1);
  return field ? `${place}: ${v.named("fields", field)}` : place;
}

/** Who changed an item last, and the value before. */
export function changedView(v, key) {
  const change = A.lastChange(v.changes, v.section, key);
  if (!change) return null;
  const { by, at, line } = change;
  const field = line.field ? `${v.named("fields", line.field)} ` : "";
  const isToday = at.slice(0, 10) === v.now?.slice(0, 10);
  const words = v.w(isToday ? "who" : "whoDay", {
    by: byWords(v, by),
    day: longDate(at, v.language),
    time: clock(at),
    value: `${field}${v.value(line.before)}`,
  });
  return h("p.hint", { "data-changed": true }, words);
}

export function byWords(v, by) {
  return by === "command" ? v.w("byCommand") : by;
}
