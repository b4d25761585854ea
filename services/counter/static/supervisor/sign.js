/**
 * The signs of an agency's level, distinguished by shape and not only by colour: circle, triangle, octagon,
 * diamond, dashed square.
 */
import { h } from "../shared/draw.js";

const SHAPES = {
  flowing: [
    ["circle", { cx: 12, cy: 12, r: 10, class: "fill" }],
    ["path", { d: "m7.4 12.4 3.1 3.1 6.1-6.4", class: "line" }],
  ],
  busy: [
    ["path", { d: "M12 2.2 22.4 21H1.6z", class: "fill edge" }],
    ["path", { d: "M12 9v5.4M12 17.4v.6", class: "line ink" }],
  ],
  "held-up": [
    ["path", { d: "M7.7 1.6h8.6l6.1 6.1v8.6l-6.1 6.1H7.7l-6.1-6.1V7.7z", class: "fill" }],
    ["path", { d: "M6.8 12h10.4", class: "line" }],
  ],
  "no-counter": [
    ["path", { d: "M12 .8 23.2 12 12 23.2.8 12z", class: "fill" }],
    ["path", { d: "m8.7 8.7 6.6 6.6m0-6.6-6.6 6.6", class: "line" }],
  ],
  closed: [["rect", { x: 3, y: 3, width: 18, height: 18, class: "dashed" }]],
};

export function levelSign(level) {
  const shapes = SHAPES[level] ?? SHAPES.closed;
  return h(
    "span.sign",
    { class: level },
    h(
      "svg",
      { viewBox: "0 0 24 24", "aria-hidden": "true" },
      shapes.map((shape) => h(...shape)),
    ),
  );
}

/** A level as sign and word. */
export function levelView(v, level, word = level) {
  return h("span", { class: `level ${level}` }, levelSign(level), h("b", v.w(word)));
}
