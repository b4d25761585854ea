/**
 * The layouts of a board, and how large its letters are for the TV's inches and the distance of the last
 * row. Pure.
 *
 * A board is drawn on a canvas of its layout's size and scaled to the TV; px here are those of the canvas.
 */
/** How tall capitals are in the board's typeface, as a part of the font size. */
export const CAPITALS = 0.672;
/** How tall capitals must be for each metre of distance, mm (EN 301 549). */
export const MM_PER_METRE = 12.2;
const MM_PER_INCH = 25.4;
const INCHES = [5, 120];
const METRES = [0.3, 60];

/**
 * Each layout's canvas, px; the font of its called number and counter, `floor` at least, `most` that fits;
 * `room`, the widths to which these shrink: a called number, the word and the sign of its counter, the
 * sentence that names it where it stands on one line, an earlier call, a counter in their list, a number
 * that gets ready; rows of earlier calls.
 */
export const LAYOUTS = {
  hall: {
    width: 1920,
    height: 1080,
    number: { floor: 330, most: 376 },
    counter: { floor: 300, most: 300 },
    room: { called: 1016, word: 240, sign: 340, go: 690, earlier: 424, named: 200, ready: 258 },
    rows: 5,
  },
  small: {
    width: 1920,
    height: 1080,
    number: { floor: 460, most: 500 },
    counter: { floor: 320, most: 380 },
    room: { called: 1236, word: 420, sign: 420, go: 850, earlier: 363, named: 158, ready: 400 },
    rows: 3,
  },
  portrait: {
    width: 1080,
    height: 1920,
    number: { floor: 330, most: 352 },
    counter: { floor: 316, most: 330 },
    room: { called: 924, word: 176, sign: 356, earlier: 560, named: 236, ready: 245 },
    rows: 4,
  },
  counter: {
    width: 1280,
    height: 800,
    number: { floor: 270, most: 270 },
    counter: { floor: 220, most: 220 },
    room: { called: 724, word: 300, sign: 300, earlier: 300, named: 200, ready: 200 },
    rows: 0,
  },
  phone: {
    width: 390,
    height: 844,
    number: { floor: 104, most: 104 },
    counter: { floor: 96, most: 96 },
    room: { called: 330, word: 100, sign: 158, earlier: 232, named: 74, ready: 80 },
    rows: 5,
  },
};
/** On a narrower screen the layout is a phone's, whatever was asked for, px. */
export const PHONE_WIDTH = 600;

/** Choose a layout: the one asked for, else by the screen's shape. */
export function layoutFor(asked, width, height) {
  if (width < PHONE_WIDTH && asked !== "counter") return "phone";
  if (asked !== "phone" && Object.hasOwn(LAYOUTS, asked)) return asked;
  return height > width ? "portrait" : "hall";
}

/**
 * Scale a layout's canvas to a screen, centred below `above` px of something else and shifted by px of the
 * canvas: {scale, transform}.
 */
export function placeOn(layout, { width, height, above = 0, shift = { x: 0, y: 0 } }) {
  const canvas = LAYOUTS[layout];
  const room = height - above;
  const scale = Math.min(width / canvas.width, room / canvas.height);
  const left = (width - canvas.width * scale) / 2 + shift.x * scale;
  const top = above + (room - canvas.height * scale) / 2 + shift.y * scale;
  return { scale, transform: `translate(${left}px, ${top}px) scale(${scale})` };
}

/** Read a TV's measures from its address: {inches, distance} in metres, null where missing or absurd. */
export function readMeasures({ inches, distance }) {
  return { inches: within(inches, INCHES), distance: within(distance, METRES) };
}

function within(text, [from, to]) {
  const value = Number(String(text ?? "").replace(",", "."));
  return value >= from && value <= to ? value : null;
}

/** Give mm per canvas px on a TV of so many inches. */
export function mmPerPx(layout, inches) {
  const { width, height } = LAYOUTS[layout];
  return (inches * MM_PER_INCH) / Math.hypot(width, height);
}

/** Give the capitals needed at a distance (m), px. */
export function capitalsNeeded(layout, { inches, distance }) {
  return (MM_PER_METRE * distance) / mmPerPx(layout, inches);
}

/** Give the distance from which capitals (px) are legible, m, rounded down to 0.1. */
export function legibleTo(layout, inches, capitals) {
  return Math.floor((capitals * mmPerPx(layout, inches) * 10) / MM_PER_METRE) / 10;
}

/** Give the fonts of called number and counter, px: as large as the distance needs, within what fits. */
export function fonts(layout, { inches, distance }) {
  const wanted = inches && distance ? Math.ceil(capitalsNeeded(layout, { inches, distance }) / CAPITALS) : 0;
  const fit = ({ floor, most }) => Math.min(most, Math.max(floor, wanted));
  return { number: fit(LAYOUTS[layout].number), counter: fit(LAYOUTS[layout].counter) };
}
