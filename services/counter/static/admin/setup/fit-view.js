/** Warnings about names that are too long, with a preview of the board or kiosk. */
import { misfits } from "./fit.js";
import { h, icon } from "../../shared/draw.js";

let canvas = null;

/** The width of a text in the bold font of boards and kiosks, px. */
export function measured(text, px) {
  canvas ??= document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  canvas.font = `700 ${px}px ${family}`;
  return canvas.measureText(text).width;
}

export function fitView(v) {
  return misfits(v.section, v.content, v.draft, v.loaded.measured).map(({ words, values, kind, texts }, n) =>
    h(
      "div.told.fit",
      { key: `fit ${n}`, "data-fit": kind },
      icon("alert-triangle"),
      h("div", h("p", v.w(words, values)), h("p.hint", v.w("fitSample")), sample(kind, texts)),
    ),
  );
}

function sample(kind, texts) {
  const text = h(kind === "slab" ? "antre-fitted" : "b", { key: texts[0] }, texts[0]);
  return h(
    "div",
    { class: `fit-sample fit-${kind}`, "aria-hidden": true },
    text,
    texts[1] && h("b", texts[1]),
  );
}
