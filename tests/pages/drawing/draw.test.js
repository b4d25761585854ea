import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";
import { installDocument, SmallElement } from "./small-dom.js";

installDocument();
const { h, make, morph } = await import("../../../services/web/static/draw.js");
const { PAGES } = await import("./states.js");

function drawn(...trees) {
  const root = new SmallElement("http://www.w3.org/1999/xhtml", "main");
  for (const tree of trees) morph(root, tree);
  return root;
}

for (const [page, states] of Object.entries(PAGES)) {
  test(`${page}: whatever was shown before, a state is drawn as if it were the first`, async () => {
    const before = await states();
    const after = await states();
    for (const [a, first] of Object.entries(before))
      for (const [b, then] of Object.entries(after))
        assert.equal(String(drawn(first, then)), String(drawn(then)), `${a}, then ${b}`);
  });
}

test("what stays is the same element, also where others come and go before it", () => {
  const root = drawn([h("p", { key: "a" }, "a"), null, h("p", { key: "b" }, "b")]);
  const [, b] = root.childNodes;
  morph(root, [null, h("i", "new"), h("p", { key: "b" }, "b!"), h("p", { key: "a" }, "a")]);
  assert.equal(root.childNodes[1], b);
  assert.equal(String(b.childNodes[0]), '"b!"');
});

test("what the state says is shown again where somebody typed, but not while it is being typed", () => {
  const root = drawn(h("input", { value: "8" }));
  const [input] = root.childNodes;
  input.value = "8.3";
  document.activeElement = input;
  morph(root, h("input", { value: "08.30" }));
  assert.equal(input.value, "8.3");
  document.activeElement = null;
  morph(root, h("input", { value: "08.30" }));
  assert.equal(input.value, "08.30");
});

test("where only the beginning is given, what was typed stays until another beginning is", () => {
  const root = drawn(h("input", { "initial-value": "A" }));
  const [input] = root.childNodes;
  input.value = "typed";
  morph(root, h("input", { "initial-value": "A" }));
  assert.equal(input.value, "typed");
  morph(root, h("input", { "initial-value": "B" }));
  assert.equal(input.value, "B");
});

test("a press does what was drawn last", () => {
  const pressed = [];
  const button = (name) => h("button", { onclick: () => pressed.push(name) }, name);
  const root = drawn(button("first"));
  const [element] = root.childNodes;
  morph(root, button("second"));
  element.dispatch("click");
  assert.deepEqual(pressed, ["second"]);
});

test("what an element sets on itself is left alone: an open dialog, the size of fitted text", () => {
  const root = drawn(h("dialog", { class: "a" }, "x"));
  root.childNodes[0].setAttribute("open", "");
  morph(root, h("dialog", { class: "b" }, "x"));
  assert.equal(root.childNodes[0].attributes.get("open"), "");
  assert.equal(root.childNodes[0].attributes.get("class"), "b");
});

test("shapes inside an svg are made as such", () => {
  const { childNodes } = make(h("svg", h("circle", { r: 1 })));
  assert.equal(childNodes[0].namespaceURI, "http://www.w3.org/2000/svg");
});
