/** Draws a whole board from one scene (scene.js), again and again; only what changed is replaced. */
import { shrink } from "./fitting.js";
import { drawPanel } from "./panel.js";
import { pair } from "./scene.js";
import { drawSide } from "./side.js";
import { LAYOUTS } from "./sizes.js";
import { drawStrip } from "./strip.js";
import { fillIn, h, icon } from "../shared/elements.js";
import { clock, longDate } from "../shared/words/format.js";

/** Make the parts that every board has; filled by `draw`. */
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

/** Draw a whole board; give the font of the called number, px: `fonts.number`, or less if it must shrink. */
export function draw(board, scene, fonts) {
  const part = (selector) => board.querySelector(selector);
  const [panel, side, strip] = ["main", ".side", ".strip"].map(part);
  const edge = { stale: "stale", calling: "call" }[scene.phase] ?? "rest";
  for (const selvedge of board.querySelectorAll("antre-selvedge"))
    if (selvedge.getAttribute("state") !== edge) selvedge.setAttribute("state", edge);
  drawHead(part("header"), scene);
  drawPanel(panel, scene);
  drawSide(side, scene);
  drawStrip(strip, scene);
  const { room } = LAYOUTS[scene.layout];
  shrink(panel.querySelectorAll(".number"), room.called, { font: fonts.number });
  shrinkName(panel, room, fonts.counter);
  if (room.go) shrink(panel.querySelectorAll(".where .go"), room.go);
  shrinkList(side, room);
  shrink(strip.querySelectorAll(".ready .cap"), room.ready);
  drawInfo(part("footer"), scene);
  listCalls(part("ol[data-calls]"), scene.view.board?.calls ?? []);
  const number = panel.querySelector(".number");
  return number ? parseFloat(number.style.fontSize) : fonts.number;
}

/** Let the counter's word and sign have their room; a name without a word has the room of both. */
function shrinkName(panel, room, font) {
  const words = panel.querySelectorAll(".loket");
  shrink(words, room.word);
  shrink(panel.querySelectorAll(".sign"), words.length ? room.sign : room.word + room.sign, { font });
}

/** Let the numbers of a list have their room, and each counter beside them its own. */
function shrinkList(side, room) {
  const numbers = side.querySelectorAll(".calls li > .cap:not(.sign)");
  shrink(numbers, room.earlier);
  const font = numbers.length ? parseFloat(numbers[0].style.fontSize) : null;
  for (const sign of side.querySelectorAll(".calls .cap.sign")) shrink([sign], room.named, { font });
  for (const text of side.querySelectorAll(".named > *")) shrink([text], room.named);
}

/** More would take the line's room. */
const DOTS_MAX = 6;

/** A longer name of a venue is smaller and stands in two lines, without the motto. */
const NAME_LONG = 28;

function drawHead(header, { house, now, languages, part }) {
  fillIn(header, [house?.venue, now?.slice(0, 16), languages, part], () => [
    h("antre-motif", { name: "ketupat", class: "logo" }),
    h(house?.venue.name.length > NAME_LONG ? "b.name.long" : "b.name", house?.venue.name ?? "Antre"),
    h("span.motto", house?.venue.motto ?? ""),
    h("span.date", now ? longDate(now, languages[0]) : ""),
    h("b.clock.tabular", now ? clock(now) : ""),
    h("span.zone", house?.venue.time_zone_label ?? ""),
  ]);
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

/** List the calls as they are known here, hidden, for whoever reads the page by program. */
function listCalls(list, calls) {
  const key = calls.map(({ number, counter, seq }) => [number, counter, seq]);
  fillIn(list, key, () => calls.map(listed));
}

function listed({ number, counter, counter_name: name, seq }) {
  const data = { "data-call": true, "data-number": number, "data-counter": counter, "data-seq": seq };
  return h("li", data, `${number} ${name}`);
}
