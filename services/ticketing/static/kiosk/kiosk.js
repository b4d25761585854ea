/** The kiosk page: agency, service, number, in three touches. */
import { KioskDevice } from "./device.js";
import { KioskDriver } from "./driver.js";
import { TAKE_WITHIN_MS } from "./presses.js";
import * as R from "./rating.js";
import { rateEntry } from "./rating-views.js";
import * as S from "./state.js";
import { footView, headView, moreView, noticeView, screenView } from "./views.js";
import { WORDS } from "./words.js";
import { ready as chime, unlock } from "../shared/sound.js";
import { h, make, morph } from "../shared/draw.js";
import "../shared/fitted.js";
import { ageMs } from "../shared/freshness.js";
import "../shared/icon.js";
import "../shared/motif.js";
import { newRequestKey } from "../shared/request-key.js";
import { read, store } from "../shared/storage.js";
import { noticesOn } from "../shared/words/notices.js";
import { textsIn } from "../shared/words/texts.js";
import { ServerClock, withOffset } from "../shared/server-clock.js";

const LOOK_MS = 10_000;
const LOOK_AGAIN_MS = 2_000;
const TIMEOUT_MS = 5_000;
const DRAW_MS = 250;
/** Fraction of the visible height that one touch scrolls, so that a row stays visible. */
const PAGE = 0.75;
const ROUNDING_PX = 8;
const STORED = "antre-presses";
/** Screens that display general notices. */
const NOTICED = ["agencies", "services"];
/** Screens with their own scrolling part and "more" button. */
const OWN_MORE = ["services", "find", "rating"];
const { dataset } = document.body;

