/** How a paired kiosk asks visitors, if the house is configured so, whether they have priority by law. */
import { h, icon } from "../shared/draw.js";
import { PRIORITY_REASONS } from "../shared/words/priority-reasons.js";

/** The button in the chosen service: opens the question, or clears the chosen reason. */
export function priorityButton(v) {
  const { priority, actions } = v;
  const isBusy = Boolean(v.taking);
  if (priority === null)
    return h(
      "button.priority",
      { key: "ask", "data-ask-priority": true, disabled: isBusy, onclick: () => actions.openPriority() },
      h("span", h("b", v.w("priority")), h("span", v.w("priorityWho"))),
      icon("chevron-right"),
    );
  return h(
    "button.priority",
    {
      key: "drop",
      "data-drop-priority": true,
      disabled: isBusy,
      onclick: () => actions.choosePriority(null),
    },
    h("span", h("b", v.w("priorityIs", { reason: reasonIn(v, priority) })), h("span", v.w("priorityDrop"))),
    icon("x"),
  );
}

function reasonIn(v, reason) {
  return v.word(PRIORITY_REASONS[reason]);
}

/** The question about priority; no proof is required. */
export function priorityView(v) {
  return [
    h(
      "div.agency",
      { key: "asked" },
      h(
        "button.back",
        { "data-home": true, onclick: () => v.actions.back() },
        icon("chevron-left"),
        v.w("back"),
      ),
      h("div", h("h1", v.w("priorityAsk")), h("p.en", v.w("priorityHint"))),
    ),
    h(
      "ul.reasons",
      { key: "reasons" },
      Object.keys(PRIORITY_REASONS).map((reason) =>
        h(
          "li",
          { key: reason },
          h(
            "button.tile",
            { "data-reason": reason, onclick: () => v.actions.choosePriority(reason) },
            h(
              "span.what",
              h("b", reasonIn(v, reason)),
              h("span.en", PRIORITY_REASONS[reason][v.language === "id" ? 1 : 0]),
            ),
          ),
        ),
      ),
    ),
  ];
}
