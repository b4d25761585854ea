import assert from "node:assert/strict";
import { test } from "node:test";
import { numberOf, readNumber } from "../../../services/counter/static/staff/ticket-number.js";

const AGENCIES = [
  { prefix: "A", width: 4 },
  { prefix: "LH", width: 1 },
  { prefix: "B", width: 3 },
];

test("a number has as many digits as its agency's numbers have, or more", () => {
  assert.deepEqual(
    ["12", "0012", "12345"].map((digits) => numberOf("A", digits, AGENCIES)),
    ["A-0012", "A-0012", "A-12345"],
  );
  assert.equal(numberOf("LH", "007", AGENCIES), "LH-7");
  assert.equal(numberOf("B", "1004", AGENCIES), "B-1004");
});

test("where the agencies are not known yet, it has three", () => {
  assert.equal(numberOf("A", "12", undefined), "A-012");
  assert.equal(numberOf("Z", "12", AGENCIES), "Z-012");
});

test("numbers are read as people type them", () => {
  assert.deepEqual(
    ["b12", " B 012", "lh-7", "B-1234", "b.9", "a12"].map((typed) => readNumber(typed, AGENCIES)),
    ["B-012", "B-012", "LH-7", "B-1234", "B-009", "A-0012"],
  );
  assert.deepEqual(
    ["", "12", "A", "ABC-1", "A-0x", "A-1234567"].map((typed) => readNumber(typed, AGENCIES)),
    [null, null, null, null, null, null],
  );
});
