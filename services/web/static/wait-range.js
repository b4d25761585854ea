import { h } from "./draw.js";

/** The range of a wait in words (waitWords in words/wait.js), for the eye and for the ear. */
export function waitRange({ range, spoken }) {
  const forTheEar = h("span.visually-hidden", spoken);
  return h("b", { "data-wait": true }, h("span", { "aria-hidden": "true" }, range), forTheEar);
}
