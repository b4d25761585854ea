/** Makes numbers narrow enough for their place. All lengths are px of the canvas. */

/** How close together the letters of a number stand that would be too wide. */
const CLOSE = "-.045em";

/**
 * Set like numbers closer, then smaller, until the widest has room.
 * font: the size to begin with, null for the stylesheet's.
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
  const fitted = `${Math.floor(size * Math.min(1, room / (widestOf(numbers) || room)))}px`;
  for (const number of numbers) number.style.fontSize = fitted;
}

/** Measure the widest of these texts. */
function widestOf(texts) {
  let widest = 0;
  for (const text of texts) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const scale = text.offsetWidth ? text.getBoundingClientRect().width / text.offsetWidth : 1;
    widest = Math.max(widest, range.getBoundingClientRect().width / scale);
  }
  return widest;
}
