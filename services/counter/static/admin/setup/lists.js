/** A list of agencies, services and counters from a spreadsheet: chosen, previewed, saved. */
import { problemsOfFile } from "../file-view.js";
import { misfits } from "./fit.js";
import { hint } from "../form-views.js";
import { base64Of } from "../house-file.js";
import { saidView } from "../page-views.js";
import { SECTIONS, titleOf } from "../state.js";
import { h, icon } from "../../shared/draw.js";

/** Lines of a preview that are written out, of each section. */
const LINES_MAX = 60;

export class ListRoom {
  /** What was chosen last: {name, base64, venue}, its preview, its problems. */
  #chosen = null;
  #preview = null;
  #problems = null;
  #isReading = false;
  /** Whether the last message is of this list and not of a file of the whole house. */
  isLatest = false;
  /** Whether the list that was chosen last was saved. */
  isSaved = false;
  #page;

  constructor(page) {
    this.#page = page;
  }

  async #choose(file) {
    if (!file) return;
    Object.assign(this, { isLatest: true, isSaved: false });
    this.#chosen = { name: file.name, base64: await base64Of(file), venue: this.#page.venueId };
    await this.#ask();
  }

  /** Ask for the preview, or save what was previewed. */
  async #ask({ preview, evenSo = false } = {}) {
    const page = this.#page;
    this.#isReading = !preview;
    this.#problems = null;
    if (!preview) this.#preview = null;
    const { base64, venue } = this.#chosen;
    const wish = { file: base64, venue, preview, even_so: evenSo };
    const { status, body } = await page.post("/house/lists", wish);
    this.#isReading = false;
    if (status === 200 && body.saved) {
      this.#chosen = this.#preview = null;
      this.isSaved = true;
      await page.readHouse();
      return page.say(page.w("saved"));
    }
    if (status === 200) this.#preview = body;
    else if (body.slug === "house-file-invalid") this.#problems = body.problems;
    else if (body.slug === "preview-stale") await this.#ask().then(() => page.say(body.detail, "refused"));
    else if (status) page.refuse(status, body, { again: () => this.#ask({ preview, evenSo: true }) });
    return page.update();
  }

  /** The group of the section of files. */
  view(v) {
    if (!v.venue) return null;
    const { id, name } = v.venue;
    const address = `${v.serviceApi}/house/lists/template?venue=${encodeURIComponent(id)}`;
    return h(
      "section.group",
      { "data-lists": true },
      h("h3", v.w("listTitle")),
      hint(`${v.w("listVenue", { name })}. ${v.w("listHint")}`),
      h(
        "div.upload",
        h("a.plain", { href: address, download: "", "data-template": true }, icon("arrow-down"), [
          v.w("listTemplate"),
        ]),
        v.may("house-edit") && this.#chooser(v),
      ),
      this.#problems && problemsOfFile(v, this.#problems, "listWrong"),
      this.#preview && this.#previewView(v),
      v.message && this.isLatest && saidView(v),
      v.begun && this.isSaved && h("a.dark", { href: "#start" }, icon("chevron-right"), v.w("startAll")),
    );
  }

  #chooser(v) {
    const choose = ({ target }) => {
      this.#choose(target.files[0]);
      target.value = ""; // the same file again, once it is corrected
    };
    return h(
      "label.plain.choose",
      icon(this.#isReading ? "hourglass" : "file-text"),
      this.#isReading ? v.w("listReading") : (this.#chosen?.name ?? v.w("listChoose")),
      h("input.visually-hidden", { type: "file", id: "list", accept: ".xlsx,.csv", onchange: choose }),
    );
  }

  #previewView(v) {
    const { changes, preview } = this.#preview;
    if (!changes.length)
      return h("p.told.news", { "data-preview": true }, icon("info-circle"), v.w("listNothing"));
    const agencies = changesOf(changes, "agencies").flatMap(({ made }) => made ?? []);
    // New services and counters name new agencies.
    const after = { ...v, content: { ...v.content, agencies: [...v.content.agencies, ...agencies] } };
    return h(
      "div.preview-of-list",
      { "data-preview": true },
      h("h4", v.w("listPreview")),
      SECTIONS.map((section) => sectionView(after, section, changesOf(changes, section))),
      h(
        "button.dark",
        {
          "data-save-list": true,
          disabled: v.isSaving,
          onclick: () => this.#ask({ preview }),
        },
        icon("check"),
        h("b", v.w(v.isSaving ? "saving" : "listDo")),
      ),
    );
  }
}

/** The changes of a section by item: [{id, made, fields: [change]}]. Pure. */
export function changesOf(changes, section) {
  const items = new Map();
  for (const change of changes.filter((one) => one.section === section && one.field !== "order")) {
    const item = items.get(change.id) ?? { id: change.id, made: null, fields: [] };
    items.set(change.id, item);
    if (change.field === null) item.made = change.after;
    else item.fields.push(change);
  }
  return [...items.values()];
}

function sectionView(v, section, items) {
  if (!items.length) return null;
  const made = items.filter((item) => item.made).length;
  const counts = [
    made > 0 && v.w("listNew", { n: made }),
    items.length > made && v.w("listChanged", { n: items.length - made }),
  ].filter(Boolean);
  return h(
    "details",
    { key: section, open: items.length <= LINES_MAX / 4, "data-changes": section },
    h("summary", h("b", v.w(section)), ` ${counts.join(", ")}`),
    h(
      "ul",
      items.slice(0, LINES_MAX).map((item) => h("li", itemWords(v, section, item))),
      items.length > LINES_MAX && h("li", v.w("startMore", { n: items.length - LINES_MAX })),
    ),
  );
}

function itemWords(v, section, { id, made, fields }) {
  if (made) {
    const { name, more } = titleOf(v.content, section, made);
    const [long] = misfits(section, v.content, made, v.loaded.measured);
    return [
      h("b", name),
      more && ` ${more}`,
      long && [h("br"), icon("alert-triangle"), v.w(long.words, long.values)],
    ];
  }
  const item = (v.content[section] ?? []).find((one) => id === one.id || id === `${one.venue}/${one.id}`);
  const name = item ? titleOf(v.content, section, item).name : id;
  const lines = fields.map(({ field, before, after }) =>
    v.w("listLine", { field: v.named("fields", field), before: v.value(before), after: v.value(after) }),
  );
  return [h("b", name), ` ${lines.join("; ")}`];
}
