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
 * `room`, the widths to which numbers shrink: a called one, an earlier one, one that gets ready; and what
 * other texts fit into, [width, height]: the word and the sign of a counter, its name without a number,
 * agency and zone beside each other, the sentence that names the counter, a counter in the list, the last
 * counter of a stale board, the venue's name with its motto, the label of its time zone in the head and
 * beside an hour, a line at the foot, what a tablet's counter is in; rows of earlier calls.
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

/** Return mm per canvas px on a TV of so many inches. */
export function mmPerPx(layout, inches) {
  const { width, height } = LAYOUTS[layout];
  return (inches * MM_PER_INCH) / Math.hypot(width, height);
}

/** Return the capitals needed at a distance (m), px. */
export function capitalsNeeded(layout, { inches, distance }) {
  return (MM_PER_METRE * distance) / mmPerPx(layout, inches);
}

/** Return the distance from which capitals (px) are legible, m, rounded down to 0.1. */
export function legibleTo(layout, inches, capitals) {
  return Math.floor((capitals * mmPerPx(layout, inches) * 10) / MM_PER_METRE) / 10;
}

/** Return the fonts of called number and counter, px: as large as the distance needs, within what fits. */
export function fonts(layout, { inches, distance }) {
  const wanted = inches && distance ? Math.ceil(capitalsNeeded(layout, { inches, distance }) / CAPITALS) : 0;
  const fit = ({ floor, most }) => Math.min(most, Math.max(floor, wanted));
  return { number: fit(LAYOUTS[layout].number), counter: fit(LAYOUTS[layout].counter) };
}
