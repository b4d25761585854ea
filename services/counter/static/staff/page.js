/**
 * Base class of all staff pages: the account, the server's clock, the connection, and the page's frame.
 * A page implements `begin`, `view` and `mainView`.
 */
import { CounterApi } from "./api.js";
import { alarmView, headView, lostView, navigation, PAGES } from "./head.js";
import { Patience } from "./patience.js";
import { forbiddenView, signInView, startingView } from "./sign-in.js";
import { inVenueWords } from "./venue-words.js";
import { WORDS } from "./words.js";
import { unlock } from "../shared/sound.js";
import { h, make, morph } from "../shared/draw.js";
import { Freshness, NOTHING_SEEN } from "../shared/freshness.js";
import "../shared/icon.js";
import { follow } from "../shared/live.js";
import { actionsOf, textsIn } from "../shared/words/texts.js";
import { ServerClock } from "../shared/server-clock.js";

const DRAW_MS = 250;
const POLL_MS = 2_000;
/** Interval of keepalive requests: with LOST_AFTER_MS, a lost connection is detected within three seconds. */
const ALIVE_MS = 900;
const LOST_AFTER_MS = 2_100;
/** Time without a heartbeat from the display service after which the page polls as well. */
const SILENT_MS = 8_000;
const RETRY_MS = 1_000;
/** Interval at which a page that only receives live updates checks its session. */
const SESSION_MS = 10_000;

/** Methods that the views of every page may call. */
const ACTIONS =
  "firstAdmin go openFirstAdmin openOwnPassword signIn signOut stopWaiting switchLanguage".split(" ");

/** Maximum length of a press, in case the browser missed its end. */
const HELD_MS_MAX = 2_000;
/** Time from pointerup to its click. */
const CLICK_WITHIN_MS = 80;

let pressedMs = -Infinity;

function endPress() {
  pressedMs = -Infinity;
}

addEventListener(
  "pointerdown",
  () => {
    pressedMs = performance.now();
  },
  true,
);
addEventListener("click", endPress, true);
for (const type of ["pointerup", "pointercancel"])
  addEventListener(type, () => setTimeout(endPress, CLICK_WITHIN_MS), true);

/** Whether a pointer is down: an element that moves under it would lose its click. */
export function isPressed() {
  return performance.now() - pressedMs < HELD_MS_MAX;
}

