/**
 * Reception's page: give, find and print numbers, mark priority, bring back who was missed. State here, views
 * beside.
 */
import { deskView } from "./desk-view.js";
import * as S from "./state.js";
import { WORDS } from "./words.js";
import { navigation, placeName } from "../staff/head.js";
import { StaffPage } from "../staff/page.js";
import { minutesSince } from "../staff/minutes.js";
import { PressBox } from "../staff/press-box.js";
import { readNumber } from "../staff/ticket-number.js";
import { WORDS as STAFF_WORDS } from "../staff/words.js";
import { ready, tap } from "../shared/sound.js";
import { h, make } from "../shared/draw.js";

const LOOK_MS = 10_000;
const LOOK_SOON_MS = 1_000;
const WIDTH = "antre-paper-mm";
const DIRECTLY = "antre-print-directly";

/** What can be done here, for the views. */
const ACTIONS = (
  "attendKiosk bringBack cancel chooseAgency choosePriority chooseService find home issue kioskHelped " +
  "mark print seeReason setting toggle"
).split(" ");

export class ReceptionPage extends StaffPage {
  words = { ...STAFF_WORDS, ...WORDS };
  holdsStill = true;
  acts = ACTIONS;
  /** The answer to the last number looked for. */
  findSays = null;
  desk = S.home();
  widthMm = Number(localStorage.getItem(WIDTH)) === 58 ? 58 : 80;
  directly = localStorage.getItem(DIRECTLY) === "on";
  box = new PressBox(
    (path, body, key) =>
      this.track(this.api.ask("POST", `/venues/${this.api.venue}/${path}`, body, { "Idempotency-Key": key })),
    () => this.update(),
    sessionStorage,
    "antre-reception-press",
  );
  #looking = null;
  #seq = null;

  connectedCallback() {
    super.connectedCallback();
    this.append(make(h("div.printed", { "aria-hidden": "true" })));
    addEventListener("keydown", (event) => this.#key(event));
  }

  begin() {
    if (!this.may("reception")) return this.go("forbidden");
    this.follow("hall", () => this.api.ask("GET", `/venues/${this.api.venue}/live`));
    this.#look();
    this.#takeUp();
    return this.go("desk");
  }

  loadMore() {
    return import("./ticket-view.js");
  }

  /** Send the press of a reloaded page again. */
  async #takeUp() {
    const left = this.box.unanswered();
    if (!left) return;
    const answer = await this.box.resend(left);
    if (answer && answer.status < 300 && !left.verb.startsWith("kiosks/"))
      this.set(S.shown(this.desk, answer.body, left.verb === "tickets"));
  }

  take(state) {
    if (S.callsAnew(this.state, state)) tap();
    super.take(state);
    if (state.seq === this.#seq) return;
    this.#seq = state.seq;
    this.#lookWithin(LOOK_SOON_MS);
    if (this.desk.ticket) this.#renew();
  }

  async #look() {
    clearTimeout(this.#looking);
    this.#looking = null;
    if (this.screen === "sign-in") return;
    const { status, body } = await this.track(this.api.ask("GET", `/venues/${this.api.venue}/catalogue`));
    if (status === 200) this.set(S.heard(this.desk, body));
    this.#lookWithin(status === 200 ? LOOK_MS : LOOK_SOON_MS);
  }

  #lookWithin(ms) {
    if (this.#looking !== null && ms === LOOK_MS) return;
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => this.#look(), ms);
  }

  async #renew() {
    const { number } = this.desk.ticket;
    const { status, body } = await this.track(
      this.api.ask("GET", `/venues/${this.api.venue}/tickets/${number}`),
    );
    if (status === 200 && this.desk.ticket) this.set(S.renewed(this.desk, body));
  }

  get isSendingAgain() {
    return Boolean(this.box.pending?.tries);
  }

  set(desk) {
    this.desk = desk;
    this.update();
  }

  home() {
    this.say(null);
    this.set(S.home(this.desk));
    this.#focus("main h1");
  }

  chooseAgency(agency) {
    this.say(null);
    this.set(S.chooseAgency(this.desk, agency));
    this.#focus("main h1");
  }

  chooseService(service) {
    this.set(S.chooseService(this.desk, service));
  }

  choosePriority(priority) {
    this.set(S.choosePriority(this.desk, priority));
  }

  /** Open or close a question or choice. */
  toggle(what) {
    this.set(S.opened(this.desk, what));
  }

