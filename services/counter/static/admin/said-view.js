import { h, icon } from "../shared/draw.js";

/** What became of the last act. */
export function saidView(v, tag = "p") {
  const isBad = v.messageKind === "refused";
  return h(
    `${tag}.said`,
    { class: isBad && "bad", "data-message": true },
    icon(isBad ? "alert-triangle" : "circle-check"),
    h("span", v.message),
  );
}
