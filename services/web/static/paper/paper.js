/** The paper ticket, printed by the browser: 80 or 58 mm wide, as long as its text. */
import { h } from "../draw.js";
import { clock, fill, longDate } from "../words/format.js";
import { waitWords } from "../words/wait.js";
import { shortMonth } from "./short-month.js";

const PX_PER_MM = 96 / 25.4;
/** Blank paper after the fringe for tearing off, mm. */
const TAIL_MM = 4;
/** Minimum paper width for both languages, mm. */
const WIDE_MM = 80;

const pageSize = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, pageSize];

/** Texts of the paper, Indonesian first; English is added where there is room. */
const PAPER = {
  number: ["Nomor antrean", "Your number"],
  waitAt: ["Tunggu di", "Wait in"],
  zone: ["Zona {zone}"],
  ahead: ["Di depan Anda", "Ahead of you"],
  persons: ["{n} orang"],
  expected: ["Perkiraan tunggu", "Expected wait"],
  following: ["Setelah ini", "After this"],
  follow: ["Pantau lewat HP: pindai kode.", "Tidak perlu aplikasi atau data diri."],
  wait: ["Mohon tunggu sampai nomor Anda dipanggil."],
  copy: ["SALINAN", "COPY"],
};

const w = (name, values = {}) => fill(PAPER[name][0], values);

/** Render a paper ticket. `ticket`: from the API, plus the venue's `address`; `qr`: URL of the QR code. */
export function paper(ticket, { widthMm, isCopy, qr }) {
  const isWide = widthMm >= WIDE_MM;
  const both = (name) => [PAPER[name][0], isWide && h("span", { lang: "en" }, ` / ${PAPER[name][1]}`)];
  const row = (name, value) => h("p.row", h("span", both(name)), h("b", value));
  const date = longDate(ticket.issued_at, "id");
  const time = `${clock(ticket.issued_at)} ${ticket.time_zone_label}`;
  return h(
    "article.paper",
    { class: `mm${widthMm}`, lang: "id", "data-paper": ticket.number },
    h("antre-selvedge", { cell: 1 }),
    h("h2", ticket.venue_name),
    h("p.middle", ticket.address),
    h(
      "div.big",
      h("p.middle", both("number")),
      h("p.cap", { class: `size${ticket.number.length}` }, ticket.number),
      isCopy && h("p.copy", { "data-copy": true }, `${PAPER.copy[0]} / ${PAPER.copy[1]}`),
    ),
    h("div.part", h("h3", ticket.service_name), h("p", ticket.agency_name)),
    ticket.zone && h("div.part.place", zonePart(ticket, both("waitAt"))),
    h(
      "div.part",
      ticket.state === "waiting" && row("ahead", w("persons", { n: ticket.ahead })),
      ticket.wait && waitPart(ticket.wait, row, isCopy),
      ticket.then.length > 0 && row("following", ticket.then[0].agency_short),
    ),
    h(
      "div.part.code",
      ticket.phone_url && h("img", { src: qr, alt: "" }),
      h(
        "div",
        ticket.phone_url && [h("p", w("follow")), h("p", PAPER.follow[1])],
        isWide && h("p.when", date, h("br"), time),
      ),
    ),
    h("p.wait", w("wait")),
    !isWide && h("p.day", `${shortMonth(date)} ${time}`),
    h("div.fringe"),
  );
}

/** The expected wait; a copy also says when it was estimated, because that differs from the time of issue. */
function waitPart(wait, row, isCopy) {
  const { range, made } = waitWords(wait, ([id]) => id);
  return [row("expected", range), isCopy && h("p", made)];
}

function zonePart({ zone, counters_text: counters }, title) {
  return [
    h("antre-motif", { name: zone.motif }),
    h("div", h("p", title), h("h3", w("zone", { zone: zone.name })), counters.id && h("p", counters.id)),
  ];
}

/**
 * Print the content of `place` on paper of this width, cut to the ticket's length. Resolves when the print
 * dialog has closed.
 */
export async function print(place, widthMm) {
  await Promise.all([...place.querySelectorAll("img")].map((image) => image.decode().catch(() => null)));
  if (!place.firstElementChild) return;
  // Measured as printed: the first layout triggers loading of the fonts, the second uses them.
  place.classList.add("measured");
  place.getBoundingClientRect();
  await document.fonts.ready;
  fit(place.querySelector(".cap"));
  const lengthMm = Math.ceil(place.firstElementChild.getBoundingClientRect().height / PX_PER_MM) + TAIL_MM;
  place.classList.remove("measured");
  pageSize.replaceSync(`@page { size: ${widthMm}mm ${lengthMm}mm; margin: 0; }`);
  window.print();
}

/** Shrink a number with wide letters to the width of the paper. */
function fit(number) {
  const { clientWidth, scrollWidth } = number;
  if (scrollWidth > clientWidth)
    number.style.fontSize = `${(fontPx(number) * clientWidth) / scrollWidth - 0.2}px`;
}

function fontPx(element) {
  return parseFloat(getComputedStyle(element).fontSize);
}
