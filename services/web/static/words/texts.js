/** Texts in the reader's language, from pairs [Indonesian, English]. Pure. */
import { counterName, inSentences } from "./counter-name.js";
import { fill } from "./format.js";

/** Return lookup functions for texts in the reader's language (w) and in the other one (o). */
export function textsIn(language, words) {
  const [own, other] = language === "id" ? [0, 1] : [1, 0];
  return {
    language,
    otherLanguage: language === "id" ? "en" : "id",
    /** The reader's text of a pair. */
    word: (pair) => pair[own],
    w: (name, values = {}) => inSentences(fill(words[name][own], values)),
    o: (name, values = {}) => fill(words[name][other], values),
    /** A text of a group: named("weekdays", "mon"). */
    named: (group, name) => words[group][name]?.[own] ?? name,
    /** A text of the house: {id, en}. */
    text: (text) => text?.[language] ?? "",
    /** The same in the other language; "" if both are equal. */
    otherText: (text) => (text.id === text.en ? "" : text[language === "id" ? "en" : "id"]),
    /** A service's name in the reader's and the other language; "" for the latter if they are equal. */
    names: ({ name, name_en: english }) => {
      if (name === english) return [name, ""];
      return own === 0 ? [name, english] : [english, name];
    },
    counterName: (counter) => (counter ? counterName(counter, language) : ""),
  };
}

/** Return functions that call these methods of a page, for its views. */
export function actionsOf(page, ...names) {
  return Object.fromEntries(names.map((name) => [name, (...args) => page[name](...args)]));
}
