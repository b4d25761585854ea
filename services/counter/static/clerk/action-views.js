/** The action buttons: the main action, the others, and undo. */
import { act, cap, didWords } from "./parts.js";
import * as S from "./state.js";
import { remaining } from "../staff/remaining.js";
import { h, icon } from "../shared/draw.js";
import { minutes } from "../shared/words/format.js";

/** The other actions: [action, word, icon]. */
const OTHERS = [
  ["recall", "recall", "speakerphone"],
  ["no-show", "noShow", "user-x"],
  ["finish", "finish", "check"],
  ["hold", "hold", "hourglass"],
  ["transfer", "transfer", "transfer"],
  ["help", "help", "lifebuoy"],
];
/** The words of verbs whose names differ from their words. */
const VERB_WORDS = {
  open: "reopen",
  "no-show": "noShow",
  "walk-in": "walkInDo",
  note: "result",
  return: "putBack",
  undo: "undoKey",
  "help-cancel": "helpCancel",
  priority: "priorityMark",
};
/** How long a press can be undone, ms. */
const UNDO_MS = 10_000;

export function actions(v) {
  return [
    v.sends ? sending(v) : main(v),
    h(
      "div.others",
      !v.state.counter.pause && OTHERS.map(([action, word, name]) => other(v, action, word, name)),
    ),
    h("div.last", v.isLost ? h("p.en", { key: "keep" }, v.w("keep")) : lastRow(v)),
  ];
}

function sending(v) {
  return h(
    "div.main.sending",
    { key: "sending", role: "status", "data-kept": v.pending.verb },
    h("span", h("b", v.w("sending")), h("span", `${verbWords(v, v.pending)}. ${v.w("once")}`)),
  );
}

/** A verb's words, as on its button. */
function verbWords(v, { verb, body }) {
  if (verb === "next") return v.w(body.finish ? "finishNext" : "next");
  return v.w(VERB_WORDS[verb] ?? verb);
}

function main(v) {
  const next = S.mainVerb(v.state);
  const look = next.calls ? "calls" : next.verb === "next" && "idle";
  return h(
    "button.main",
    {
      key: "main",
      class: [look, v.pending && "pressed"].filter(Boolean).join(" "),
      "data-act": "main",
      "data-main": true,
      "data-verb": next.verb,
      "aria-disabled": v.pending ? "true" : null,
    },
    h("span", h("b", verbWords(v, next)), h("span", mainHint(v, next))),
    cap(v, "main"),
  );
}

function mainHint(v, { verb }) {
  const [first] = v.state.queue;
  if (verb === "open") return v.w("reopenHint");
  if (verb === "start") return v.w("startHint", { number: v.state.ticket.number });
  if (!first) return v.w("nobody");
  return v.w("nextHint", {
    number: first.number,
    service: v.serviceName(first),
    length: minutes(v.nowMs - Date.parse(first.issued_at), v.language),
  });
}

function other(v, action, word, name) {
  const why = S.whyNot(v.state, action, v.nowMs);
  const [words, hint] = action === "recall" ? recallWords(v, why) : [v.w(word), null];
  return act(
    v,
    action,
    {
      off: why !== null,
      "data-verb": action,
      title: action === "finish" ? v.w("finishHint") : null,
    },
    icon(name),
    h("span", h("b", words), hint && h("small", hint)),
    cap(v, action),
  );
}

function recallWords(v, why) {
  const { ticket } = v.state;
  if (why === "cooling") {
    const ms = S.coolingMs(ticket.recall.at, v.nowMs);
    return [v.w("recallCools"), v.w("in_", { length: remaining(ms, v.language) })];
  }
  const isLeft = ticket?.state === "called" && ticket.recall;
  return [v.w("recall"), isLeft && v.w("recallsLeft", { n: ticket.recall.left })];
}

/** The last press while it can be undone, else the rarer actions. */
function lastRow(v) {
  const { state } = v;
  const leftMs = S.undoMs(state, v.nowMs);
  if (leftMs > 0 && state.undo.did.length) return undoRow(v, leftMs);
  return [
    !state.counter.pause && rareAction(v),
    act(v, "priority", { class: "plain" }, v.w("priority"), cap(v, "priority")),
    h("span.space", { key: "space" }),
    h(
      "button.plain",
      {
        key: "keys",
        "data-act": "keys-toggle",
        "aria-pressed": String(v.keysOn),
      },
      icon("keyboard"),
      h("span.label", v.w("keys")),
      h("span.switch", v.w(v.keysOn ? "on" : "off")),
    ),
    h("button.plain", { key: "menu", "data-act": "menu" }, v.w("menu"), cap(v, "menu")),
  ];
}

function rareAction(v) {
  return v.state.ticket
    ? act(v, "result", { class: "plain" }, v.w("result"), cap(v, "result"))
    : act(v, "walk-in", { class: "plain", "data-verb": "walk-in" }, v.w("walkInDo"), cap(v, "walk-in"));
}

function undoRow(v, leftMs) {
  const { seq, did } = v.state.undo;
  const words = v.done?.seq === seq ? v.done.text : `${sentence(didWords(v, did))}.`;
  return [
    h("p.did", { key: "did", "data-did": true }, words),
    h("progress", { key: "left", max: UNDO_MS, value: Math.round(leftMs), "aria-hidden": "true" }),
    act(
      v,
      "undo",
      { class: "plain undo", "data-verb": "undo" },
      h("b", v.w("undo", { length: remaining(leftMs, v.language) })),
      cap(v, "undo"),
    ),
  ];
}

function sentence(words) {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
