/**
 * A dialog that can be operated with a numeric keypad alone: pure.
 *
 * It has steps. A step has fields with numbered options (digits choose, 0 turns the page), or a number to
 * type, or a time to move by + and −; optionally a text field. Enter continues or confirms, Backspace goes
 * one step back, "." closes.
 *
 * A plan: {id, first: step, after(stepId, answers) → the next step or null, done(answers)}.
 * A step: {id, title, fields: [{id, kind: "one" | "many" | "do", options: [{value, label, hint?, off?}],
 * label?}],
 *   needs?: field ids that must be answered, goesOn?: choosing continues at once, typed?: {id, digits: max},
 *   jumps?: keys beside typed digits [{key, label, step() → the next step} or {key, label, take(answers)}],
 *   time?: {id, later(ms), sooner(ms)}, text?: {id, label, …}, capture?: the next key is the answer,
 *   answers?: defaults, anew?: answers to reset on entering}.
 */
export const PER_PAGE = 9;

export class DialogState {
  #trail = [];

  constructor(plan) {
    this.plan = plan;
    this.answers = { ...plan.answers };
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

  /** The number of pages of options in this step. */
  get pages() {
    const { paged, perPage } = this.#paging();
    return paged ? Math.max(1, Math.ceil(paged.options.length / perPage)) : 1;
  }

  /**
   * The fields with the options of the current page, each with its digit and whether it is chosen.
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

  /** Whether the step can be confirmed. */
  get isReady() {
    const { needs = [], typed } = this.step;
    if (typed && !this.answers[typed.id]) return false;
    return needs.every((id) => this.answers[id] !== undefined && this.answers[id] !== null);
  }

  /**
   * Handle a key by its name. Returns "taken", "done", "closed", {do: value}, {captured: name}, or null if it
   * has no meaning here.
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

  /** Choose an option; where several may be chosen, toggle it. */
  choose(fieldId, value) {
    const field = this.step.fields.find(({ id }) => id === fieldId);
    const option = field?.options.find((o) => o.value === value);
    if (!option || option.off) return null;
    if (field.kind === "do") return { do: value };
    if (field.kind === "many") {
      const chosen = this.answers[fieldId] ?? [];
      this.answers[fieldId] = chosen.includes(value) ? chosen.filter((v) => v !== value) : [...chosen, value];
      return "taken";
    }
    this.answers[fieldId] = value;
    return this.step.goesOn ? this.confirm() : "taken";
  }

  /** Turn to the next page of options. */
  more() {
    if (this.pages < 2) return null;
    this.#trail.at(-1).page = (this.page + 1) % this.pages;
    return "taken";
  }

  /** Move the time later (1) or sooner (-1). */
  move(by) {
    const { id, later, sooner } = this.step.time;
    this.answers[id] = (by > 0 ? later : sooner)(this.answers[id]);
  }

  write(text) {
    this.answers[this.step.text.id] = text;
  }

  /** Go to the next step, or finish. */
  confirm() {
    if (!this.isReady) return null;
    const next = this.plan.after?.(this.step.id, this.answers) ?? null;
    if (next === null) return "done";
    this.#enter(next);
    return "taken";
  }

  /** Go one step back; close the dialog from the first. */
  back() {
    if (this.#trail.length === 1) return "closed";
    this.#trail.pop();
    return "taken";
  }

  #enter(step) {
    this.answers = { ...step.answers, ...this.answers, ...step.anew };
    this.#trail.push({ step, page: 0 });
  }

  #erase() {
    const { typed } = this.step;
    const digits = typed ? (this.answers[typed.id] ?? "") : "";
    if (!digits) return this.back();
    this.answers[typed.id] = digits.slice(0, -1);
    return "taken";
  }

  #type(digit) {
    const { id, digits: max } = this.step.typed;
    const typed = `${this.answers[id] ?? ""}${digit}`;
    if (typed.length > max) return null;
    this.answers[id] = typed;
    return "taken";
  }

  #jump(name) {
    const jump = this.step.jumps?.find(({ key }) => key === name);
    if (jump?.step) this.#enter(jump.step());
    jump?.take?.(this.answers);
    return jump ? "taken" : null;
  }

  #isChosen(field, value) {
    const answer = this.answers[field.id];
    return field.kind === "many" ? (answer ?? []).includes(value) : field.kind === "one" && answer === value;
  }

  /** Which field is paged: the last one, if the options do not fit nine digits. */
  #paging() {
    const fields = this.step.fields ?? [];
    const total = fields.reduce((sum, { options }) => sum + options.length, 0);
    if (total <= PER_PAGE) return { paged: null, perPage: PER_PAGE };
    const paged = fields.at(-1);
    return { paged, perPage: Math.max(1, PER_PAGE - (total - paged.options.length)) };
  }
}
