/**
 * What is wrong with the layout of a page as it stands now, one line each: touch targets that overlap, are
 * under another thing or off the screen, text that is cut. What can be scrolled to is not off the screen.
 */
const SLACK = 1.5;
const TARGETS = "button, a[href], input, select, textarea, summary";
const page = document.scrollingElement;

export function layoutFaults() {
  const targets = [...document.querySelectorAll(TARGETS)].filter(isSeen);
  const found = targets.flatMap((one, n) => [
    ...targetFaults(one),
    ...targets
      .slice(n + 1)
      .filter((other) => overlaps(one, other))
      .map((other) => `${nameOf(one)} overlaps ${nameOf(other)}`),
  ]);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) found.push(...textFaults(texts.currentNode));
  if (page.scrollWidth > innerWidth + SLACK && getComputedStyle(page).overflowX !== "hidden")
    found.push(`the page is ${page.scrollWidth} wide on a screen of ${innerWidth}`);
  return [...new Set(found)];
}

function nameOf(one) {
  const words = (one.innerText || one.getAttribute("aria-label") || "").replace(/\s+/g, " ").trim();
  const sign = typeof one.className === "string" && one.className ? `.${one.className.split(" ")[0]}` : "";
  return `${one.localName}${sign} "${words.slice(0, 40)}"`;
}

function isSeen(one) {
  const { width, height } = one.getBoundingClientRect();
  return (
    width > 1 &&
    height > 1 &&
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !one.closest(".visually-hidden, [aria-hidden=true], [inert]")
  );
}

function overflow(one, axis) {
  return getComputedStyle(one)[axis === "x" ? "overflowX" : "overflowY"];
}

function scrolls(one, axis) {
  if (one === page) return axis === "y" && overflow(page, axis) !== "hidden";
  return /auto|scroll/.test(overflow(one, axis));
}

function above(one) {
  return one.parentElement ? [one.parentElement, ...above(one.parentElement)] : [];
}

/** The boxes other than the page in which a thing is scrolled. */
function scrollersOf(one) {
  return above(one).filter((outer) => outer !== page && (scrolls(outer, "y") || scrolls(outer, "x")));
}

/** What cuts a thing off, null: nothing. What can be scrolled into sight is not cut. */
function cutBy(rect, one) {
  const isBeforeThePage = rect.left + page.scrollLeft < -SLACK || rect.top + page.scrollTop < -SLACK;
  if (isBeforeThePage && scrollersOf(one).length === 0) return "the page's beginning";
  return cutAlong("x", rect, one) ?? cutAlong("y", rect, one);
}

