/** Counter names in the reader's language. Pure. */
import { unbroken } from "./format.js";

/** Same as the core's COUNTER_WORDS: the words that a venue may use for its counters, in both languages. */
export const COUNTER_WORDS = {
  loket: ["Loket", "Counter"],
  ruang: ["Ruang", "Room"],
  meja: ["Meja", "Desk"],
};
const WORDS = Object.values(COUNTER_WORDS).flat();
/** One of these words before a number, which may contain letters: "3", "14B", "P-2", "A". */
const NUMBERED = new RegExp(`\\b(${WORDS.join("|")})(?=\\u00a0(?:[A-Za-z]{0,2}-?\\d|[A-Z]{1,2}\\b))`, "g");

/** Return a counter's public name {name, name_en} on one line. */
export function counterName({ name, name_en: english }, language) {
  return unbroken(language === "en" ? english : name);
}

/** Lowercase a counter's word for use within a sentence: "loket"; a custom word stays unchanged. */
export function inside(word) {
  return WORDS.includes(word) ? word.toLowerCase() : word;
}

/** Lowercase numbered counter names, except at the start of a sentence ("Tutup loket 3? Loket 3 …"). */
export function inSentences(text) {
  return text.replace(NUMBERED, (word, _, at) =>
    /(^|[.?!:]\s+|“)$/.test(text.slice(0, at)) ? word : word.toLowerCase(),
  );
}