class Kiosk extends HTMLElement {
  #clock = new ServerClock();
  #drawnScreen = null;
  #touchMs = 0;
  #url = `${dataset.serviceApi}/venues/${dataset.venue}`;
  #device = new KioskDevice({ test: () => void chime(), reload: () => S.isAtRest(this.#driver.state) });
  #driver = new KioskDriver(
    {
      nowMs: () => performance.now(),
      serverMs: () => this.#clock.nowMs(),
      load: () => read(STORED),
      store: (text) => store(STORED, text),
      send: (request, onResponse) => void this.#send(request).then(onResponse),
      onChange: (before, after) => this.#changed(before, after),
    },
    inBoth("expired"),
  );

  connectedCallback() {
    const parts = [
      h("header.on-dark"),
      h("antre-selvedge", { cell: 2 }),
      h("div.notice", { hidden: true }),
      h("main", { "aria-live": "polite" }),
      h("div"),
      h("footer.on-dark"),
      h("div.printed", { "aria-hidden": "true" }),
    ];
    this.append(...parts.map((part) => make(part)));
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => this.#touched(), true);
    this.#look();
    setInterval(() => this.#tick(), DRAW_MS);
    this.#tick();
  }

  #touched() {
    this.#touchMs = performance.now();
    this.#driver.touched();
    unlock();
  }

  #tick() {
    this.#driver.tick();
    this.update();
  }

  #changed(before, after) {
    if (after.ticket && !before.ticket) {
      chime();
      this.#print(after.ticket);
    }
    if (before.ticket && !after.ticket) this.#paper.replaceChildren();
    const isHome = after.screen === "agencies" && before.screen !== "agencies";
    if (isHome || after.refusal !== before.refusal) this.#look();
    if (after.layoutMs !== before.layoutMs)
      for (const settledMs of Object.values(S.SETTLE_MS)) setTimeout(() => this.update(), settledMs);
    this.update();
  }

  get #paper() {
    return this.querySelector(":scope > .printed");
  }

  /** Print a number if this kiosk has paper, unless its ticket is no longer displayed. */
  async #print(ticket) {
    const widthMm = this.#device.me?.paper_mm;
    if (!widthMm) return;
    const { paper, print } = await import("../shared/paper/paper.js");
    const { ticket: current, venue } = this.#driver.state;
    if (current !== ticket) return;
    const printed = { ...ticket, address: venue.address };
    const qr = this.#qrOf(ticket.token);
    this.#paper.replaceChildren(make(paper(printed, { widthMm, isCopy: false, qr })));
    await print(this.#paper, widthMm);
  }

  #qrOf(token) {
    return `${dataset.serviceApi}/tickets/${token}/qr.svg`;
  }

  async #look() {
    clearTimeout(this.looking);
    let pause = LOOK_AGAIN_MS;
    try {
      const response = await fetch(this.#url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (response.ok) {
        const venue = await response.json();
        const receivedMs = performance.now() - ageMs(venue);
        this.#clock.take(venue.now);
        this.#driver.change((state) => S.updateVenue(state, venue, receivedMs, this.#device.isPaired));
        pause = LOOK_MS;
      }
    } catch {
      /* retried soon; the screen turns "offline" if it lasts */
    }
    this.looking = setTimeout(() => this.#look(), pause);
  }

  /**
   * Send a request: take or cancel a number, call staff, or rate a visit; the key makes retries safe. Status
   * 0: no response.
   */
  async #send({ kind, press }) {
    const { serviceApi } = dataset;
    const { key, venue, service, priority, until, token } = press;
    const payload = { service, priority, until };
    const [url, method, body, requestKey] = {
      take: () => [`${serviceApi}/venues/${venue}/tickets`, "POST", JSON.stringify(payload), key],
      "give-back": () => [`${serviceApi}/tickets/${token}`, "DELETE", undefined, `${key}-back`],
      help: () => [`${this.#url}/help`, "POST", undefined, key],
      ratable: () => [`${this.#url}/ratable`, "GET", undefined, newRequestKey()],
      rate: () => [`${this.#url}/kiosk/ratings`, "POST", ratingOf(press), key],
    }[kind]();
    const language = { "Accept-Language": this.#driver.state.language };
    const headers = { "Content-Type": "application/json", "Idempotency-Key": requestKey, ...language };
    Object.assign(headers, this.#device.headers);
    try {
      const response = await fetch(url, {
        method,
        body,
        headers,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.status === 401) this.#device.refused();
      return { status: response.status, body: await response.json() };
    } catch {
      return { status: 0, body: {} };
    }
  }

  /** Render everything from the current state. */
  update() {
    const now = performance.now();
    const { state } = this.#driver;
    const screen = S.screenOf(state, now);
    const { classList } = document.body;
    dataset.screen = screen;
    dataset.paper = this.#device.me?.paper_mm ?? "";
    dataset.settled = Object.keys(S.SETTLE_MS)
      .filter((button) => S.takesTouch(state, button, now))
      .join(" ");
    classList.toggle("large", state.isLarge);
    classList.toggle("low", state.isLow);
    const { documentElement } = document;
    documentElement.lang = state.language;
    documentElement.style.setProperty("--touch", `${this.#touchPx}px`);
    const v = this.#view(screen, S.idleLeft(state, now));
    const [head, , notice, main, more, foot] = this.children;
    morph(head, headView(v));
    const notices = NOTICED.includes(screen) ? noticeView(v) : [];
    notice.hidden = !notices.flat().some(Boolean);
    morph(notice, notices);
    if (this.#drawnScreen !== screen) main.replaceChildren();
    this.#drawnScreen = screen;
    morph(main, screenView(v));
    morph(more, OWN_MORE.includes(screen) ? null : [moreView(v), rateEntry(v)]);
    morph(foot, footView(v));
  }

  #view(screen, left) {
    const { state } = this.#driver;
    return {
      ...state,
      ...textsIn(state.language, WORDS),
      screen,
      left,
      notices: noticesOn(state.venue?.notices, this.#clock.nowMs()),
      below: this.#below,
      now: this.#clock.nowIso(),
      paperMm: this.#device.me?.paper_mm ?? null,
      qrOf: (token) => this.#qrOf(token),
      actions: this.#actions,
    };
  }

  get #touchPx() {
    return S.touchPx(this.#device.me?.inches, { width: innerWidth, height: innerHeight });
  }

  /** The scrolling element: the whole screen, or the list above fixed buttons or keys. */
  get #scroller() {
    return this.querySelector(".services, .found") ?? this.querySelector("main");
  }

  /** What is below the visible part: "nothing" if nothing is hidden, "more", or "end" if scrolled down. */
  get #below() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    if (scrollHeight <= clientHeight + ROUNDING_PX) return "nothing";
    return scrollTop + clientHeight >= scrollHeight - ROUNDING_PX ? "end" : "more";
  }

  #scroll() {
    const { clientHeight } = this.#scroller;
    const top = this.#below === "end" ? -this.#scroller.scrollTop : clientHeight * PAGE;
    this.#scroller.scrollBy({ top });
  }

  #touch(change, button = "any") {
    this.#driver.touch(button, this.#touchMs, change);
  }

  #actions = {
    done: () => this.#touch(S.home, "done"),
    back: () => this.#touch(S.back),
    take: () => {
      const until = withOffset(this.#clock.nowMs() + TAKE_WITHIN_MS, this.#clock.zone);
      this.#touch((state, nowMs) => S.take(state, { key: newRequestKey(), until }, nowMs), "take");
      this.#driver.tick();
    },
    scroll: () => {
      if (S.takesTouch(this.#driver.state, "any", this.#touchMs)) this.#scroll();
      this.update();
    },
    askForHelp: () => {
      const key = this.#device.isPaired ? newRequestKey() : null;
      this.#touch((state, nowMs) => S.askForHelp(state, key, nowMs));
      this.#driver.tick();
    },
    closeHelp: () => this.#touch(S.closeHelp),
    openFind: () => this.#touch(S.openFind),
    type: (key) => this.#touch((state) => S.type(state, key)),
    chooseFound: (agency, service) => this.#touch((state) => S.chooseFound(state, agency, service)),
    chooseAgency: (id) => this.#touch((state) => S.chooseAgency(state, id)),
    chooseService: (id) => this.#touch((state) => S.chooseService(state, id)),
    openRating: () => {
      this.#touch(S.openRating);
      this.#driver.tick();
    },
    chooseRated: (number) =>
      this.#touch((state) => S.updateRating(state, (rating) => R.chooseNumber(rating, number))),
    chooseFace: (face) => {
      this.#touch((state, nowMs) =>
        S.updateRating(state, (rating) => R.chooseFace(rating, face, newRequestKey(), nowMs)),
      );
      this.#driver.tick();
    },
    openPriority: () => this.#touch(S.openPriority),
    choosePriority: (reason) => this.#touch((state) => S.choosePriority(state, reason)),
    speak: (language) => this.#touch((state) => S.speak(state, language)),
    switchAid: (aid) => this.#touch((state) => S.switchAid(state, aid)),
  };
}

function ratingOf({ ticket, rating }) {
  return JSON.stringify({ ticket, rating });
}

/** Return one of the kiosk's texts as {id, en}. */
function inBoth(name) {
  const [id, en] = WORDS[name];
  return { id, en };
}

customElements.define("antre-kiosk", Kiosk);
