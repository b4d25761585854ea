/**
 * Rendering of pages (docs/adr/0014): h() describes the whole view, morph() updates the document to match.
 *
 * Unchanged elements keep focus, typed text and scroll position. Elements not created by h() are left alone.
 */

/** Properties that diverge from their attribute after user input. */
const LIVE = ["value", "checked", "selected"];

/**
 * Describe an element: h("p.en", { "data-x": 1 }, "text", child). `key` (or else the id) identifies it among
 * its siblings.
 * `value`, `checked` and `selected` are enforced; "initial-value" etc. only set the initial state.
 */
export function h(tag, ...children) {
  const [name, ...classes] = tag.split(".");
  const { key, ...attributes } = children[0]?.constructor === Object ? children.shift() : {};
  if (classes.length) attributes.class = [...classes, attributes.class].filter(Boolean).join(" ");
  if (name === "button") attributes.type ??= "button";
  return new Description(name, attributes, key ?? attributes.id, children);
}

class Description {
  constructor(name, attributes, key, children) {
    this.name = name;
    this.attributes = attributes;
    this.place = key === undefined ? undefined : `=${key}`;
    this.children = placed(children);
  }
}

/** Describe an <antre-icon>, a symbol of icons.svg. */
export const icon = (name) => h("antre-icon", { name });

/** Flatten children and assign each its key or position; an absent child leaves its position free. */
function placed(children, at = "") {
  return children.flatMap((child, n) => {
    if (child === null || child === undefined || child === false || child === "") return [];
    if (Array.isArray(child)) return placed(child, `${at}${n}.`);
    if (!(child instanceof Description)) return { text: String(child), place: `${at}${n}` };
    child.place ??= `${at}${n}`;
    return child;
  });
}

/** Create the described DOM node. */
export function make({ text, name, attributes, children, place }, parent = null) {
  if (text !== undefined) return Object.assign(document.createTextNode(text), { place });
  const space = name === "svg" || parent?.namespaceURI === SVG ? SVG : HTML;
  const element = Object.assign(document.createElementNS(space, name), { place, drawn: attributes });
  for (const [attribute, value] of Object.entries(attributes))
    if (!isNone(value)) setAttribute(element, attribute, value);
  element.append(...children.map((child) => make(child, element)));
  return element;
}

const HTML = "http://www.w3.org/1999/xhtml";
const SVG = "http://www.w3.org/2000/svg";

function isNone(value) {
  return value === null || value === undefined || value === false;
}

/** Set an attribute, or add a listener for an "on…" attribute. */
function setAttribute(element, attribute, value) {
  const name = attribute.replace("initial-", "");
  if (name.startsWith("on")) element.addEventListener(name.slice(2), listen);
  else if (isNone(value)) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : value);
  if (LIVE.includes(name)) element[name] = name === "value" ? String(value ?? "") : !isNone(value);
}

/** The listener of every event: calls the handler of the latest render. */
function listen(event) {
  return this.drawn[`on${event.type}`]?.call(this, event);
}

/** Update the children of an element to match these descriptions. */
export function morph(parent, ...children) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  match(parent, placed(children));
  if (focused) restoreFocus(parent, focused);
}

function match(parent, nodes) {
  const byPlace = new Map(nodes.map((node) => [node.place, node]));
  const reused = new Map();
  for (const old of Array.from(parent.childNodes)) {
    const node = byPlace.get(old.place);
    if (node && !reused.has(node) && canReuse(old, node)) reused.set(node, old);
    else old.remove();
  }
  let at = parent.firstChild;
  for (const node of nodes) {
    const old = reused.get(node);
    if (old && old === at) at = at.nextSibling;
    else parent.insertBefore(old ?? make(node, parent), at);
    if (old) update(old, node);
  }
}

function canReuse(old, { text, name }) {
  return text === undefined ? old.localName === name : old.nodeType === Node.TEXT_NODE;
}

function update(old, { text, attributes, children }) {
  if (text !== undefined) {
    if (old.data !== text) old.data = text;
    return;
  }
  const before = old.drawn;
  old.drawn = attributes;
  for (const name of Object.keys({ ...before, ...attributes })) {
    // Text being typed stays until the field loses focus.
    if (name.endsWith("value") && old === document.activeElement) attributes[name] = before[name];
    else if (!isSet(old, name, attributes[name], before[name])) setAttribute(old, name, attributes[name]);
  }
  // Custom elements render their own children.
  if (children.length > 0 || !old.localName.includes("-")) match(old, children);
}

function isSet(element, name, value, before) {
  if (!LIVE.includes(name) || value === undefined)
    return value === before || (isNone(value) && isNone(before));
  return name === "value" ? String(element.value) === String(value) : element[name] === Boolean(value);
}

/**
 * If the focused control was removed or disabled, move the focus to its replacement (same data-f or id), or
 * else to [data-f-home].
 */
function restoreFocus(parent, focused) {
  const isUsable = focused.isConnected && !focused.disabled;
  if (isUsable && document.activeElement === focused) return;
  const { f } = focused.dataset;
  const name = f ? `[data-f="${CSS.escape(f)}"]` : focused.id && `#${CSS.escape(focused.id)}`;
  const replacement = name && parent.querySelector(`${name}:not(:disabled)`);
  const next = isUsable ? focused : replacement || parent.querySelector("[data-f-home]");
  next?.focus({ preventScroll: true });
}
