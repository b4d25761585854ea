/** Words in the reader's language; each is a pair [Indonesian, English]. Pure. */
import { counterName, inSentences } from "./counter-name.js";
import { fill } from "./format.js";

/** Return words in the reader's language (w) and in the other one (o). */
export function reader(language, words) {
  const [own, other] = language === "id" ? [0, 1] : [1, 0];
  return {
    language,
    otherLanguage: language === "id" ? "en" : "id",
    /** One of a pair of words. */
    word: (pair) => pair[own],
    w: (name, values = {}) => inSentences(fill(words[name][own], values)),
    o: (name, values = {}) => fill(words[name][other], values),
    /** A word of a group: named("weekdays", "mon"). */
    named: (group, name) => words[group][name]?.[own] ?? name,
    /** A text of the house: {id, en}. */
    text: (text) => text?.[language] ?? "",
    /** The same in the other language; nothing where the house has it in one alone. */
    otherText: (text) => (text.id === text.en ? "" : text[language === "id" ? "en" : "id"]),
    /** The name of a service, and its name in the other language, "" where it has only one. */
    names: ({ name, name_en: english }) => {
      if (name === english) return [name, ""];
      return own === 0 ? [name, english] : [english, name];
    },
    counterName: (counter) => (counter ? counterName(counter, language) : ""),
  };
}

/** Bind methods of a page, for its views. */
export function actionsOf(page, ...names) {
  return Object.fromEntries(names.map((name) => [name, (...given) => page[name](...given)]));
}
