/** Values in localStorage, or in memory until the page is closed if storage is not available. */
const inMemory = {};

/** Return a stored value, or "". */
export function read(name) {
  try {
    return window.localStorage.getItem(name) || inMemory[name] || "";
  } catch {
    return inMemory[name] || "";
  }
}

/** Store a value; return false if it is stored only in memory. */
export function store(name, value) {
  inMemory[name] = value;
  try {
    window.localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}
