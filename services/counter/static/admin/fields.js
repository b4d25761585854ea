/**
 * The controls of the admin's forms. Each writes its input into the draft at its path, and displays the
 * service's problem with that field. Nothing here sends requests.
 */
import {
  at,
  clockIn,
  clockOut,
  dotted,
  hoursOf,
  lacksEnglish,
  otherZones,
  problemOf,
  put,
  spanOf,
  spanParts,
  spansOf,
  WEEKDAYS,
  ZONES,
} from "./state.js";
import { h, icon } from "../shared/draw.js";

/** Lists that are kept when empty. */
const NEEDED = ["zones", "documents"];

export class Fields {
  /** form: {v, draft, here (problems by path), editable, changed()} */
  constructor(form) {
    Object.assign(this, form);
    this.reported = new Set();
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

  /** Problems that no control displays. */
  unreported() {
    return [...this.here].filter(
      ([name]) => ![...this.reported].some((path) => name === path || name.startsWith(`${path}.`)),
    );
  }

  /** The problem of a field in words; isExact: only at its own path, not nested in it. */
  problem(path, isExact = false) {
    const problem = isExact ? this.here.get(path.join(".")) : problemOf(this.here, path);
    if (!problem) return null;
    this.reported.add(path.join("."));
    return h(
      "p.wrong",
      { id: `${this.id(path)}-wrong` },
      icon("alert-triangle"),
      dotted(this.v.w(problem.found ? "expectedFound" : "expected", problem)),
    );
  }

  /** A control with its label, hint and problem. */
  field(path, makeControl, { label = this.label(path), hint = null, wide = false } = {}) {
    const wrong = this.problem(path);
    const described =
      [hint && `${this.id(path)}-hint`, wrong && `${this.id(path)}-wrong`].filter(Boolean).join(" ") || null;
    return h(
      "div",
      { class: `field${wide ? " wide" : ""}` },
      h("label", { for: this.id(path) }, label),
      makeControl({
        id: this.id(path),
        "aria-invalid": wrong ? "true" : null,
        "aria-describedby": described,
      }),
      hint && h("p.hint", { id: `${this.id(path)}-hint` }, hint),
      wrong,
    );
  }

  text(path, options = {}) {
    const parse = options.parse ?? ((text) => (text === "" && options.optional ? undefined : text));
    const format = options.format ?? ((value) => value ?? "");
    return this.field(
      path,
      (common) =>
        h("input", {
          ...common,
          type: "text",
          value: format(at(this.draft, path)),
          autocomplete: "off",
          spellcheck: "false",
          placeholder: options.placeholder,
          inputmode: options.inputmode,
          class: options.narrow ? "narrow" : null,
          oninput: (event) => this.set(path, parse(event.target.value)),
        }),
      options,
    );
  }

  number(path, options = {}) {
    return this.text(path, {
      ...options,
      narrow: true,
      inputmode: "decimal",
      format: (value) => String(value ?? ""),
      parse: (text) =>
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
      format: clockOut,
      parse: (text) => (text.trim() === "" ? undefined : clockIn(text)),
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
    const missing = value !== "" && !options.some(([option]) => option === value) ? [[value, value]] : [];
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

  /** A choice whose value is not simply the one at its path. */
  choice(path, label, options, chosen, change) {
    const id = this.id(path);
    return h(
      "div.field",
      h("label", { for: id }, label),
      h("select", { id, onchange: ({ target }) => change(target.value) }, optionsOf(options, chosen)),
    );
  }

  /** A text in both languages; optional: deleted if both are empty. */
  pair(path, { label = this.label(path), optional = false } = {}) {
    const wrong = this.problem(path);
    const take = (language, text) => {
      put(this.draft, [...path, language], text);
      const { id, en } = at(this.draft, path);
      if (optional && !id && !en) put(this.draft, path, undefined);
      this.changed();
    };
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
        oninput: (event) => take(language, event.target.value),
      });
    return h(
      "div.field.wide",
      h("span.label", label),
      h("div.pair", input("id", this.v.w("inId")), input("en", this.v.w("inEn"))),
      lacksEnglish(at(this.draft, path) ?? null) &&
        h("p.hint", { "data-lacks-english": true }, this.v.w("lacksEnglish")),
      wrong,
    );
  }

  /** Two times, "08.00" and "15.00"; first: the number in the first one's id; take(span): store it. */
  #times(path, span, { label, wrong, first = 0, take }) {
    const parts = spanParts(span);
    const input = (n, words) =>
      h("input", {
        type: "text",
        class: "time",
        id: this.id([...path, first + n]),
        value: parts[n],
        "aria-label": `${label}, ${words}`,
        "aria-invalid": wrong ? "true" : null,
        inputmode: "decimal",
        autocomplete: "off",
        placeholder: "–",
        oninput: ({ target }) =>
          take(n === 0 ? spanOf(target.value, parts[1]) : spanOf(parts[0], target.value)),
      });
    return h("span.times", input(0, this.v.w("opens")), "–", input(1, this.v.w("closes")));
  }

  /** One pair of times. */
  span(path, { label = this.label(path), hint = null } = {}) {
    const wrong = this.problem(path);
    const take = (span) => this.set(path, span);
    return h(
      "div.field",
      h("span.label", label),
      this.#times(path, at(this.draft, path), { label, wrong, take }),
      hint && h("p.hint", hint),
      wrong,
    );
  }

  /** The hours of a day: one pair of times, and another after each break. */
  spans(path, label) {
    const spans = spansOf(at(this.draft, path));
    this.reported.add(path.join("."));
    return h(
      "div.spans",
      spans.map((_, n) => this.#spanRow(spans, n, path, label)),
    );
  }

  #spanRow(spans, n, path, label) {
    const own = [...path, n];
    const wrong = this.problem(n > 0 || this.here.has(own.join(".")) ? own : path, true);
    const isSplit = spans.length > 1;
    const named = isSplit ? `${label} ${n + 1}` : label;
    const change = (next) => this.set(path, hoursOf(next));
    const focus = (m) => document.getElementById(this.id([...path, m * 2]))?.focus();
    const take = (typed) => change(spans.map((span, m) => (m === n ? typed : span)));
    const drop = () => {
      change(spans.filter((_, m) => m !== n));
      focus(Math.max(0, n - 1));
    };
    const add = () => {
      change([...spans, ""]);
      focus(n + 1);
    };
    const canAdd = n === spans.length - 1 && spans[n];
    return h(
      "div",
      { key: n },
      this.#times(path, spans[n], { label: named, wrong, first: n * 2, take }),
      isSplit && this.#iconButton("x", [...own, "drop"], `${named}: ${this.v.w("dropSpan")}`, drop),
      canAdd && this.#iconButton("plus", [...path, "add"], `${label}: ${this.v.w("addSpan")}`, add),
      wrong,
    );
  }

  #iconButton(name, path, words, onclick) {
    return (
      this.editable &&
      h("button.icon", { id: this.id(path), "aria-label": words, title: words, onclick }, icon(name))
    );
  }

