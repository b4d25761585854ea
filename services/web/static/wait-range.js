import { h } from "./draw.js";

/** Describe a wait's range (see waitWords in words/wait.js), visible and for screen readers. */
export function waitRange({ range, spoken }) {
  const forScreenReaders = h("span.visually-hidden", spoken);
  return h("b", { "data-wait": true }, h("span", { "aria-hidden": "true" }, range), forScreenReaders);
}
