/**
 * The layouts of a board, and its font sizes by the TV's size in inches and the distance of the last row of
 * chairs. Pure.
 *
 * A board is drawn on a canvas of its layout's size and scaled to the TV; px here are px of the canvas.
 */
/** Height of capitals in the board's typeface, as a fraction of the font size. */
export const CAPITALS = 0.672;
/** Required height of capitals per metre of distance, mm (EN 301 549). */
export const MM_PER_METRE = 12.2;
const MM_PER_INCH = 25.4;
const INCHES = [5, 120];
const METRES = [0.3, 60];

/**
 * Each layout's canvas, px; the font size of its called number and counter, from `floor` to `most`; `rows` of
 * earlier calls; and `room`, the space of its texts. Widths of numbers: called, earlier, ready. [width,
 * height] of other texts: a counter's word and sign, its name without a number, where (agency and zone in one
 * line), go (the sentence that names the counter), named (a counter in the list), last (the last counter of a
 * stale board), head (the venue's name with its motto), label (its time zone in the header), hour (its time
 * zone next to an hour), foot (a line in the footer), zone (of a tablet's counter).
 */
export const LAYOUTS = {
  hall: {
    width: 1920,
    height: 1080,
    number: { floor: 330, most: 376 },
    counter: { floor: 300, most: 300 },
    room: {
      called: 1016,
      earlier: 424,
      ready: 258,
      word: [240, 190],
      sign: [340, 210],
      name: [609, 210],
      where: [1016, 56],
      go: [690, 46],
      named: [200, 112],
      last: [470, 86],
      head: [880, 68],
      label: [110, 40],
      hour: [280, 150],
      foot: [1640, 75],
    },
    rows: 5,
  },
  small: {
    width: 1920,
    height: 1080,
    number: { floor: 460, most: 500 },
    counter: { floor: 320, most: 380 },
    room: {
      called: 1236,
      earlier: 363,
      ready: 400,
      word: [420, 100],
      sign: [420, 230],
      name: [420, 330],
      where: [1228, 56],
      go: [850, 46],
      named: [158, 100],
      last: [700, 70],
      head: [880, 68],
      label: [110, 40],
      hour: [280, 130],
      foot: [1640, 75],
    },
    rows: 3,
  },
  portrait: {
    width: 1080,
    height: 1920,
    number: { floor: 330, most: 352 },
    counter: { floor: 316, most: 330 },
    room: {
      called: 924,
      earlier: 560,
      ready: 245,
      word: [176, 200],
      sign: [356, 222],
      name: [532, 222],
      where: [904, 52],
      go: [560, 92],
      named: [236, 120],
      last: [360, 86],
      head: [500, 48],
      label: [110, 40],
      hour: [200, 150],
      foot: [800, 100],
    },
    rows: 4,
  },
  counter: {
    width: 1280,
    height: 800,
    number: { floor: 270, most: 270 },
    counter: { floor: 220, most: 220 },
    room: {
      called: 724,
      earlier: 300,
      ready: 200,
      word: [300, 130],
      sign: [300, 180],
      name: [300, 220],
      head: [760, 60],
      label: [100, 40],
      foot: [1040, 62],
      zone: [300, 120],
    },
    rows: 0,
  },
  phone: {
    width: 390,
    height: 844,
    number: { floor: 104, most: 104 },
    counter: { floor: 96, most: 96 },
    room: {
      called: 330,
      earlier: 232,
      ready: 80,
      word: [100, 90],
      sign: [158, 90],
      name: [258, 110],
      named: [74, 40],
      last: [160, 60],
      label: [90, 30],
      hour: [80, 60],
    },
    rows: 5,
  },
};
/** Screens narrower than this, px, have the phone's layout, whatever was requested, except a counter's. */
export const PHONE_WIDTH = 600;

/** Return the layout: the requested one, else by the screen's shape. */
export function layoutFor(requested, width, height) {
  if (width < PHONE_WIDTH && requested !== "counter") return "phone";
  if (requested !== "phone" && Object.hasOwn(LAYOUTS, requested)) return requested;
  return height > width ? "portrait" : "hall";
}

/**
 * Scale a layout's canvas to a screen, centred below `above` px of other content and shifted by px of the
 * canvas; return {scale, transform}.
 */
export function placeOn(layout, { width, height, above = 0, shift = { x: 0, y: 0 } }) {
  const canvas = LAYOUTS[layout];
  const room = height - above;
  const scale = Math.min(width / canvas.width, room / canvas.height);
  const left = (width - canvas.width * scale) / 2 + shift.x * scale;
  const top = above + (room - canvas.height * scale) / 2 + shift.y * scale;
  return { scale, transform: `translate(${left}px, ${top}px) scale(${scale})` };
}

/** Parse a TV's size and viewing distance: {inches, distance (m)}, each null if missing or implausible. */
export function readMeasures({ inches, distance }) {
  return { inches: within(inches, INCHES), distance: within(distance, METRES) };
}

function within(text, [from, to]) {
  const value = Number(String(text ?? "").replace(",", "."));
  return value >= from && value <= to ? value : null;
}

/** Return mm per canvas px on a TV of this size. */
export function mmPerPx(layout, inches) {
  const { width, height } = LAYOUTS[layout];
  return (inches * MM_PER_INCH) / Math.hypot(width, height);
}

/** Return the height of capitals needed at a distance (m), px. */
export function capitalsNeeded(layout, { inches, distance }) {
  return (MM_PER_METRE * distance) / mmPerPx(layout, inches);
}

/** Return the maximum distance at which capitals of a height (px) are legible, m, rounded down to 0.1. */
export function legibleTo(layout, inches, capitals) {
  return Math.floor((capitals * mmPerPx(layout, inches) * 10) / MM_PER_METRE) / 10;
}

/** Return the font sizes of called number and counter, px: as the distance requires, within the limits. */
export function fonts(layout, { inches, distance }) {
  const needed = inches && distance ? Math.ceil(capitalsNeeded(layout, { inches, distance }) / CAPITALS) : 0;
  const fit = ({ floor, most }) => Math.min(most, Math.max(floor, needed));
  return { number: fit(LAYOUTS[layout].number), counter: fit(LAYOUTS[layout].counter) };
}
