/**
 * Making elements without markup strings: h("p.en", { "data-x": 1 }, "text", child). Classes may follow the tag and
 * attributes may be left out; a button is type=button unless it says otherwise. For morph.js, `key` names an element
 * among its siblings; value, checked and selected are the state's, "initial-value" and so on only where one begins.
 */
export function h(tag, ...children) {
  const [name, ...classes] = tag.split(".");
  const { key, ...attributes } = children[0]?.constructor === Object ? children.shift() : {};
  if (classes.length) attributes.class = [...classes, attributes.class].filter(Boolean).join(" ");
  if (name === "button") attributes.type ??= "button";
  const made = document.createElement(name);
  made.drawn = attributes;
  const known = key ?? attributes.id;
  if (known !== undefined) made.place = `=${known}`;
  for (const [attribute, value] of Object.entries(attributes))
    if (value !== undefined && value !== null && value !== false) setAttribute(made, attribute, value);
  made.append(...placed(children));
  return made;
}

/** A symbol of icons.svg. */
export const icon = (name) => h("antre-icon", { name });

/** Properties that part from their attribute once somebody typed or chose. */
export const LIVE = ["value", "checked", "selected"];

/** Set an attribute, or listen if it is one of "on…"; false, null and undefined take it away. */
export function setAttribute(element, given, value) {
  const name = given.replace("initial-", "");
  const isGone = value === false || value === null || value === undefined;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), listen);
  else if (isGone) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : value);
  if (LIVE.includes(name)) element[name] = name === "value" ? String(value ?? "") : !isGone;
}

/** The one listener of every event: it calls what was drawn last. */
function listen(event) {
  return this.drawn[`on${event.type}`]?.call(this, event);
}

/** The nodes of children, each named by its key or else its position; what is not there leaves its position free. */
export function placed(children, at = "") {
  return children.flatMap((child, n) => {
    if (child === null || child === undefined || child === false || child === "") return [];
    if (Array.isArray(child)) return placed(child, `${at}${n}.`);
    const node = typeof child === "object" ? child : document.createTextNode(child);
    node.place ??= `${at}${n}`;
    return node;
  });
}

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
