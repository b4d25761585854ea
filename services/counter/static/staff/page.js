/**
 * What every page of staff is made of: who is signed in, the hall's clock, how the page hears of the
 * hall, and a frame to draw in. A page extends this, says what it does once somebody is signed in
 * (`begin`), and draws itself whole from what it knows (`draw`), again and again.
 */
import { CounterApi } from "./api.js";
import { drawSignIn, drawStarting } from "./sign-in.js";
import { WORDS } from "./words.js";
import { unlock } from "../shared/chime.js";
import { fillIn, h, icon } from "../shared/dom.js";
import { counterName, inSentences } from "../shared/counter-name.js";
import { clock, fill, length } from "../shared/format.js";
import { Freshness } from "../shared/freshness.js";
import "../shared/icon.js";
import { follow } from "../shared/live.js";
import "../shared/motif.js";
import { ServerClock } from "../shared/server-clock.js";

const DRAW_MS = 250;
const POLL_MS = 2_000;
/** A lost connection is seen within three seconds: the service is asked for a sign of life this often … */
const ALIVE_MS = 900;
/** … and is lost after this long without any. */
const LOST_AFTER_MS = 2_100;
const AGAIN_MS = 1_000;
/** So often a page that only listens asks whether its session lives on. */
const SESSION_MS = 10_000;

/** The pages, and the permission (of the session) that shows each in the navigation. */
const PAGES = [
  ["counter", "/counter", "pageCounter"],
  ["hall", "/supervisor", "pageHall"],
  ["reception", "/reception", "pageReception"],
  ["house", "/admin", "pageAdmin"],
];

/** Whether a session that is no more ran out or was left, and nobody ended it. */
export function isRunOut({ slug }) {
  return slug === "session-ended" || slug === "no-session";
}

export class StaffPage extends HTMLElement {
  api = new CounterApi(document.body.dataset.serviceApi, document.body.dataset.venue);
  clock = new ServerClock();
  freshness = new Freshness();
  words = WORDS;
  screen = "starting";
  staff = null;
  state = null;
  isSigningIn = false;
  /** The dialog for one's own password; loaded when it is first opened. */
  ownPassword = null;
  /** What is said to whoever looks, and how: "news" passes by itself, "refused" stays until the next press. */
  message = null;
  messageKind = "news";
  language = localStorage.getItem("antre-language") ?? "id";
  #drawFirstAdmin = null;
  #socket = null;
  #live = false;
  #answeredMs = performance.now();
  #polling = false;
  #saidMs = 0;

  /** Called once somebody is signed in. */
  begin() {}

  /** Draw the page's own screens; true if this one is ours. */
  draw() {}

  /** Ask for the state by HTTP while nothing comes live: resolves with {status, body}. */
  async askAgain() {
    return null;
  }

  /** Take a newer state of the page. */
  take(state) {
    this.state = state;
  }

  /** Nodes at the left of the head, after the house's sign. */
  headline() {
    return [h("b.counter", "Antre"), this.navigation()];
  }

  /** What the browser's tab says. */
  get tab() {
    return this.w(PAGES.find(([, path]) => path === location.pathname)[2]);
  }

  /** Buttons at the right of the head. */
  buttons() {
    return [];
  }

  /** What the head is drawn from, beside what every page's is. */
  headKey() {
    return null;
  }

