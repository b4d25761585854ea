/** The form that adds an agency to the duty of one more counter today. */
import { h } from "../shared/draw.js";
import * as S from "./state.js";

export function addForm(v, agency) {
  const counters = S.countersToAdd(v.hall, agency.id);
  return h(
    "div.question",
    { key: "add", role: "group", "aria-labelledby": "add-title" },
    h("h4", { id: "add-title" }, v.w("addTitle", { agency: agency.short })),
    h("p.en", v.w(counters.length ? "addHint" : "addNone")),
    h(
      "div.choices.to-add",
      counters.map((counter) => counterButton(v, counter, agency.id)),
    ),
    h(
      "div.acts",
      h("button.plain", { "data-no": true, onclick: () => v.actions.setForm(null) }, v.w("cancel")),
    ),
  );
}

function counterButton(v, counter, agency) {
  const doing = S.doing(counter);
  const now = [
    v.w(`doing_${doing}`),
    doing !== "closed" && v.w("waitingN", { n: counter.waiting }),
    counter.agencies.map((id) => S.agencyOf(v.hall, id)?.short ?? id).join(", "),
  ];
  return h(
    "button.plain",
    {
      key: counter.id,
      "data-add-counter": counter.id,
      disabled: v.rests,
      onclick: () => v.actions.act("assignment", counter.id, { add: agency }),
    },
    h("b", v.counterName(counter)),
    h("span", now.filter(Boolean).join(" · ")),
  );
}
