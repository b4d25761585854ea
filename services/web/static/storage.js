/** Values that this browser stores; one that stores nothing has them until the page ends. */
const unstored = {};

/** Return a stored value, "" if there is none. */
export function read(name) {
  try {
    return window.localStorage.getItem(name) || unstored[name] || "";
  } catch {
    return unstored[name] || "";
  }
}

/** Store a value; false: only until this page ends. */
export function store(name, value) {
  unstored[name] = value;
  try {
    window.localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}
