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

function nameOf(content, section, key) {
  const item = find(content, section, key);
  return item ? titleOf(content, section, item).name : key;
}
