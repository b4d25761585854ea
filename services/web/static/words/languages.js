/** The two languages of a page. Words are pairs, [Indonesian, English]. */
import { fill } from "./format.js";

/** Return the page's languages, its own first: ["id", "en"], or the other way round. */
export function pageLanguages() {
  return document.documentElement.lang === "en" ? ["en", "id"] : ["id", "en"];
}

/** Return a pair's words in one language, their {braces} filled. */
export function inLanguage(language, pair, values = {}) {
  return fill(pair[language === "id" ? 0 : 1], values);
}

/** Return a pair's words in each of these languages; a value that is a list has one entry for each of them. */
export function inEach(languages, pair, values = {}) {
  return languages.map((language, n) => {
    const own = {};
    for (const [name, value] of Object.entries(values)) own[name] = Array.isArray(value) ? value[n] : value;
    return inLanguage(language, pair, own);
  });
}
