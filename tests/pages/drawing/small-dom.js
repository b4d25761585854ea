/** As much of a document as draw.js needs, for tests in Node: elements, texts, attributes, form values. */
const BOOLEAN = ["checked", "selected"];

class SmallNode {
  childNodes = [];
  parentNode = null;

  get firstChild() {
    return this.childNodes[0] ?? null;
  }

  get nextSibling() {
    return this.parentNode?.childNodes[this.parentNode.childNodes.indexOf(this) + 1] ?? null;
  }

  get isConnected() {
    return this.parentNode !== null;
  }

  remove() {
    const siblings = this.parentNode?.childNodes ?? [];
    if (siblings.includes(this)) siblings.splice(siblings.indexOf(this), 1);
    this.parentNode = null;
  }

  insertBefore(node, before) {
    node.remove();
    node.parentNode = this;
    this.childNodes.splice(before ? this.childNodes.indexOf(before) : this.childNodes.length, 0, node);
  }

  append(...nodes) {
    for (const node of nodes) this.insertBefore(node, null);
  }

  contains(node) {
    return node === this || this.childNodes.some((child) => child.contains(node));
  }
}

export class SmallText extends SmallNode {
  nodeType = 3;

  constructor(data) {
    super();
    this.data = data;
  }

  toString() {
    return JSON.stringify(this.data);
  }
}

export class SmallElement extends SmallNode {
  nodeType = 1;
  attributes = new Map();
  listeners = new Map();
  #live = {};

  constructor(namespaceURI, localName) {
    super();
    Object.assign(this, { namespaceURI, localName });
  }

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  addEventListener(type, listener) {
    this.listeners.set(type, listener);
  }

  dispatch(type) {
    this.listeners.get(type)?.call(this, { type, currentTarget: this, preventDefault() {} });
  }

  get disabled() {
    return this.attributes.has("disabled");
  }

  get value() {
    return this.#live.value ?? this.attributes.get("value") ?? "";
  }

  set value(value) {
    this.#live.value = value;
  }

  get checked() {
    return this.#live.checked ?? this.attributes.has("checked");
  }

  set checked(checked) {
    this.#live.checked = checked;
  }

  get selected() {
    return this.#live.selected ?? this.attributes.has("selected");
  }

  set selected(selected) {
    this.#live.selected = selected;
  }

  /** The element as text, with what a form shows and which events it hears. */
  toString() {
    const attributes = [...this.attributes].sort().map(([name, value]) => ` ${name}="${value}"`);
    const live = BOOLEAN.filter((name) => this[name]).map((name) => ` .${name}`);
    const hears = Object.keys(this.drawn ?? {}).filter((name) => name.startsWith("on"));
    const head = [...attributes, ` .value="${this.value}"`, ...live, ` ${hears.sort()}`].join("");
    return `<${this.localName}${head}>\n${this.childNodes.join("\n")}\n</${this.localName}>`;
  }
}

/** Return the globals that draw.js and the views look at. */
export function installDocument() {
  globalThis.Node = { TEXT_NODE: 3 };
  globalThis.CSS = { escape: (text) => text };
  globalThis.location = { pathname: "/counter", protocol: "https:", hostname: "hall.test" };
  globalThis.document = Object.assign(new EventTarget(), {
    activeElement: null,
    body: { dataset: { display: "", serviceApi: "/api" } },
    documentElement: { lang: "id" },
    createElementNS: (space, name) => new SmallElement(space, name),
    createTextNode: (text) => new SmallText(text),
  });
}
