/**
 * The controls of the admin's forms. Each writes what is typed into the draft at its path, and says below
 * itself what the service found wrong there. Nothing here asks the service.
 */
import { at, clockIn, clockOut, problemOf, put, spanOf, spanParts, WEEKDAYS } from "./state.js";
import { h, icon } from "../shared/dom.js";

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
          [...missing, ...options].map(([one, words]) =>
            h("option", { value: one, selected: one === value }, words),
          ),
        ),
      more,
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
          this.set(path, spanOf(...parts.with(n, event.target.value)));
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
    const name = (id) => options.find(([one]) => one === id)?.[1] ?? id;
    const rest = options.filter(([id]) => !chosen.includes(id));
    const change = (ids, optional) => {
      this.set(path, ids.length || !optional ? ids : undefined);
    };
    return h(
      "div.field.wide",
      h("label", { for: this.id(path) }, label),
      h(
        "div.chips",
        chosen.map((id) =>
          h(
            "span.chip",
            name(id),
            this.editable &&
              h(
                "button",
                {
                  "aria-label": this.v.w("dropChip", { name: name(id) }),
                  onclick: () =>
                    change(
                      chosen.filter((one) => one !== id),
                      path.length === 1,
                    ),
                },
                icon("x"),
              ),
          ),
        ),
        h(
          "select",
          {
            id: this.id(path),
            onchange: ({ target }) => {
              change([...chosen, target.value]);
              target.value = "";
            },
          },
          h("option", { value: "" }, this.v.w("addChip")),
          rest.map(([id, words]) => h("option", { value: id }, words)),
        ),
      ),
      hint && h("p.hint", hint),
      this.problem(path),
    );
  }

  /** A list of rows that can grow and shrink. row(path of one, n) gives its controls. */
  rows(path, row, blank, { label = this.label(path), hint = null } = {}) {
    const list = at(this.draft, path) ?? [];
    const change = (next) => {
      this.set(
        path,
        next.length || path.length > 1 || path[0] === "zones" || path[0] === "documents" ? next : undefined,
      );
    };
    return h(
      "fieldset.field.wide.plainset",
      h("legend", label),
      hint && h("p.hint", hint),
      h(
        "ol.rows",
        list.map((_, n) => {
          const controls = row([...path, n], n);
          return h(
            "li",
            h("div.row", controls, this.problem([...path, n])),
            this.editable &&
              h(
                "button.icon",
                {
                  "aria-label": `${label}: ${this.v.w("dropRow", { n: n + 1 })}`,
                  onclick: () => change(list.filter((__, m) => m !== n)),
                },
                icon("x"),
              ),
          );
        }),
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
}
