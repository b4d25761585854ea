/**
 * The board for the browser of an old TV: it asks the display every second instead of being told, and announces and
 * draws with the board's own announcer, words and parts. `make old-tv` makes ../old-tv.js of it, in the JavaScript
 * of 2009 (docs/adr/0009).
 *
 * For other programs on the page: `AntreOldTv.board`, `AntreOldTv.trace`, what was announced last.
 */
import "./missing.js";
import { Announcer } from "../board/announcer.js";
import { OldBoard } from "./board.js";

export { Announcer };
/** The page's board, null where this is only looked at. */
export const board = typeof document === "undefined" ? null : new OldBoard(document.getElementById("board"));
export const trace = board ? board.trace : [];
