/**
 * Bundles the page for old TVs in ES5: esbuild joins the modules, Babel lowers them.
 *
 * The head of the bundle names the tools, every source, a hash over the sources and one over the bundle, so
 * that tests/services/display/test_old_tv.py sees, without any tool, whether this must run again.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "@babel/core";
import presetEnv from "@babel/preset-env";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..");
const DISPLAY = join(ROOT, "services", "display", "static");
const SHARED = join(ROOT, "services", "web", "static");
const MADE = join(DISPLAY, "old-tv.js");
const OWN = ["scripts/old_tv/make.mjs", "scripts/old_tv/package.json"];

/** Resolves "./shared/" and "../shared/" as browsers do: to services/web/static. */
const shared = {
  name: "shared",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\/shared\// }, ({ path }) => ({
      path: join(SHARED, path.replace(/^\.\.?\/shared\//, "")),
    }));
  },
};

/**
 * Writes private names (`#x`) as plain ones (`_x`): what Babel makes of them instead is a fourth of the
 * file.
 */
const plainNames = ({ types }) => ({
  visitor: {
    Program: (program) =>
      program.traverse({
        PrivateName: (path) => void path.replaceWith(types.identifier(`_${path.node.id.name}`)),
        "ClassPrivateProperty|ClassPrivateMethod"({ node }) {
          node.type = node.type.replace("Private", "");
        },
      }),
  },
});

const bundled = await build({
  entryPoints: [join(DISPLAY, "old", "old-tv.js")],
  absWorkingDir: ROOT,
  bundle: true,
  write: false,
  metafile: true,
  format: "iife",
  globalName: "AntreOldTv",
  target: "esnext",
  plugins: [shared],
  logLevel: "error",
});
const lowered = transformSync(bundled.outputFiles[0].text, {
  babelrc: false,
  configFile: false,
  comments: false,
  sourceType: "script",
  plugins: [plainNames],
  presets: [[presetEnv, { targets: { ie: "9" }, exclude: ["transform-typeof-symbol"] }]],
  assumptions: {
    constantSuper: true,
    ignoreFunctionLength: true,
    ignoreToPrimitiveHint: true,
    iterableIsArray: true,
    mutableTemplateObject: true,
    noClassCalls: true,
    noDocumentAll: true,
    objectRestNoSymbols: true,
    privateFieldsAsProperties: true,
    pureGetters: true,
    setClassMethods: true,
    setComputedProperties: true,
    setPublicClassFields: true,
    setSpreadProperties: true,
    skipForOfIteratorClosing: true,
  },
}).code;

const sources = [
  ...Object.keys(bundled.metafile.inputs).map((path) => relative(ROOT, join(ROOT, path))),
  ...OWN,
].sort();
const hash = createHash("sha256");
for (const source of sources)
  hash
    .update(`${source}\0`)
    .update(readFileSync(join(ROOT, source)))
    .update("\0");
const { devDependencies } = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));
const body = `${lowered}\n`;
const head = `/*
 * Antre's board for old TVs, in ES5. "make old-tv" makes it of the board's sources; change those, not this.
 * Made by: ${Object.entries(devDependencies)
   .map((pair) => pair.join(" "))
   .join(", ")}
 * Sources: ${sources.join(" ")}
 * Sources sha256: ${hash.digest("hex")}
 * Body sha256: ${createHash("sha256").update(body).digest("hex")}
 */
`;
writeFileSync(MADE, head + body);
console.log(`${relative(ROOT, MADE)}: ${(head + body).length} bytes of ${sources.length} sources`);
