/**
 * Fits texts into their space: numbers by tighter and smaller letters, names also by several lines. All
 * lengths are px of the canvas.
 */

/** Letter spacing of a number that would be too wide. */
const CLOSE = "-.045em";

/**
 * Tighten, then shrink, a group of numbers until the widest fits.
 * font: the initial size, null for the stylesheet's.
 */
export function shrink(numbers, room, { font = null } = {}) {
  let key = `${font} ${room} ${document.fonts && document.fonts.status}`;
  for (const number of numbers) key += ` ${number.textContent}`;
  if (!numbers.length || numbers[0].dataset.fitted === key) return;
  for (const number of numbers) {
    number.dataset.fitted = key;
    number.style.letterSpacing = "";
    number.style.fontSize = font ? `${font}px` : "";
  }
  if (widestOf(numbers) > room) for (const number of numbers) number.style.letterSpacing = CLOSE;
  const size = font || parseFloat(getComputedStyle(numbers[0]).fontSize);
  const fontSize = `${Math.floor(size * Math.min(1, room / (widestOf(numbers) || room)))}px`;
  for (const number of numbers) number.style.fontSize = fontSize;
}

/** If a name needs less than this fraction of its size on one line, it is set in several lines. */
const ONE_LINE_LEAST = 0.85;
/** Words are broken only if whole words would be smaller than this fraction of broken ones. */
const WHOLE_LEAST = 0.6;
const LINE_HEIGHT = 1.08;
const PX_LEAST = 4;
const TRIES = 7;

/** Fit a name into [width, height]: on one line, slightly smaller if necessary, or in several lines. */
export function settle(text, room, { font = null } = {}) {
  if (!text || !room) return;
  const key = `${font} ${room} ${document.fonts && document.fonts.status} ${text.textContent}`;
  if (text.dataset.settled === key) return;
  text.dataset.settled = key;
  const box = boxIn(text);
  layFlat(box);
  text.style.fontSize = font ? `${font}px` : "";
  const natural = font || parseFloat(getComputedStyle(text).fontSize);
  delete text.dataset.fitted;
  shrink([text], room[0], { font });
  const alone = parseFloat(text.style.fontSize);
  const spacing = text.style.letterSpacing;
  if (alone >= natural * ONE_LINE_LEAST) return;
  text.style.letterSpacing = "normal";
  const [whole, broken] = [false, true].map((breaks) => largest(text, box, room, { natural, breaks }));
  const isWhole = whole >= broken * WHOLE_LEAST;
  const size = isWhole ? whole : broken;
  if (size > alone) lay(text, box, room, { size, breaks: !isWhole });
  else {
    layFlat(box);
    text.style.fontSize = `${alone}px`;
    text.style.letterSpacing = spacing;
  }
}

/** Fit a line of two languages into a space; if both would be too small, show only the first one. */
export function settlePair(text, second, room, pxLeast) {
  if (!text || !room) return;
  const key = `${room} ${document.fonts && document.fonts.status} ${text.textContent}`;
  if (text.dataset.paired === key) return;
  text.dataset.paired = key;
  if (second) second.style.display = "";
  settle(text, room);
  if (!second || parseFloat(text.style.fontSize) >= pxLeast) return;
  second.style.display = "none";
  delete text.dataset.settled;
  settle(text, room);
}

/** Fit two names into one line: each gets the space that the other leaves, and at least two fifths. */
export function settleBoth(one, other, [width, height], gap) {
  const needs = [one, other].map((text) => (text ? widestOf([text]) : 0));
  if (needs[0] + needs[1] + gap <= width) return;
  const others = Math.min(needs[1], Math.max(width * 0.4, width - gap - needs[0]));
  settle(one, [width - gap - others, height]);
  settle(other, [others, height]);
}

/** Wrap a text's content in a box, whose size can be measured. */
function boxIn(text) {
  const [first] = text.children;
  if (first && first.className === "fit") return first;
  const box = document.createElement("span");
  box.className = "fit";
  while (text.firstChild) box.appendChild(text.firstChild);
  text.appendChild(box);
  return box;
}

/** Return the largest font size, px, at which a text fits in several lines. */
function largest(text, box, room, { natural, breaks }) {
  let [fits, tooLarge] = [PX_LEAST, natural];
  for (let n = 0; n < TRIES; n += 1) {
    const size = (fits + tooLarge) / 2;
    lay(text, box, room, { size, breaks });
    if (box.scrollWidth <= room[0] + 1 && box.offsetHeight <= room[1]) fits = size;
    else tooLarge = size;
  }
  return Math.floor(fits);
}

function layFlat({ style }) {
  for (const name of ["display", "width", "lineHeight"]) style[name] = "";
  style.whiteSpace = "nowrap";
}

function lay(text, box, [width], { size, breaks }) {
  text.style.fontSize = `${size}px`;
  const { style } = box;
  style.display = "inline-block";
  style.width = `${width}px`;
  style.whiteSpace = "normal";
  style.lineHeight = LINE_HEIGHT;
  style.wordWrap = breaks ? "break-word" : "normal";
}

/** Return the width of the widest of these texts. */
export function widestOf(texts) {
  let widest = 0;
  for (const text of texts) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const scale = text.offsetWidth ? text.getBoundingClientRect().width / text.offsetWidth : 1;
    widest = Math.max(widest, range.getBoundingClientRect().width / scale);
  }
  return widest;
}
