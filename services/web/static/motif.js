/** The signs of weave.js as elements: <antre-motif name="ketupat" [ikat]>, <antre-selvedge state="call">. */
import { motif, selvedge } from "./weave.js";

class Motif extends HTMLElement {
  static observedAttributes = ["name", "ikat"];

  connectedCallback() {
    this.setAttribute("aria-hidden", "true");
    this.draw();
  }

  attributeChangedCallback() {
    this.draw();
  }

  draw() {
    this.replaceChildren(...[motif(this.getAttribute("name"), this.hasAttribute("ikat"))].filter(Boolean));
  }
}

/** The woven edge. Attributes: state (rest, call, stale), cell (px per bit, 1 by default). */
class Selvedge extends HTMLElement {
  static observedAttributes = ["state", "cell"];

  connectedCallback() {
    this.setAttribute("aria-hidden", "true");
    this.draw();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.draw();
  }

  draw() {
    this.replaceChildren(selvedge(this.getAttribute("state"), Number(this.getAttribute("cell") || 1)));
  }
}

if (globalThis.customElements) {
  customElements.define("antre-motif", Motif);
  customElements.define("antre-selvedge", Selvedge);
}
