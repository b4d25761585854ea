/** The info lines in the footer of a board, shown in turn. Pure. */
import { word } from "./words.js";
import { clock, unbroken } from "../shared/words/format.js";
import { noticesOn } from "../shared/words/notices.js";

const MISSED_SHOWN = 3;

/** Return a counter's name in each language, on one line: form "full" is "Loket 3", "inside" is "loket 3". */
export function counterNames(languages, house, counter, form = "inside") {
  const { name = counter, name_en: english = counter, inside } = house?.counters[counter] ?? {};
  const names = (form === "inside" && inside) || { id: name, en: english };
  return languages.map((language) => unbroken(names[language]));
}

/**
 * Return the lines, each [icon, [first language, second language]]; a pair of more than `longest` characters
 * becomes two lines, and a long line several parts.
 *
 * languages: ["id", "en"] or the reverse; sound: "on", "locked", "off" or "muted"; nowMs: the hall's
 * time, null if unknown. While there are notices, the venue's own lines are left out, so that all see them.
 */
export function lines({ phase, board, house, languages, sound, longest, nowMs }) {
  const words = (name, values) => word(languages, name, values);
  const text = (both) => (both.id === both.en ? [both.id, ""] : languages.map((language) => both[language]));
  if (phase === "stale") return [["lock", words("staleKeep")]];
  const all = [];
  if (sound === "locked" && board) all.push(["volume-off", words("soundLocked")]);
  if (sound === "muted") all.push(["volume-off", words("muted")]);
  for (const { number } of board?.withdrawn ?? []) all.push(["rotate", words("withdrawn", { number })]);
  const notices = noticesOn(board?.notices, nowMs);
  all.push(...notices.map((notice) => ["speakerphone", noticeText(notice, house, languages)]));
  const { state, opens_at: opens } = board?.hours ?? {};
  if (phase !== "quiet" && state === "before" && opens)
    all.push(["clock", words("callingStarts", { time: clock(opens) })]);
  if (house?.notice) all.push(["clock", text(house.notice)]);
  if (board?.missed.length) all.push(["user-x", missedText(board.missed, house, languages)]);
  for (const pause of board?.paused ?? []) all.push(["player-pause", pausedText(pause, house, languages)]);
  if (!notices.length) all.push(...(house?.info ?? []).map((info) => ["id", text(info)]));
  if (!all.length) return [["id", words("welcome")]];
  return all.flatMap(([icon, pair]) =>
    pair.join(" ").length <= longest
      ? [[icon, pair]]
      : pair.flatMap((line) => split(line, longest)).map((line) => [icon, [line, ""]]),
  );
}

/** Split a line between words into the fewest parts of at most `most` characters, of similar length. */
function split(line, most) {
  const parts = wrap(line, most);
  let even = Math.ceil(line.length / parts.length);
  while (even < most && wrap(line, even).length > parts.length) even += 1;
  const end = parts.length - 1;
  return wrap(line, even).map((part, n) => `${n > 0 ? "… " : ""}${part}${n < end ? " …" : ""}`);
}

/** Wrap a line's words into parts of at most `most` characters; an empty line gives none. */
function wrap(line, most) {
  const parts = [];
  for (const part of line.split(" ").filter(Boolean)) {
    const last = parts.length - 1;
    if (last >= 0 && parts[last].length + 1 + part.length <= most) parts[last] += ` ${part}`;
    else parts.push(part);
  }
  return parts;
}

/** Return a notice, prefixed by the service or zone it is for; without a prefix if it is for all. */
function noticeText({ text, service, zone }, house, languages) {
  const names = house?.services[service];
  const of = service && { id: names?.name ?? service, en: names?.name_en ?? service };
  const zones = word(languages, "zone", { zone: house?.zones[zone]?.name ?? zone });
  const [one, two] = languages.map((language, n) => {
    const audience = of ? of[language] : zone && unbroken(zones[n]);
    return [audience, text[language]].filter(Boolean).join(": ");
  });
  return [one, text.id === text.en ? "" : two];
}

function missedText(list, house, languages) {
  const calls = list
    .slice(0, MISSED_SHOWN)
    .map(({ number, counter }) =>
      word(languages, "missedOne", { number, counter: counterNames(languages, house, counter) }),
    );
  return word(languages, "missed", {
    list: languages.map((_, n) => calls.map((call) => call[n]).join(", ")),
  });
}

function pausedText({ counter, until }, house, languages) {
  return word(languages, until ? "pausedUntil" : "paused", {
    counter: counterNames(languages, house, counter, "full"),
    time: until && clock(until),
  });
}
