/** The admin's page: the house and its staff. State and actions are here, views in other modules. */
import { Devices } from "./devices.js";
import { WORDS as MEDIA_WORDS } from "./media-words.js";
import { adminView } from "./page-views.js";
import { HouseFile } from "./house-file.js";
import { People } from "./people.js";
import * as A from "./state.js";
import { upload } from "./upload.js";
import { WORDS } from "./words.js";
import { StaffPage } from "../staff/page.js";
import { WORDS as STAFF_WORDS } from "../staff/words.js";
import { displayOrigin } from "../shared/display-origin.js";
import { h, icon } from "../shared/draw.js";
import { longDate } from "../shared/words/format.js";
import { actionsOf, textsIn } from "../shared/words/texts.js";

/** Actions for the views. */
const ACTIONS = (
  "answer askBegin askFirst asUsual askRemove chooseVenue discard openLater playVoice readAudit save " +
  "searchFor setOpensAt typeVenue update"
).split(" ");
const NEW = "+";
const NEWS_MS = 8_000;
/** Where list and form stand below the rail, as in admin.css: at 200 % zoom the rail fills the window. */
const STACKED = "(max-width: 800px)";

/** Properties of the page that its views use unchanged. */
const VIEW_PROPERTIES = (
  "base begun changes content isDirty isSaving key media olderThan opensAt problems question search " +
  "section sections today venueId venueText"
).split(" ");
/** The permission to change a section. */
const EDITS = { staff: "staff-edit", devices: "devices-edit" };

export class AdminPage extends StaffPage {
  words = mergeWords(STAFF_WORDS, WORDS, MEDIA_WORDS);
  acts = ACTIONS;
  devices = new Devices(this);
  /** Loaded on first use. */
  media = null;
  content = null;
  seq = null;
  today = {};
  people = new People(this);
  changes = [];
  olderThan = null;
  venueId = document.body.dataset.venue;
  opensAt = "10.00";
  venueText = null;
  search = "";
  section = "venues";
  key = null;
  /** Unsaved changes by "section/key": {before, value}. */
  drafts = new Map();
  problems = null;
  question = null;
  file = new HouseFile(this);
  /** Progress of the house's first hour; null: over, or not loaded yet. */
  begun = null;
  isSaving = false;

