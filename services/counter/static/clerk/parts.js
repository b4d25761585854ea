/** Shared parts of the views: action buttons, key caps, and descriptions of presses. */
import { capOf } from "./keys-state.js";
import { WORDS } from "./words.js";
import { h, icon } from "../shared/draw.js";

/** A cap with an action's key; empty while keys are inactive, none while they are off. */
export function cap(v, action) {
  return (
    v.keysOn && h("kbd", { class: v.rests ? "rests" : "", "aria-hidden": "true" }, capContent(v.keys[action]))
  );
}

/** The content of a cap. */
export function capContent(name) {
  return name === "Backspace" ? icon("backspace") : capOf(name);
}

/** An action's button. If the action is not possible now, it looks disabled and says why when pressed. */
export function act(v, action, { off = false, number = null, label = null, ...more } = {}, ...children) {
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
    children,
  );
}

/** A description of presses, without a full stop: "A-011 selesai, A-012 dipanggil". */
export function didWords(v, did) {
  return did
    .filter(({ kind }) => WORDS.did[kind])
    .map(({ kind, number }) => v.named("did", kind).replace("{n}", number ?? ""))
    .join(", ");
}
