/** Remaining time in whole seconds, rounded up: "1 dtk" to the end, never "0 dtk". */
import { length, minutes } from "../shared/words/format.js";

const MINUTE_S = 60;

export function remaining(ms, language) {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return (seconds % MINUTE_S ? length : minutes)(seconds * 1000, language);
}
