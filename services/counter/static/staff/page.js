/**
 * The base of every page of staff: the account, the hall's clock, the connection, and the frame to draw in.
 * A page extends it with `begin`, `view` and `mainView`.
 */
import { CounterApi } from "./api.js";
import { alarmView, headView, lostView, navigation, PAGES } from "./head.js";
import { Patience } from "./patience.js";
import { forbiddenView, signInView, startingView } from "./sign-in.js";
import { WORDS } from "./words.js";
import { unlock } from "../shared/sound.js";
import { h, make, morph } from "../shared/draw.js";
import { Freshness, NOTHING_SEEN } from "../shared/freshness.js";
import "../shared/icon.js";
import { follow } from "../shared/live.js";
import { actionsOf, reader } from "../shared/words/reader.js";
import { ServerClock } from "../shared/server-clock.js";

const DRAW_MS = 250;
const POLL_MS = 2_000;
/** Interval of signs of life: with LOST_AFTER_MS, a lost connection is seen within three seconds. */
const ALIVE_MS = 900;
const LOST_AFTER_MS = 2_100;
/** Time without a heartbeat of the display after which the service is asked as well. */
const SILENT_MS = 8_000;
const AGAIN_MS = 1_000;
/** Interval at which a page that only listens checks its session. */
const SESSION_MS = 10_000;

/** Names of the methods that views of every page may call. */
const ACTIONS =
  "firstAdmin go openFirstAdmin openOwnPassword signIn signOut stopWaiting switchLanguage".split(" ");

/** Limit for a finger whose lifting the browser lost. */
const HELD_MS_MAX = 2_000;
/** Time from lifting a finger to its click. */
const CLICK_WITHIN_MS = 80;

let pressedMs = -Infinity;

function lifted() {
  pressedMs = -Infinity;
}

addEventListener(
  "pointerdown",
  () => {
    pressedMs = performance.now();
  },
  true,
);
addEventListener("click", lifted, true);
for (const ends of ["pointerup", "pointercancel"])
  addEventListener(ends, () => setTimeout(lifted, CLICK_WITHIN_MS), true);

/** Whether a finger is down: what moves under it loses its click. */
export function isPressed() {
  return performance.now() - pressedMs < HELD_MS_MAX;
}

