/** The page of days served by outreach boxes. State and actions are here, views in another module. */
import { rowsOf, withDay } from "./state.js";
import { outreachView } from "./views.js";
import { WORDS } from "./words.js";
import { upload } from "../admin/upload.js";
import { StaffPage } from "../staff/page.js";
import { WORDS as STAFF_WORDS } from "../staff/words.js";
import { newRequestKey } from "../shared/request-key.js";
import { longDate } from "../shared/words/format.js";

const ACTIONS = "addDay ask bringHome chooseFile forgetCode handOver removeDay set takeBack".split(" ");
const REFRESH_MS = 15_000;

export class OutreachPage extends StaffPage {
  words = { ...STAFF_WORDS, ...WORDS };
  acts = ACTIONS;
  venues = [];
  boxes = [];
  form = { venue: document.body.dataset.venue, day: "", days: [], box: "" };
  /** The file that was just handed over: {name, code, url}. */
  once = null;
  /** The key of the row whose question is open. */
  asked = null;
  file = null;
  /** Progress of the upload in percent; null: none. */
  percent = null;
  brought = null;
  isBusy = false;

  async begin() {
    if (!this.may("outreach")) return this.go("forbidden");
    await this.#refresh();
    return this.go("outreach");
  }

  get tab() {
    return this.w("pageOutreach");
  }

  get today() {
    return this.venues.find(({ id }) => id === this.form.venue)?.today ?? "";
  }

  async #refresh() {
    clearTimeout(this.looking);
    const { status, body } = await this.track(this.api.ask("GET", "/outreach"));
    if (status === 200) this.#show(body);
    if (status === 401) return this.ended(body);
    if (status >= 400 && status < 500) this.say(body.detail, "refused");
    this.looking = setTimeout(() => this.screen === "outreach" && this.#refresh(), REFRESH_MS);
    return undefined;
  }

  #show({ now, venues, boxes }) {
    this.clock.take(now);
    Object.assign(this, { venues, boxes });
    if (!venues.some(({ id }) => id === this.form.venue)) this.form.venue = venues[0]?.id ?? "";
    this.update();
  }

  set(fields) {
    this.form = { ...this.form, ...fields };
    this.update();
  }

  addDay() {
    this.set({ days: withDay(this.form.days, this.form.day), day: "" });
    this.querySelector("#day")?.focus();
  }

  removeDay(day) {
    this.set({ days: this.form.days.filter((other) => other !== day) });
  }

  ask(key) {
    this.asked = key;
    this.update();
    if (key) this.querySelector(".question [data-no]")?.focus();
  }

  chooseFile(file) {
    Object.assign(this, { file, brought: null, message: null });
    this.update();
  }

  forgetCode() {
    URL.revokeObjectURL(this.once.url);
    this.once = null;
    this.update();
    this.querySelector("h1").focus();
  }

  async handOver() {
    const { venue, days, box } = this.form;
    const body = await this.#post("/outreach/days", { venue, days, box: box.trim() });
    if (!body) return;
    const bytes = Uint8Array.from(atob(body.file), (letter) => letter.charCodeAt(0));
    this.once = { name: body.name, code: body.code, url: URL.createObjectURL(new Blob([bytes])) };
    this.form = { ...this.form, days: [], day: "" };
    this.update();
    this.querySelector("[data-again]").click();
    this.querySelector("[data-once-done]").focus();
  }

  async takeBack({ venue, day }) {
    const body = await this.#post("/outreach/days/back", { venue, day });
    this.asked = null;
    if (body) this.say(this.w("tookBack", { day: longDate(day, this.language) }));
    this.update();
  }

  async #post(path, payload) {
    Object.assign(this, { isBusy: true, message: null });
    this.update();
    const response = await this.track(
      this.api.ask("POST", path, payload, { "Idempotency-Key": newRequestKey() }),
    );
    return this.#answered(response);
  }

  async bringHome() {
    Object.assign(this, { isBusy: true, message: null, brought: null, percent: 0 });
    this.update();
    const response = await this.track(
      upload(this.api, "/outreach/home", this.file, (percent) => {
        this.percent = percent;
        this.update();
      }),
    );
    this.percent = null;
    const body = this.#answered(response);
    if (body) Object.assign(this, { brought: body, file: null });
    this.update();
  }

  /** Handle a response: return its body, or null after showing the refusal. */
  #answered({ status, body }) {
    this.isBusy = false;
    if (status === 200) {
      this.#show(body);
      return body;
    }
    if (status === 401) this.ended(body);
    else this.say(body?.detail ?? this.w("failed"), "refused");
    return null;
  }

  get view() {
    const { actions, ...shared } = super.view;
    const { venues, form, once, asked, file, percent, brought, isBusy, today } = this;
    return {
      ...shared,
      actions,
      venues,
      form,
      once,
      asked,
      file,
      percent,
      brought,
      isBusy,
      today,
      rows: rowsOf(this.boxes, venues),
    };
  }

  mainView(v) {
    return outreachView(v);
  }
}

customElements.define("antre-outreach", OutreachPage);
