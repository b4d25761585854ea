/** Parts of the work: a button of an action, the cap with its key, what was done in words. */
import { capOf } from "./keys-state.js";
import { WORDS } from "./words.js";
import { h, icon } from "../shared/draw.js";

/** A cap with the key of an action; empty while keys rest, none while they are off. */
export function cap(v, action) {
  return (
    v.keysOn && h("kbd", { class: v.rests ? "rests" : "", "aria-hidden": "true" }, capContent(v.keys[action]))
  );
}

/** What stands on a cap. */
export function capContent(name) {
  return name === "Backspace" ? icon("backspace") : capOf(name);
}

/** The button of an action. Where it cannot be done now, it looks so and says why when pressed. */
export function act(v, action, { off = false, number = null, label = null, ...more } = {}, ...inside) {
  return h(
    "button",
    {
      "data-act": action,
      "data-number": number,
      key: `${action}-${number ?? ""}`,
      "aria-label": label,
      "aria-disabled": off || v.isLost || v.sends ? "true" : null,
      ...more,
    },
    inside,
  );
}

/** What was done, in words without a full stop: "A-011 selesai, A-012 dipanggil". */
export function didWords(v, did) {
  return did
    .filter(({ kind }) => WORDS.did[kind])
    .map(({ kind, number }) => v.word(WORDS.did[kind]).replace("{n}", number ?? ""))
    .join(", ");
}