/** Whether a session ran out or was left, so that nobody ended it. */
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
  /** Words while the page starts, if not the usual ones. */
  startingWords = null;
  /** The dialog for one's own password; loaded when it is first opened. */
  ownPassword = null;
  /** The message, and its kind: "news" passes by itself, "refused" stays until the next press. */
  message = null;
  messageKind = "news";
  /** Names of the methods that this page's views may call, besides ACTIONS. */
  acts = [];
  /** What loadMore gave; null until it came. */
  loaded = null;
  /** What screen readers announce. */
  announced = null;
  /** Whether nothing in this page moves while a finger is down. */
  holdsStill = false;
  language = localStorage.getItem("antre-language") ?? "id";
  #firstAdminView = null;
  #patience = new Patience();
  #drawnScreen = null;
  #socket = null;
  #live = false;
  #answeredMs = performance.now();
  #alarm = null;
  #polling = false;
  #saidMs = 0;

  /** Called once somebody is signed in. */
  begin() {}

  /** Load the modules that the first draw does not need. */
  async loadMore() {
    return {};
  }

  /** What <main> shows on the page's own screens. */
  mainView() {}

  /** What <main> shows to an account that may not use the page. */
  forbidden(v) {
    return forbiddenView(v);
  }

  /** Draw the page's dialogs. */
  drawOver() {}

  /** Ask for the state by HTTP while nothing comes live: resolves with {status, body}. */
  async askAgain() {
    return null;
  }

  /** Take a newer state of the page. */
  take(state) {
    this.state = state;
  }

  /** Nodes at the left of the head, after the house's sign. */
  headline(v) {
    return [h("b.counter", "Antre"), navigation(v)];
  }

  /** What the browser's tab says. */
  get tab() {
    return this.w(PAGES.find(([, path]) => path === location.pathname)[2]);
  }

  /** What the band over the page warns of, in words; null: nothing. */
  get warning() {
    return null;
  }

  /** Buttons at the right of the head. */
  buttons() {
    return [];
  }

  connectedCallback() {
    this.api.language = this.language;
    const parts = [
      h("header.on-dark"),
      h("antre-selvedge", { cell: 1 }),
      h("div.lost-banner", { role: "alert" }),
      h("main"),
      h("p.visually-hidden", { "aria-live": "polite", "data-said": true }),
    ];
    this.append(...parts.map((part) => make(part)));
    // Ornament: its elements draw themselves once they are known.
    import("../shared/motif.js").catch(() => {});
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => unlock(), true);
    setInterval(() => this.#poll(), POLL_MS);
    setInterval(() => document.hidden || this.heard(this.api.alive()), ALIVE_MS);
    setInterval(() => this.#lookAtSession(), SESSION_MS);
    setInterval(() => this.update(), DRAW_MS);
    // A page that slept was not cut off.
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
    this.#loadMore();
    return this.begin();
  }

  async #loadMore() {
    this.loaded ??= await this.loadMore().catch(() => null);
    if (!this.loaded) setTimeout(() => this.#loadMore(), AGAIN_MS);
    this.update();
  }

  signIn(username, password) {
    return this.#enterFrom("sign-in", () => this.api.signIn(username, password));
  }

  async openFirstAdmin() {
    this.stopWaiting();
    const loaded = await import("./first-admin.js").catch(() => null);
    if (!loaded) return this.go("sign-in", this.w("notReached"), "refused");
    this.#firstAdminView = loaded.firstAdminView;
    return this.go("first-admin");
  }

  /** Make the first admin's account, with the code that operations printed, and sign in. */
  firstAdmin(code, username, password) {
    return this.#enterFrom("first-admin", () => this.api.firstAdmin(code, username, password));
  }

  /** Sign in from a screen. Everybody does at eight: while the service says to wait, it is asked again. */
  async #enterFrom(door, ask) {
    if (this.isSigningIn) return undefined;
    this.isSigningIn = true;
    this.announce(this.w("signing"));
    this.go(door);
    const answer = await this.#patience.ask(
      () => this.heard(ask()),
      () => this.go(door, this.#patience.word && this.w(this.#patience.word)),
    );
    this.isSigningIn = false;
    // The message stays, or the button would move away from under the finger.
    if (!answer) return this.go(this.screen, this.message);
    const { status, body } = answer;
    if (status === 200) return this.#enter(body.staff);
    return this.go(
      door,
      status === 0 ? this.w("notReached") : (body.detail ?? this.w("notReached")),
      "refused",
    );
  }

  /** Somebody changes what was typed: it is not sent once more. */
  stopWaiting() {
    this.#patience.stop();
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

  /** Follow `event` of the display; `ask` resolves with {status, body}: the first state and a pass. */
  follow(event, ask) {
    this.unfollow();
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
    this.#socket?.off().offAny().disconnect();
    this.#socket = null;
    this.#live = false;
    // What nobody follows any more is not late either.
    this.freshness = new Freshness();
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
  w(name, values) {
    return reader(this.language, this.words).w(name, values);
  }

  /** One of a pair of words. */
  word(pair) {
    return reader(this.language, this.words).word(pair);
  }

  /** The name of a counter, in the reader's language. */
  counterName(counter) {
    return reader(this.language, this.words).counterName(counter);
  }

  /** Take note that the service answered. */
  async heard(asked) {
    const answer = await asked;
    const nowMs = performance.now();
    if (answer.status !== 0 && answer.status < 500) this.#answeredMs = nowMs;
    if (answer.status === 200) this.#reached(answer.body, nowMs);
    if (answer.body.slug === "log-lost") this.#alarm = answer.body.detail;
    else if (answer.status === 200 && Object.keys(answer.body).length > 0) this.#alarm = null;
    return answer;
  }

  /**
   * A good answer ends the band over a page, also one that what was seen would outdate: a log that begins
   * anew, or goes on from a backup, never comes as far as that.
   */
  #reached(body, nowMs) {
    if (Object.keys(body).length === 0 || !this.freshness.isStale(nowMs)) return;
    const fresh = new Freshness();
    fresh.take({ ...NOTHING_SEEN, heard: body.heard, now: body.now }, nowMs);
    if (!fresh.isStale(nowMs)) this.freshness = fresh;
  }

  async #poll() {
    const isHeard = performance.now() - this.freshness.heardMs < SILENT_MS;
    if (this.#polling || (this.#live && isHeard && !this.isSendingAgain)) return;
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
    this.announced = text;
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
    this.language = this.language === "id" ? "en" : "id";
    this.api.language = this.language;
    localStorage.setItem("antre-language", this.language);
    this.update();
    this.#focusDoor();
  }

  /** What views draw from: words, what is known, what can be done. Pages add their own. */
  get view() {
    return {
      ...reader(this.language, this.words),
      screen: this.screen,
      staff: this.staff,
      loaded: this.loaded,
      isSignedIn: Boolean(this.staff) && !this.isAtDoor,
      isSigningIn: this.isSigningIn,
      waitsMs: this.#patience.word && this.#patience.leftMs,
      may: (permission) => this.may(permission),
      venueId: this.api.venue,
      startingWords: this.startingWords,
      connection: this.connection,
      isLost: this.connection === "lost",
      lostMs: this.lostMs,
      now: this.clock.nowIso(),
      zoneLabel: this.state?.time_zone_label ?? "",
      message: this.message,
      messageKind: this.messageKind,
      actions: actionsOf(this, ...ACTIONS, ...this.acts),
    };
  }

  /** Draw everything from what is known now. */
  update() {
    const v = this.view;
    document.body.dataset.screen = this.screen;
    document.body.dataset.connection = v.connection;
    document.documentElement.lang = this.language;
    if (document.title !== this.tab) document.title = this.tab;
    const [head, , banner, main, announced] = this.children;
    morph(head, headView(v, this.headline(v), this.buttons(v)));
    const isLost = v.isLost && v.isSignedIn && this.screen !== "starting";
    const alarm = this.#alarm ?? (isLost || !v.isSignedIn ? null : this.warning);
    banner.hidden = !alarm && !isLost;
    morph(banner, alarm ? alarmView(alarm) : isLost && lostView(v));
    this.#drawMain(main, v);
    morph(announced, this.announced);
    this.drawOver(v);
    this.ownPassword?.update();
  }

  #drawMain(main, v) {
    const isNew = this.#drawnScreen !== this.screen;
    if (isNew) main.replaceChildren();
    else if (this.holdsStill && isPressed()) return;
    this.#drawnScreen = this.screen;
    if (this.screen === "starting") morph(main, startingView(v));
    else if (this.screen === "sign-in") morph(main, signInView(v));
    else if (this.screen === "first-admin") morph(main, this.#firstAdminView(v));
    else if (this.screen === "forbidden") morph(main, this.forbidden(v));
    else morph(main, this.mainView(v));
    if (isNew) this.#focusDoor();
  }

  #focusDoor() {
    if (this.isAtDoor) this.querySelector("main input").focus();
  }
}