  connectedCallback() {
    super.connectedCallback();
    addEventListener("hashchange", () => this.#navigate());
    addEventListener("beforeunload", (event) => {
      if (this.drafts.size) event.preventDefault();
    });
  }

  get sections() {
    return [
      ...(this.may("house") && A.isBeginning(this.content) ? ["start"] : []),
      ...(this.may("house") ? [...A.SECTIONS, A.WHOLE] : []),
      ...(this.may("staff") ? ["staff"] : []),
      ...(this.may("devices") ? ["devices"] : []),
      ...(this.may("audit") ? ["audit"] : []),
      ...(this.may("house") ? ["file"] : []),
    ];
  }

  async begin() {
    if (!this.may("house")) return this.go("forbidden", this.w("forbidden"), "refused");
    this.go("starting");
    this.seq = null;
    await this.readHouse();
    await Promise.all([this.readAudit(), this.people.read(), this.devices.read()]);
    this.go("admin");
    return this.#navigate();
  }

  async loadMore() {
    const [loaded] = await Promise.all([import("./sections.js"), import("../shared/fitted.js")]);
    const { audited, ...deviceWords } = loaded.DEVICE_WORDS;
    this.words = mergeWords(this.words, loaded.WORDS, deviceWords, {
      fields: { ...audited, ...WORDS.fields },
    });
    return { ...loaded, ...loaded.roomsOf(this) };
  }

  async fetchState() {
    if (this.screen !== "admin") return null;
    return this.api.ask("GET", this.seq === null ? "/house" : `/house?known=${this.seq}`);
  }

  take(state) {
    this.state = state;
    this.today = state.today;
    if (state.content) {
      this.content = state.content;
      this.#rebaseDrafts();
    }
    if (!A.find(this.content, "venues", this.venueId))
      this.venueId = A.itemsOf(this.content, "venues")[0]?.id ?? this.venueId;
    const isNew = this.seq !== null && this.seq !== state.seq;
    this.seq = state.seq;
    if (isNew) this.readAudit();
  }

  /** A problem of the storage, in words. */
  get warning() {
    const { text } = textsIn(this.language, this.words);
    const [need] = this.state?.attention ?? [];
    return need ? `${text(need.text)}. ${text(need.more)}` : null;
  }

  /** Fetch the house; its content is only sent if it has changed. */
  async readHouse() {
    const response = await this.request("GET", this.seq === null ? "/house" : `/house?known=${this.seq}`);
    if (response.status !== 200) return;
    this.clock.take(response.body.now);
    this.take(response.body);
    this.readStart();
  }

  /** Fetch the progress of the first hour, until it is over. */
  async readStart() {
    const isBeginning = A.isBeginning(this.content);
    const { status, body } = isBeginning ? await this.request("GET", "/house/start") : { body: null };
    if (status === 200 || !isBeginning) this.begun = body;
    this.update();
  }

  /** Begin with the sample or an empty house, or end the first hour. */
  async askBegin(payload) {
    const { status, body } = await this.post("/house/start", payload);
    if (status !== 200) return this.refuse(status, body);
    await this.readHouse();
    location.hash = payload.begin === "empty" ? "#start" : "#venues";
    return this.#navigate();
  }

  async readAudit(before = null) {
    const { status, body } = await this.request("GET", before ? `/audit?before=${before}` : "/audit");
    if (status !== 200) return;
    this.changes = before ? [...this.changes, ...body.changes] : body.changes;
    this.olderThan = body.next;
    this.update();
  }

  /** Upload a file; onProgress(percent). Resolves like `request`. */
  async uploadFile(path, file, onProgress) {
    const response = await this.track(upload(this.api, path, file, onProgress));
    if (response.status === 401) this.ended(response.body);
    return response;
  }

  /** Send a request; an ended session leads to the sign-in screen. */
  async request(method, path, body) {
    const response = await this.track(this.api.ask(method, path, body));
    if (response.status === 401) this.ended(response.body);
    return response;
  }

  #navigate() {
    const { section, key: named } = A.placeOf(location.hash, this.sections);
    const key = named ?? (section === "venues" ? this.venueId : null);
    if (section !== this.section) this.search = "";
    Object.assign(this, { section, key, problems: null, question: null, message: null });
    this.file.problems = null;
    if (this.people.once?.username !== key) this.people.once = null;
    if (section === "counters" && key?.includes("/")) this.venueId = key.split("/")[0];
    if (section === "venues" && key && key !== NEW) this.venueId = key;
    if (section === "staff") this.people.read();
    if (section === "devices") this.devices.read();
    if (section === "start") this.readStart();
    if (section === "media") this.#openMedia();
    this.update();
    this.querySelector(".form-room h2")?.focus({ preventScroll: true });
    if (location.hash && matchMedia(STACKED).matches)
      this.querySelector(named ? ".form-room" : ".list, .form-room")?.scrollIntoView();
  }

