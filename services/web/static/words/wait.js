/** Texts for expected waits, shared by pages. Pure. */
import { fill, together } from "./format.js";

const DAY_MIN = 24 * 60;

export const WORDS = {
  waitTitle: ["Perkiraan tunggu", "Expected wait"],
  waitLess: ["kurang dari {high} menit", "less than {high} minutes"],
  waitRange: ["{low}–{high} menit", "{low}–{high} minutes"],
  waitSpoken: ["{low} sampai {high} menit", "{low} to {high} minutes"],
  waitMore: ["lebih dari {low} menit", "more than {low} minutes"],
  waitClock: ["sekitar pukul {from}–{to}", "about {from}–{to}"],
  waitMade: ["Dihitung pukul {at}", "Estimated at {at}"],
};

/** Return the clock time a number of minutes after an ISO time with offset: "09.56". */
export function clockAfter(iso, minutes) {
  const at = (Number(iso.slice(11, 13)) * 60 + Number(iso.slice(14, 16)) + minutes) % DAY_MIN;
  return [Math.floor(at / 60), at % 60].map((part) => String(part).padStart(2, "0")).join(".");
}

/** Format the range of a wait {low_min, high_min}, in the language that one(pair) picks: "15–25 menit". */
export function rangeWords({ low_min: low, high_min: high }, one) {
  const id = high === null ? "waitMore" : low ? "waitRange" : "waitLess";
  return together(fill(one(WORDS[id]), { low, high }));
}

/**
 * Format a wait {low_min, high_min (null: more than low_min), at}: its range, the range for screen readers,
 * the clock times (null for more than low_min), and when it was estimated. one(pair) picks the language.
 */
export function waitWords(wait, one) {
  const { low_min: low, high_min: high, at } = wait;
  const format = (id, more = {}) => together(fill(one(WORDS[id]), { low, high, ...more }));
  const isOpenEnded = high === null;
  return {
    range: rangeWords(wait, one),
    spoken: format(isOpenEnded ? "waitMore" : low ? "waitSpoken" : "waitLess"),
    clock: isOpenEnded ? null : format("waitClock", { from: clockAfter(at, low), to: clockAfter(at, high) }),
    made: format("waitMade", { at: clockAfter(at, 0) }),
  };
}
