/** What the board's code uses and old browsers lack, each only where it is missing. The first import. */
function give(owner, name, value) {
  if (!owner[name]) Object.defineProperty(owner, name, { value, configurable: true, writable: true });
}

give(Object, "hasOwn", (owner, name) => Object.prototype.hasOwnProperty.call(owner, name));
give(Object, "entries", (owner) => Object.keys(owner).map((name) => [name, owner[name]]));
give(Object, "assign", (owner, ...others) => {
  for (const other of others) for (const name of Object.keys(other || {})) owner[name] = other[name];
  return owner;
});
give(
  Number,
  "isInteger",
  (value) => typeof value === "number" && isFinite(value) && Math.floor(value) === value,
);
give(Math, "hypot", (x, y) => Math.sqrt(x * x + y * y));
give(Array.prototype, "find", function find(is) {
  return this.filter(is)[0];
});
give(Array.prototype, "includes", function includes(value) {
  return this.indexOf(value) !== -1;
});
give(Array.prototype, "flat", function flat(depth = 1) {
  return this.reduce(
    (all, one) => all.concat(Array.isArray(one) && depth > 1 ? one.flat(depth - 1) : one),
    [],
  );
});
give(Array.prototype, "flatMap", function flatMap(make) {
  return this.map(make).flat();
});
give(String.prototype, "includes", function includes(part) {
  return this.indexOf(part) !== -1;
});
give(String.prototype, "startsWith", function startsWith(part) {
  return this.lastIndexOf(part, 0) === 0;
});

/** A TV sets its clock once it has a network: the steady clock makes no longer step, and none backwards. */
const STEP_MAX_MS = 60_000;

/** Make a clock that never jumps, in ms. */
function steadyClock() {
  let before = Date.now();
  let passed = 0;
  return () => {
    const now = Date.now();
    passed += Math.max(0, Math.min(STEP_MAX_MS, now - before));
    before = now;
    return passed;
  };
}

if (typeof window !== "undefined") {
  if (!window.performance) window.performance = {};
  give(window.performance, "now", steadyClock());
}

if (typeof Element !== "undefined") {
  give(Element.prototype, "append", function append(...children) {
    for (const child of children)
      this.appendChild(typeof child === "object" ? child : document.createTextNode(child));
  });
}