  /** The hours of one day. */
  hours(path, { label = this.label(path) } = {}) {
    return h("div.field", h("span.label", label), this.spans(path, label));
  }

  /** Seven days, each with its hours or none. */
  week(path, { label = this.label(path), hint = null } = {}) {
    return h(
      "fieldset.field.wide.plainset",
      h("legend", label),
      h(
        "div.week",
        WEEKDAYS.map((day) => {
          const name = this.v.named("weekdays", day);
          return h("div", h("span", name), this.spans([...path, day], name));
        }),
      ),
      this.#copyMonday(path),
      hint && h("p.hint", hint),
      this.problem(path, true),
    );
  }

  /** The button to copy Monday's hours to the other workdays, while those have none. */
  #copyMonday(path) {
    const week = at(this.draft, path) ?? {};
    const others = WEEKDAYS.slice(1, 5);
    if (!this.editable || !week.mon || others.some((day) => week[day])) return null;
    const copied = Object.fromEntries(others.map((day) => [day, structuredClone(week.mon)]));
    const onclick = () => this.set(path, { ...week, ...copied });
    return h(
      "button.plain",
      { id: this.id([...path, "copy"]), onclick },
      icon("plus"),
      this.v.w("copyMonday"),
    );
  }

  /** A time zone: Indonesia's three first, which also set their label, then all others. */
  timeZone(path, labelPath) {
    const value = at(this.draft, path);
    const indonesian = Object.entries(ZONES).map(([zone, label]) => [zone, `${label} (${zone})`]);
    const others = otherZones().map((zone) => [zone, zone]);
    const missing = value && ![...indonesian, ...others].some(([zone]) => zone === value);
    return this.field(path, (common) =>
      h(
        "select",
        {
          ...common,
          onchange: ({ target }) => {
            put(this.draft, labelPath, ZONES[target.value]);
            this.set(path, target.value);
          },
        },
        missing && optionsOf([[value, value]], value),
        h("optgroup", { label: "Indonesia" }, optionsOf(indonesian, value)),
        h("optgroup", { label: this.v.w("otherZones") }, optionsOf(others, value)),
      ),
    );
  }

  /** Optional hours of the item's own. */
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

  /** A multiple choice: chosen options as chips, and a select box for the others. options: [[id, words]] */
  chips(path, options, { label = this.label(path), hint = null } = {}) {
    const chosen = at(this.draft, path) ?? [];
    const isOptional = path.length === 1;
    const drop = (id) => {
      const rest = chosen.filter((other) => other !== id);
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
        chosen.map((id) => this.#chip(options.find(([option]) => option === id)?.[1] ?? id, () => drop(id))),
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

  /**
   * A list of rows to add to and remove from. row(path, n): a row's controls; isVisible(item): whether to
   * draw it.
   */
  rows(path, row, blank, { label = this.label(path), hint = null, isVisible = () => true } = {}) {
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
        list.map(
          (item, n) => isVisible(item) && this.#row(row([...path, n], n), [...path, n], label, () => drop(n)),
        ),
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

/** chosen: the current value; if undefined, no option is marked. */
function optionsOf(options, chosen) {
  return options.map(([value, words]) =>
    h("option", { key: value, value, selected: chosen === undefined ? undefined : value === chosen }, words),
  );
}
