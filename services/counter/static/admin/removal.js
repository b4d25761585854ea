/** What goes with an item that is removed, pure: as rows of a question. */
import { SECTIONS, find, titleOf } from "./state.js";

/** Names that a row writes out. */
const NAMES_MAX = 6;

/**
 * Rows of what goes and what changes, by section: [{kind: "goes"|"changes", section, names, more}]
 * told: {goes, changes}, lists of "services/ktp-el", "counters/mpp-kupang/3".
 */
export function removalRows(content, told) {
  return ["goes", "changes"].flatMap((kind) =>
    SECTIONS.flatMap((section) => {
      const keys = told[kind].filter((one) => one.startsWith(`${section}/`));
      const names = keys.map((one) => nameOf(content, section, one.slice(section.length + 1)));
      const row = { kind, section, names: names.slice(0, NAMES_MAX), more: names.length - NAMES_MAX };
      return names.length ? [row] : [];
    }),
  );
}

/** The name of an item; of a counter of another venue than the first, with its venue. */
function nameOf(content, section, key) {
  const item = find(content, section, key);
  if (!item) return key;
  const { name } = titleOf(content, section, item);
  const [first, ...others] = content.venues;
  const venue =
    section === "counters" && first.id !== item.venue && others.find(({ id }) => id === item.venue);
  return venue ? `${name} (${venue.name})` : name;
}
