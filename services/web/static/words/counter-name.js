/** How a counter is called in a reader's language. Pure. */
import { unbroken } from "./format.js";

/** As the core's COUNTER_WORDS: what a venue may call its counters, in both languages. */
export const COUNTER_WORDS = {
  loket: ["Loket", "Counter"],
  ruang: ["Ruang", "Room"],
  meja: ["Meja", "Desk"],
};
const WORDS = Object.values(COUNTER_WORDS).flat();
/** One of them before a number, which may have letters: "3", "14B", "P-2", "A". */
const NUMBERED = new RegExp(`\\b(${WORDS.join("|")})(?=\\u00a0(?:[A-Za-z]{0,2}-?\\d|[A-Z]{1,2}\\b))`, "g");

/** Return a counter's public name {name, name_en} on one line. */
export function counterName({ name, name_en: english }, language) {
  return unbroken(language === "en" ? english : name);
}

/** Write a counter's word as it stands inside a sentence: "loket"; a word of its own stays. */
export function inside(word) {
  return WORDS.includes(word) ? word.toLowerCase() : word;
}

/** Write numbered names small inside a sentence, capital at its beginning ("Tutup loket 3? Loket 3 …"). */
export function inSentences(text) {
  return text.replace(NUMBERED, (word, _, at) =>
    /(^|[.?!:]\s+|“)$/.test(text.slice(0, at)) ? word : word.toLowerCase(),
  );
}
