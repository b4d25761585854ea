/** Views of estimated and actual waits; loaded after the page. */
import { h } from "../shared/draw.js";
import { minutes, together } from "../shared/words/format.js";

const MINUTE_MS = 60_000;

/** The estimated remaining wait of a queued number, if known. */
export function waitView(v, { wait }) {
  return wait && h("small", { "data-wait": true }, v.w("waitsOn", { range: range(v, wait) }));
}

/**
 * The wait promised to the current visitor, and the actual one: [name, value]; null: nothing was promised.
 */
export function toldFact(v, { told }) {
  const length = told && minutes(told.waited_min * MINUTE_MS, v.language);
  return told && [v.w("told", { range: range(v, told) }), v.w("toldWas", { length })];
}

/** "15–25 mnt"; open ranges as "< 10 mnt" and "> 90 mnt". */
function range(v, { low_min: low, high_min: high }) {
  const name = high === null ? "rangeMore" : low ? "range" : "rangeLess";
  return together(v.w(name, { low, high }));
}
