/** The three faces, as large as the place has room for. */
import { h, icon } from "../shared/draw.js";

/** Best first, as a thumb finds them; the words stand under each, colour says nothing alone. */
export const FACES = [
  [3, "mood-smile"],
  [2, "mood-empty"],
  [1, "mood-sad"],
];

/** chosen: the face that is recorded, null: none yet; isSending: one is on its way; choose(face). */
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
