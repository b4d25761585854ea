/** Shared parts of the clerk's dialog plans. */
export const NOTE_MAX = 300;

/** Options from a word list {slug: [id, en]}; more(slug) returns further members of an option. */
export function optionsOf(page, words, more = () => null) {
  return Object.entries(words).map(([value, pair]) => ({ value, label: page.word(pair), ...more(value) }));
}
