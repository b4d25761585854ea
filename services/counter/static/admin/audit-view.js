/** The audit section: who changed what, newest first. */
import { byWords, hint, title } from "./form-views.js";
import * as A from "./state.js";
import { h, icon } from "../shared/draw.js";
import { clock, longDate } from "../shared/words/format.js";

/** Maximum lines per change. */
const LINES_MAX = 12;

export function auditView(v) {
  return [
    title(v.w("audit")),
    v.changes.length === 0 && hint(v.w("auditNone")),
    h(
      "ol.audit",
      v.changes.map((change) => changeView(v, change)),
    ),
    v.olderThan &&
      h(
        "button.plain",
        { "data-older": true, onclick: () => v.actions.readAudit(v.olderThan) },
        icon("arrow-down"),
        v.w("older"),
      ),
  ];
}

function changeView(v, { seq, by, at, lines, more }) {
  const n = lines.length + more - LINES_MAX;
  return h(
    "li",
    { key: seq, "data-change": seq },
    h("p.when", h("b", byWords(v, by)), h("span", `${longDate(at, v.language)}, ${clock(at)}`)),
    h(
      "ul",
      lines.slice(0, LINES_MAX).map((line) => h("li", h("b", `${lineName(v, line)}: `), lineWords(v, line))),
      n > 0 && h("li.hint", v.w("auditMore", { n })),
    ),
  );
}

function lineName(v, { section, id }) {
  if (section === "house") return v.w("whole");
  if (section === "staff") return `${v.w("staff")} ${id}`;
  if (section === "devices") return `${v.w("devices")} ${v.deviceName(id)}`;
  if (!id || section === "follow-ups") return v.w(section);
  if (section === "media") return mediaName(v, id);
  const item = A.find(v.content, section, id);
  return `${v.named("one", section)} ${item ? A.titleOf(v.content, section, item).name : id}`;
}

function mediaName(v, id) {
  const item = A.find(v.content, "media", id);
  return item
    ? `${v.named("kinds", item.kind)} ${A.titleOf(v.content, "media", item).name}`
    : v.named("one", "media");
}

function lineWords(v, { section, field, before, after }) {
  if (field === null)
    return before === null ? v.w("auditCreated") : v.w("auditRemoved", { value: v.value(before) });
  const name = v.named("fields", field);
  if ((section === "staff" || section === "devices") && before === null && after === null) return name;
  const isOrder = section === "media" && field === "order";
  const words = (value) => v.value(isOrder ? value.map((id) => mediaName(v, id)) : value);
  return `${name} ${v.w("auditLine", { after: words(after), before: words(before) })}`;
}
