/**
 * The page for old TVs: polls the display every second, and announces and draws with the board's modules.
 * `make old-tv` bundles it as ../old-tv.js, in ES5 (docs/adr/0009).
 *
 * For other programs on the page: `AntreOldTv.board`; `AntreOldTv.trace`, the latest announcements.
 */
import "./missing.js";
import { Announcer } from "../board/announcer.js";
import { OldBoard } from "./board.js";

export { Announcer };
/** The page's board, null without a document (in tests). */
export const board = typeof document === "undefined" ? null : new OldBoard(document.getElementById("board"));
export const trace = board ? board.trace : [];
