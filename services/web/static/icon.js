/** <antre-icon name="check">: a symbol of icons.svg, hidden from screen readers; text accompanies it. */
const SPRITE = new URL("./icons.svg", import.meta.url).pathname;
const SVG = "http://www.w3.org/2000/svg";

class Icon extends HTMLElement {
  static observedAttributes = ["name"];

  connectedCallback() {
    this.setAttribute("aria-hidden", "true");
    this.draw();
  }

  attributeChangedCallback() {
    this.draw();
  }

  draw() {
    const svg = document.createElementNS(SVG, "svg");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `${SPRITE}#${this.getAttribute("name")}`);
    svg.append(use);
    this.textContent = "";
    this.append(svg);
  }
}

customElements.define("antre-icon", Icon);
