/**
 * Layout faults of the page in its current state, one line each: touch targets that overlap, are covered by
 * another element or off the screen, and text that is cut. What can be scrolled to is not off the screen.
 */
const SLACK = 1.5;
const TARGETS = "button, a[href], input, select, textarea, summary";
const page = document.scrollingElement;

export function layoutFaults() {
  const targets = [...document.querySelectorAll(TARGETS)].filter(isSeen);
  const faults = targets.flatMap((element, n) => [
    ...targetFaults(element),
    ...targets
      .slice(n + 1)
      .filter((other) => overlaps(element, other))
      .map((other) => `${nameOf(element)} overlaps ${nameOf(other)}`),
  ]);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) faults.push(...textFaults(texts.currentNode));
  if (page.scrollWidth > innerWidth + SLACK && getComputedStyle(page).overflowX !== "hidden")
    faults.push(`the page is ${page.scrollWidth} wide on a screen of ${innerWidth}`);
  return [...new Set(faults)];
}

function nameOf(element) {
  const words = (element.innerText || element.getAttribute("aria-label") || "").replace(/\s+/g, " ").trim();
  const sign =
    typeof element.className === "string" && element.className ? `.${element.className.split(" ")[0]}` : "";
  return `${element.localName}${sign} "${words.slice(0, 40)}"`;
}

function isSeen(element) {
  const { width, height } = element.getBoundingClientRect();
  return (
    width > 1 &&
    height > 1 &&
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    !element.closest(".visually-hidden, [aria-hidden=true], [inert]")
  );
}

function overflow(element, axis) {
  return getComputedStyle(element)[axis === "x" ? "overflowX" : "overflowY"];
}

function scrolls(element, axis) {
  if (element === page) return axis === "y" && overflow(page, axis) !== "hidden";
  return /auto|scroll/.test(overflow(element, axis));
}

function above(element) {
  return element.parentElement ? [element.parentElement, ...above(element.parentElement)] : [];
}

/** The scrollable ancestors of an element, except the page. */
function scrollersOf(element) {
  return above(element).filter((outer) => outer !== page && (scrolls(outer, "y") || scrolls(outer, "x")));
}

/** What cuts off an element, or null. What can be scrolled into view is not cut. */
function cutBy(rect, element) {
  const isBeforeThePage = rect.left + page.scrollLeft < -SLACK || rect.top + page.scrollTop < -SLACK;
  if (isBeforeThePage && scrollersOf(element).length === 0) return "the page's beginning";
  return cutAlong("x", rect, element) ?? cutAlong("y", rect, element);
}

function cutAlong(axis, rect, element) {
  const [from, to] = axis === "x" ? ["left", "right"] : ["top", "bottom"];
  for (const outer of above(element)) {
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

/** The visible part of an element, without what is scrolled out of view. */
function seenPart(element) {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const part = { left, top, right, bottom };
  for (const outer of scrollersOf(element)) {
    const frame = outer.getBoundingClientRect();
    part.left = Math.max(part.left, frame.left);
    part.top = Math.max(part.top, frame.top);
    part.right = Math.min(part.right, frame.right);
    part.bottom = Math.min(part.bottom, frame.bottom);
  }
  return part;
}

function overlaps(element, other) {
  if (element.contains(other) || other.contains(element) || other.matches(".more")) return false;
  const [here, there] = [seenPart(element), seenPart(other)];
  const width = Math.min(here.right, there.right) - Math.max(here.left, there.left);
  const height = Math.min(here.bottom, there.bottom) - Math.max(here.top, there.top);
  return width > SLACK && height > SLACK;
}

function targetFaults(element) {
  const edge = cutBy(element.getBoundingClientRect(), element);
  const faults = edge ? [`${nameOf(element)} is cut by ${edge}`] : [];
  const part = seenPart(element);
  const [x, y] = [(part.left + part.right) / 2, (part.top + part.bottom) / 2];
  const isVisible = part.right > part.left && part.bottom > part.top;
  const hit = isVisible ? document.elementFromPoint(x, y) : null;
  const scrollHint = hit?.closest(".more, .more ~ button"); // lies over the edge of the content it scrolls
  if (hit && !scrollHint && !element.contains(hit) && !hit.closest("label")?.contains(element))
    faults.push(`${nameOf(element)} is under ${nameOf(hit)}`);
  return faults;
}

function textFaults(text) {
  const element = text.parentElement;
  if (!text.data.trim() || !element || !isSeen(element) || /script|style|option/.test(element.localName))
    return [];
  if (element.closest("[aria-label]")) return []; // it has an accessible name, so the text may be only a symbol
  const range = document.createRange();
  range.selectNodeContents(text);
  const isCut = (axis, inside, outside, tolerated) =>
    overflow(element, axis) !== "visible" && !scrolls(element, axis) && inside > outside + tolerated;
  const descenderPx = parseFloat(getComputedStyle(element).fontSize) / 2;
  const isCutHere =
    isCut("x", element.scrollWidth, element.clientWidth, SLACK) ||
    isCut("y", element.scrollHeight, element.clientHeight, descenderPx);
  const edge = isCutHere ? "its own box" : cutBy(range.getBoundingClientRect(), element);
  return edge ? [`the text of ${nameOf(element)} is cut by ${edge}`] : [];
}

/**
 * Ink faults of a page's texts, one line each: ink that leaves the screen or the nearest of these boxes
 * (a selector), or overlaps the ink of another text.
 */
export function inkFaults(boxes) {
  const faults = [];
  const inks = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (
      !texts.currentNode.data.trim() ||
      !element ||
      !isSeen(element) ||
      /script|style/.test(element.localName)
    )
      continue;
    const lines = inkOf(texts.currentNode, element);
    const box = element.closest(boxes) ?? page;
    const bottom = scrolls(page, "y") ? page.scrollHeight - page.scrollTop : innerHeight;
    const screen = { left: 0, top: -page.scrollTop, right: innerWidth, bottom };
    const frames = above(texts.currentNode).filter((outer) => outer === box || cuts(outer));
    for (const outer of frames)
      if (lines.some((line) => leaves(line, outer === page ? screen : outer.getBoundingClientRect())))
        faults.push(`${nameOf(element)} leaves ${nameOf(outer)}`);
    inks.push({ element, lines });
  }
  for (const [n, { element, lines }] of inks.entries())
    for (const other of inks.slice(n + 1))
      if (lines.some((line) => other.lines.some((there) => runsInto(line, there))))
        faults.push(`${nameOf(element)} runs into ${nameOf(other.element)}`);
  return [...new Set(faults)];
}

const canvas = document.createElement("canvas").getContext("2d");

/** The ink rectangle of each line of a text; works for scaled pages and any script. */
function inkOf(text, element) {
  const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(element);
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

const runsInto = (element, other) =>
  Math.min(element.right, other.right) - Math.max(element.left, other.left) > SLACK &&
  Math.min(element.bottom, other.bottom) - Math.max(element.top, other.top) > SLACK;
