import assert from "node:assert/strict";
import test from "node:test";
import { DialogState } from "../../../services/counter/static/clerk/dialog-state.js";

const options = (n, from = 1) =>
  Array.from({ length: n }, (_, i) => ({ value: `v${from + i}`, label: `V${from + i}` }));
const one = (n, more = {}) => ({
  id: "first",
  fields: [{ id: "it", kind: "one", options: options(n) }],
  needs: ["it"],
  ...more,
});
const digits = (dialog) =>
  dialog.fields.flatMap((field) => field.options.map(({ value, digit }) => `${digit}=${value}`));

test("digits choose, Enter confirms", () => {
  const dialog = new DialogState({ first: one(3) });
  assert.equal(dialog.press("Enter"), null);
  assert.equal(dialog.press("2"), "taken");
  assert.equal(dialog.answers.it, "v2");
  assert.equal(dialog.press("Enter"), "done");
});

test("what is not offered cannot be chosen", () => {
  const step = one(2);
  step.fields[0].options[1].off = true;
  const dialog = new DialogState({ first: step });
  assert.equal(dialog.press("2"), null);
  assert.equal(dialog.press("7"), null);
  assert.equal(dialog.answers.it, undefined);
});

test("0 turns to more options, and round to the first", () => {
  const dialog = new DialogState({ first: one(20) });
  assert.equal(dialog.pages, 3);
  dialog.press("0");
  dialog.press("1");
  assert.equal(dialog.answers.it, "v10");
  dialog.press("0");
  assert.deepEqual(digits(dialog), ["1=v19", "2=v20"]);
  dialog.press("0");
  assert.equal(dialog.page, 0);
  assert.equal(new DialogState({ first: one(9) }).press("0"), null);
});

test("two fields share the nine digits; the last one is turned", () => {
  const dialog = new DialogState({
    first: {
      id: "s",
      fields: [
        { id: "a", kind: "one", options: options(5) },
        { id: "b", kind: "many", options: options(7, 6) },
      ],
    },
  });
  assert.equal(dialog.pages, 2);
  dialog.press("3");
  dialog.press("6");
  dialog.press("0");
  dialog.press("6");
  assert.deepEqual(dialog.answers, { a: "v3", b: ["v6", "v10"] });
  dialog.press("6");
  assert.deepEqual(dialog.answers.b, ["v6"]);
});

test("Backspace goes one step back and closes the first, the point closes at once", () => {
  const plan = {
    first: one(2, { goesOn: true }),
    after: (step) => (step === "first" ? { id: "second" } : null),
  };
  const dialog = new DialogState(plan);
  dialog.press("1");
  assert.equal(dialog.step.id, "second");
  assert.equal(dialog.press("Backspace"), "taken");
  assert.equal(dialog.step.id, "first");
  assert.equal(dialog.press("Backspace"), "closed");
  assert.equal(new DialogState(plan).press("."), "closed");
});

test("a number is typed by digits, and Backspace takes the last one back first", () => {
  const dialog = new DialogState({ first: { id: "n", typed: { id: "digits", digits: 3 } } });
  assert.equal(dialog.press("Enter"), null);
  for (const key of ["1", "0", "4", "9"]) dialog.press(key);
  assert.equal(dialog.answers.digits, "104");
  dialog.press("Backspace");
  assert.equal(dialog.answers.digits, "10");
  assert.equal(dialog.press("Enter"), "done");
});

test("beside what is typed, keys that are no digits lead elsewhere or change it", () => {
  const dialog = new DialogState({
    answers: { letters: "A" },
    first: {
      id: "n",
      typed: { id: "digits", digits: 3 },
      jumps: [
        { key: "+", label: "B", take: (answers) => Object.assign(answers, { letters: "B" }) },
        { key: "*", label: "List", step: () => one(2) },
      ],
    },
  });
  for (const key of ["1", "+", "2"]) assert.equal(dialog.press(key), "taken");
  assert.deepEqual(dialog.answers, { letters: "B", digits: "12" });
  assert.equal(dialog.press("-"), null);
  assert.equal(dialog.press("*"), "taken");
  assert.equal(dialog.step.id, "first");
  dialog.press("Backspace");
  assert.equal(dialog.answers.digits, "12");
});

test("a time moves by plus and minus", () => {
  const dialog = new DialogState({
    answers: { until: 10 },
    first: { id: "t", time: { id: "until", later: (ms) => ms + 5, sooner: (ms) => ms - 5 } },
  });
  dialog.press("+");
  dialog.press("+");
  dialog.press("-");
  assert.equal(dialog.answers.until, 15);
});

test("a choice that acts at once is told, and stays open", () => {
  const dialog = new DialogState({
    first: { id: "m", fields: [{ id: "m", kind: "do", options: options(2) }] },
  });
  assert.deepEqual(dialog.press("2"), { do: "v2" });
});

test("a step that captures takes any key", () => {
  const dialog = new DialogState({ first: { id: "k", capture: true } });
  assert.deepEqual(dialog.press("."), { captured: "." });
  assert.deepEqual(dialog.press("Q"), { captured: "Q" });
});

test("a step entered again asks anew", () => {
  const plan = {
    first: one(2, { goesOn: true }),
    after: (step) =>
      step === "first"
        ? {
            id: "second",
            fields: [{ id: "b", kind: "one", options: options(2) }],
            needs: ["b"],
            anew: { b: undefined },
          }
        : null,
  };
  const dialog = new DialogState(plan);
  dialog.press("1");
  dialog.press("2");
  dialog.back();
  dialog.press("2");
  assert.equal(dialog.answers.b, undefined);
  assert.equal(dialog.answers.it, "v2");
});
