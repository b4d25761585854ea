/** Making elements without markup strings: h("p", { class: "en", "data-x": 1 }, "text", child). */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return made;
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
