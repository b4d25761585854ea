/**
 * The controls of the admin's forms. Each writes what is typed into the draft at its path, and says below
 * itself what the service found wrong there. Nothing here asks the service.
 */
import { at, clockIn, clockOut, problemOf, put, spanOf, spanParts, WEEKDAYS } from "./state.js";
import { h, icon } from "../shared/draw.js";

/** Lists that stay, empty, when their last row goes. */
const NEEDED = ["zones", "documents"];

export class Fields {
  /** form: {v, draft, here (problems by path), editable, changed()} */
  constructor(form) {
    Object.assign(this, form);
    this.shown = new Set();
  }

  id(path) {
    return `f-${path.join("-")}`;
  }

  label(path) {
    return this.v.named("fields", String(path[path.length - 1]));
  }

  set(path, value) {
    put(this.draft, path, value);
    this.changed();
  }

  /** Problems that no control has said. */
  unsaid() {
    return [...this.here].filter(
      ([where]) => ![...this.shown].some((path) => where === path || where.startsWith(`${path}.`)),
    );
  }

  problem(path) {
    const found = problemOf(this.here, path);
    if (!found) return null;
    this.shown.add(path.join("."));
    return h(
      "p.wrong",
      { id: `${this.id(path)}-wrong` },
      icon("alert-triangle"),
      this.v.w(found.found ? "expectedFound" : "expected", found),
    );
  }

  /** A control with its label, hint and complaint. */
  field(path, make, { label = this.label(path), hint = null, wide = false } = {}) {
    const wrong = this.problem(path);
    const described =
      [hint && `${this.id(path)}-hint`, wrong && `${this.id(path)}-wrong`].filter(Boolean).join(" ") || null;
    return h(
      "div",
      { class: `field${wide ? " wide" : ""}` },
      h("label", { for: this.id(path) }, label),
      make({ id: this.id(path), "aria-invalid": wrong ? "true" : null, "aria-describedby": described }),
      hint && h("p.hint", { id: `${this.id(path)}-hint` }, hint),
      wrong,
    );
  }

  text(path, options = {}) {
    const taken = options.taken ?? ((text) => (text === "" && options.optional ? undefined : text));
    const shown = options.shown ?? ((value) => value ?? "");
    return this.field(
      path,
      (common) =>
        h("input", {
          ...common,
          type: "text",
          value: shown(at(this.draft, path)),
          autocomplete: "off",
          spellcheck: "false",
          placeholder: options.placeholder,
          inputmode: options.inputmode,
          class: options.narrow ? "narrow" : null,
          oninput: (event) => this.set(path, taken(event.target.value)),
        }),
      options,
    );
  }

  number(path, options = {}) {
    return this.text(path, {
      ...options,
      narrow: true,
      inputmode: "decimal",
      shown: (value) => String(value ?? ""),
      taken: (text) =>
        text.trim() === ""
          ? undefined
          : /^\d+([.,]\d+)?$/.test(text.trim())
            ? Number(text.replace(",", "."))
            : text,
    });
  }

  clock(path, options = {}) {
    return this.text(path, {
      ...options,
      narrow: true,
      shown: clockOut,
      taken: (text) => (text.trim() === "" ? undefined : clockIn(text)),
    });
  }

  date(path, options = {}) {
    return this.field(
      path,
      (common) =>
        h("input", {
          ...common,
          type: "date",
          value: at(this.draft, path) ?? "",
          oninput: (event) => this.set(path, event.target.value || undefined),
        }),
      options,
    );
  }

  check(path, { label = this.label(path), value = at(this.draft, path) === true } = {}) {
    return h(
      "label.check",
      h("input", {
        type: "checkbox",
        id: this.id(path),
        checked: value,
        onchange: (event) => this.set(path, event.target.checked || undefined),
      }),
      label,
    );
  }

  /** options: [[value, words]] */
  select(path, options, more = {}) {
    const value = at(this.draft, path) ?? "";
    const missing = value !== "" && !options.some(([one]) => one === value) ? [[value, value]] : [];
    return this.field(
      path,
      (common) =>
        h(
          "select",
          {
            ...common,
            onchange: (event) => {
              this.set(path, event.target.value || undefined);
            },
          },
          optionsOf([...missing, ...options], value),
        ),
      more,
    );
  }

  /** A choice that is not simply what stands at its path. */
  choice(path, label, options, chosen, change) {
    const id = this.id(path);
    return h(
      "div.field",
      h("label", { for: id }, label),
      h("select", { id, onchange: ({ target }) => change(target.value) }, optionsOf(options, chosen)),
    );
  }

  /** Words in both languages. */
  pair(path, { label = this.label(path) } = {}) {
    const wrong = this.problem(path);
    const input = (language, words) =>
      h("input", {
        type: "text",
        id: this.id([...path, language]),
        "aria-label": `${label}, ${words}`,
        "aria-invalid": wrong ? "true" : null,
        lang: language,
        value: at(this.draft, [...path, language]) ?? "",
        placeholder: words,
        autocomplete: "off",
        oninput: (event) => this.set([...path, language], event.target.value),
      });
    return h(
      "div.field.wide",
      h("span.label", label),
      h("div.pair", input("id", this.v.w("inId")), input("en", this.v.w("inEn"))),
      wrong,
    );
  }

