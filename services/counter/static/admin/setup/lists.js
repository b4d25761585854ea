/** A list of agencies, services and counters from a spreadsheet: choose, preview, save. */
import { problemsOfFile } from "../file-view.js";
import { misfits } from "./fit.js";
import { hint } from "../form-views.js";
import { base64Of } from "../house-file.js";
import { messageView } from "../page-views.js";
import { SECTIONS, titleOf } from "../state.js";
import { h, icon } from "../../shared/draw.js";

/** Maximum lines of a preview per section. */
const LINES_MAX = 60;

export class ListRoom {
  /** The chosen file {name, base64, venue}, its preview and problems. */
  #chosen = null;
  #preview = null;
  #problems = null;
  #isReading = false;
  /** Whether the last message is about this list, not about a house file. */
  isLatest = false;
  /** Whether the last chosen list was saved. */
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

  /** Request a preview, or save the previewed list. */
  async #ask({ preview, evenSo = false } = {}) {
    const page = this.#page;
    this.#isReading = !preview;
    this.#problems = null;
    if (!preview) this.#preview = null;
    const { base64, venue } = this.#chosen;
    const payload = { file: base64, venue, preview, even_so: evenSo };
    const { status, body } = await page.post("/house/lists", payload);
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

  /** The list's group in the file section. */
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
      v.message && this.isLatest && messageView(v),
      v.begun && this.isSaved && h("a.dark", { href: "#start" }, icon("chevron-right"), v.w("startAll")),
    );
  }

  #chooser(v) {
    const choose = ({ target }) => {
      this.#choose(target.files[0]);
      target.value = ""; // so that the same file can be chosen again after corrections
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
    const agencies = changesOf(changes, "agencies").flatMap(({ added }) => added ?? []);
    // New services and counters may refer to new agencies.
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

/** The changes of a section by item: [{id, added, fields: [change]}]. Pure. */
export function changesOf(changes, section) {
  const items = new Map();
  for (const change of changes.filter((item) => item.section === section && item.field !== "order")) {
    const item = items.get(change.id) ?? { id: change.id, added: null, fields: [] };
    items.set(change.id, item);
    if (change.field === null) item.added = change.after;
    else item.fields.push(change);
  }
  return [...items.values()];
}

function sectionView(v, section, items) {
  if (!items.length) return null;
  const added = items.filter((item) => item.added).length;
  const counts = [
    added > 0 && v.w("listNew", { n: added }),
    items.length > added && v.w("listChanged", { n: items.length - added }),
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

function itemWords(v, section, { id, added, fields }) {
  if (added) {
    const { name, more } = titleOf(v.content, section, added);
    const [long] = misfits(section, v.content, added, v.loaded.measured);
    return [
      h("b", name),
      more && ` ${more}`,
      long && [h("br"), icon("alert-triangle"), v.w(long.words, long.values)],
    ];
  }
  const item = (v.content[section] ?? []).find(
    (other) => id === other.id || id === `${other.venue}/${other.id}`,
  );
  const name = item ? titleOf(v.content, section, item).name : id;
  const lines = fields.map(({ field, before, after }) =>
    v.w("listLine", { field: v.named("fields", field), before: v.value(before), after: v.value(after) }),
  );
  return [h("b", name), ` ${lines.join("; ")}`];
}
