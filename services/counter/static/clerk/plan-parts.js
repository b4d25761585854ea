/** What several plans of the clerk's dialogs are made of. */
export const NOTE_MAX = 300;

/** Options of a word list: {slug: [id, en]}; more(slug) gives what an option has besides. */
export function optionsOf(page, words, more = () => null) {
  return Object.entries(words).map(([value, pair]) => ({ value, label: page.word(pair), ...more(value) }));
}