function cutAlong(axis, rect, one) {
  const [from, to] = axis === "x" ? ["left", "right"] : ["top", "bottom"];
  for (const outer of above(one)) {
    if (scrolls(outer, axis)) return null;
    const isPage = outer === document.documentElement;
    if (!isPage && (outer === document.body || overflow(outer, axis) === "visible")) continue;
    const frame = isPage
      ? { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
      : outer.getBoundingClientRect();
    if (rect[from] < frame[from] - SLACK || rect[to] > frame[to] + SLACK)
      return isPage ? "the screen's edge" : nameOf(outer);
  }
  return null;
}

/** The part of a thing that is seen: not what is scrolled away. */
function seenPart(one) {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  const part = { left, top, right, bottom };
  for (const outer of scrollersOf(one)) {
    const frame = outer.getBoundingClientRect();
    part.left = Math.max(part.left, frame.left);
    part.top = Math.max(part.top, frame.top);
    part.right = Math.min(part.right, frame.right);
    part.bottom = Math.min(part.bottom, frame.bottom);
  }
  return part;
}

function overlaps(one, other) {
  if (one.contains(other) || other.contains(one) || other.matches(".more")) return false;
  const [here, there] = [seenPart(one), seenPart(other)];
  const wide = Math.min(here.right, there.right) - Math.max(here.left, there.left);
  const high = Math.min(here.bottom, there.bottom) - Math.max(here.top, there.top);
  return wide > SLACK && high > SLACK;
}

function targetFaults(one) {
  const edge = cutBy(one.getBoundingClientRect(), one);
  const found = edge ? [`${nameOf(one)} is cut by ${edge}`] : [];
  const part = seenPart(one);
  const [x, y] = [(part.left + part.right) / 2, (part.top + part.bottom) / 2];
  const isInSight = part.right > part.left && part.bottom > part.top;
  const hit = isInSight ? document.elementFromPoint(x, y) : null;
  const tellsOfScrolling = hit?.closest(".more, .more ~ button"); // over the edge of what it scrolls
  if (hit && !tellsOfScrolling && !one.contains(hit) && !hit.closest("label")?.contains(one))
    found.push(`${nameOf(one)} is under ${nameOf(hit)}`);
  return found;
}

function textFaults(text) {
  const one = text.parentElement;
  if (!text.data.trim() || !one || !isSeen(one) || /script|style|option/.test(one.localName)) return [];
  if (one.closest("[aria-label]")) return []; // named otherwise: it may stand as a sign alone
  const range = document.createRange();
  range.selectNodeContents(text);
  const isCut = (axis, inside, outside, tolerated) =>
    overflow(one, axis) !== "visible" && !scrolls(one, axis) && inside > outside + tolerated;
  const aLettersTail = parseFloat(getComputedStyle(one).fontSize) / 2;
  const isCutHere =
    isCut("x", one.scrollWidth, one.clientWidth, SLACK) ||
    isCut("y", one.scrollHeight, one.clientHeight, aLettersTail);
  const edge = isCutHere ? "its own box" : cutBy(range.getBoundingClientRect(), one);
  return edge ? [`the text of ${nameOf(one)} is cut by ${edge}`] : [];
}

/**
 * Where the ink of a page's texts is wrong, one line each: it leaves the screen or the nearest of these boxes
 * (a selector), or runs into that of another text.
 */
export function inkFaults(boxes) {
  const found = [];
  const inks = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const one = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !one || !isSeen(one) || /script|style/.test(one.localName))
      continue;
    const lines = inkOf(texts.currentNode, one);
    const box = one.closest(boxes) ?? page;
    const bottom = scrolls(page, "y") ? page.scrollHeight - page.scrollTop : innerHeight;
    const screen = { left: 0, top: -page.scrollTop, right: innerWidth, bottom };
    const frames = above(texts.currentNode).filter((outer) => outer === box || cuts(outer));
    for (const outer of frames)
      if (lines.some((line) => leaves(line, outer === page ? screen : outer.getBoundingClientRect())))
        found.push(`${nameOf(one)} leaves ${nameOf(outer)}`);
    inks.push({ one, lines });
  }
  for (const [n, { one, lines }] of inks.entries())
    for (const other of inks.slice(n + 1))
      if (lines.some((line) => other.lines.some((there) => runsInto(line, there))))
        found.push(`${nameOf(one)} runs into ${nameOf(other.one)}`);
  return [...new Set(found)];
}

const canvas = document.createElement("canvas").getContext("2d");

/** The ink of each line of a text: the page may be scaled, its letters of any script. */
function inkOf(text, one) {
  const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(one);
  canvas.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  const letters = canvas.measureText(text.data);
  const [ascent, descent] = [letters.fontBoundingBoxAscent, letters.fontBoundingBoxDescent];
  const range = document.createRange();
  range.selectNodeContents(text);
  return [...range.getClientRects()]
    .filter(({ width }) => width > 0)
    .map(({ left, right, top, height }) => {
      const scale = height / (ascent + descent);
      const baseline = top + ascent * scale;
      return {
        left,
        right,
        top: baseline - letters.actualBoundingBoxAscent * scale,
        bottom: baseline + letters.actualBoundingBoxDescent * scale,
      };
    });
}

const cuts = (outer) =>
  outer !== document.body &&
  (outer === page || ["x", "y"].some((axis) => overflow(outer, axis) !== "visible"));

const leaves = (ink, frame) =>
  ink.left < frame.left - SLACK ||
  ink.right > frame.right + SLACK ||
  ink.top < frame.top - SLACK ||
  ink.bottom > frame.bottom + SLACK;

const runsInto = (one, other) =>
  Math.min(one.right, other.right) - Math.max(one.left, other.left) > SLACK &&
  Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > SLACK;
