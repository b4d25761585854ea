import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import vm from "node:vm";
import {
  RETRY_MAX_MS,
  EVERY_MS,
  Polling,
  WHOLE_EVERY_MS,
} from "../../../services/display/static/old/polling.js";
import { parse } from "../../vendor/acorn.mjs";

const MADE = readFileSync(new URL("../../../services/display/static/old-tv.js", import.meta.url), "utf8");
const TOO_OLD = readFileSync(
  new URL("../../../services/display/static/board/too-old.js", import.meta.url),
  "utf8",
);
const TRACES = new URL("../../contracts/announcer/", import.meta.url);

/** What a browser of 2011 has, and the code may name. */
const OF_2011 = new Set(
  `Array Boolean Date Element Error Infinity JSON Math Number Object String TypeError XMLHttpRequest
  addEventListener arguments clearTimeout document encodeURIComponent getComputedStyle innerHeight
  innerWidth isFinite location parseFloat parseInt performance setInterval setTimeout undefined window`.split(
    /\s+/,
  ),
);
/** Named only after `typeof` or `window.` said that they are there. */
const ASKED_FOR = new Set(["Symbol", "matchMedia"]);
/** Members that came later; what of them the code uses, missing.js brings. */
const LATER = new Set(
  `append assign at before after catch closest endsWith entries fill finally find findIndex findLast flat
  flatMap from fromEntries getAnimations hasOwn hypot includes isInteger log2 matchAll matches now
  padEnd padStart prepend remove repeat replaceAll replaceChildren replaceWith sign startsWith
  toggleAttribute trunc values`.split(/\s+/),
);
const BROUGHT = new Set(
  `append assign entries find flat flatMap hasOwn hypot includes isInteger now startsWith`.split(/\s+/),
);

/** Every node of a syntax tree. */
function* nodes(node) {
  if (Array.isArray(node)) for (const one of node) yield* nodes(one);
  else if (node && typeof node.type === "string") {
    yield node;
    for (const value of Object.values(node)) if (value && typeof value === "object") yield* nodes(value);
  }
}

/**
 * The names that a program uses and nowhere declares, those it declares, and the names of the members it
 * calls.
 */
function names(program) {
  const declared = new Set();
  const used = new Set();
  const called = new Set();
  const properties = new Set();
  const all = [...nodes(program)];
  for (const node of all) {
    if (node.type === "VariableDeclarator") declared.add(node.id.name);
    if (node.type === "CatchClause") declared.add(node.param.name);
    if (node.type.startsWith("Function"))
      for (const { name } of [node.id, ...node.params].filter(Boolean)) declared.add(name);
    if (node.type === "MemberExpression" && !node.computed) properties.add(node.property);
    if (node.type === "CallExpression" && node.callee.type === "MemberExpression" && !node.callee.computed)
      called.add(node.callee.property.name);
    if (node.type === "Property") properties.add(node.key);
  }
  for (const node of all)
    if (node.type === "Identifier" && !properties.has(node) && !declared.has(node.name)) used.add(node.name);
  return { used, declared, called };
}

test("what old TVs are given is ES5, to a real parser", () => {
  for (const code of [MADE, TOO_OLD]) assert.doesNotThrow(() => parse(code, { ecmaVersion: 5 }));
  assert.throws(() => parse(`${MADE}; () => 1`, { ecmaVersion: 5 }));
});

test("it names nothing that a browser of 2011 lacks", () => {
  const { used, declared, called } = names(parse(MADE, { ecmaVersion: 5 }));

  assert.deepEqual(
    [...used].filter((name) => !OF_2011.has(name) && !ASKED_FOR.has(name)),
    [],
  );
  assert.deepEqual(
    [...declared].filter((name) => name in globalThis),
    [],
    "a name of the code hides one of the scan",
  );
  assert.deepEqual(
    [...called].filter((name) => LATER.has(name) && !BROUGHT.has(name)),
    [],
  );
});

test("the scan sees a global and a method that came later", () => {
  const { used, called } = names(
    parse("fetch(a); b.padStart(2); var c = new Promise(function (d) { d(); });", { ecmaVersion: 5 }),
  );

  assert.ok(used.has("fetch") && used.has("Promise") && called.has("padStart") && !used.has("d"));
});

