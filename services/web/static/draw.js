/**
 * The one way to draw a page (docs/adr/0014): h() describes all that is shown, morph() makes the document
 * like it.
 * What is the same stays: focus, text being typed, scroll. What h() did not describe is left alone.
 */

/** Properties that part from their attribute once somebody typed or chose. */
const LIVE = ["value", "checked", "selected"];

/**
 * Describe an element: h("p.en", { "data-x": 1 }, "text", child). `key` (or else the id) names it among its
 * siblings.
 * `value`, `checked` and `selected` are enforced, "initial-value" and so on are only where somebody begins.
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

/** A symbol of icons.svg. */
export const icon = (name) => h("antre-icon", { name });

/** Children, each with its key or else its position; what is not there leaves its position free. */
function placed(children, at = "") {
  return children.flatMap((child, n) => {
    if (child === null || child === undefined || child === false || child === "") return [];
    if (Array.isArray(child)) return placed(child, `${at}${n}.`);
    if (!(child instanceof Description)) return { text: String(child), place: `${at}${n}` };
    child.place ??= `${at}${n}`;
    return child;
  });
}

/** Make the element that is described. */
export function make({ text, name, attributes, children, place }, parent = null) {
  if (text !== undefined) return Object.assign(document.createTextNode(text), { place });
  const space = name === "svg" || parent?.namespaceURI === SVG ? SVG : HTML;
  const made = Object.assign(document.createElementNS(space, name), { place, drawn: attributes });
  for (const [attribute, value] of Object.entries(attributes))
    if (!isNone(value)) setAttribute(made, attribute, value);
  made.append(...children.map((child) => make(child, made)));
  return made;
}

const HTML = "http://www.w3.org/1999/xhtml";
const SVG = "http://www.w3.org/2000/svg";

function isNone(value) {
  return value === null || value === undefined || value === false;
}

/** Set an attribute, or listen if it is one of "on…". */
function setAttribute(element, given, value) {
  const name = given.replace("initial-", "");
  if (name.startsWith("on")) element.addEventListener(name.slice(2), listen);
  else if (isNone(value)) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : value);
  if (LIVE.includes(name)) element[name] = name === "value" ? String(value ?? "") : !isNone(value);
}

/** The one listener of every event: it calls what was drawn last. */
function listen(event) {
  return this.drawn[`on${event.type}`]?.call(this, event);
}

/** Make the children of an element like these. */
export function morph(parent, ...children) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  match(parent, placed(children));
  if (focused) keepFocus(parent, focused);
}

function match(parent, nodes) {
  const wanted = new Map(nodes.map((node) => [node.place, node]));
  const kept = new Map();
  for (const old of Array.from(parent.childNodes)) {
    const node = wanted.get(old.place);
    if (node && !kept.has(node) && areAlike(old, node)) kept.set(node, old);
    else old.remove();
  }
  let at = parent.firstChild;
  for (const node of nodes) {
    const old = kept.get(node);
    if (old && old === at) at = at.nextSibling;
    else parent.insertBefore(old ?? make(node, parent), at);
    if (old) update(old, node);
  }
}

function areAlike(old, { text, name }) {
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
    // What is being typed stays until somebody looks elsewhere.
    if (name.endsWith("value") && old === document.activeElement) attributes[name] = before[name];
    else if (!isSet(old, name, attributes[name], before[name])) setAttribute(old, name, attributes[name]);
  }
  // An element of ours fills itself.
  if (children.length > 0 || !old.localName.includes("-")) match(old, children);
}

function isSet(element, name, value, before) {
  if (!LIVE.includes(name) || value === undefined)
    return value === before || (isNone(value) && isNone(before));
  return name === "value" ? String(element.value) === String(value) : element[name] === Boolean(value);
}

/**
 * A control that went, or may not be pressed any more, gives the focus to its like (data-f, id), or to [data-
 * f-home].
 */
function keepFocus(parent, focused) {
  const stays = focused.isConnected && !focused.disabled;
  if (stays && document.activeElement === focused) return;
  const { f } = focused.dataset;
  const name = f ? `[data-f="${CSS.escape(f)}"]` : focused.id && `#${CSS.escape(focused.id)}`;
  const like = name && parent.querySelector(`${name}:not(:disabled)`);
  const next = stays ? focused : like || parent.querySelector("[data-f-home]");
  next?.focus({ preventScroll: true });
}
