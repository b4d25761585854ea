/**
 * Create a DOM element: h("p.title", { "data-x": 1 }, "text", child). Classes may follow the tag; attributes
 * are optional. For boards and old TVs; interactive pages use draw.js.
 */
export function h(tag, ...children) {
  const [name, ...classes] = tag.split(".");
  const attributes = children[0]?.constructor === Object ? children.shift() : {};
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute.startsWith("on")) element.addEventListener(attribute.slice(2), value);
    else if (value === true) element.setAttribute(attribute, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(attribute, value);
  }
  const isPresent = (child) => child !== null && child !== undefined && child !== false;
  element.append(...children.flat(Infinity).filter(isPresent));
  return element;
}

/** Create an <antre-icon>, a symbol of icons.svg. */
export const icon = (name) => h("antre-icon", { name });

/** Replace an element's children only if `key` changed, to preserve focus and animations. */
export function fillIn(parent, key, make) {
  const newKey = JSON.stringify(key);
  if (parent.dataset.key === newKey) return;
  parent.dataset.key = newKey;
  parent.textContent = "";
  parent.append(...[make()].flat(Infinity).filter(Boolean));
}

/** Set text only if it changed, so that live regions announce it once. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
