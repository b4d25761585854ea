/** How long visitors still wait, and what they were told beside what it became. Loaded after the page. */
import { h } from "../shared/draw.js";
import { minutes, together } from "../shared/words/format.js";

const MINUTE_MS = 60_000;

/** How long a number of the queue still waits; nothing where nobody knows. */
export function waitView(v, { wait }) {
  return wait && h("small", { "data-wait": true }, v.w("waitsOn", { range: range(v, wait) }));
}

/** What the visitor in hand was told, and what it became, [name, value]; null: nothing was told. */
export function toldFact(v, { told }) {
  const length = told && minutes(told.waited_min * MINUTE_MS, v.language);
  return told && [v.w("told", { range: range(v, told) }), v.w("toldWas", { length })];
}

/** "15–25 mnt", and at the ends "< 10 mnt", "> 90 mnt". */
function range(v, { low_min: low, high_min: high }) {
  const name = high === null ? "rangeMore" : low ? "range" : "rangeLess";
  return together(v.w(name, { low, high }));
}
