/** As much of an element as the parts of a board need. */
export class Small {
  children = [];
  dataset = {};
  attributes = {};
  append(...children) {
    this.children.push(...children);
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  get textContent() {
    return this.children.map((child) => child.textContent ?? String(child)).join(" ");
  }
  set textContent(_) {
    this.children = [];
  }
}
