/**
 * The one way to draw: a page makes the whole tree of what it shows with h(), and this makes the document like it.
 * What is the same stays: focus, the text being typed, scroll, a finger that is down, what a reader has spoken.
 * Only what h() set is compared, so that an open <dialog> and what an element sets on itself live on (docs/adr/0014).
 */
import { LIVE, placed, setAttribute } from "./dom.js";

/** Make the children of an element like these. */
export function morph(parent, ...children) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  match(parent, placed(children));
  if (focused) keepFocus(parent, focused);
}

function match(parent, given) {
  const nodes = [...given];
  const wanted = new Map(nodes.map((node) => [node.place, node]));
  const kept = new Map();
  for (const old of [...parent.childNodes]) {
    const node = wanted.get(old.place);
    if (node && !kept.has(node) && areAlike(old, node)) kept.set(node, old);
    else old.remove();
  }
  let at = parent.firstChild;
  for (const node of nodes) {
    const old = kept.get(node);
    if (old && old === at) at = at.nextSibling;
    else parent.insertBefore(old ?? node, at);
    if (old) update(old, node);
  }
}

/** Nodes that h() did not make (a sign of SVG) are alike only if they are the same. */
function areAlike(old, node) {
  if (old.nodeName !== node.nodeName) return false;
  return node.drawn ? Boolean(old.drawn) : node.nodeType === Node.TEXT_NODE || old.isEqualNode(node);
}

function update(old, node) {
  if (node.drawn) updateElement(old, node);
  else if (node.nodeType === Node.TEXT_NODE && old.data !== node.data) old.data = node.data;
}

function updateElement(old, node) {
  const before = old.drawn;
  old.drawn = node.drawn;
  for (const name of Object.keys({ ...before, ...node.drawn })) {
    const value = node.drawn[name];
    // What is being typed stays until somebody looks elsewhere.
    if (name.endsWith("value") && old === document.activeElement) old.drawn[name] = before[name];
    else if (!isSet(old, name, value, before[name])) setAttribute(old, name, value);
  }
  // An element of ours fills itself.
  if (node.firstChild || !node.localName.includes("-")) match(old, node.childNodes);
}

function isSet(element, name, value, before) {
  if (!LIVE.includes(name) || value === undefined) return value === before;
  return name === "value" ? String(element.value) === String(value) : element[name] === Boolean(value);
}

/** A control that went, or may not be pressed any more, gives the focus to its like (data-f, id), or to [data-f-home]. */
function keepFocus(parent, focused) {
  const stays = focused.isConnected && !focused.disabled;
  if (stays && document.activeElement === focused) return;
  const { f } = focused.dataset;
  const name = f ? `[data-f="${CSS.escape(f)}"]` : focused.id && `#${CSS.escape(focused.id)}`;
  const like = name && parent.querySelector(`${name}:not(:disabled)`);
  const next = stays ? focused : like || parent.querySelector("[data-f-home]");
  next?.focus({ preventScroll: true });
}
