/** The lines at the foot of a board, one at a time: what is so, then what to do. Pure. */
import { WORDS } from "./words.js";
import { clock, fill, together } from "../shared/format.js";

const MISSED_SHOWN = 3;

/** Fill a word in each language, the board's first language first. */
export function word(languages, name, values = {}) {
  return languages.map((language) => fill(WORDS[name][language === "id" ? 0 : 1], values));
}

/** Name a counter inside a sentence, in each language, on one line: "loket 3", "counter 3". */
export function counterNames(languages, house, counter) {
  const sign = house?.counters[counter]?.sign ?? counter;
  return word(languages, "counter").map((name) => together(`${name.toLowerCase()} ${sign}`));
}

/**
 * Give the lines, each [icon, [first language, second language]]; a pair longer than `longest` characters takes turns.
 *
 * languages: ["id", "en"] or the other way; sound: "on", "locked", "off" or "muted".
 */
export function lines({ phase, board, house, languages, sound, longest }) {
  const said = (name, values) => word(languages, name, values);
  if (phase === "stale") return [["lock", said("staleKeep")]];
  const found = [];
  if (sound === "locked" && board) found.push(["volume-off", said("soundLocked")]);
  if (sound === "muted") found.push(["volume-off", said("muted")]);
  for (const { number } of board?.withdrawn ?? []) found.push(["rotate", said("withdrawn", { number })]);
  const text = (both) => languages.map((language) => both[language]);
  if (house?.notice) found.push(["clock", text(house.notice)]);
  if (board?.missed.length) found.push(["user-x", missed(board.missed, house, languages)]);
  for (const { counter, until } of board?.paused ?? []) {
    const names = counterNames(languages, house, counter).map(
      (name) => name[0].toUpperCase() + name.slice(1),
    );
    const pair = said(until ? "pausedUntil" : "paused", {
      counter: "{counter}",
      time: until && clock(until),
    });
    found.push(["player-pause", pair.map((line, n) => fill(line, { counter: names[n] }))]);
  }
  found.push(...(house?.info ?? []).map((info) => ["id", text(info)]));
  if (!found.length) return [["id", said("welcome")]];
  return found.flatMap(([icon, pair]) =>
    pair.join(" ").length <= longest ? [[icon, pair]] : pair.map((line) => [icon, [line, ""]]),
  );
}

function missed(list, house, languages) {
  const names = list
    .slice(0, MISSED_SHOWN)
    .map((one) => ({ number: one.number, counters: counterNames(languages, house, one.counter) }));
  return languages.map((language, n) => {
    const one = ({ number, counters }) =>
      fill(WORDS.missedOne[language === "id" ? 0 : 1], { number, counter: counters[n] });
    return fill(WORDS.missed[language === "id" ? 0 : 1], { list: names.map(one).join(", ") });
  });
}
