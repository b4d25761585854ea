/**
 * Makes elements without markup strings: h("p.title", { "data-x": 1 }, "text", child). Classes may follow the
 * tag, attributes may be left out. For boards and old TVs; pages that people use draw with draw.js.
 */
export function h(tag, ...children) {
  const [name, ...classes] = tag.split(".");
  const attributes = children[0]?.constructor === Object ? children.shift() : {};
  const made = document.createElement(name);
  if (classes.length) made.className = classes.join(" ");
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute.startsWith("on")) made.addEventListener(attribute.slice(2), value);
    else if (value === true) made.setAttribute(attribute, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(attribute, value);
  }
  const isThere = (child) => child !== null && child !== undefined && child !== false;
  made.append(...children.flat(Infinity).filter(isThere));
  return made;
}

/** A symbol of icons.svg. */
export const icon = (name) => h("antre-icon", { name });

/** Replace an element's children only if they changed, so that focus and animations live on. */
export function fillIn(parent, key, make) {
  const wanted = JSON.stringify(key);
  if (parent.dataset.key === wanted) return;
  parent.dataset.key = wanted;
  parent.textContent = "";
  parent.append(...[make()].flat(Infinity).filter(Boolean));
}

/** Set text only if it changed, so that live regions speak once. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
