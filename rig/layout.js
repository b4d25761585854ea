/**
 * What is wrong with the layout of a page as it stands now, one line each: touch targets that overlap, are
 * under another thing or off the screen, text that is cut. What can be scrolled to is not off the screen.
 */
() => {
  const SLACK = 1.5;
  const TARGETS = "button, a[href], input, select, textarea, summary";
  const page = document.scrollingElement;

  const nameOf = (one) => {
    const words = (one.innerText || one.getAttribute("aria-label") || "").replace(/\s+/g, " ").trim();
    const sign = one.className && typeof one.className === "string" ? `.${one.className.split(" ")[0]}` : "";
    return `${one.localName}${sign} "${words.slice(0, 40)}"`;
  };
  const isSeen = (one) => {
    const { width, height } = one.getBoundingClientRect();
    return (
      width > 1 &&
      height > 1 &&
      one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      !one.closest(".visually-hidden, [aria-hidden=true], [inert]")
    );
  };
  const scrolls = (one, axis) => {
    if (one === page) return axis === "y" && getComputedStyle(page).overflowY !== "hidden";
    return /auto|scroll/.test(getComputedStyle(one)[axis === "x" ? "overflowX" : "overflowY"]);
  };
  const clips = (one, axis) => getComputedStyle(one)[axis === "x" ? "overflowX" : "overflowY"] !== "visible";
  const above = (one) => (one.parentElement ? [one.parentElement, ...above(one.parentElement)] : []);

  /** The box that a thing is seen through; a thing that can be scrolled into it is not cut by it. */
  function cutBy(rect, one) {
    const isBeforeThePage = rect.left + page.scrollLeft < -SLACK || rect.top + page.scrollTop < -SLACK;
    if (
      isBeforeThePage &&
      !above(one).some((outer) => outer !== page && (scrolls(outer, "y") || scrolls(outer, "x")))
    )
      return "the page's beginning";
    for (const axis of ["x", "y"]) {
      const [from, to] = axis === "x" ? ["left", "right"] : ["top", "bottom"];
      for (const outer of above(one)) {
        if (scrolls(outer, axis)) break;
        const isPage = outer === document.documentElement;
        if (!isPage && (outer === document.body || !clips(outer, axis))) continue;
        const frame = isPage
          ? { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
          : outer.getBoundingClientRect();
        if (rect[from] < frame[from] - SLACK || rect[to] > frame[to] + SLACK)
          return isPage ? "the screen's edge" : nameOf(outer);
      }
    }
    return null;
  }

  /** What is seen of a thing: not what is scrolled away. */
  function seenPart(one) {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const part = { left, top, right, bottom };
    for (const outer of above(one)) {
      if (outer === page || !(scrolls(outer, "y") || scrolls(outer, "x"))) continue;
      const frame = outer.getBoundingClientRect();
      part.left = Math.max(part.left, frame.left);
      part.top = Math.max(part.top, frame.top);
      part.right = Math.min(part.right, frame.right);
      part.bottom = Math.min(part.bottom, frame.bottom);
    }
    return part;
  }

  const found = [];
  const targets = [...document.querySelectorAll(TARGETS)].filter(isSeen);
  for (const [n, one] of targets.entries()) {
    const rect = one.getBoundingClientRect();
    const edge = cutBy(rect, one);
    if (edge) found.push(`${nameOf(one)} is cut by ${edge}`);
    const [x, y] = [(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2];
    const hit = document.elementFromPoint(x, y);
    const isHere = x > 0 && y > 0 && x < innerWidth && y < innerHeight;
    const isScrolledAway = above(one).some((outer) => {
      const frame = outer.getBoundingClientRect();
      return (
        (scrolls(outer, "y") || scrolls(outer, "x")) &&
        outer !== page &&
        (y < frame.top || y > frame.bottom || x < frame.left || x > frame.right)
      );
    });
    if (
      isHere &&
      !isScrolledAway &&
      hit &&
      hit !== one &&
      !one.contains(hit) &&
      !hit.closest("label")?.contains(one)
    )
      found.push(`${nameOf(one)} is under ${nameOf(hit)}`);
    for (const other of targets.slice(n + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const [here, there] = [seenPart(one), seenPart(other)];
      const wide = Math.min(here.right, there.right) - Math.max(here.left, there.left);
      const high = Math.min(here.bottom, there.bottom) - Math.max(here.top, there.top);
      if (wide > SLACK && high > SLACK) found.push(`${nameOf(one)} overlaps ${nameOf(other)}`);
    }
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const one = text.parentElement;
    if (!text.data.trim() || !one || !isSeen(one) || /script|style|option/.test(one.localName)) continue;
    if (one.closest("[aria-label]")) continue; // named otherwise: it may stand as a sign alone
    range.selectNodeContents(text);
    const rect = range.getBoundingClientRect();
    const own = getComputedStyle(one);
    const isClipped =
      own.overflowX !== "visible" && !scrolls(one, "x") && one.scrollWidth > one.clientWidth + SLACK;
    const isClamped =
      own.overflowY !== "visible" &&
      !scrolls(one, "y") &&
      one.scrollHeight > one.clientHeight + parseFloat(own.fontSize) / 2; // less is a letter's own tail
    const edge = isClipped || isClamped ? "its own box" : cutBy(rect, one);
    if (edge) found.push(`the text of ${nameOf(one)} is cut by ${edge}`);
  }
  if (page.scrollWidth > innerWidth + SLACK && getComputedStyle(page).overflowX !== "hidden")
    found.push(`the page is ${page.scrollWidth} wide on a screen of ${innerWidth}`);
  return [...new Set(found)];
};
