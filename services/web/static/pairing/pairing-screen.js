/** The overlay of a device that is not paired: its code, or why there is none. */
import { fillIn, h } from "../elements.js";
import { inEach, pageLanguages } from "../words/languages.js";
import { WORDS } from "./words.js";

export const ASK_AGAIN_MS = 5_000;
/** A code is replaced this long before it expires, so that no admin enters an expired one. */
export const SPARE_MS = 5_000;

const NOTES = { asking: "asking", code: "wait" };

/**
 * Render a screen into `view`: "asking", "code" with values {code, time}, or "revoked", whose button calls
 * `pair`; null hides `view`, because the device is paired. Sets the body's `data-device` accordingly.
 */
export function showPairing(view, screen, { values = {}, pair } = {}) {
  if (screen === null) view.setAttribute("hidden", "");
  else view.removeAttribute("hidden");
  document.body.setAttribute("data-device", screen ?? "paired");
  if (screen === null) return;
  fillIn(view, [screen, values], () => [
    h("antre-motif", { name: "ketupat" }),
    words(screen === "revoked" ? "revoked" : "title", "big"),
    screen === "code" && code(values.code),
    NOTES[screen] && words(NOTES[screen], "until", values),
    screen === "revoked" &&
      h(
        "button",
        { type: "button", "data-pair": true, onclick: pair },
        inEach(pageLanguages(), WORDS.again).join(" / "),
      ),
  ]);
  view.querySelector("button")?.focus();
}

function words(name, style, values) {
  const [primary, secondary] = inEach(pageLanguages(), WORDS[name], values);
  return [h(`p.${style}`, primary), h("p.second", secondary)];
}

function code(digits) {
  const label = `${inEach(pageLanguages(), WORDS.code)[0]}: ${digits.split("").join(" ")}`;
  return h("output.code", { "aria-label": label, "data-code": digits }, digits);
}
