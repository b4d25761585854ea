/**
 * Make an element's children like wanted ones, keeping every node that stays: focus, a finger that is
 * down, what is being typed and what a reader has heard live on. Nodes with `data-k` are known by it.
 */
export function morph(parent, ...wanted) {
  const nodes = wanted
    .flat(Infinity)
    .filter((node) => node !== null && node !== undefined && node !== false && node !== "");
  const keys = new Set(nodes.map(keyOf).filter(Boolean));
  for (const old of [...parent.childNodes]) if (keyOf(old) && !keys.has(keyOf(old))) old.remove();
  const keyed = new Map([...parent.children].filter(keyOf).map((old) => [keyOf(old), old]));
  let at = parent.firstChild;
  for (const given of nodes) {
    const next = typeof given === "object" ? given : document.createTextNode(given);
    const same = keyOf(next) ? keyed.get(keyOf(next)) : at && !keyOf(at) ? at : null;
    if (same && areAlike(same, next)) {
      if (same === at) at = at.nextSibling;
      else parent.insertBefore(same, at);
      bring(same, next);
    } else {
      parent.insertBefore(next, at);
      if (same && same === at) {
        at = at.nextSibling;
        same.remove();
      }
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function keyOf(node) {
  return node.dataset?.k;
}

function areAlike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);
}

function bring(old, next) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== next.data) old.data = next.data;
    return;
  }
  for (const { name } of [...old.attributes])
    if (!next.hasAttribute(name) && !isOwn(old, name)) old.removeAttribute(name);
  for (const { name, value } of [...next.attributes])
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  // An icon draws itself, and a field holds what is being typed.
  if (!old.localName.includes("-")) morph(old, ...next.childNodes);
}

/** What an element sets itself. */
function isOwn(element, name) {
  return name === "open" || (name === "aria-hidden" && element.localName.includes("-"));
}
