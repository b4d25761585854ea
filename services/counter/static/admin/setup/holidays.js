/** Holidays for a venue to choose from, of a year or a file; the chosen ones are added to the form. */
import { problemsOfFile } from "../file-view.js";
import { hint } from "../form-views.js";
import { base64Of } from "../house-file.js";
import { at } from "../state.js";
import { h, icon } from "../../shared/draw.js";
import { longDate } from "../../shared/words/format.js";

export class HolidayRoom {
  /** The proposals for the form's venue: [{day, name, is_joint, is_estimated, isTaken}]; null: none. */
  #proposed = null;
  #venue = null;
  #problems = null;
  #year = null;
  #page;

  constructor(page) {
    this.#page = page;
  }

  async #take({ status, body }) {
    const page = this.#page;
    this.#problems = body.slug === "house-file-invalid" ? body.problems : null;
    this.#proposed = status === 200 ? body.holidays.map((holiday) => ({ ...holiday, isTaken: true })) : null;
    this.#venue = page.key;
    if (status !== 200 && !this.#problems) page.showRefusal(status, body);
    page.update();
  }

  async #propose(year) {
    await this.#take(await this.#page.request("GET", `/house/holidays?year=${year}`));
  }

  async #read(file) {
    if (file) await this.#take(await this.#page.post("/house/holidays", { file: await base64Of(file) }));
  }

  #add(f, chosen) {
    const existing = at(f.draft, ["exceptions"]) ?? [];
    const added = chosen.map(({ day, name }) => ({ day, closed: true, note: name }));
    this.#proposed = null;
    f.set(
      ["exceptions"],
      [...existing, ...added].sort((a, b) => a.day.localeCompare(b.day)),
    );
  }

  /** The view below a venue's exceptions. f: its Fields; today: the service day. */
  view(f, today) {
    const { v } = f;
    const isHere = this.#venue === this.#page.key;
    return h(
      "div.field.wide.holidays",
      { "data-holidays": true },
      this.#buttons(v, today),
      isHere && this.#problems && problemsOfFile(v, this.#problems, "listWrong"),
      isHere && this.#proposed && this.#choice(f, today),
    );
  }

  #buttons(v, today) {
    const choose = ({ target }) => {
      this.#read(target.files[0]);
      target.value = "";
    };
    const type = { type: "file", id: "holiday-file", accept: ".ics,.csv,.xlsx", onchange: choose };
    return h(
      "div.upload",
      today && this.#years(v, Number(today.slice(0, 4))),
      h("label.plain.choose", icon("file-text"), v.w("holidayFile"), h("input.visually-hidden", type)),
    );
  }

  /** The controls to load the holidays of this year or the next. */
  #years(v, thisYear) {
    const year = this.#year ?? thisYear;
    const change = ({ target }) => {
      this.#year = Number(target.value);
      this.#propose(this.#year);
    };
    return [
      h(
        "select.narrow",
        { id: "holiday-year", "aria-label": v.w("holidayYear"), onchange: change },
        [thisYear, thisYear + 1].map((n) => h("option", { value: n, selected: n === year }, `${n}`)),
      ),
      h(
        "button.plain",
        { "data-propose": true, onclick: () => this.#propose(year) },
        icon("calendar-off"),
        v.w("holidayPropose"),
      ),
    ];
  }

  #choice(f, today) {
    const { v } = f;
    const open = openDays(this.#proposed, at(f.draft, ["exceptions"]), today);
    if (!open.length) return h("p.told.news", { role: "status" }, icon("info-circle"), v.w("holidayNone"));
    const chosen = open.filter(({ isTaken }) => isTaken);
    return h(
      "fieldset.plainset.proposal",
      h("legend.visually-hidden", v.w("holidayPropose")),
      hint(v.w("holidayAsk")),
      h(
        "ul",
        open.map((holiday) => this.#dayView(v, holiday)),
      ),
      h(
        "div.answers.left",
        h(
          "button.dark",
          { "data-take-holidays": true, disabled: !chosen.length, onclick: () => this.#add(f, chosen) },
          icon("plus"),
          h("b", v.w("holidayTake", { n: chosen.length })),
        ),
        h(
          "button.plain",
          {
            onclick: () => {
              this.#proposed = null;
              this.#page.update();
            },
          },
          v.w("holidayDrop"),
        ),
      ),
    );
  }

  #dayView(v, holiday) {
    const { day, name, is_joint: isJoint, is_estimated: isEstimated, isTaken } = holiday;
    const onchange = ({ target }) => {
      holiday.isTaken = target.checked;
      this.#page.update();
    };
    return h(
      "li",
      { key: `${day} ${name.id}`, "data-day": day },
      h(
        "label.check",
        h("input", { type: "checkbox", checked: isTaken, onchange }),
        h("span", h("b", v.text({ en: name.id, ...name })), ` ${longDate(day, v.language)}`),
        isJoint && h("span.chip", { "data-joint": true }, v.w("holidayJoint")),
        isEstimated && h("span.chip", v.w("holidayEstimated")),
      ),
    );
  }
}

/** The proposed days in the future without an exception of the venue, without duplicates. Pure. */
export function openDays(proposed, exceptions, today) {
  const existing = new Set((exceptions ?? []).filter(({ agency }) => !agency).map(({ day }) => day));
  return proposed.filter(
    ({ day }, n) =>
      day >= (today ?? "") && !existing.has(day) && proposed.findIndex((other) => other.day === day) === n,
  );
}
