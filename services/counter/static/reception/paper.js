/** The paper ticket, printed by the browser: 80 or 58 mm wide, as long as its text (look.md, Paper). */
import { h } from "../shared/dom.js";
import { clock, fill, longDate } from "../shared/format.js";
import * as S from "./state.js";
import { PAPER } from "./words.js";

const PX_PER_MM = 96 / 25.4;
/** Paper fed after the fringe, so that it can be torn off, mm. */
const TAIL_MM = 4;

const pageSize = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, pageSize];

/** Draw a ticket's paper. `ticket` is as reception's API gives it; `qr` is the address of its code. */
export function paper(ticket, { widthMm, isCopy, qr }) {
  const w = (name, values = {}) => fill(PAPER[name][0], values);
  const both = (name) => [PAPER[name][0], widthMm >= 80 && h("span", { lang: "en" }, ` / ${PAPER[name][1]}`)];
  const signs = S.counters(ticket.counters);
  const time = `${clock(ticket.issued_at)} ${ticket.time_zone_label}`;
  const row = (name, value) => h("p.row", h("span", both(name)), h("b", value));
  return h(
    "article",
    { class: `paper mm${widthMm}`, lang: "id", "data-paper": ticket.number },
    h("antre-selvedge", { cell: 1 }),
    h("h2", ticket.venue_name),
    h("p.middle", ticket.address),
    h(
      "div.big",
      h("p.middle", both("number")),
      h("p", { class: `cap size${ticket.number.length}` }, ticket.number),
      isCopy && h("p.copy", { "data-copy": true }, `${PAPER.copy[0]} / ${PAPER.copy[1]}`),
    ),
    h("div.part", h("h3", ticket.service_name), h("p", ticket.agency_name)),
    ticket.zone &&
      h(
        "div.part.place",
        h("antre-motif", { name: ticket.zone.motif }),
        h(
          "div",
          h("p", both("waitAt")),
          h("h3", w("zone", { zone: ticket.zone.name })),
          ticket.counters.length > 0 &&
            h("p", w(signs.list === undefined ? "countersRow" : "countersList", signs)),
        ),
      ),
    h(
      "div.part",
      ticket.state === "waiting" && row("ahead", w("persons", { n: ticket.ahead })),
      ticket.then.length > 0 && row("then", ticket.then[0].agency_short),
    ),
    h(
      "div.part.code",
      h("img", { src: qr, alt: "" }),
      h(
        "div",
        h("p", w("follow")),
        h("p", PAPER.follow[1]),
        widthMm >= 80 && h("p.when", longDate(ticket.issued_at, "id"), h("br"), time),
      ),
    ),
    h("p.wait", w("wait")),
    widthMm < 80 && h("p.day", `${S.shortMonth(longDate(ticket.issued_at, "id"))} ${time}`),
    h("div.fringe"),
  );
}

/** Print what stands in `place`, on paper of that width and just as long as the ticket. Resolves once the dialog is done. */
export async function print(place, widthMm) {
  await Promise.all([...place.querySelectorAll("img")].map((image) => image.decode().catch(() => null)));
  // Measured as it will be printed: laid out once, so that its fonts are fetched, then with them.
  place.classList.add("measured");
  place.getBoundingClientRect();
  await document.fonts.ready;
  fit(place.querySelector(".cap"));
  const lengthMm = Math.ceil(place.firstElementChild.getBoundingClientRect().height / PX_PER_MM) + TAIL_MM;
  place.classList.remove("measured");
  pageSize.replaceSync(`@page { size: ${widthMm}mm ${lengthMm}mm; margin: 0; }`);
  window.print();
}

/** Let a number of wide letters be as large as the paper is wide. */
function fit(number) {
  const { clientWidth, scrollWidth } = number;
  if (scrollWidth > clientWidth)
    number.style.fontSize = `${(parseFloat(getComputedStyle(number).fontSize) * clientWidth) / scrollWidth - 0.2}px`;
}
