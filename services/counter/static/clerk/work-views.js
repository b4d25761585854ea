/** The work screen: the current number, the actions, and the lists. */
import { actions } from "./action-views.js";
import { hand } from "./hand-views.js";
import { lists } from "./list-views.js";
import { act, cap } from "./parts.js";
import { h, icon } from "../shared/draw.js";
import { clock, together } from "../shared/words/format.js";

export function workView(v) {
  const { counter, ticket } = v.state;
  const look = counter.pause ? "is-paused" : ticket?.note && "with-note";
  return h(
    "div.work",
    h("div.notices", notices(v)),
    h("section.hand", { class: look, "aria-labelledby": "in-hand" }, hand(v)),
    h("section.actions", { "aria-label": v.w("actions") }, actions(v)),
    h("section.side", { "aria-label": v.w("lists") }, lists(v)),
  );
}

/** Messages to the clerk, above everything. */
function notices(v) {
  const { message, help } = v.state;
  return [
    message && messageNotice(v, message),
    help && helpNotice(v, help),
    v.hasTwin &&
      h(
        "p.notice",
        { key: "tabs", role: "status", "data-twin": true },
        icon("info-circle"),
        h("span", v.w("tabs")),
      ),
  ];
}

function messageNotice(v, { id, at, text }) {
  return h(
    "div.notice.message",
    { key: `message-${id}`, role: "alert", "data-from-coordinator": id },
    icon("bell"),
    h("p", h("small", v.w("message", { time: clock(at) })), h("b", text)),
    act(v, "read", { class: "plain" }, h("b", v.w("read")), cap(v, "read")),
  );
}

function helpNotice(v, help) {
  const words = v.w(help.coming ? "helpComing" : "helpSent", {
    kind: v.named("helpKinds", help.kind),
    time: together(clock(help.asked_at)),
  });
  return h(
    "div.notice.help",
    {
      key: "help",
      class: help.coming && "coming",
      role: "status",
      "data-help": help.kind,
      "data-coming": help.coming ? "true" : null,
    },
    icon("lifebuoy"),
    h("p", h("b", words)),
    act(v, "help-cancel", { class: "plain" }, v.w("helpCancel")),
  );
}