  connectedCallback() {
    this.api.language = this.language;
    this.append(
      h("header.on-dark"),
      h("antre-selvedge", { cell: 1 }),
      h("div.lost-banner", { role: "alert" }),
      h("main"),
      h("p.visually-hidden", { "aria-live": "polite", "data-said": true }),
    );
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => unlock(), true);
    setInterval(() => this.#poll(), POLL_MS);
    setInterval(() => document.hidden || this.heard(this.api.alive()), ALIVE_MS);
    setInterval(() => this.#lookAtSession(), SESSION_MS);
    setInterval(() => this.update(), DRAW_MS);
    // A page that slept was not lost: it asks before it says so.
    addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      this.#answeredMs = performance.now();
      this.heard(this.api.alive());
    });
    this.start();
    this.update();
  }

  async start() {
    const { status, body } = await this.heard(this.api.session());
    if (status === 200) return this.#enter(body.staff);
    if (status === 401)
      return this.go(
        "sign-in",
        body.slug === "no-session" ? null : body.detail,
        isRunOut(body) ? "news" : "refused",
      );
    setTimeout(() => this.start(), AGAIN_MS);
    return undefined;
  }

  #enter(staff) {
    this.staff = staff;
    this.message = null;
    return this.begin();
  }

  signIn(username, password) {
    return this.#through("sign-in", () => this.api.signIn(username, password));
  }

  async openFirstAdmin() {
    const loaded = await import("./first-admin.js").catch(() => null);
    if (!loaded) return this.go("sign-in", this.w("notReached"), "refused");
    this.#drawFirstAdmin = loaded.drawFirstAdmin;
    return this.go("first-admin");
  }

  /** Make the first admin's account, with the code that operations printed, and sign in. */
  firstAdmin(code, username, password) {
    return this.#through("first-admin", () => this.api.firstAdmin(code, username, password));
  }

  /** Go through a door; everybody comes at eight, and whose turn is late (the service waits for it) is not asked to press again. */
  async #through(door, ask) {
    if (this.isSigningIn) return undefined;
    this.isSigningIn = true;
    this.go(door);
    this.announce(this.w("signing"));
    let status, body;
    do ({ status, body } = await this.heard(ask()));
    while (body.slug === "sign-ins-busy");
    this.isSigningIn = false;
    if (status === 200) return this.#enter(body.staff);
    return this.go(
      door,
      status === 0 ? this.w("notReached") : (body.detail ?? this.w("notReached")),
      "refused",
    );
  }

  async signOut() {
    this.unfollow();
    await this.api.signOut();
    return this.go("sign-in");
  }

  async openOwnPassword() {
    const loaded = await import("./own-password.js").catch(() => null);
    if (!loaded) return this.say(this.w("notReached"), "refused");
    this.ownPassword ??= new loaded.OwnPassword(this);
    return this.ownPassword.open();
  }

  /** The session ended: say why, and sign in again. */
  ended(body) {
    this.unfollow();
    this.go("sign-in", body.detail ?? this.w("ended"), isRunOut(body) ? "news" : "refused");
  }

  may(permission) {
    return this.staff?.may?.includes(permission) ?? false;
  }

  /** Follow the display's news of `event`; `ask` resolves with {status, body} and gives the first state and a pass. */
  follow(event, ask) {
    this.unfollow();
    this.freshness = new Freshness();
    this.askAgain = ask;
    this.#socket = follow(
      "/counter",
      document.body.dataset.display,
      async () => {
        const { status, body } = await this.heard(ask());
        if (status === 200) this.#taken(body);
        return { pass: body.pass };
      },
      {
        up: () => {
          this.#live = true;
        },
        down: () => {
          this.#live = false;
          this.#poll();
        },
        [event]: (pushed) => this.#taken(pushed),
        heartbeat: (beat) => {
          if (this.freshness.take(beat, performance.now())) this.clock.take(beat.now);
        },
      },
    );
  }

  unfollow() {
    // Without its listeners it neither reconnects nor tells this page anything more.
    this.#socket?.off().offAny().disconnect();
    this.#socket = null;
    this.#live = false;
    this.askAgain = async () => null;
  }

  #taken(state) {
    if (!this.freshness.take(state, performance.now())) return;
    this.clock.take(state.now);
    this.take(state);
    this.update();
  }

  /** A press is on its way and was not answered at the first try. */
  get isSendingAgain() {
    return false;
  }

  /** How the page hears of the hall: "live", "poll" (the display is away), "lost". */
  get connection() {
    if (!document.hidden && performance.now() - this.#answeredMs > LOST_AFTER_MS) return "lost";
    if (this.isSendingAgain || this.freshness.isStale(performance.now())) return "lost";
    return this.#live ? "live" : "poll";
  }

  get lostMs() {
    return performance.now() - Math.min(this.#answeredMs, this.freshness.heardMs ?? this.#answeredMs);
  }

  /** Words in the reader's language. */
  w(name, values = {}) {
    return inSentences(fill(this.word(this.words[name]), values));
  }

  /** One of a pair of words. */
  word(pair) {
    return pair[this.language === "id" ? 0 : 1];
  }

  get otherLanguage() {
    return this.language === "id" ? "en" : "id";
  }

  /** The name of a counter, in the reader's language. */
  counterName(counter) {
    return counter ? counterName(counter.name, this.language) : "";
  }

  /** The same words in the other language. */
  o(name, values = {}) {
    return fill(this.words[name][this.language === "id" ? 1 : 0], values);
  }

  /** Take note that the service answered. */
  async heard(asked) {
    const answer = await asked;
    if (answer.status !== 0 && answer.status < 500) this.#answeredMs = performance.now();
    return answer;
  }

  async #poll() {
    if (this.#polling || (this.#live && !this.isSendingAgain)) return;
    this.#polling = true;
    const answer = await this.askAgain();
    this.#polling = false;
    if (answer === null) return;
    await this.heard(answer);
    if (answer.status === 200) this.#taken(answer.body);
    if (answer.status === 401) this.ended(answer.body);
  }

  async #lookAtSession() {
    if (!this.#live || this.isSendingAgain) return;
    const { status, body } = await this.heard(this.api.session());
    if (status === 401 && this.#socket) this.ended(body);
  }

  /** Show a message, and let readers hear it. */
  say(message, kind = "news") {
    this.message = message;
    this.messageKind = kind;
    this.#saidMs = performance.now();
    this.announce(message);
    this.update();
  }

  /** How long the message has been shown, ms. */
  get saidMs() {
    return performance.now() - this.#saidMs;
  }

  /** Let readers hear something that is shown elsewhere. */
  announce(text) {
    const said = this.querySelector("[data-said]");
    if (said.textContent !== (text ?? "")) said.textContent = text ?? "";
  }

  go(screen, message = null, kind = "news") {
    this.screen = screen;
    this.message = message;
    this.messageKind = kind;
    this.update();
  }

  get isAtDoor() {
    return this.screen === "sign-in" || this.screen === "first-admin";
  }

  /** What was said was in the other language: it is not left standing among words of this one. */
  switchLanguage() {
    this.message = null;
    this.language = this.otherLanguage;
    this.api.language = this.language;
    localStorage.setItem("antre-language", this.language);
    this.update();
  }

  /** Draw everything from what is known now. */
  update() {
    const { connection } = this;
    document.body.dataset.screen = this.screen;
    document.body.dataset.connection = connection;
    document.documentElement.lang = this.language;
    if (document.title !== this.tab) document.title = this.tab;
    this.#drawHead(connection);
    this.#drawLost(connection === "lost" && !this.isAtDoor && this.screen !== "starting");
    const main = this.querySelector(":scope > main");
    if (this.screen === "starting") drawStarting(this, main);
    else if (this.screen === "sign-in") drawSignIn(this, main);
    else if (this.screen === "first-admin") this.#drawFirstAdmin(this, main);
    else this.draw(main);
    this.ownPassword?.update();
  }

  #drawLost(lost) {
    const banner = this.querySelector(":scope > .lost-banner");
    banner.hidden = !lost;
    if (!lost) return;
    const seconds = Math.floor(this.lostMs / 1000);
    fillIn(banner, [this.language, seconds], () => [
      icon("wifi-off"),
      h("p", h("b", this.w("lost")), h("span", this.w("lostHint"))),
      h("b.tabular", length(seconds * 1000, this.language)),
    ]);
  }

  #drawHead(connection) {
    const now = this.clock.nowIso();
    const head = this.querySelector(":scope > header");
    const focused = [...head.querySelectorAll("a, button")].indexOf(document.activeElement);
    const isIn = this.staff && !this.isAtDoor;
    fillIn(
      head,
      [connection, now?.slice(0, 16), this.language, this.screen, this.staff, this.headKey()],
      () => [
        h("antre-motif", { name: "ketupat" }),
        this.headline(),
        h("span.space"),
        isIn &&
          h(
            "span.link",
            { "data-connection": connection },
            icon(connection === "lost" ? "wifi-off" : "wifi"),
            this.w(connection === "lost" ? "disconnected" : "connected"),
          ),
        now && h("b.clock.tabular", clock(now)),
        now && h("span.zone", this.state?.time_zone_label ?? ""),
        this.buttons(),
        h(
          "button",
          { "data-language": this.otherLanguage, onclick: () => this.switchLanguage() },
          this.language === "id" ? "English" : "Indonesia",
        ),
        isIn &&
          h(
            "button",
            {
              "data-own-password-open": true,
              title: this.w("password"),
              "aria-label": this.w("password"),
              onclick: () => this.openOwnPassword(),
            },
            icon("lock"),
            h("span", this.w("password")),
          ),
        isIn && h("button", { "data-sign-out": true, onclick: () => this.signOut() }, this.w("signOut")),
      ],
    );
    // What was drawn anew keeps the focus it had.
    if (focused >= 0 && !head.contains(document.activeElement))
      head.querySelectorAll("a, button")[focused]?.focus();
  }

  /** Links to the other pages this account may open. */
  navigation() {
    if (!this.staff || this.isAtDoor) return null;
    return h(
      "nav",
      { "aria-label": this.w("pages") },
      PAGES.filter(([permission]) => this.may(permission)).map(([, path, word]) =>
        h("a", { href: path, "aria-current": location.pathname === path ? "page" : null }, this.w(word)),
      ),
    );
  }
}
