/**
 * How names stand on a board and a kiosk, pure: which are too long for their place. Lengths are px of a board
 * of 1920 × 1080 and of a kiosk of 1080 × 1920; measure(text, px) gives the width of a text in bold.
 */
import { find } from "../state.js";

/** Where names stand: their width and the size of their letters. */
const TILE = { width: 366, size: 34, lines: 3 };
const SERVICE = { width: 640, size: 40, lines: 3 };
const HEADER = { width: 345, size: 40, lines: 3 };
const LINE = { width: 1016, size: 46, gap: 32 };
const SLAB = { width: 609, sizeMin: 60 };
/** A longer name of an agency gives way to its short one on boards. */
const NAME_LONG = 28;
/** Metres from which a letter of 1 px can be read on a 43-inch TV: capitals of 12.2 mm for each. */
const METRES_PER_PX = (0.672 * 0.496) / 12.2;

/**
 * Names of an item that are too long: [{words, values, kind, texts}]; kind: the place, which a preview draws;
 * texts: what stands there.
 */
export function misfits(section, content, item, measure) {
  const found = { venues: ofVenue, agencies: ofAgency, services: ofService, counters: ofCounter }[section];
  return found ? found(content, item, measure).filter(Boolean) : [];
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
  const shown = name.length > NAME_LONG ? short : name;
  const lines = places.map((place) => {
    const zones = find(content, "venues", place.venue)?.zones ?? [];
    const zone = zones.find(({ id }) => id === place.zone)?.name;
    const text = zone ? `Zona ${zone}` : "";
    const width = measure(shown, LINE.size) + LINE.gap + measure(text, LINE.size);
    return width > LINE.width && { words: "fitLine", values: { zone }, kind: "line", texts: [shown, text] };
  });
  return [wrapped("tile", short, TILE, measure), ...lines];
}

function ofService(content, { name }, measure) {
  return [wrapped("service", name, SERVICE, measure)];
}

/** A name of its own stands whole beside the arrow; one that ends in a number shows the number large. */
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

/** How many lines a text takes; a word that is too wide for a line of its own takes as many as it needs. */
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