  async #openMedia() {
    if (!this.media) {
      const { MediaRoom } = await import("./media.js");
      this.media ??= new MediaRoom(this);
    }
    this.media.forget();
    await this.media.read();
  }

  chooseVenue(id) {
    Object.assign(this, { venueId: id, venueText: null });
    this.update();
  }

  /** Handle a venue's typed name; isDone: the input is complete. */
  typeVenue(text, isDone = false) {
    const venue = A.venueNamed(this.content, text);
    if (venue && (isDone || venue.name === text)) return this.chooseVenue(venue.id);
    this.venueText = isDone ? null : text;
    return this.update();
  }

  searchFor(text) {
    this.search = text;
    this.update();
  }

  setOpensAt(time) {
    this.opensAt = time;
    this.update();
  }

  /** Play a sample call of a venue, one language after the other, with the saved settings. */
  async playVoice(venue, languages, agency) {
    const origin = displayOrigin(document.body.dataset.display);
    try {
      for (const lang of languages) {
        const query = new URLSearchParams({ lang, agency, edition: this.seq });
        await this.loaded.play(
          `${origin}/api/display/v1/voice/${encodeURIComponent(venue)}/sample.wav?${query}`,
        );
      }
    } catch {
      this.say(this.w("noVoice"), "refused");
    }
  }

  /** A value of the house in words. */
  value(value) {
    const index = this.language === "id" ? 0 : 1;
    const pick = (group) =>
      Object.fromEntries(Object.entries(this.words[group]).map(([key, words]) => [key, words[index]]));
    return A.valueText(value, this.language, {
      yes: this.w("yes"),
      no: this.w("no"),
      none: this.w("none"),
      days: pick("weekdays"),
      fields: pick("fields"),
      date: (iso) => longDate(iso, this.language),
    });
  }

  // Drafts.

  get #name() {
    return `${this.section}/${this.key}`;
  }

  /** The saved version of the selected item; null: none yet. */
  get base() {
    const stored = this.drafts.get(this.#name);
    if (stored) return stored.before;
    if (this.key === null || this.key === NEW) return null;
    if (this.section === "staff")
      return editableAccount(this.people.all.find(({ username }) => username === this.key));
    return A.find(this.content, this.section, this.key);
  }

  #draft(create) {
    const stored = this.drafts.get(this.#name);
    if (stored) return stored.value;
    const before = this.base;
    if (before === null && this.key !== NEW) return null;
    const held =
      this.held?.name === this.#name && A.isSame(this.held.before, before)
        ? this.held
        : { name: this.#name, before, value: structuredClone(before) ?? create(), generated: {} };
    this.held = held;
    return held.value;
  }

  draftOf(section) {
    return this.#draft(() => A.blank(this.content, section, this.venueId, freshId()));
  }

  accountDraft() {
    return this.#draft(() => ({
      username: "",
      roles: ["clerk"],
      agencies: [],
      calls_numbers: false,
      active: true,
    }));
  }

  /** Whether there is something to save; a new item may be saved as proposed. */
  get isDirty() {
    const stored = this.drafts.get(this.#name);
    if (this.key === NEW) return this.held?.name === this.#name;
    return Boolean(stored) && !A.isSame(stored.before, stored.value);
  }

  /**
   * Keep unsaved changes as a draft, so that they survive navigation within the page; then redraw.
   */
  update() {
    if (this.held?.name === this.#name && this.screen === "admin") {
      const { name, before, value } = this.held;
      if (A.SECTIONS.includes(this.section) || this.section === A.WHOLE)
        A.followNames(this.content, this.section, this.held);
      this.held.proposed ??= structuredClone(value);
      const isUntouched = before === null && A.isSame(this.held.proposed, value);
      if (A.isSame(before, value) || isUntouched || (before === null && this.key !== NEW))
        this.drafts.delete(name);
      else this.drafts.set(name, { before, value });
    }
    if (this.message && this.messageKind === "news" && this.messageAgeMs > NEWS_MS && this.screen === "admin")
      this.message = null;
    super.update();
  }

  /** Rebase drafts on changes that others made to other fields. */
  #rebaseDrafts() {
    for (const [name, { before, value }] of this.drafts) {
      const [section, ...key] = name.split("/");
      const now = A.SECTIONS.includes(section) && A.find(this.content, section, key.join("/"));
      const rebased = now && before && A.rebase(before, value, now);
      if (!rebased) continue;
      this.drafts.set(name, { before: now, value: rebased });
      if (this.held?.name === name) this.held = { ...this.held, before: now, value: rebased };
    }
  }

  dropDraft(name = this.#name) {
    this.drafts.delete(name);
    if (this.held?.name === name) this.held = null;
  }

  discard() {
    this.dropDraft();
    Object.assign(this, { problems: null, question: null, message: null });
    this.update();
  }

  // Saving.

  async post(path, body, failed = "notSaved") {
    this.isSaving = true;
    this.message = null;
    this.update();
    const response = await this.request("POST", path, body);
    this.isSaving = false;
    if (response.status === 0 || response.status >= 500)
      this.say(response.status === 0 ? this.w(failed) : (response.body.detail ?? this.w(failed)), "refused");
    return response;
  }

  async save(evenSo = false) {
    const { value } = this.drafts.get(this.#name) ?? this.held ?? {};
    if (!value) return undefined;
    if (this.section === "staff") return this.people.save(value);
    return this.#saveItem(value, evenSo);
  }

  /** Save an item; value null: remove it, with the side effects listed in `takes`. */
  async #saveItem(value, evenSo, takes) {
    const { section } = this;
    const name = this.#name;
    const before = this.base;
    const item = value ?? before;
    const isWhole = section === A.WHOLE;
    const path = isWhole ? "/house" : `/house/${section}/${encodeURIComponent(item.id || NEW)}`;
    const payload = isWhole
      ? { before: A.bodyOfWhole(before), value: A.bodyOfWhole(value) }
      : { before, value, takes, even_so: evenSo };
    // Computed before the response: once the new item is saved, its draft would be given another id.
    const next = value && !isWhole ? `#${section}/${A.keyOf(section, value)}` : `#${section}`;
    const { status, body } = await this.post(path, payload, value ? "notSaved" : "notRemoved");
    this.problems = null;
    this.question = null;
    if (status === 200) {
      await this.readHouse();
      for (const draft of [name, ...(takes ?? [])]) this.dropDraft(draft);
      if (this.#name === name && decodeURIComponent(location.hash) !== next) {
        history.replaceState(null, "", next);
        this.#navigate();
      }
      return this.say(this.w(value ? "saved" : "removed"));
    }
    return this.#refuseSave(status, body, { name, before, value, evenSo, takes });
  }

  /**
   * Show why an item was not saved; if others changed only other fields of it meanwhile, rebase the change
   * and save it again.
   */
  #refuseSave(status, body, { name, before, value, evenSo, takes }) {
    const now = this.section === A.WHOLE && body.now ? A.wholeOf(body.now) : body.now;
    const rebaseAndSave = (changed) => {
      this.drafts.set(name, { before: now, value: changed });
      this.held = { name, before: now, value: changed };
      return this.#saveItem(changed, evenSo);
    };
    const merged = body.slug === "stale-edit" && before && value && now && A.rebase(before, value, now);
    if (merged && this.#name === name) return rebaseAndSave(merged);
    return this.refuse(status, body, {
      again: () => this.#saveItem(value, true, takes),
      yes: value ? "evenSo" : "removeEvenSo",
      mine: value && (() => rebaseAndSave(value)),
    });
  }

  /** Show why something was not saved: at its fields, as a question, or as a message. */
  refuse(status, body, { again, mine, yes = "evenSo" } = {}) {
    if (body.slug === "house-invalid") {
      this.problems = body.problems;
      this.say(this.w("wrong", A.wrongBoxes(body.problems, this.view)), "refused");
      this.querySelector('.form-room [aria-invalid="true"]')?.focus();
    } else if (body.slug === "would-strand") {
      const { people, rows } = A.strandedRows(this.content, body.stranded);
      const texts = rows.map((row) => () => this.w("strandRow", { ...row, n: row.waiting }));
      this.askFirst({ words: "strand", values: { n: people }, rows: texts, yes }, again);
    } else if (body.slug === "stale-edit") {
      const now = this.w("staleNow", { value: body.now ? this.value(body.now) : this.w("staleGone") });
      this.askFirst(
        { detail: body.detail, now, yes: "staleTake", third: mine && "staleMine" },
        async () => {
          await this.readHouse();
          this.discard();
        },
        mine,
      );
    } else if (status >= 400 && status < 500 && status !== 401)
      this.say(body.detail ?? this.w("notSaved"), "refused");
    this.update();
  }

  /** Show why a request was refused. */
  showRefusal(status, body) {
    if (status >= 400 && status < 500 && status !== 401)
      this.say(body.detail ?? this.w("notSaved"), "refused");
  }

  /**
   * Ask before an action. question: {words, values, rows?, yes, no?, third?}; a row is a function that
   * returns its words in the current language; yes, third: callbacks.
   */
  askFirst(question, yes, third) {
    this.question = question;
    this.answers = { yes, third };
    this.message = null;
    this.announce(question.detail ?? this.w(question.words, question.values));
    this.update();
    this.querySelector(".question [data-no]").focus();
  }

  answer(choice) {
    const { yes, third } = this.answers;
    this.question = null;
    this.update();
    if (choice === true) yes();
    else if (choice === "third") third();
    else this.querySelector("[data-save]:not(:disabled), [data-remove], .form-room h2")?.focus();
  }

  /** Ask whether to remove an item, with all side effects. */
  async askRemove() {
    const { section, key } = this;
    const { status, body } = await this.request("GET", `/house/${section}/${encodeURI(key)}/removal`);
    if (status !== 200) return this.say(body.detail ?? this.w("notRemoved"), "refused");
    if (this.section !== section || this.key !== key) return undefined;
    const { name } = A.titleOf(this.content, section, this.base);
    const { removalRows } = await import("./removal.js");
    const rows = removalRows(this.content, body).map((row) => () => this.#removalWords(row));
    const [words, yes] = rows.length ? ["removeAllAsk", "removeAllDo"] : ["removeAsk", "removeDo"];
    const remove = () => this.#saveItem(null, false, [...body.goes, ...body.changes]);
    return this.askFirst({ words, values: { name }, rows, yes, no: "no" }, remove);
  }

  #removalWords({ kind, section, names, more }) {
    const list = names.join(", ");
    const all = more > 0 ? this.w("andMore", { names: list, n: more }) : list;
    const words = kind === "goes" ? "removeGoes" : "removeChanges";
    return this.w(words, { section: this.w(section).toLowerCase(), names: all });
  }

  // Today.

  async openLater(venue, day) {
    return this.#setDay(A.opensLater(venue, day, this.opensAt));
  }

  async asUsual(venue, day) {
    return this.#setDay({ venue: venue.id, day, remove: true });
  }

  async #setDay(payload) {
    const { status, body } = await this.post("/house/exceptions", payload);
    if (status === 200) {
      await this.readHouse();
      return this.say(this.w("saved"));
    }
    return this.refuse(status, body.slug === "house-invalid" ? { ...body, slug: "" } : body, {
      again: () => this.#setDay({ ...payload, even_so: true }),
    });
  }

  get view() {
    const { section, content, venueId } = this;
    const isStaff = section === "staff";
    const isHouse = A.SECTIONS.includes(section) || section === A.WHOLE;
    const { actions, ...shared } = super.view;
    return {
      ...shared,
      ...Object.fromEntries(VIEW_PROPERTIES.map((name) => [name, this[name]])),
      actions: {
        ...actions,
        ...actionsOf(this.people, "askPassword", "askSignOut", "hideOnce", "signOutOf"),
        ...actionsOf(this.file, "askImport", "chooseFile"),
      },
      accounts: this.people.all,
      once: this.people.once,
      chosenFile: this.file.chosen,
      fileProblems: this.file.problems,
      value: (value) => this.value(value),
      isEditable: this.may(EDITS[section] ?? "house-edit"),
      venue: A.find(content, "venues", venueId),
      day: this.today[venueId],
      draft: this.key && (isStaff ? this.accountDraft() : isHouse ? this.draftOf(section) : null),
      drafts: [...this.drafts.keys()],
      devices: this.devices.all ?? [],
      device: this.devices.view,
      deviceName: (id) => this.devices.nameOf(id),
      displayOrigin: displayOrigin(document.body.dataset.display),
      ticketingOrigin: displayOrigin(document.body.dataset.ticketing),
      serviceApi: document.body.dataset.serviceApi,
      exportAddress: `${document.body.dataset.serviceApi}/house/export`,
    };
  }

  forbidden(v) {
    return h("p.told.empty", { role: "alert" }, icon("lock"), h("span", v.w("forbidden")));
  }

  mainView(v) {
    document.body.dataset.section = this.section;
    return adminView(v);
  }
}

/** The words of several modules; groups of the same name are merged. */
function mergeWords(...files) {
  const all = {};
  for (const [name, words] of files.flatMap(Object.entries))
    all[name] = Array.isArray(words) ? words : { ...all[name], ...words };
  return all;
}

/** A new unique id for media, which people need not choose. */
function freshId() {
  return `m-${Date.now().toString(36)}`;
}

/** The editable fields of an account. */
function editableAccount(account) {
  if (!account) return null;
  const { username, roles, agencies, calls_numbers: calls, active } = account;
  return { username, roles, agencies, calls_numbers: calls, active };
}

customElements.define("antre-admin", AdminPage);
