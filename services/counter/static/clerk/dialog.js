/** The dialog of the clerk's page: a native <dialog>, drawn from a DialogState, answered by keys, touch or mouse. */
import { actionWords } from "./dialogs.js";
import { capOf } from "./keys-state.js";
import { morph } from "../staff/morph.js";
import { h, icon } from "../shared/dom.js";
import { drawnCap } from "./work-views.js";

const KEYPAD = ["7", "8", "9", "4", "5", "6", "1", "2", "3", "⌫", "0"];

/** Draw the page's dialog, or close it. */
export function drawDialog(page) {
  const { dialog } = page;
  let box = page.querySelector(":scope > dialog");
  if (!dialog) {
    box?.close();
    box?.remove();
    return;
  }
  if (!box) {
    box = h("dialog.asks", {
      tabindex: "-1",
      "aria-labelledby": "asks-title",
      oncancel: (event) => {
        event.preventDefault();
        page.closeDialog();
      },
      oninput: (event) => page.dialog?.write(event.target.value),
    });
    page.append(box);
    box.showModal();
    box.focus();
  }
  const { step, given, plan } = dialog;
  box.dataset.dialog = plan.id;
  box.dataset.step = step.id;
  morph(
    box,
    h(
      "header",
      h("h2", { id: "asks-title" }, step.title),
      button("dialog-close", page.w("dialogClose"), step.capture ? null : ".", { class: "plain" }),
    ),
    step.hint && h("p.hint", step.hint),
    step.capture &&
      given.taken &&
      h(
        "p.told",
        { role: "alert", "data-taken": given.taken.taken },
        icon("alert-triangle"),
        h(
          "span",
          page.w("keysTaken", { key: capOf(given.taken.name), action: actionWords(page, given.taken.taken) }),
        ),
      ),
    step.typed && typed(page, step.typed, given),
    dialog.fields.map((field) => fieldset(field)),
    dialog.pages > 1 &&
      h(
        "div.options",
        button("dialog-more", page.w("dialogMore", { page: dialog.page + 1, pages: dialog.pages }), "0", {
          class: "option more",
        }),
      ),
    step.time && time(page, step.time, given),
    step.text &&
      h(
        "label",
        { "data-k": `text-${step.id}` },
        h("span", step.text.label),
        h("input", {
          type: "text",
          "data-text": step.text.id,
          maxlength: step.text.max,
          value: given[step.text.id] ?? "",
          autocomplete: "off",
        }),
      ),
    h(
      "footer",
      dialog.depth > 1 &&
        button("dialog-back", page.w("dialogBack"), step.capture ? null : "Backspace", { class: "plain" }),
      step.confirm &&
        (dialog.isReady || !step.goesOn) &&
        h(
          "button",
          {
            class: `go ${step.calls ? "calls" : ""}`,
            "data-act": "dialog-confirm",
            "data-confirm": true,
            disabled: !dialog.isReady,
          },
          h("b", step.confirm),
          h("kbd", { "aria-hidden": "true" }, "Enter"),
        ),
    ),
  );
}

function button(act, label, cap, more = {}) {
  return h(
    "button",
    { "data-act": act, ...more },
    h("span", label),
    cap && h("kbd", { "aria-hidden": "true" }, drawnCap(cap)),
  );
}

function fieldset(field) {
  const many = field.kind === "many";
  const role = field.kind === "do" ? null : many ? "checkbox" : "radio";
  return h(
    "div.field",
    {
      role: many || field.kind === "do" ? "group" : "radiogroup",
      "aria-label": field.label ?? null,
      "aria-labelledby": field.label ? null : "asks-title",
      "data-k": `field-${field.id}`,
    },
    field.label && h("h3", field.label),
    h(
      "div.options",
      field.options.map((option) =>
        h(
          "button.option",
          {
            role,
            "aria-checked": role ? String(option.chosen) : null,
            "aria-pressed": option.isOn === undefined ? null : String(option.isOn),
            "aria-disabled": option.off ? "true" : null,
            "data-act": "dialog-choose",
            "data-field": field.id,
            "data-value": option.value,
            "data-k": `${field.id}-${option.value}`,
          },
          h("kbd", { "aria-hidden": "true" }, option.digit ?? "·"),
          h("span", h("b", option.label), option.hint && h("small", option.hint)),
          option.state !== undefined &&
            (option.isKey ? h("kbd.state", drawnCap(option.state)) : h("span.switch", option.state)),
          option.chosen && icon("check"),
        ),
      ),
    ),
  );
}

function typed(page, { label, show, known, id }, given) {
  const { prefix, digits } = show(given[id] ?? "");
  return h(
    "div.typing",
    h(
      "p.typed",
      { "aria-live": "polite", "aria-label": `${label} ${prefix}${digits}` },
      h("span", prefix),
      h("b.tabular", { "data-typed": true }, digits || "___"),
    ),
    h("p.known", { role: "status" }, known(given[id] ?? "")),
    h(
      "div.pad",
      KEYPAD.map((digit) =>
        h(
          "button.plain",
          {
            "data-act": "dialog-key",
            "data-value": digit === "⌫" ? "Backspace" : digit,
            "data-k": `pad-${digit}`,
          },
          digit,
        ),
      ),
    ),
  );
}

function time(page, { label, show, id }, given) {
  return h(
    "div.time",
    h("p", h("span", label), h("b.tabular", { "data-until": true, "aria-live": "polite" }, show(given[id]))),
    button("dialog-sooner", page.w("pauseSooner"), "−", { class: "plain" }),
    button("dialog-later", page.w("pauseLater"), "+", { class: "plain" }),
  );
}
