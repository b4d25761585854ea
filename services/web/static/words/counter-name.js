/** How a counter is called in a reader's language. Pure. */
import { together } from "./format.js";

/** Give a counter's name on one line: "Loket 3" is "Counter 3" in English; a name of its own stays. */
export function counterName(name, language) {
  return together(language === "en" ? name.replace(/^Loket (?=\w{1,3}$)/, "Counter ") : name);
}

/** Write such names small inside a sentence, capital at its beginning ("Tutup loket 3? Loket 3 …"). */
export function inSentences(text) {
  return text.replace(/\b(Loket|Counter)(?=\u00a0\w{1,3}\b)/g, (word, _, at) =>
    /(^|[.?!:]\s+|“)$/.test(text.slice(0, at)) ? word : word.toLowerCase(),
  );
}
