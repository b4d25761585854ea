/**
 * A dialog that a numeric keypad alone can answer: pure.
 *
 * It asks step by step. A step has fields of numbered options (digits choose, 0 turns to more options),
 * or a number to type, or a time to move by + and −; perhaps a text for whoever has letters. Enter goes on
 * or confirms, Backspace goes one step back, "." closes.
 *
 * A plan: {id, first: step, after(stepId, given) → the next step or null, done(given)}.
 * A step: {id, title, fields: [{id, kind: "one" | "many" | "do", options: [{value, label, hint?, off?}],
 * label?}],
 *   needs?: field ids that must be answered, goesOn?: choosing is enough, typed?: {id, digits: max},
 *   jumps?: beside what is typed [{key, label, step() → the next step} or {key, label, take(given)}],
 *   time?: {id, later(ms), sooner(ms)}, text?: {id, label, …}, capture?: the next key is the answer, given?:
 * answers so far}.
 */
export const PER_PAGE = 9;

export class DialogState {
  #trail = [];

  constructor(plan) {
    this.plan = plan;
    this.given = { ...plan.given };
    this.#enter(plan.first);
  }

  get step() {
    return this.#trail.at(-1).step;
  }

  get page() {
    return this.#trail.at(-1).page;
  }

  get depth() {
    return this.#trail.length;
  }

  /** How many pages the options of this step take. */
  get pages() {
    const { paged, perPage } = this.#paging();
    return paged ? Math.max(1, Math.ceil(paged.options.length / perPage)) : 1;
  }

  /**
   * The fields with the options of this page, each with the digit that chooses it and whether it is chosen.
   */
  get fields() {
    const { paged, perPage } = this.#paging();
    let digit = 0;
    return (this.step.fields ?? []).map((field) => {
      const isPaged = field.id === paged?.id;
      const from = isPaged ? this.page * perPage : 0;
      const options = isPaged ? field.options.slice(from, from + perPage) : field.options;
      return {
        ...field,
        options: options.map((option) => {
          digit += 1;
          return {
            ...option,
            digit: digit <= PER_PAGE ? String(digit) : null,
            chosen: this.#isChosen(field, option.value),
          };
        }),
      };
    });
  }

  /** Whether Enter would do something. */
  get isReady() {
    const { needs = [], typed } = this.step;
    if (typed && !this.given[typed.id]) return false;
    return needs.every((id) => this.given[id] !== undefined && this.given[id] !== null);
  }

  /**
   * Take a key by its name. Gives "taken", "done", "closed", {do: value}, {captured: name}, or null if it
   * means nothing here.
   */
  press(name) {
    const { step } = this;
    if (step.capture) return { captured: name };
    if (name === ".") return "closed";
    if (name === "Backspace") return this.#erase();
    if (name === "Enter") return this.confirm();
    if (step.typed) return /^\d$/.test(name) ? this.#type(name) : this.#jump(name);
    if (step.time && (name === "+" || name === "-")) {
      this.move(name === "+" ? 1 : -1);
      return "taken";
    }
    if (name === "0") return this.more();
    if (!/^[1-9]$/.test(name)) return null;
    for (const field of this.fields) {
      const option = field.options.find(({ digit }) => digit === name);
      if (option) return this.choose(field.id, option.value);
    }
    return null;
  }

  /** Choose an option, or take it back where several may be chosen. */
  choose(fieldId, value) {
    const field = this.step.fields.find(({ id }) => id === fieldId);
    const option = field?.options.find((o) => o.value === value);
    if (!option || option.off) return null;
    if (field.kind === "do") return { do: value };
    if (field.kind === "many") {
      const had = this.given[fieldId] ?? [];
      this.given[fieldId] = had.includes(value) ? had.filter((v) => v !== value) : [...had, value];
      return "taken";
    }
    this.given[fieldId] = value;
    return this.step.goesOn ? this.confirm() : "taken";
  }

  /** Turn to more options. */
  more() {
    if (this.pages < 2) return null;
    this.#trail.at(-1).page = (this.page + 1) % this.pages;
    return "taken";
  }

  /** Move the time later (1) or sooner (-1). */
  move(by) {
    const { id, later, sooner } = this.step.time;
    this.given[id] = (by > 0 ? later : sooner)(this.given[id]);
  }

  write(text) {
    this.given[this.step.text.id] = text;
  }

  /** Go on, or be done. */
  confirm() {
    if (!this.isReady) return null;
    const next = this.plan.after?.(this.step.id, this.given) ?? null;
    if (next === null) return "done";
    this.#enter(next);
    return "taken";
  }

  /** One step back; from the first, closed. */
  back() {
    if (this.#trail.length === 1) return "closed";
    this.#trail.pop();
    return "taken";
  }

  #enter(step) {
    this.given = { ...step.given, ...this.given, ...step.anew };
    this.#trail.push({ step, page: 0 });
  }

  #erase() {
    const { typed } = this.step;
    const digits = typed ? (this.given[typed.id] ?? "") : "";
    if (!digits) return this.back();
    this.given[typed.id] = digits.slice(0, -1);
    return "taken";
  }

  #type(digit) {
    const { id, digits: max } = this.step.typed;
    const typed = `${this.given[id] ?? ""}${digit}`;
    if (typed.length > max) return null;
    this.given[id] = typed;
    return "taken";
  }

  #jump(name) {
    const jump = this.step.jumps?.find(({ key }) => key === name);
    if (jump?.step) this.#enter(jump.step());
    jump?.take?.(this.given);
    return jump ? "taken" : null;
  }

  #isChosen(field, value) {
    const given = this.given[field.id];
    return field.kind === "many" ? (given ?? []).includes(value) : field.kind === "one" && given === value;
  }

  /** The last field gives its options page by page if they do not fit nine digits. */
  #paging() {
    const fields = this.step.fields ?? [];
    const total = fields.reduce((sum, { options }) => sum + options.length, 0);
    if (total <= PER_PAGE) return { paged: null, perPage: PER_PAGE };
    const paged = fields.at(-1);
    return { paged, perPage: Math.max(1, PER_PAGE - (total - paged.options.length)) };
  }
}
