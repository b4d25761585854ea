/** <antre-fitted>: one line of text, shrunk if it would be wider than its box. */
class Fitted extends HTMLElement {
  #watch = new ResizeObserver(() => requestAnimationFrame(() => this.fit()));

  connectedCallback() {
    this.#watch.observe(this);
    this.fit();
    document.fonts.ready.then(() => this.fit());
  }

  disconnectedCallback() {
    this.#watch.disconnect();
  }

  fit() {
    this.style.fontSize = "";
    const { clientWidth, scrollWidth } = this;
    if (!clientWidth || scrollWidth <= clientWidth) return;
    const size = parseFloat(getComputedStyle(this).fontSize);
    this.style.fontSize = `${Math.floor((size * clientWidth) / scrollWidth)}px`;
  }
}

customElements.define("antre-fitted", Fitted);
