import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const { callPlan, numbersPlan, priorityPlan } =
  await import("../../../services/counter/static/clerk/call-plan.js");
const { DialogState } = await import("../../../services/counter/static/clerk/dialog-state.js");
const { WORDS: DIALOG_WORDS } = await import("../../../services/counter/static/clerk/dialog-words.js");
const { WORDS } = await import("../../../services/counter/static/clerk/words.js");
const { textsIn } = await import("../../../services/web/static/words/texts.js");

const AT = "2026-06-08T09:00:00.000+08:00";
const missed = (n) => ({ number: `A-0${n}`, calls: 1, last_called_at: AT, callable_at: AT });
const words = { ...WORDS, ...DIALOG_WORDS };

function pageWith(more = {}) {
  const pressed = [];
  return {
    ...textsIn("id", words),
    words,
    pressed,
    language: "id",
    callsNumbers: false,
    clock: { nowMs: () => Date.parse(AT) },
    hall: {
      agencies: [
        { id: "dukcapil", prefix: "A", width: 3 },
        { id: "bpjs", prefix: "LH", width: 3 },
      ],
    },
    listed: null,
    serviceName: () => "KTP",
    press: (verb, body) => pressed.push([verb, body]),
    state: {
      counter: { agencies: ["dukcapil", "bpjs"], pause: null },
      ticket: null,
      queue: [],
      missed: [missed(11), missed(12)],
      missed_total: 14,
      held: [{ number: "A-003", note: "fotokopi KK", held_at: AT, counter_id: "3" }],
      held_total: 1,
    },
    ...more,
  };
}

function typed(page, keys, plan = callPlan(page)) {
  const dialog = new DialogState(plan);
  const last = [...keys].map((key) => dialog.press(key === "E" ? "Enter" : key)).at(-1);
  if (last === "done") dialog.plan.done(dialog.answers);
  return dialog;
}

test("digits typed begin the number at once, whatever lists there are", () => {
  const page = pageWith();

  typed(page, "27E");

  assert.deepEqual(page.pressed, [["call", { number_of: "A-027", reason: null }]]);
});

test("plus changes the letters, also after digits", () => {
  const page = pageWith();

  typed(page, "2+7E");

  assert.deepEqual(page.pressed, [["call", { number_of: "LH-027", reason: null }]]);
});

test("a missed number that was typed is asked what to do with; the held and the missed have a key", () => {
  assert.equal(typed(pageWith(), "11E").step.title, "A-011");
  const held = typed(pageWith(), "*");
  assert.deepEqual([held.step.title, held.fields[0].options[0].label], ["Ditunda", "A-003"]);
  const none = pageWith();
  Object.assign(none.state, { held: [], held_total: 0 });
  assert.deepEqual(
    callPlan(none).first.jumps.map(({ key }) => key),
    ["+", "-"],
  );
});

test("every missed number is reached, also those that the state does not have", () => {
  const page = pageWith();
  const dialog = typed(page, "", numbersPlan(page, "missed"));
  assert.equal(dialog.fields[0].options.length, 2);

  page.listed = { missed: Array.from({ length: 14 }, (_, n) => missed(20 + n)), held: [] };

  assert.equal(dialog.pages, 2);
  dialog.press("0");
  dialog.press("5");
  assert.equal(dialog.step.title, "A-033");
});

test("a waiting number is marked with a priority by its digits, and unmarked the same way", () => {
  for (const [chosen, priority] of [
    ["pregnant", "pregnant"],
    ["none", null],
  ]) {
    const page = pageWith();
    const dialog = new DialogState(priorityPlan(page));
    for (const digit of "12") dialog.press(digit);
    dialog.confirm();
    assert.match(dialog.step.title, /Prioritas untuk A-012/);
    dialog.choose("priority", chosen);
    assert.equal(dialog.confirm(), "done");
    dialog.plan.done(dialog.answers);
    assert.deepEqual(page.pressed, [["priority", { number_of: "A-012", priority }]]);
  }
});
