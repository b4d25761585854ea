/** The side effects of removing an item, as rows of a question. Pure. */
import { SECTIONS, find, titleOf } from "./state.js";

/** Maximum names per row. */
const NAMES_MAX = 6;

/**
 * Rows of what is removed and what changes, by section: [{kind: "goes"|"changes", section, names, more}]
 * removal: {goes, changes}, lists of "services/ktp-el", "counters/mpp-kupang/3".
 */
export function removalRows(content, removal) {
  return ["goes", "changes"].flatMap((kind) =>
    SECTIONS.flatMap((section) => {
      const keys = removal[kind].filter((key) => key.startsWith(`${section}/`));
      const names = keys.map((key) => nameOf(content, section, key.slice(section.length + 1)));
      const row = { kind, section, names: names.slice(0, NAMES_MAX), more: names.length - NAMES_MAX };
      return names.length ? [row] : [];
    }),
  );
}

/** The name of an item; for a counter outside the first venue, with its venue. */
function nameOf(content, section, key) {
  const item = find(content, section, key);
  if (!item) return key;
  const { name } = titleOf(content, section, item);
  const [first, ...others] = content.venues;
  const venue =
    section === "counters" && first.id !== item.venue && others.find(({ id }) => id === item.venue);
  return venue ? `${name} (${venue.name})` : name;
}
