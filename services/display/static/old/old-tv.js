/**
 * The page for old TVs: it polls the display every second, and announces and draws with the board's own
 * modules. `make old-tv` bundles it as ../old-tv.js, in the JavaScript of 2009 (docs/adr/0009).
 *
 * For other programs on the page: `AntreOldTv.board`; `AntreOldTv.trace`, the latest announcements.
 */
import "./missing.js";
import { Announcer } from "../board/announcer.js";
import { OldBoard } from "./board.js";

export { Announcer };
/** The page's board, null where there is no page (in tests). */
export const board = typeof document === "undefined" ? null : new OldBoard(document.getElementById("board"));
export const trace = board ? board.trace : [];
