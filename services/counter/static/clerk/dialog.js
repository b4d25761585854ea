/** The view of a DialogState; operated by keys, touch or mouse. */
import { actionWords } from "./plans.js";
import { capOf } from "./keys-state.js";
import { capContent } from "./parts.js";
import { h, icon } from "../shared/draw.js";

const KEYPAD = ["7", "8", "9", "4", "5", "6", "1", "2", "3", "⌫", "0"];

export function dialogView(v, dialog) {
  const { step, answers } = dialog;
  return [
    h(
      "header",
      h("h2", { id: "asks-title" }, step.title),
      button("dialog-close", v.w("dialogClose"), step.capture ? null : ".", "plain"),
    ),
    step.hint && h("p.hint", step.hint),
    step.capture && answers.taken && takenKey(v, answers.taken),
    step.typed && typedNumber(step.typed, answers),
    step.jumps?.length > 0 && h("div.options.jumps", step.jumps.map(jumpButton)),
    dialog.fields.map((field) => fieldset(field)),
    dialog.pages > 1 && h("div.options", morePages(v, dialog)),
    step.time && time(v, step.time, answers),
    step.text && textField(step, answers),
    h("footer", footer(v, dialog)),
  ];
}

function morePages(v, { page, pages }) {
  return button("dialog-more", v.w("dialogMore", { page: page + 1, pages }), "0", "option more");
}

function takenKey(v, { name, taken }) {
  const words = v.w("keysTaken", { key: capOf(name), action: actionWords(v, taken) });
  return h("p.told", { role: "alert", "data-taken": taken }, icon("alert-triangle"), h("span", words));
}

function textField({ id, text }, answers) {
  return h(
    "label",
    { key: `text-${id}` },
    h("span", text.label),
    h("input", {
      type: "text",
      "data-text": text.id,
      maxlength: text.max,
      value: answers[text.id] ?? "",
      autocomplete: "off",
    }),
  );
}

function footer(v, { depth, step, isReady }) {
  return [
    depth > 1 && button("dialog-back", v.w("dialogBack"), step.capture ? null : "Backspace", "plain"),
    step.confirm &&
      (isReady || !step.goesOn) &&
      h(
        "button.go",
        {
          class: step.calls && "calls",
          "data-act": "dialog-confirm",
          "data-confirm": true,
          disabled: !isReady,
        },
        h("b", step.confirm),
        h("kbd", { "aria-hidden": "true" }, "Enter"),
      ),
  ];
}

function button(act, label, cap, look) {
  return h(
    "button",
    { class: look, "data-act": act },
    h("span", label),
    cap && h("kbd", { "aria-hidden": "true" }, capContent(cap)),
  );
}

function jumpButton({ key, label }) {
  return h(
    "button.option",
    { key: `jump-${key}`, "data-act": "dialog-key", "data-value": key },
    h("kbd", { "aria-hidden": "true" }, capOf(key)),
    h("span", label),
  );
}

function fieldset(field) {
  const isGroup = field.kind === "many" || field.kind === "do";
  return h(
    "div.field",
    {
      key: `field-${field.id}`,
      role: isGroup ? "group" : "radiogroup",
      "aria-label": field.label,
      "aria-labelledby": field.label ? null : "asks-title",
    },
    field.label && h("h3", field.label),
    h(
      "div.options",
      field.options.map((option) => optionButton(field, option)),
    ),
  );
}

const ROLES = { do: null, many: "checkbox", one: "radio" };

function optionButton({ id, kind }, option) {
  const role = ROLES[kind];
  return h(
    "button.option",
    {
      key: option.value,
      role,
      "aria-checked": role ? String(option.chosen) : null,
      "aria-pressed": option.isOn === undefined ? null : String(option.isOn),
      "aria-disabled": option.off ? "true" : null,
      "data-act": "dialog-choose",
      "data-field": id,
      "data-value": option.value,
    },
    h("kbd", { "aria-hidden": "true" }, option.digit ?? "·"),
    h("span", h("b", option.label), option.hint && h("small", option.hint)),
    option.state !== undefined && optionState(option),
    option.chosen && icon("check"),
  );
}

function optionState({ state, isKey }) {
  return isKey ? h("kbd.state", capContent(state)) : h("span.switch", state);
}

function typedNumber({ label, show, describe, id }, answers) {
  const { prefix, digits } = show(answers[id] ?? "", answers);
  return h(
    "div.typing",
    h(
      "p.typed",
      { "aria-live": "polite", "aria-label": `${label} ${prefix}${digits}` },
      h("span", prefix),
      h("b.tabular", { "data-typed": true }, digits || "___"),
    ),
    h("p.known", { role: "status" }, describe(answers[id] ?? "", answers)),
    h(
      "div.pad",
      KEYPAD.map((digit) =>
        h(
          "button.plain",
          { "data-act": "dialog-key", "data-value": digit === "⌫" ? "Backspace" : digit },
          digit,
        ),
      ),
    ),
  );
}

function time(v, { label, show, id }, answers) {
  const value = h("b.tabular", { "data-until": true, "aria-live": "polite" }, show(answers[id]));
  return h(
    "div.time",
    h("p", h("span", label), value),
    button("dialog-sooner", v.w("pauseSooner"), "−", "plain"),
    button("dialog-later", v.w("pauseLater"), "+", "plain"),
  );
}

/** Apply the outcome of a key or button to the page's dialog. */
export function takeFromDialog(page, outcome) {
  const { dialog } = page;
  if (outcome === "closed") page.closeDialog();
  else if (outcome === "done") {
    const { plan, answers } = dialog;
    page.closeDialog();
    plan.done(answers);
  } else if (outcome?.do) dialog.plan.act(outcome.do);
  else if (outcome?.captured && dialog.plan.captured(outcome.captured, dialog.answers)) dialog.back();
  page.update();
}

/** Handle a button of the page's dialog: its act, field and value. */
export function answerDialog(page, act, { field, value }) {
  const { dialog } = page;
  if (!dialog) return;
  const outcome = {
    "dialog-close": () => "closed",
    "dialog-back": () => dialog.back(),
    "dialog-more": () => dialog.more(),
    "dialog-confirm": () => dialog.confirm(),
    "dialog-choose": () => dialog.choose(field, value),
    "dialog-key": () => dialog.press(value),
    "dialog-later": () => dialog.move(1),
    "dialog-sooner": () => dialog.move(-1),
  }[act]();
  takeFromDialog(page, outcome);
}
