/** Polyfills for what the board's code uses and old browsers lack. Must be the first import. */
function polyfill(owner, name, value) {
  if (!owner[name]) Object.defineProperty(owner, name, { value, configurable: true, writable: true });
}

polyfill(Object, "hasOwn", (owner, name) => Object.prototype.hasOwnProperty.call(owner, name));
polyfill(Object, "entries", (owner) => Object.keys(owner).map((name) => [name, owner[name]]));
polyfill(Object, "assign", (owner, ...others) => {
  for (const other of others) for (const name of Object.keys(other || {})) owner[name] = other[name];
  return owner;
});
polyfill(
  Number,
  "isInteger",
  (value) => typeof value === "number" && isFinite(value) && Math.floor(value) === value,
);
polyfill(Math, "hypot", (x, y) => Math.sqrt(x * x + y * y));
polyfill(Array.prototype, "find", function find(is) {
  return this.filter(is)[0];
});
polyfill(Array.prototype, "includes", function includes(value) {
  return this.indexOf(value) !== -1;
});
polyfill(Array.prototype, "flat", function flat(depth = 1) {
  return this.reduce(
    (all, one) => all.concat(Array.isArray(one) && depth > 1 ? one.flat(depth - 1) : one),
    [],
  );
});
polyfill(Array.prototype, "flatMap", function flatMap(make) {
  return this.map(make).flat();
});
polyfill(String.prototype, "includes", function includes(part) {
  return this.indexOf(part) !== -1;
});
polyfill(String.prototype, "startsWith", function startsWith(part) {
  return this.lastIndexOf(part, 0) === 0;
});

/** A TV sets its clock once it has a network; the steady clock makes no longer step, and none backwards. */
const STEP_MAX_MS = 60_000;

/** Make a monotonic clock, in ms. */
function steadyClock() {
  let last = Date.now();
  let elapsed = 0;
  return () => {
    const now = Date.now();
    elapsed += Math.max(0, Math.min(STEP_MAX_MS, now - last));
    last = now;
    return elapsed;
  };
}

if (typeof window !== "undefined") {
  if (!window.performance) window.performance = {};
  polyfill(window.performance, "now", steadyClock());
}

if (typeof Element !== "undefined") {
  polyfill(Element.prototype, "append", function append(...children) {
    for (const child of children)
      this.appendChild(typeof child === "object" ? child : document.createTextNode(child));
  });
}
