/** Texts about counters in general, in a venue's own word for them. Pure. */
const USUAL = "Loket";
/** Placeholders, which stay, and the usual words. */
const GENERAL = /\{\w+\}|\b(loket|counter)(s?)\b/gi;

/**
 * Texts with a venue's word, {id, en}, instead of "loket" and "counter": "Buka ruang lagi", "Reopen room".
 * null: unchanged.
 */
export function inVenueWords(words, word) {
  if (!word || word.id === USUAL || words === null) return words;
  if (typeof words === "string") return renamed(words, word);
  if (Array.isArray(words)) return words.map((text) => inVenueWords(text, word));
  if (typeof words !== "object") return words;
  return Object.fromEntries(Object.entries(words).map(([name, text]) => [name, inVenueWords(text, word)]));
}

function renamed(text, { id, en }) {
  return text.replace(GENERAL, (found, general, plural) => {
    if (!general) return found;
    const word = general.toLowerCase() === "loket" ? id : en + plural;
    return general[0] === general[0].toLowerCase() ? word.toLowerCase() : word;
  });
}
