/** Draws a whole board from a scene (scene.js); each redraw replaces only what changed. */
import { settle, settleBoth, settlePair, shrink, widestOf } from "./fitting.js";
import { drawPanel } from "./panel.js";
import { pair } from "./scene.js";
import { drawSide } from "./side.js";
import { LAYOUTS } from "./sizes.js";
import { drawStrip } from "./strip.js";
import { fillIn, h, icon } from "../shared/elements.js";
import { clock, longDate } from "../shared/words/format.js";

/** Make the parts of a board, which `draw` fills. */
export function parts() {
  return [
    ...["top", "bottom", "left", "right"].map((side) => h("antre-selvedge", { class: side, cell: 2 })),
    ...["tl", "tr", "bl", "br"].map((place) =>
      h(`div.corner.${place}`, h("antre-motif", { name: "ketupat" })),
    ),
    h("header"),
    h("main.panel", { "aria-live": "assertive", "aria-atomic": "true" }),
    h("section.side"),
    h("section.strip"),
    h("footer"),
    h("ol", { "data-calls": true, hidden: true }),
  ];
}

/** Draw a whole board; return the font size of the called number, px: `fonts.number`, or less to fit. */
export function draw(board, scene, fonts) {
  const part = (selector) => board.querySelector(selector);
  const [panel, side, strip] = ["main", ".side", ".strip"].map(part);
  const edge = { stale: "stale", calling: "call" }[scene.phase] ?? "rest";
  for (const selvedge of board.querySelectorAll("antre-selvedge"))
    if (selvedge.getAttribute("state") !== edge) selvedge.setAttribute("state", edge);
  drawPanel(panel, scene);
  drawSide(side, scene);
  drawStrip(strip, scene);
  const { room } = LAYOUTS[scene.layout];
  drawHead(part("header"), scene, room);
  shrink(panel.querySelectorAll(".number"), room.called, { font: fonts.number });
  settlePanel(panel, room, fonts.counter);
  settleList(side, room);
  shrink(strip.querySelectorAll(".ready .cap"), room.ready);
  if (scene.layout !== "phone") for (const cell of strip.querySelectorAll(".zones li")) settleCell(cell);
  drawInfo(part("footer"), scene);
  settlePair(part("footer .line"), part("footer .second"), room.foot, FOOT_LEAST);
  listCalls(part("ol[data-calls]"), scene.view.board?.calls ?? []);
  const number = panel.querySelector(".number");
  return number ? parseFloat(number.style.fontSize) : fonts.number;
}

/** Smaller letters are not legible from the chairs; then only the first language is shown. */
const FOOT_LEAST = 28;
const GO_LEAST = 24;
/** Gaps, px: between an agency and its zone, and in a cell of the strip. */
const GAP = 32;
const CELL_GAP = 16;
/** A motto with less space, px, is left out. */
const MOTTO_LEAST = 260;

/** Fit the texts that name the destination; a counter's name without a word gets the space of both. */
function settlePanel(panel, room, font) {
  const part = (selector) => panel.querySelector(selector);
  const word = part(".loket");
  settle(word, room.word);
  const sign = part(".sign");
  if (word) settle(sign, room.sign, { font });
  else settle(sign, room.name, { font: fontOfName(sign, room.name, font) });
  settle(part(".at .zone"), room.zone);
  settle(part(".hour span"), room.hour);
  settle(part(".thin .at"), room.last);
  const agency = part(".where b");
  if (!agency || !room.where) return;
  settleBoth(agency, part(".where .zone"), room.where, GAP);
  settlePair(part(".where .go"), part(".go .en"), room.go, GO_LEAST);
}

/** Leave space below a counter's name for letters like g and y; capitals and figures need none. */
function fontOfName(sign, room, font) {
  if (!font || !room || !sign || /^[A-Z0-9-]*$/.test(sign.textContent)) return font;
  return Math.min(font, room[1]);
}

/** Fit the numbers of a list, and the counter next to each. */
function settleList(side, room) {
  const numbers = side.querySelectorAll(".calls li > .cap:not(.sign)");
  shrink(numbers, room.earlier);
  const font = numbers.length ? parseFloat(numbers[0].style.fontSize) : null;
  for (const sign of side.querySelectorAll(".calls .cap.sign")) settle(sign, room.named, { font });
  if (!room.named) return;
  const [width, height] = room.named;
  for (const word of side.querySelectorAll(".named small")) settle(word, [width, height * 0.4]);
  for (const sign of side.querySelectorAll(".named b")) settle(sign, [width, height * 0.6]);
}

/** More dots would take the space of the line. */
const DOTS_MAX = 6;

/** Fit the name of a zone or service into the space that the numbers leave in its cell. */
function settleCell(cell) {
  const name = cell.querySelector(".zone");
  if (!cell.clientWidth) return;
  let width = cell.clientWidth - parseFloat(getComputedStyle(cell).paddingLeft) - CELL_GAP;
  for (const other of cell.children) if (other !== name) width -= other.offsetWidth + CELL_GAP;
  settle(name, [Math.max(40, width), cell.clientHeight - CELL_GAP / 2]);
}

function drawHead(header, { house, now, languages, part }, { head, label }) {
  fillIn(header, [house?.venue, now?.slice(0, 16), languages, part], () => [
    h("antre-motif", { name: "ketupat", class: "logo" }),
    h("b.name", house?.venue.name ?? "Antre"),
    h("span.motto", house?.venue.motto ?? ""),
    h("span.date", now ? longDate(now, languages[0]) : ""),
    h("b.clock.tabular", now ? clock(now) : ""),
    h("span.zone", house?.venue.time_zone_label ?? ""),
  ]);
  const [name, motto, zone] = [".name", ".motto", ".zone"].map((selector) => header.querySelector(selector));
  settle(zone, label);
  settle(name, head);
  if (!head) return;
  const rest = head[0] - widestOf([name]) - 2 * GAP;
  motto.style.display = rest < MOTTO_LEAST || !motto.textContent ? "none" : "";
  settle(motto, [rest, head[1]]);
}

function drawInfo(footer, scene) {
  const { lines, n } = scene.info;
  const [name, line] = lines[n];
  fillIn(footer, [name, line[0], n, lines.length], () => [
    icon(name),
    h("p.line", pair(scene, line)),
    lines.length > 1 &&
      lines.length <= DOTS_MAX &&
      h(
        "span.dots",
        lines.map((_, i) => h(i === n ? "i.on" : "i")),
      ),
  ]);
}

/** List the current calls in a hidden element, for programs that read the page. */
function listCalls(list, calls) {
  const key = calls.map(({ number, counter, seq }) => [number, counter, seq]);
  fillIn(list, key, () => calls.map(callItem));
}

function callItem({ number, counter, counter_name: name, seq }) {
  const data = { "data-call": true, "data-number": number, "data-counter": counter, "data-seq": seq };
  return h("li", data, `${number} ${name}`);
}
