/** The info lines at the foot of a board, shown in turn. Pure. */
import { word } from "./words.js";
import { clock, unbroken } from "../shared/words/format.js";
import { noticesOn } from "../shared/words/notices.js";

const MISSED_SHOWN = 3;

/** Name a counter in each language, on one line: "full" for "Loket 3", "inside" a sentence "loket 3". */
export function counterNames(languages, house, counter, form = "inside") {
  const { name = counter, name_en: english = counter, inside } = house?.counters[counter] ?? {};
  const names = (form === "inside" && inside) || { id: name, en: english };
  return languages.map((language) => unbroken(names[language]));
}

/**
 * Give the lines, each [icon, [first language, second language]]; a pair of more than `longest` characters
 * becomes two lines, and a long line its parts.
 *
 * languages: ["id", "en"] or the other way round; sound: "on", "locked", "off" or "muted"; nowMs: the hall's
 * time, null: not known. While there are notices, the venue's own lines rest, so that everybody meets them.
 */
export function lines({ phase, board, house, languages, sound, longest, nowMs }) {
  const said = (name, values) => word(languages, name, values);
  const text = (both) => (both.id === both.en ? [both.id, ""] : languages.map((language) => both[language]));
  if (phase === "stale") return [["lock", said("staleKeep")]];
  const all = [];
  if (sound === "locked" && board) all.push(["volume-off", said("soundLocked")]);
  if (sound === "muted") all.push(["volume-off", said("muted")]);
  for (const { number } of board?.withdrawn ?? []) all.push(["rotate", said("withdrawn", { number })]);
  const notices = noticesOn(board?.notices, nowMs);
  all.push(...notices.map((notice) => ["speakerphone", noticed(notice, house, languages)]));
  const { state, opens_at: opens } = board?.hours ?? {};
  if (phase !== "quiet" && state === "before" && opens)
    all.push(["clock", said("callingStarts", { time: clock(opens) })]);
  if (house?.notice) all.push(["clock", text(house.notice)]);
  if (board?.missed.length) all.push(["user-x", missed(board.missed, house, languages)]);
  for (const pause of board?.paused ?? []) all.push(["player-pause", paused(pause, house, languages)]);
  if (!notices.length) all.push(...(house?.info ?? []).map((info) => ["id", text(info)]));
  if (!all.length) return [["id", said("welcome")]];
  return all.flatMap(([icon, pair]) =>
    pair.join(" ").length <= longest
      ? [[icon, pair]]
      : pair.flatMap((line) => split(line, longest)).map((line) => [icon, [line, ""]]),
  );
}

/** Split a line at its words into as few parts of at most so many characters as hold it, of like length. */
function split(line, most) {
  const parts = filled(line, most);
  let even = Math.ceil(line.length / parts.length);
  while (even < most && filled(line, even).length > parts.length) even += 1;
  const end = parts.length - 1;
  return filled(line, even).map((part, n) => `${n > 0 ? "… " : ""}${part}${n < end ? " …" : ""}`);
}

/** Fill parts of at most so many characters with a line's words; none of an empty one. */
function filled(line, most) {
  const parts = [];
  for (const one of line.split(" ").filter(Boolean)) {
    const last = parts.length - 1;
    if (last >= 0 && parts[last].length + 1 + one.length <= most) parts[last] += ` ${one}`;
    else parts.push(one);
  }
  return parts;
}

/** A notice, after whom it is for: a service, a zone, or nobody named, if it is for all. */
function noticed({ text, service, zone }, house, languages) {
  const named = house?.services[service];
  const of = service && { id: named?.name ?? service, en: named?.name_en ?? service };
  const places = word(languages, "zone", { zone: house?.zones[zone]?.name ?? zone });
  const [one, two] = languages.map((language, n) => {
    const whom = of ? of[language] : zone && unbroken(places[n]);
    return [whom, text[language]].filter(Boolean).join(": ");
  });
  return [one, text.id === text.en ? "" : two];
}

function missed(list, house, languages) {
  const calls = list
    .slice(0, MISSED_SHOWN)
    .map(({ number, counter }) =>
      word(languages, "missedOne", { number, counter: counterNames(languages, house, counter) }),
    );
  return word(languages, "missed", {
    list: languages.map((_, n) => calls.map((call) => call[n]).join(", ")),
  });
}

function paused({ counter, until }, house, languages) {
  return word(languages, until ? "pausedUntil" : "paused", {
    counter: counterNames(languages, house, counter, "full"),
    time: until && clock(until),
  });
}
