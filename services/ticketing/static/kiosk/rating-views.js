/** Rating the service at a kiosk: numbers that ended recently, then three faces. */
import { facesView } from "../satisfaction/rating-views.js";
import { h, icon } from "../shared/draw.js";
import { clock } from "../shared/words/format.js";

/** The button that opens the rating, below the first screen of a paired kiosk. */
export function rateEntry(v) {
  if (!v.asksRating || v.screen !== "agencies") return null;
  return h(
    "button.rate-entry",
    { key: "rate", "data-rate": true, onclick: () => v.actions.openRating() },
    icon("mood-smile"),
    h("span", h("b", v.w("rateOpen")), h("span.en", v.o("rateOpen"))),
  );
}

export function ratingView(v, moreView) {
  const { says } = v.rating;
  if (says === "list" && v.rating.tickets.length > 0) return listView(v, moreView);
  if (says === "face" || says === "sending") return askView(v);
  const [sign, words] = {
    looking: ["hourglass", v.w("rateLooking")],
    list: ["clock", v.w("rateNone")],
    thanks: ["circle-check", v.w("rateThanks")],
    refused: ["info-circle", v.rating.words ?? v.w("rateFailed")],
    failed: ["alert-triangle", v.w("rateFailed")],
  }[says];
  return h(
    "section.middle",
    { key: says, "data-rating": says },
    icon(sign),
    h("h1", { role: "status" }, words),
    h("button.plain", { "data-home": true, onclick: () => v.actions.back() }, h("b", v.w("home"))),
  );
}

function backView(v, onclick) {
  return h(
    "button.back",
    { "data-home": true, disabled: v.rating.says === "sending", onclick },
    icon("chevron-left"),
    v.w("back"),
  );
}

function listView(v, moreView) {
  return [
    h("div.asked", { key: "list" }, backView(v, v.actions.back), h("h1", v.w("rateWhich"))),
    h(
      "ul.found.rated-numbers",
      v.rating.tickets.map((ticket) => {
        const [name] = v.names({ name: ticket.service_name, name_en: ticket.service_name_en });
        return h(
          "li",
          { key: ticket.number },
          h(
            "button",
            { "data-ratable": ticket.number, onclick: () => v.actions.chooseRated(ticket.number) },
            h("b.tabular", ticket.number),
            h("span", name, h("span.en", v.w("rateEnded", { time: clock(ticket.finished_at) }))),
          ),
        );
      }),
    ),
    moreView(v),
  ];
}

function askView(v) {
  const { number, rating, says } = v.rating;
  return [
    h("div.asked", { key: "face" }, backView(v, v.actions.back), h("h1", v.w("rateFor", { number }))),
    h(
      "section.rate-faces",
      h("h1", v.w("rateAsk")),
      h("p.en", v.o("rateAsk")),
      facesView(v, {
        chosen: rating,
        isSending: says === "sending",
        choose: (face) => v.actions.chooseFace(face),
      }),
      h("p", v.w("rateHint")),
    ),
  ];
}