  /** Press; resolves with the ticket, or null after showing why not. */
  async #press(path, body) {
    if (this.box.pending || this.connection === "lost") return null;
    const answer = await this.box.press(path, body);
    if (!answer) return null;
    const { status, body: said } = answer;
    if (status === 200 || status === 201) return said;
    if (status === 401) this.ended(said);
    else
      this.set(
        S.refused(
          this.desk,
          said.slug === "forbidden"
            ? this.w("forbidden")
            : (said.closed_text?.[this.language] ?? said.detail ?? this.w("refused")),
        ),
      );
    return null;
  }

  async issue() {
    const { service, priority } = this.desk;
    const ticket = await this.#press("tickets", { service, priority });
    if (!ticket) {
      this.#look();
      return;
    }
    ready();
    this.set(S.shown(this.desk, ticket, true));
    this.say(this.w("said_issue", { number: ticket.number }));
    this.#focus("main h1");
    if (this.directly) await this.print();
  }

  /** Find a number as typed. */
  async find(typed) {
    const number = readNumber(typed, this.desk.catalogue?.agencies);
    if (!number) {
      this.findSays = this.w("findHint");
      return this.update();
    }
    const { status, body } = await this.track(
      this.api.ask("GET", `/venues/${this.api.venue}/tickets/${number}`),
    );
    if (status === 401) return this.ended(body);
    this.findSays =
      status === 200
        ? null
        : status === 404
          ? this.w("unknown", { number })
          : (body.detail ?? this.w("refused"));
    if (status !== 200) return this.update();
    this.say(null);
    this.querySelector("#find").value = "";
    this.set(S.shown(this.desk, body, false));
    return this.#focus("main h1");
  }

  async mark(priority) {
    await this.#change("priority", { priority }, priority ? "said_priority" : "said_unmarked");
  }

  async bringBack(place) {
    await this.#change("return", { place }, "said_return");
  }

  async cancel() {
    await this.#change("cancel", {}, "said_cancel");
  }

  async #change(what, body, word) {
    const { number } = this.desk.ticket;
    const ticket = await this.#press(`tickets/${number}/${what}`, body);
    if (!ticket) return;
    this.set({ ...S.renewed(this.desk, ticket), open: null, reason: null, refusal: null });
    this.say(this.w(word, { number }));
    this.#focus("main h1");
  }

  /** Go to a kiosk whose visitor called. */
  attendKiosk({ device, name }) {
    return this.#forKiosk(`kiosks/${device}/attend`, this.w("done_attend-kiosk", { kiosk: name }));
  }

  /** Nobody is needed there any more. */
  kioskHelped({ device, name }) {
    return this.#forKiosk(`kiosks/${device}/helped`, this.w("done_helped", { kiosk: name }));
  }

  async #forKiosk(path, done) {
    if (await this.#press(path, {})) this.say(done);
  }

  /** Print the ticket once; afterwards, and of a ticket that was looked for, a recorded copy. */
  async print() {
    const { number } = this.desk.ticket;
    const isCopy = !this.desk.isFresh || this.desk.isPrinted;
    const ticket = isCopy ? await this.#press(`tickets/${number}/reprint`, {}) : this.desk.ticket;
    if (!ticket) return;
    const { paper, print } = await import("../shared/paper/paper.js");
    const place = this.querySelector(":scope > .printed");
    place.replaceChildren(make(paper(ticket, { widthMm: this.widthMm, isCopy, qr: this.qr(number) })));
    if (isCopy) this.say(this.w("said_reprint", { number }));
    await print(place, this.widthMm);
    this.set(S.printed(S.renewed(this.desk, ticket)));
  }

  /** Why a ticket has priority: asked for, and hidden again by the next press. */
  async seeReason() {
    if (this.desk.reason !== null) return this.set(S.reasonToggled(this.desk, null));
    const { number } = this.desk.ticket;
    const { status, body } = await this.track(
      this.api.ask("GET", `/venues/${this.api.venue}/tickets/${number}/reason`),
    );
    if (status === 200 && body.priority && this.desk.ticket?.number === number)
      this.set(S.reasonToggled(this.desk, body.priority));
    return undefined;
  }

  qr(number) {
    return `${this.api.base}/venues/${this.api.venue}/tickets/${number}/qr.svg`;
  }

  setting(name, value) {
    this[name] = value;
    localStorage.setItem(
      name === "widthMm" ? WIDTH : DIRECTLY,
      name === "widthMm" ? String(value) : value ? "on" : "off",
    );
    this.update();
  }

  #focus(selector) {
    this.querySelector(selector)?.focus({ preventScroll: true });
  }

  #key(event) {
    if (this.screen !== "desk" || event.ctrlKey || event.altKey || event.metaKey) return;
    const isTyping = event.target?.tagName === "INPUT";
    if (event.key === "/" && !isTyping) {
      event.preventDefault();
      this.#focus("#find");
    } else if (event.key === "Escape" && this.desk.screen !== "agencies") this.home();
  }

  go(screen, ...said) {
    if (screen === "sign-in") this.desk = { ...S.home(this.desk), recent: [] };
    super.go(screen, ...said);
  }

  switchLanguage() {
    this.message = null;
    this.findSays = null;
    super.switchLanguage();
  }

  get view() {
    const { pending } = this.box;
    const { catalogue } = this.desk;
    return {
      ...super.view,
      desk: this.desk,
      catalogue: catalogue && S.counted(catalogue, this.state),
      hall: this.state,
      minutes: (iso) => minutesSince(iso, this.clock.nowMs()) ?? 0,
      heardAt: this.state?.heard,
      pending,
      isSendingAgain: this.isSendingAgain,
      rests: Boolean(pending) || this.connection === "lost",
      widthMm: this.widthMm,
      directly: this.directly,
      findSays: this.findSays,
      qrOf: (number) => this.qr(number),
    };
  }

  mainView(v) {
    document.body.dataset.desk = this.desk.screen;
    return deskView(v);
  }

  headline(v) {
    return [placeName(this.desk.catalogue?.name ?? "Antre"), navigation(v)];
  }
}

customElements.define("antre-reception", ReceptionPage);
