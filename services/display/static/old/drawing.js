/** Draws motifs, selvedges and icons for browsers without custom elements. */
import { motif, selvedge } from "../shared/weave.js";

const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";

let sprite = null;

/** Load the icons into the page, because old browsers cannot reference icons in another file. */
export function loadIcons(address) {
  const request = new XMLHttpRequest();
  request.onreadystatechange = () => {
    if (request.readyState !== 4 || request.status !== 200 || !request.responseXML) return;
    sprite = document.importNode(request.responseXML.documentElement, true);
    sprite.setAttribute("width", "0");
    sprite.setAttribute("height", "0");
    document.body.appendChild(sprite);
  };
  request.open("GET", address, true);
  request.send(null);
}

/** Draw every sign inside an element that is not drawn yet or has changed. */
export function drawSigns(inside) {
  for (const sign of inside.querySelectorAll("antre-motif, antre-selvedge, antre-icon")) {
    const key = ["name", "ikat", "state", "cell"].map((name) => sign.getAttribute(name)).join();
    if (sign.getAttribute("data-drawn") === key) continue;
    const drawing = drawSign(sign);
    if (!drawing) continue;
    sign.textContent = "";
    sign.appendChild(drawing);
    sign.setAttribute("data-drawn", key);
    sign.setAttribute("aria-hidden", "true");
  }
}

function drawSign(sign) {
  const name = sign.getAttribute("name");
  switch (sign.tagName.toLowerCase()) {
    case "antre-motif":
      return motif(name, sign.hasAttribute("ikat"));
    case "antre-selvedge":
      return selvedge(sign.getAttribute("state"), Number(sign.getAttribute("cell") || 1));
    default:
      return sprite && icon(name);
  }
}

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttributeNS(XLINK, "xlink:href", `#${name}`);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.appendChild(use);
  return svg;
}
