import assert from "node:assert/strict";
import test from "node:test";
import {
  CAPITALS,
  LAYOUTS,
  capitalsNeeded,
  fonts,
  layoutFor,
  legibleTo,
  mmPerPx,
  readMeasures,
} from "../../../services/display/static/board/sizes.js";

test("a px is as large as the look's table says for every usual TV", () => {
  for (const [inches, mm] of [
    [32, 0.369],
    [43, 0.496],
    [50, 0.577],
    [55, 0.634],
    [65, 0.75],
  ]) {
    assert.ok(Math.abs(mmPerPx("hall", inches) - mm) < 0.001, `${inches}"`);
  }
});

test("capitals are 12.2 mm a metre: at 43 inches and 8 m the floor of a hall's number is enough", () => {
  const measures = { inches: 43, distance: 8 };

  assert.ok(Math.abs(capitalsNeeded("hall", measures) - 197) < 1);
  assert.deepEqual(fonts("hall", measures), { number: 330, counter: 300 });
  assert.equal(legibleTo("hall", 43, 330 * CAPITALS), 9);
});

test("a farther row gets a larger number, until no more fits; a nearer one never less than the floor", () => {
  for (const [layout, { number, counter }] of Object.entries(LAYOUTS)) {
    const at = (distance) => fonts(layout, { inches: 43, distance });

    assert.deepEqual(at(1), { number: number.floor, counter: counter.floor }, layout);
    assert.deepEqual(at(60), { number: number.most, counter: counter.most }, layout);
  }
  assert.equal(
    fonts("hall", { inches: 43, distance: 9.5 }).number,
    Math.ceil((12.2 * 9.5) / mmPerPx("hall", 43) / CAPITALS),
  );
});

test("without a TV's measures a board has the look's own sizes", () => {
  assert.deepEqual(fonts("hall", readMeasures({ inches: "", distance: "" })), { number: 330, counter: 300 });
});

test("measures are read from the address with a comma or a dot, and absurd ones are none", () => {
  assert.deepEqual(readMeasures({ inches: "43", distance: "7,5" }), { inches: 43, distance: 7.5 });
  for (const wrong of ["0", "-3", "x", "1e9", undefined]) {
    assert.deepEqual(readMeasures({ inches: wrong, distance: wrong }), { inches: null, distance: null });
  }
});

test("a layout is the one asked for, else the screen's shape; a narrow screen is a phone", () => {
  assert.equal(layoutFor("small", 1920, 1080), "small");
  assert.equal(layoutFor("", 1920, 1080), "hall");
  assert.equal(layoutFor("moon", 1920, 1080), "hall");
  assert.equal(layoutFor("toString", 1920, 1080), "hall");
  assert.equal(layoutFor("", 1080, 1920), "portrait");
  assert.equal(layoutFor("hall", 390, 844), "phone");
  assert.equal(layoutFor("counter", 390, 844), "counter");
});

test("on a 43 inch TV the number and the counter reach eight metres in every TV layout", () => {
  for (const layout of ["hall", "small", "portrait"]) {
    const { number, counter } = LAYOUTS[layout];
    const needed = capitalsNeeded(layout, { inches: 43, distance: 8 });

    assert.ok(number.floor * CAPITALS >= needed && counter.floor * CAPITALS >= needed, layout);
  }
});
