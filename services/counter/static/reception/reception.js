/**
 * Reception's page: issue, find and print numbers, set priority, return missed visitors. State and actions
 * are here, views in other modules.
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

const REFRESH_MS = 10_000;
const REFRESH_SOON_MS = 1_000;
const WIDTH = "antre-paper-mm";
const DIRECTLY = "antre-print-directly";

/** Actions for the views. */
const ACTIONS = (
  "attendKiosk bringBack cancel chooseAgency choosePriority chooseService find home issue kioskHelped " +
  "mark print seeReason setting toggle"
).split(" ");

export class ReceptionPage extends StaffPage {
  words = { ...STAFF_WORDS, ...WORDS };
  holdsStill = true;
  acts = ACTIONS;
  /** The message about the last number that was searched. */
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
  #timer = null;
  #seq = null;

  connectedCallback() {
    super.connectedCallback();
    this.append(make(h("div.printed", { "aria-hidden": "true" })));
    addEventListener("keydown", (event) => this.#key(event));
  }

  begin() {
    if (!this.may("reception")) return this.go("forbidden");
    this.follow("hall", () => this.api.ask("GET", `/venues/${this.api.venue}/live`));
    this.#refresh();
    this.#resendUnanswered();
    return this.go("desk");
  }

  loadMore() {
    return import("./ticket-view.js");
  }

  /** Send the unanswered press of a reloaded page again. */
  async #resendUnanswered() {
    const press = this.box.unanswered();
    if (!press) return;
    const response = await this.box.resend(press);
    if (response && response.status < 300 && !press.verb.startsWith("kiosks/"))
      this.set(S.withTicket(this.desk, response.body, press.verb === "tickets"));
  }

  take(state) {
    if (S.callsAnew(this.state, state)) tap();
    super.take(state);
    if (state.seq === this.#seq) return;
    this.#seq = state.seq;
    this.#refreshWithin(REFRESH_SOON_MS);
    if (this.desk.ticket) this.#refreshTicket();
  }

  async #refresh() {
    clearTimeout(this.#timer);
    this.#timer = null;
    if (this.screen === "sign-in") return;
    const { status, body } = await this.track(this.api.ask("GET", `/venues/${this.api.venue}/catalogue`));
    if (status === 200) this.set(S.withCatalogue(this.desk, body));
    this.#refreshWithin(status === 200 ? REFRESH_MS : REFRESH_SOON_MS);
  }

  #refreshWithin(ms) {
    if (this.#timer !== null && ms === REFRESH_MS) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), ms);
  }

  async #refreshTicket() {
    const { number } = this.desk.ticket;
    const { status, body } = await this.track(
      this.api.ask("GET", `/venues/${this.api.venue}/tickets/${number}`),
    );
    if (status === 200 && this.desk.ticket) this.set(S.updateTicket(this.desk, body));
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
  toggle(name) {
    this.set(S.toggleOpen(this.desk, name));
  }

  /** Send a press; resolves with the ticket, or null after showing the refusal. */
  async #press(path, body) {
    if (this.box.pending || this.connection === "lost") return null;
    const response = await this.box.press(path, body);
    if (!response) return null;
    const { status, body: payload } = response;
    if (status === 200 || status === 201) return payload;
    if (status === 401) this.ended(payload);
    else
      this.set(
        S.withRefusal(
          this.desk,
          payload.slug === "forbidden"
            ? this.w("forbidden")
            : (payload.closed_text?.[this.language] ?? payload.detail ?? this.w("refused")),
        ),
      );
    return null;
  }

  async issue() {
    const { service, priority } = this.desk;
    const ticket = await this.#press("tickets", { service, priority });
    if (!ticket) {
      this.#refresh();
      return;
    }
    ready();
    this.set(S.withTicket(this.desk, ticket, true));
    this.say(this.w("said_issue", { number: ticket.number }));
    this.#focus("main h1");
    if (this.directly) await this.print();
  }

  /** Find a ticket by its typed number. */
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
    this.set(S.withTicket(this.desk, body, false));
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

  async #change(action, body, word) {
    const { number } = this.desk.ticket;
    const ticket = await this.#press(`tickets/${number}/${action}`, body);
    if (!ticket) return;
    this.set({ ...S.updateTicket(this.desk, ticket), open: null, reason: null, refusal: null });
    this.say(this.w(word, { number }));
    this.#focus("main h1");
  }

  /** Record that staff are on their way to a kiosk. */
  attendKiosk({ device, name }) {
    return this.#forKiosk(`kiosks/${device}/attend`, this.w("done_attend-kiosk", { kiosk: name }));
  }

  /** Record that a kiosk no longer needs help. */
  kioskHelped({ device, name }) {
    return this.#forKiosk(`kiosks/${device}/helped`, this.w("done_helped", { kiosk: name }));
  }

  async #forKiosk(path, done) {
    if (await this.#press(path, {})) this.say(done);
  }

  /** Print the ticket; a second print, or one of a searched ticket, is recorded as a copy. */
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
    this.set(S.markPrinted(S.updateTicket(this.desk, ticket)));
  }

  /** Show or hide why a ticket has priority. */
  async seeReason() {
    if (this.desk.reason !== null) return this.set(S.toggleReason(this.desk, null));
    const { number } = this.desk.ticket;
    const { status, body } = await this.track(
      this.api.ask("GET", `/venues/${this.api.venue}/tickets/${number}/reason`),
    );
    if (status === 200 && body.priority && this.desk.ticket?.number === number)
      this.set(S.toggleReason(this.desk, body.priority));
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

  go(screen, ...message) {
    if (screen === "sign-in") this.desk = { ...S.home(this.desk), recent: [] };
    super.go(screen, ...message);
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
      catalogue: catalogue && S.withCounts(catalogue, this.state),
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
