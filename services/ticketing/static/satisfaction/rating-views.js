/** The three faces; their size is set by CSS (--face). */
import { h, icon } from "../shared/draw.js";

/** Best first; each has a label, so that no meaning depends on colour alone. */
export const FACES = [
  [3, "mood-smile"],
  [2, "mood-empty"],
  [1, "mood-sad"],
];

/** chosen: the recorded face, null: none; isSending: one is being sent; choose(face): the callback. */
export function facesView(v, { chosen = null, isSending = false, choose }) {
  return h(
    "div.faces",
    { role: "group", "aria-label": v.w("rateAsk") },
    FACES.map(([face, sign]) =>
      h(
        "button.face",
        {
          key: face,
          "data-face": face,
          "aria-pressed": String(face === chosen),
          disabled: isSending,
          onclick: () => choose(face),
        },
        icon(sign),
        h("b", v.w(`face${face}`)),
      ),
    ),
  );
}
