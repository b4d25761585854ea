/**
 * The woven signs as SVG: motifs and the selvedge, for any browser that draws SVG.
 *
 * Geometry drawn from bit grids, with cells of whole px: 13 × 13 bits for a motif, 14 rows × 20 bits for a
 * selvedge that repeats horizontally. The colour is `currentColor`.
 */
const SVG = "http://www.w3.org/2000/svg";

const MOTIFS = {
  ketupat: "0040 00e0 01f0 03b8 071c 0e4e 1ce7 0e4e 071c 03b8 01f0 00e0 0040",
  gunung: "0040 00e0 00e0 01b0 01b0 0318 0358 064c 06ec 0ce6 0c06 1fff 1fff",
  ombak: "0208 071c 0db6 18e3 1249 071c 0db6 18e3 1249 071c 0db6 18e3 1041",
  bintang: "0040 0040 04e4 02e8 01f0 07bc 1f1f 07bc 01f0 02e8 04e4 0040 0040",
  perahu: "0080 00c0 00e0 00f0 04f8 0cfc 1cfe 0080 1fff 1fff 0eee 07fc 03f8",
  lontar: "02a8 0aaa 0db6 16ed 1b5b 0eee 03f8 1f5f 0040 0040 00c0 00c0 01f0",
};
const SIDE = 13;
const SELVEDGE = "fffff 00000 f060f f0f0f 3198c 830c1 c6663 c6663 830c1 3198c f0f0f f060f 00000 fffff";
const SELVEDGE_WIDTH = 20;
const SELVEDGE_HEIGHT = 14;
/** The broken thread of a stale screen, in cells. */
const THREAD = { dash: 10, gap: 20, thick: 3 };
/** Large ikat, in cells: threads per cell, a thread's relative width, how far threads slip and fray. */
const IKAT = { threads: 7, thick: 0.72, slip: 0.55, fray: 0.35 };
/** Half the maximum length of a selvedge, px. */
const REACH = 4_000;

let patterns = 0;

/** Return the filled columns of each row of a grid. */
export function rows(grid, width) {
  return grid.split(" ").map((hex) => {
    const bits = parseInt(hex, 16);
    const filled = [];
    for (let x = 0; x < width; x += 1) if ((bits >> (width - 1 - x)) & 1) filled.push(x);
    return filled;
  });
}

/** Return an SVG path of a grid's filled cells, with adjacent cells joined. */
export function path(grid, width) {
  const parts = [];
  rows(grid, width).forEach((filled, y) => {
    let start = null;
    filled.forEach((x, i) => {
      if (start === null) start = x;
      if (filled[i + 1] !== x + 1) {
        parts.push(`M${start} ${y}h${x + 1 - start}v1h-${x + 1 - start}z`);
        start = null;
      }
    });
  });
  return parts.join("");
}

function element(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

/** Draw a motif, or return null for an unknown name; isIkat: draw it as ikat, for large sizes. */
export function motif(name, isIkat = false) {
  const grid = MOTIFS[name];
  if (!grid) return null;
  const svg = element("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, "shape-rendering": "crispEdges" });
  svg.append(isIkat ? ikat(grid) : element("path", { d: path(grid, SIDE), fill: "currentColor" }));
  return svg;
}

/** Draw a motif as ikat: each warp thread starts and ends at a slightly different place. */
function ikat(grid) {
  const group = element("g", { fill: "currentColor" });
  const filled = rows(grid, SIDE);
  for (let thread = 0; thread < SIDE * IKAT.threads; thread += 1) {
    const column = Math.floor(thread / IKAT.threads);
    const slip = IKAT.slip * uneven(thread);
    let top = null;
    for (let y = 0; y <= SIDE; y += 1) {
      const on = y < SIDE && filled[y].includes(column);
      if (on && top === null) top = y;
      if (on || top === null) continue;
      const from = top + slip + IKAT.fray * uneven(thread * 31 + y);
      const to = y + slip + IKAT.fray * uneven(thread * 17 + y + 5);
      group.append(
        element("rect", {
          x: (thread / IKAT.threads).toFixed(3),
          y: from.toFixed(3),
          width: (IKAT.thick / IKAT.threads).toFixed(3),
          height: Math.max(0.3, to - from).toFixed(3),
        }),
      );
      top = null;
    }
  }
  return group;
}

/** Return a deterministic pseudo-random number from -1 to 1. */
function uneven(n) {
  const wave = Math.sin(n * 12.9898) * 43758.5453;
  return (wave - Math.floor(wave)) * 2 - 1;
}

/** Draw a centred selvedge; state: rest, call or stale; cell: px per bit. */
export function selvedge(state, cell) {
  const id = `selvedge-${(patterns += 1)}`;
  const stale = state === "stale";
  const width = (stale ? THREAD.dash + THREAD.gap : SELVEDGE_WIDTH) * cell;
  const height = SELVEDGE_HEIGHT * cell;
  const pattern = element("pattern", {
    id,
    x: -width / 2,
    y: -height / 2,
    width,
    height,
    patternUnits: "userSpaceOnUse",
  });
  pattern.append(
    stale
      ? element("rect", {
          x: (THREAD.gap / 2) * cell,
          y: ((SELVEDGE_HEIGHT - THREAD.thick) / 2) * cell,
          width: THREAD.dash * cell,
          height: THREAD.thick * cell,
          fill: "currentColor",
        })
      : element("path", {
          d: path(SELVEDGE, SELVEDGE_WIDTH),
          fill: "currentColor",
          transform: `scale(${cell})`,
        }),
  );
  const strip = element("rect", { x: -REACH, y: -height / 2, width: 2 * REACH, height, fill: `url(#${id})` });
  const centred = element("svg", { x: "50%", y: "50%", overflow: "visible" });
  centred.append(pattern, strip);
  const svg = element("svg", { width: "100%", height: "100%", "shape-rendering": "crispEdges" });
  svg.append(centred);
  return svg;
}
