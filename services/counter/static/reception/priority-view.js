/** The choice of a priority's reason, for a new ticket or the displayed one. */
import * as S from "./state.js";
import { inBoth } from "../staff/sign-in.js";
import { h, icon } from "../shared/draw.js";

export function priorityChoice(v, chosen, choose) {
  const isTicket = v.desk.screen === "ticket";
  return h(
    "div.choice-box",
    { key: "priority", role: "group", "aria-labelledby": "priority-title" },
    h("h2", { id: "priority-title" }, inBoth(v, "priorityAsk")),
    h(
      "ul",
      S.PRIORITIES.map((reason) =>
        h(
          "li",
          reasonButton(reason, v.named("priorityReasons", reason), choose, {
            "aria-pressed": isTicket ? null : String(reason === chosen),
          }),
        ),
      ),
    ),
    h("p", v.w("priorityHint")),
    h(
      "div.row",
      chosen !== null && reasonButton(null, v.w(isTicket ? "priorityTake" : "priorityNone"), choose),
      h(
        "button.plain",
        { "data-no": true, "data-f": "no", onclick: () => v.actions.toggle("priority") },
        icon("chevron-left"),
        v.w("back"),
      ),
    ),
  );
}

function reasonButton(reason, words, choose, more = {}) {
  const name = reason ?? "none";
  const press = () => choose(reason);
  return h(
    "button.plain",
    { "data-reason": name, "data-f": `reason ${name}`, onclick: press, ...more },
    words,
  );
}