/** Whether a session expired or was signed out, rather than being ended by someone else. */
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
  /** Text to show while the page starts, null for the usual one. */
  startingWords = null;
  /** The dialog for one's own password; loaded when it is first opened. */
  ownPassword = null;
  /** The message, and its kind: "news" disappears by itself, "refused" stays until the next press. */
  message = null;
  messageKind = "news";
  /** Methods that this page's views may call, besides ACTIONS. */
  acts = [];
  /** The result of loadMore; null until then. */
  loaded = null;
  /** Text for screen readers to announce. */
  announced = null;
  /** Whether <main> is not redrawn while a pointer is down. */
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
  #messageMs = 0;
  #named = null;

  /** Called after sign-in. */
  begin() {}

  /** Load the modules that the first draw does not need. */
  async loadMore() {
    return {};
  }

  /** The content of <main> on the page's own screens. */
  mainView() {}

  /** The content of <main> for an account that may not use the page. */
  forbidden(v) {
    return forbiddenView(v);
  }

  /** Draw the page's dialogs. */
  drawOver() {}

  /** Fetch the state by HTTP while there are no live updates: resolves with {status, body}, or null. */
  async fetchState() {
    return null;
  }

  /** Take a newer state of the page. */
  take(state) {
    this.state = state;
  }

  /** Nodes at the left of the head, after the logo. */
  headline(v) {
    return [h("b.counter", "Antre"), navigation(v)];
  }

  /** The title of the browser tab. */
  get tab() {
    return this.w(PAGES.find(([, path]) => path === location.pathname)[2]);
  }

  /** The text of the warning banner; null: none. */
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
    // Ornament only: its elements draw themselves once they are defined.
    import("../shared/motif.js").catch(() => {});
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => unlock(), true);
    setInterval(() => this.#poll(), POLL_MS);
    setInterval(() => document.hidden || this.track(this.api.alive()), ALIVE_MS);
    setInterval(() => this.#checkSession(), SESSION_MS);
    setInterval(() => this.update(), DRAW_MS);
    // A page that was in the background is not disconnected.
    addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      this.#answeredMs = performance.now();
      this.track(this.api.alive());
    });
    this.start();
    this.update();
  }

  async start() {
    const { status, body } = await this.track(this.api.session());
    if (status === 200) return this.#enter(body.staff);
    if (status === 401)
      return this.go(
        "sign-in",
        body.slug === "no-session" ? null : body.detail,
        isRunOut(body) ? "news" : "refused",
      );
    setTimeout(() => this.start(), RETRY_MS);
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
    if (!this.loaded) setTimeout(() => this.#loadMore(), RETRY_MS);
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

  /** Create the first admin's account, with the code from operations, and sign in. */
  firstAdmin(code, username, password) {
    return this.#enterFrom("first-admin", () => this.api.firstAdmin(code, username, password));
  }

  /** Sign in from a screen; retry while the service is busy, since all staff sign in at the same hour. */
  async #enterFrom(screen, request) {
    if (this.isSigningIn) return undefined;
    this.isSigningIn = true;
    this.announce(this.w("signing"));
    this.go(screen);
    const response = await this.#patience.ask(
      () => this.track(request()),
      () => this.go(screen, this.#patience.word && this.w(this.#patience.word)),
    );
    this.isSigningIn = false;
    // Keep the message, or the button would move away from under the finger.
    if (!response) return this.go(this.screen, this.message);
    const { status, body } = response;
    if (status === 200) return this.#enter(body.staff);
    return this.go(
      screen,
      status === 0 ? this.w("notReached") : (body.detail ?? this.w("notReached")),
      "refused",
    );
  }

  /** Stop retrying, because the input is being changed. */
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

  /** Show why the session ended, on the sign-in screen. */
  ended(body) {
    this.unfollow();
    this.go("sign-in", body.detail ?? this.w("ended"), isRunOut(body) ? "news" : "refused");
  }

  may(permission) {
    return this.staff?.may?.includes(permission) ?? false;
  }

  /**
   * Subscribe to `event` of the display service; `request` fetches the first state and a pass as {status,
   * body}.
   */
  follow(event, request) {
    this.unfollow();
    this.fetchState = request;
    this.#socket = follow(
      "/counter",
      document.body.dataset.display,
      async () => {
        const { status, body } = await this.track(request());
        if (status === 200) this.#receive(body);
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
        [event]: (state) => this.#receive(state),
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
    // Without a subscription, nothing can be stale.
    this.freshness = new Freshness();
    this.fetchState = async () => null;
  }

  #receive(state) {
    if (!this.freshness.take(state, performance.now())) return;
    this.clock.take(state.now);
    this.take(state);
    this.update();
  }

  /** Whether a pending press is being retried. */
  get isSendingAgain() {
    return false;
  }

  /** The connection to the hall: "live", "poll" (without the display service) or "lost". */
  get connection() {
    if (!document.hidden && performance.now() - this.#answeredMs > LOST_AFTER_MS) return "lost";
    if (this.isSendingAgain || this.freshness.isStale(performance.now())) return "lost";
    return this.#live ? "live" : "poll";
  }

  get lostMs() {
    return performance.now() - Math.min(this.#answeredMs, this.freshness.heardMs ?? this.#answeredMs);
  }

  /** The venue's word for its counters, {id, en}; null: not known. */
  get counterWord() {
    return this.state?.counter_word ?? null;
  }

  /** The page's texts in the reader's language and the venue's word. */
  get texts() {
    const { words, counterWord: word } = this;
    if (this.#named?.of !== words || this.#named.id !== word?.id)
      this.#named = { of: words, id: word?.id, words: inVenueWords(words, word) };
    return textsIn(this.language, this.#named.words);
  }

  /** Words in the reader's language. */
  w(name, values) {
    return this.texts.w(name, values);
  }

  /** A pair of words, in the reader's language. */
  word(pair) {
    return this.texts.word(inVenueWords(pair, this.counterWord));
  }

  /** The name of a counter, in the reader's language. */
  counterName(counter) {
    return this.texts.counterName(counter);
  }

  /** Await a response, and update the state of the connection by it. */
  async track(request) {
    const response = await request;
    const nowMs = performance.now();
    if (response.status !== 0 && response.status < 500) this.#answeredMs = nowMs;
    if (response.status === 200) this.#resetStale(response.body, nowMs);
    if (response.body.slug === "log-lost") this.#alarm = response.body.detail;
    else if (response.status === 200 && Object.keys(response.body).length > 0) this.#alarm = null;
    return response;
  }

  /**
   * Reset the freshness of a stale page after a successful response, even one older than the last state: a
   * log that was restarted or restored from a backup never reaches that sequence.
   */
  #resetStale(body, nowMs) {
    if (Object.keys(body).length === 0 || !this.freshness.isStale(nowMs)) return;
    const fresh = new Freshness();
    fresh.take({ ...NOTHING_SEEN, heard: body.heard, now: body.now }, nowMs);
    if (!fresh.isStale(nowMs)) this.freshness = fresh;
  }

  async #poll() {
    const isFresh = performance.now() - this.freshness.heardMs < SILENT_MS;
    if (this.#polling || (this.#live && isFresh && !this.isSendingAgain)) return;
    this.#polling = true;
    const response = await this.fetchState();
    this.#polling = false;
    if (response === null) return;
    await this.track(response);
    if (response.status === 200) this.#receive(response.body);
    if (response.status === 401) this.ended(response.body);
  }

  async #checkSession() {
    if (!this.#live || this.isSendingAgain) return;
    const { status, body } = await this.track(this.api.session());
    if (status === 401 && this.#socket) this.ended(body);
  }

  /** Show a message, and announce it to screen readers. */
  say(message, kind = "news") {
    this.message = message;
    this.messageKind = kind;
    this.#messageMs = performance.now();
    this.announce(message);
    this.update();
  }

  /** How long the message has been visible, ms. */
  get messageAgeMs() {
    return performance.now() - this.#messageMs;
  }

  /** Announce a text to screen readers only. */
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

  /** Switch the language; a message in the old language is removed. */
  switchLanguage() {
    this.message = null;
    this.language = this.language === "id" ? "en" : "id";
    this.api.language = this.language;
    localStorage.setItem("antre-language", this.language);
    this.update();
    this.#focusDoor();
  }

  /** The data of the views: words, state and actions. Pages add their own. */
  get view() {
    return {
      ...this.texts,
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

  /** Redraw the page. */
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