  /** Two times, "08.00" and "15.00". */
  times(path, label) {
    const parts = spanParts(at(this.draft, path));
    const wrong = problemOf(this.here, path);
    if (wrong) this.shown.add(path.join("."));
    const input = (n, words) =>
      h("input", {
        type: "text",
        class: "time",
        id: this.id([...path, n]),
        value: parts[n],
        "aria-label": `${label}, ${words}`,
        "aria-invalid": wrong ? "true" : null,
        inputmode: "decimal",
        autocomplete: "off",
        placeholder: "–",
        oninput: (event) => {
          const typed = n === 0 ? [event.target.value, parts[1]] : [parts[0], event.target.value];
          this.set(path, spanOf(...typed));
        },
      });
    return h("span.times", input(0, this.v.w("opens")), "–", input(1, this.v.w("closes")));
  }

  span(path, { label = this.label(path), hint = null } = {}) {
    return h(
      "div.field",
      h("span.label", label),
      this.times(path, label),
      hint && h("p.hint", hint),
      this.problem(path),
    );
  }

  /** Seven days, each with its hours or none. */
  week(path, { label = this.label(path), hint = null } = {}) {
    return h(
      "fieldset.field.wide.plainset",
      h("legend", label),
      h(
        "div.week",
        WEEKDAYS.map((day) => {
          const wrong = this.problem([...path, day]);
          return h(
            "div",
            h("span", this.v.named("weekdays", day)),
            this.times([...path, day], this.v.named("weekdays", day)),
            wrong,
          );
        }),
      ),
      hint && h("p.hint", hint),
      this.problem(path),
    );
  }

  /** Hours of its own, or none. */
  ownWeek(path) {
    const has = at(this.draft, path) !== undefined;
    return h(
      "div.field.wide",
      h(
        "label.check",
        h("input", {
          type: "checkbox",
          id: this.id([...path, "own"]),
          checked: has,
          onchange: (event) => {
            this.set(path, event.target.checked ? {} : undefined);
          },
        }),
        this.v.w("ownHours"),
      ),
      has && this.week(path),
    );
  }

  /** Some of many: what is chosen as chips, the rest to add. options: [[id, words]] */
  chips(path, options, { label = this.label(path), hint = null } = {}) {
    const chosen = at(this.draft, path) ?? [];
    const isOptional = path.length === 1;
    const drop = (id) => {
      const rest = chosen.filter((one) => one !== id);
      this.set(path, rest.length || !isOptional ? rest : undefined);
    };
    const add = ({ target }) => {
      this.set(path, [...chosen, target.value]);
      target.value = "";
    };
    const rest = options.filter(([id]) => !chosen.includes(id));
    return h(
      "div.field.wide",
      h("label", { for: this.id(path) }, label),
      h(
        "div.chips",
        chosen.map((id) => this.#chip(options.find(([one]) => one === id)?.[1] ?? id, () => drop(id))),
        h(
          "select",
          { id: this.id(path), onchange: add },
          h("option", { value: "" }, this.v.w("addChip")),
          optionsOf(rest),
        ),
      ),
      hint && h("p.hint", hint),
      this.problem(path),
    );
  }

  #chip(name, drop) {
    const label = this.v.w("dropChip", { name });
    return h(
      "span.chip",
      name,
      this.editable && h("button", { "aria-label": label, onclick: drop }, icon("x")),
    );
  }

  /** A list of rows that can grow and shrink. row(path of one, n) gives its controls. */
  rows(path, row, blank, { label = this.label(path), hint = null } = {}) {
    const list = at(this.draft, path) ?? [];
    const isNeeded = path.length > 1 || NEEDED.includes(path[0]);
    const change = (next) => this.set(path, next.length || isNeeded ? next : undefined);
    const drop = (n) => change(list.filter((_, m) => m !== n));
    return h(
      "fieldset.field.wide.plainset",
      h("legend", label),
      hint && h("p.hint", hint),
      h(
        "ol.rows",
        list.map((_, n) => this.#row(row([...path, n], n), [...path, n], label, () => drop(n))),
      ),
      this.problem(path),
      this.editable &&
        h(
          "button.plain",
          { id: this.id([...path, "add"]), onclick: () => change([...list, blank()]) },
          icon("plus"),
          this.v.named("addRow", path[0]),
        ),
    );
  }

  #row(controls, path, label, drop) {
    const words = `${label}: ${this.v.w("dropRow", { n: path.at(-1) + 1 })}`;
    return h(
      "li",
      h("div.row", controls, this.problem(path)),
      this.editable && h("button.icon", { "aria-label": words, onclick: drop }, icon("x")),
    );
  }
}

/** chosen: the value that is; none: no option says so. */
function optionsOf(options, chosen) {
  return options.map(([value, words]) =>
    h("option", { key: value, value, selected: chosen === undefined ? undefined : value === chosen }, words),
  );
}
