/** The admin's page: the house and its people. The state and the service are here, the views beside. */
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
import { actionsOf, reader } from "../shared/words/reader.js";

/** What can be done here, for the views. */
const ACTIONS = (
  "answer askBegin askFirst asUsual askRemove chooseVenue discard openLater playVoice readAudit save " +
  "searchFor setOpensAt typeVenue update"
).split(" ");
const NEW = "+";
const SAID_MS = 8_000;

/** What of the page's state its views draw from as it is. */
const SHOWN = (
  "base begun changes content isDirty isSaving key media olderThan opensAt problems question search " +
  "section sections today venueId venueText"
).split(" ");
/** The permission to change a section. */
const EDITS = { staff: "staff-edit", devices: "devices-edit" };

export class AdminPage extends StaffPage {
  words = joined(STAFF_WORDS, WORDS, MEDIA_WORDS);
  acts = ACTIONS;
  devices = new Devices(this);
  /** Loaded when it is first looked at. */
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
  /** What is being changed, by "section/key": {before, value}. */
  drafts = new Map();
  problems = null;
  question = null;
  file = new HouseFile(this);
  /** How far the first hour of the house is; null: over, or not asked yet. */
  begun = null;
  isSaving = false;

  connectedCallback() {
    super.connectedCallback();
    addEventListener("hashchange", () => this.#goThere());
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
    return this.#goThere();
  }

  async loadMore() {
    const [loaded] = await Promise.all([import("./sections.js"), import("../shared/fitted.js")]);
    const { audited, ...deviceWords } = loaded.DEVICE_WORDS;
    this.words = joined(this.words, loaded.WORDS, deviceWords, { fields: { ...audited, ...WORDS.fields } });
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

  /** What is amiss with the storage. */
  get warning() {
    const { text } = reader(this.language, this.words);
    const [need] = this.state?.attention ?? [];
    return need ? `${text(need.text)}. ${text(need.more)}` : null;
  }

  /** Ask for the house as it is now; what the service does not say again stays. */
  async readHouse() {
    const answer = await this.asked("GET", this.seq === null ? "/house" : `/house?known=${this.seq}`);
    if (answer.status !== 200) return;
    this.clock.take(answer.body.now);
    this.take(answer.body);
    this.readStart();
  }

  /** Ask how far the first hour of the house is, until it is over. */
  async readStart() {
    const isBeginning = A.isBeginning(this.content);
    const { status, body } = isBeginning ? await this.asked("GET", "/house/start") : { body: null };
    if (status === 200 || !isBeginning) this.begun = body;
    this.update();
  }

  /** Begin with the sample or an empty house, or end the first hour. */
  async askBegin(wish) {
    const { status, body } = await this.post("/house/start", wish);
    if (status !== 200) return this.refuse(status, body);
    await this.readHouse();
    location.hash = wish.begin === "empty" ? "#start" : "#venues";
    return this.#goThere();
  }

  async readAudit(before = null) {
    const { status, body } = await this.asked("GET", before ? `/audit?before=${before}` : "/audit");
    if (status !== 200) return;
    this.changes = before ? [...this.changes, ...body.changes] : body.changes;
    this.olderThan = body.next;
    this.update();
  }

  /** Upload a file; told(percent) says how far it is. Gives the same as `asked`. */
  async uploaded(path, file, told) {
    const answer = await this.track(upload(this.api, path, file, told));
    if (answer.status === 401) this.ended(answer.body);
    return answer;
  }

  /** Ask the service; an ended session leads to the sign-in. */
  async asked(method, path, body) {
    const answer = await this.track(this.api.ask(method, path, body));
    if (answer.status === 401) this.ended(answer.body);
    return answer;
  }

  #goThere() {
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

  /** Take what is typed for a venue; isDone: nothing more is typed. */
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

  /** Play how a venue's calls are spoken, one language after the other, as the display speaks it now. */
  async playVoice(venue, languages, agency) {
    const origin = displayOrigin(document.body.dataset.display);
    try {
      for (const lang of languages) {
        const query = new URLSearchParams({ lang, agency, edition: this.seq });
        await this.loaded.played(
          `${origin}/api/display/v1/voice/${encodeURIComponent(venue)}/sample.wav?${query}`,
        );
      }
    } catch {
      this.say(this.w("noVoice"), "refused");
    }
  }

  /** A value of the house as people read it. */
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

  /** What the service has of what is chosen; null: nothing yet. */
  get base() {
    const kept = this.drafts.get(this.#name);
    if (kept) return kept.before;
    if (this.key === null || this.key === NEW) return null;
    if (this.section === "staff")
      return account(this.people.all.find(({ username }) => username === this.key));
    return A.find(this.content, this.section, this.key);
  }

  #draft(make) {
    const kept = this.drafts.get(this.#name);
    if (kept) return kept.value;
    const before = this.base;
    if (before === null && this.key !== NEW) return null;
    const held =
      this.held?.name === this.#name && A.isSame(this.held.before, before)
        ? this.held
        : { name: this.#name, before, value: structuredClone(before) ?? make(), given: {} };
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

  /** Whether there is something to save; what is new may be saved as it is proposed. */
  get isDirty() {
    const kept = this.drafts.get(this.#name);
    if (this.key === NEW) return this.held?.name === this.#name;
    return Boolean(kept) && !A.isSame(kept.before, kept.value);
  }

  /**
   * Keep what differs from the service's, so that it is still there when somebody looks elsewhere and comes
   * back.
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
    if (this.message && this.messageKind === "news" && this.messageAgeMs > SAID_MS && this.screen === "admin")
      this.message = null;
    super.update();
  }

  /** Let drafts follow what somebody else changed meanwhile in other boxes. */
  #rebaseDrafts() {
    for (const [name, { before, value }] of this.drafts) {
      const [section, ...key] = name.split("/");
      const now = A.SECTIONS.includes(section) && A.find(this.content, section, key.join("/"));
      const rebased = now && before && A.rebased(before, value, now);
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
    const answer = await this.asked("POST", path, body);
    this.isSaving = false;
    if (answer.status === 0 || answer.status >= 500)
      this.say(answer.status === 0 ? this.w(failed) : (answer.body.detail ?? this.w(failed)), "refused");
    return answer;
  }

  async save(evenSo = false) {
    const { value } = this.drafts.get(this.#name) ?? this.held ?? {};
    if (!value) return undefined;
    if (this.section === "staff") return this.people.save(value);
    return this.#saveItem(value, evenSo);
  }

  /** Save an item; value null: remove it, with what it takes. */
  async #saveItem(value, evenSo, takes) {
    const { section } = this;
    const name = this.#name;
    const before = this.base;
    const item = value ?? before;
    const isWhole = section === A.WHOLE;
    const path = isWhole ? "/house" : `/house/${section}/${encodeURIComponent(item.id || NEW)}`;
    const wish = isWhole
      ? { before: A.bodyOfWhole(before), value: A.bodyOfWhole(value) }
      : { before, value, takes, even_so: evenSo };
    // Before the answer: once the house has what is new, its draft, still there, would go on to another id.
    const next = value && !isWhole ? `#${section}/${A.keyOf(section, value)}` : `#${section}`;
    const { status, body } = await this.post(path, wish, value ? "notSaved" : "notRemoved");
    this.problems = null;
    this.question = null;
    if (status === 200) {
      await this.readHouse();
      for (const gone of [name, ...(takes ?? [])]) this.dropDraft(gone);
      if (this.#name === name && decodeURIComponent(location.hash) !== next) {
        history.replaceState(null, "", next);
        this.#goThere();
      }
      return this.say(this.w(value ? "saved" : "removed"));
    }
    return this.#refuseSave(status, body, { name, before, value, evenSo, takes });
  }

  /**
   * Say why an item was not saved; if somebody changed only other boxes of it since this page last heard of
   * the house, save this change on theirs.
   */
  #refuseSave(status, body, { name, before, value, evenSo, takes }) {
    const now = this.section === A.WHOLE && body.now ? A.wholeOf(body.now) : body.now;
    const saveOnNow = (changed) => {
      this.drafts.set(name, { before: now, value: changed });
      this.held = { name, before: now, value: changed };
      return this.#saveItem(changed, evenSo);
    };
    const merged = body.slug === "stale-edit" && before && value && now && A.rebased(before, value, now);
    if (merged && this.#name === name) return saveOnNow(merged);
    return this.refuse(status, body, {
      again: () => this.#saveItem(value, true, takes),
      yes: value ? "evenSo" : "removeEvenSo",
      mine: value && (() => saveOnNow(value)),
    });
  }

  /** Say why something was not saved: beside the fields, or as a question. */
  refuse(status, body, { again, mine, yes = "evenSo" } = {}) {
    if (body.slug === "house-invalid") {
      this.problems = body.problems;
      this.say(this.w("wrong", A.wrongBoxes(body.problems, this.view)), "refused");
      this.querySelector('.form-room [aria-invalid="true"]')?.focus();
    } else if (body.slug === "would-strand") {
      const { people, rows } = A.strandedRows(this.content, body.stranded);
      const said = rows.map((row) => () => this.w("strandRow", { ...row, n: row.waiting }));
      this.askFirst({ words: "strand", values: { n: people }, rows: said, yes }, again);
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

  /** Say why something was not done. */
  refusedPlainly(status, body) {
    if (status >= 400 && status < 500 && status !== 401)
      this.say(body.detail ?? this.w("notSaved"), "refused");
  }

  /**
   * Ask before something is done. question: {words, values, rows?, yes, no?, third?}; a row gives its words
   * in the language of the moment; yes, third: what is done then.
   */
  askFirst(question, yes, third) {
    this.question = question;
    this.answers = { yes, third };
    this.message = null;
    this.announce(question.detail ?? this.w(question.words, question.values));
    this.update();
    this.querySelector(".question [data-no]").focus();
  }

  answer(said) {
    const { yes, third } = this.answers;
    this.question = null;
    this.update();
    if (said === true) yes();
    else if (said === "third") third();
    else this.querySelector("[data-save]:not(:disabled), [data-remove], .form-room h2")?.focus();
  }

  /** Ask in one question whether to remove an item and all that goes with it. */
  async askRemove() {
    const { section, key } = this;
    const { status, body } = await this.asked("GET", `/house/${section}/${encodeURI(key)}/removal`);
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

  async #setDay(wish) {
    const { status, body } = await this.post("/house/exceptions", wish);
    if (status === 200) {
      await this.readHouse();
      return this.say(this.w("saved"));
    }
    return this.refuse(status, body.slug === "house-invalid" ? { ...body, slug: "" } : body, {
      again: () => this.#setDay({ ...wish, even_so: true }),
    });
  }

  get view() {
    const { section, content, venueId } = this;
    const isStaff = section === "staff";
    const isHouse = A.SECTIONS.includes(section) || section === A.WHOLE;
    const { actions, ...shared } = super.view;
    return {
      ...shared,
      ...Object.fromEntries(SHOWN.map((name) => [name, this[name]])),
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

/** Words of several files; groups of the same name are joined. */
function joined(...files) {
  const all = {};
  for (const [name, words] of files.flatMap(Object.entries))
    all[name] = Array.isArray(words) ? words : { ...all[name], ...words };
  return all;
}

/** An id that no item of this house has: people name media, they need not be asked for an id. */
function freshId() {
  return `m-${Date.now().toString(36)}`;
}

/** An account as it is edited: without its sessions. */
function account(shown) {
  if (!shown) return null;
  const { username, roles, agencies, calls_numbers: calls, active } = shown;
  return { username, roles, agencies, calls_numbers: calls, active };
}

customElements.define("antre-admin", AdminPage);