/** A browser without anything of after 2009 that the code uses, and without a page. */
function old() {
  const context = vm.createContext({});
  vm.runInContext(
    `
    ["find", "includes", "flat", "flatMap"].forEach(function (name) { delete Array.prototype[name]; });
    ["includes", "startsWith"].forEach(function (name) { delete String.prototype[name]; });
    ["assign", "entries", "hasOwn"].forEach(function (name) { delete Object[name]; });
    delete Number.isInteger; delete Math.hypot;
    ["Promise", "Map", "Set", "WeakMap", "Symbol", "Proxy", "Reflect"].forEach(
      function (name) { delete this[name]; }, this);
  `,
    context,
  );
  vm.runInContext(MADE, context);
  return context;
}

test("its announcer replays every golden trace effect for effect", () => {
  const context = old();
  const files = readdirSync(TRACES);
  assert.ok(files.length >= 7);
  for (const name of files) {
    const trace = JSON.parse(readFileSync(new URL(name, TRACES), "utf8"));
    context.steps = JSON.stringify(trace.steps);
    const replayed = JSON.parse(
      vm.runInContext(
        `
      var announcer = new AntreOldTv.Announcer();
      JSON.stringify(JSON.parse(steps).map(function (step) { return announcer.hear(step["in"]); }))`,
        context,
      ),
    );
    assert.deepEqual(
      replayed,
      trace.steps.map((step) => step.out),
      name,
    );
  }
});

test("what is missing is brought as it is specified", () => {
  const context = old();
  const said = (code) => JSON.parse(vm.runInContext(`JSON.stringify(${code})`, context));

  assert.deepEqual(said("[1, [2, [3, [4]]]].flat()"), [1, 2, [3, [4]]]);
  assert.deepEqual(said("[1, [2, [3, [4]]]].flat(Infinity)"), [1, 2, 3, 4]);
  assert.deepEqual(said("[1, 2].flatMap(function (n) { return [n, [n]]; })"), [1, [1], 2, [2]]);
  assert.deepEqual(
    said("[[1, 2, 3].find(function (n) { return n > 1; }), [1].includes(1), [1].includes(2)]"),
    [2, true, false],
  );
  assert.deepEqual(
    said("['abc'.startsWith('ab'), 'abc'.startsWith('bc'), 'abc'.includes('bc'), 'abc'.includes('x')]"),
    [true, false, true, false],
  );
  assert.deepEqual(
    said("[Object.entries({ a: 1 }), Object.assign({ a: 1 }, { b: 2 }, null), Object.hasOwn({ a: 1 }, 'a')]"),
    [[["a", 1]], { a: 1, b: 2 }, true],
  );
  assert.deepEqual(
    said("[Number.isInteger(3), Number.isInteger(3.5), Number.isInteger('3'), Math.hypot(3, 4)]"),
    [true, false, false, 5],
  );
  assert.deepEqual(
    said("(function () { var seen = []; for (var name in [1]) seen.push(name); return seen; })()"),
    ["0"],
  );
});

test("a TV asks for what is newer, and for the whole board now and then", () => {
  const polling = new Polling();
  assert.equal(polling.wanted(0), null);

  assert.equal(polling.took({ epoch: "e", seq: 7, calls: [] }, 0), EVERY_MS);

  assert.deepEqual(polling.wanted(EVERY_MS), { epoch: "e", seq: 7 });
  assert.equal(polling.isNewest(), EVERY_MS);
  assert.equal(polling.wanted(WHOLE_EVERY_MS), null);
});

test("a TV without answers asks less and less often, at least every few seconds, for the whole board", () => {
  const polling = new Polling();
  polling.took({ epoch: "e", seq: 7 }, 0);

  const pauses = Array.from({ length: 12 }, () => polling.failed(1));

  assert.deepEqual(pauses.slice(0, 3), [1_000, 2_000, 4_000]);
  assert.ok(pauses.every((ms) => ms <= RETRY_MAX_MS));
  assert.ok(polling.failed(0) >= RETRY_MAX_MS / 2);
  assert.equal(polling.wanted(1_000), null);
  polling.took({ epoch: "e", seq: 8 }, 2_000);
  assert.equal(polling.failed(1), 1_000);
});
