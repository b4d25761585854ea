/**
 * Check whether names fit on boards and kiosks. Pure. Lengths are px on a board of 1920 × 1080 and a kiosk of
 * 1080 × 1920; measure(text, px) returns the width of a bold text.
 */
import { find } from "../state.js";

/** Places for names: available width and font size. */
const TILE = { width: 366, size: 34, lines: 3 };
const SERVICE = { width: 640, size: 40, lines: 3 };
const HEADER = { width: 345, size: 40, lines: 3 };
const LINE = { width: 1016, size: 46, gap: 32 };
const SLAB = { width: 609, sizeMin: 60 };
/** Boards use an agency's short name if its name is longer than this. */
const NAME_LONG = 28;
/** Legible distance per px of font size on a 43-inch TV, m: capitals need 12.2 mm per metre. */
const METRES_PER_PX = (0.672 * 0.496) / 12.2;

/**
 * Names of an item that are too long: [{words, values, kind, texts}]; kind: the place, for the preview;
 * texts: its content.
 */
export function misfits(section, content, item, measure) {
  const check = { venues: ofVenue, agencies: ofAgency, services: ofService, counters: ofCounter }[section];
  return check ? check(content, item, measure).filter(Boolean) : [];
}

function ofVenue(content, { name, zones = [] }, measure) {
  return [
    wrapped("header", name, HEADER, measure),
    ...zones.map((zone) => {
      const text = `Zona ${zone.name ?? ""}`;
      const isLong = measure(text, LINE.size) > LINE.width / 2;
      return isLong && { words: "fitZone", values: { zone: zone.name }, kind: "line", texts: ["…", text] };
    }),
  ];
}

function ofAgency(content, { name = "", short = "", places = [] }, measure) {
  const displayed = name.length > NAME_LONG ? short : name;
  const lines = places.map((place) => {
    const zones = find(content, "venues", place.venue)?.zones ?? [];
    const zone = zones.find(({ id }) => id === place.zone)?.name;
    const text = zone ? `Zona ${zone}` : "";
    const width = measure(displayed, LINE.size) + LINE.gap + measure(text, LINE.size);
    return (
      width > LINE.width && { words: "fitLine", values: { zone }, kind: "line", texts: [displayed, text] }
    );
  });
  return [wrapped("tile", short, TILE, measure), ...lines];
}

function ofService(content, { name }, measure) {
  return [wrapped("service", name, SERVICE, measure)];
}

/**
 * A counter's own name is displayed whole beside the arrow; if it ends in a number, only the number is large.
 */
function ofCounter(content, { name }, measure) {
  if (!name || /\d$/.test(name)) return [];
  const size = SLAB.width / measure(name, 1);
  const m = Math.max(1, Math.round(size * METRES_PER_PX));
  return [size < SLAB.sizeMin && { words: "fitSlab", values: { m }, kind: "slab", texts: [name] }];
}

function wrapped(kind, text, { width, size, lines }, measure) {
  const n = linesOf(text ?? "", width, size, measure);
  return n > lines && { words: "fitLines", values: { n, text }, kind, texts: [text] };
}

/** The number of lines of a wrapped text; a word wider than a line is broken. */
export function linesOf(text, width, size, measure) {
  let [lines, line] = [1, ""];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && measure(longer, size) > width) [lines, line] = [lines + 1, word];
    else line = longer;
    if (line === word) lines += Math.max(0, Math.ceil(measure(word, size) / width) - 1);
  }
  return lines;
}
