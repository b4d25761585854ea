/** Draws motifs, selvedges and icons where the browser has no custom elements. */
import { motif, selvedge } from "../shared/weave.js";

const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";

let sprite = null;

/** Load the icons into the page: old browsers cannot use those of another file. */
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

/** Draw every sign inside an element that is not drawn yet, or not as it is now. */
export function drawSigns(inside) {
  for (const sign of inside.querySelectorAll("antre-motif, antre-selvedge, antre-icon")) {
    const wanted = ["name", "ikat", "state", "cell"].map((name) => sign.getAttribute(name)).join();
    if (sign.getAttribute("data-drawn") === wanted) continue;
    const drawn = drawSign(sign);
    if (!drawn) continue;
    sign.textContent = "";
    sign.appendChild(drawn);
    sign.setAttribute("data-drawn", wanted);
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
