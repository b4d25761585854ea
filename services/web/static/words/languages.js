/** The two languages of a page. Words are pairs, [Indonesian, English]. */
import { fill } from "./format.js";

/** Return both languages, the page's first: ["id", "en"] or ["en", "id"]. */
export function pageLanguages() {
  return document.documentElement.lang === "en" ? ["en", "id"] : ["id", "en"];
}

/** Return a pair's text in one language, with {placeholders} filled. */
export function inLanguage(language, pair, values = {}) {
  return fill(pair[language === "id" ? 0 : 1], values);
}

/** Return a pair's text in each of these languages; a list as a value has one entry per language. */
export function inEach(languages, pair, values = {}) {
  return languages.map((language, n) => {
    const own = {};
    for (const [name, value] of Object.entries(values)) own[name] = Array.isArray(value) ? value[n] : value;
    return inLanguage(language, pair, own);
  });
}
