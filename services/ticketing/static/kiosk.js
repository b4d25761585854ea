/** The kiosk: agency, service, number, in three touches. */
import { KioskDevice } from "./kiosk-device.js";
import * as S from "./kiosk-state.js";
import { footView, headView, noticeView, screenView } from "./kiosk-views.js";
import { WORDS } from "./kiosk-words.js";
import { ready as chime, unlock } from "./shared/sound.js";
import { h, make, morph } from "./shared/draw.js";
import "./shared/fitted.js";
import { ageMs } from "./shared/freshness.js";
import "./shared/icon.js";
import "./shared/motif.js";
import { newRequestKey } from "./shared/request-key.js";
import { reader } from "./shared/words/reader.js";
import { ServerClock } from "./shared/server-clock.js";

const LOOK_MS = 10_000;
const LOOK_AGAIN_MS = 2_000;
const TAKE_WITHIN_MS = 15_000;
const TAKE_AGAIN_MS = 700;
const ANSWER_WITHIN_MS = 5_000;
const DRAW_MS = 250;
/** The screens on which a notice to everybody is shown. */
const NOTICED = ["agencies", "services"];

class Kiosk extends HTMLElement {
  #state = S.home();
  #clock = new ServerClock();
  #language = "id";
  #drawnScreen = null;
  #touchedMs = performance.now();
  #url = `${document.body.dataset.serviceApi}/venues/${document.body.dataset.venue}`;
  #device = new KioskDevice({ test: () => void chime(), reload: () => S.isAtRest(this.#state) });

  connectedCallback() {
    const parts = [
      h("header.on-dark"),
      h("antre-selvedge", { cell: 2 }),
      h("div.notice", { hidden: true }),
      h("main", { "aria-live": "polite" }),
      h("footer.on-dark"),
    ];
    this.append(...parts.map((part) => make(part)));
    for (const touch of ["pointerdown", "keydown"]) {
      addEventListener(
        touch,
        () => {
          this.#touchedMs = performance.now();
          unlock();
        },
        true,
      );
    }
    this.#look();
    setInterval(() => this.update(), DRAW_MS);
    this.update();
  }

  #set(state) {
    this.#state = state;
    this.update();
  }

  #home() {
    this.#language = "id";
    for (const name of ["large", "low"]) document.body.classList.remove(name);
    this.#set(S.home(this.#state));
    this.#look();
  }

  async #look() {
    clearTimeout(this.looking);
    let pause = LOOK_AGAIN_MS;
    try {
      const answer = await fetch(this.#url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      if (answer.ok) {
        const venue = await answer.json();
        this.#clock.take(venue.now);
        this.#set(S.heard(this.#state, venue, performance.now() - ageMs(venue), this.#device.isPaired));
        pause = LOOK_MS;
      }
    } catch {
      /* asked again soon; the screen says so when it lasts */
    }
    this.looking = setTimeout(() => this.#look(), pause);
  }

  async #take() {
    const begun = S.take(this.#state, newRequestKey());
    if (begun === this.#state) return;
    this.#set(begun);
    const until = performance.now() + TAKE_WITHIN_MS;
    while (performance.now() < until) {
      const { status, body } = await this.#send(begun.taking);
      if (status === 201) {
        chime();
        this.#touchedMs = performance.now();
        this.#set(S.taken(this.#state, body));
        return;
      }
      if (status !== 0 && status < 500) {
        if (status === 401) this.#device.refused();
        this.#look();
        this.#set(S.refused(this.#state, body.closed_text ?? { id: body.detail, en: body.detail }));
        return;
      }
      await new Promise((again) => setTimeout(again, TAKE_AGAIN_MS));
    }
    const [id, en] = [0, 1].map((n) => `${WORDS.offline[n]} ${WORDS.offlineDo[n]}`);
    this.#set(S.refused(this.#state, { id, en }));
  }

  /** Ask for the number; the same key makes a retry safe. Status 0: nobody answered. */
  async #send({ key, service }) {
    try {
      const answer = await fetch(`${this.#url}/tickets`, {
        method: "POST",
        body: JSON.stringify({ service }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        headers: {
          "Content-Type": "application/json",
          "Idempotency-Key": key,
          "Accept-Language": this.#language,
          ...this.#device.headers,
        },
      });
      return { status: answer.status, body: await answer.json() };
    } catch {
      return { status: 0, body: {} };
    }
  }

  /** Draw everything from what is known now. */
  update() {
    const now = performance.now();
    const left = S.idleLeft(this.#state, now - this.#touchedMs);
    if (left === 0 && !this.#state.taking) return this.#home();
    const screen = S.screenOf(this.#state, now);
    document.body.dataset.screen = screen;
    document.documentElement.lang = this.#language;
    const v = this.#view(screen, left);
    const [head, , notice, main, foot] = this.children;
    morph(head, headView(v));
    notice.hidden = !v.venue?.notice || !NOTICED.includes(screen);
    morph(notice, noticeView(v));
    if (this.#drawnScreen !== screen) main.replaceChildren();
    this.#drawnScreen = screen;
    morph(main, screenView(v));
    morph(foot, footView(v));
    return undefined;
  }

  #view(screen, left) {
    const { classList, dataset } = document.body;
    return {
      ...this.#state,
      ...reader(this.#language, WORDS),
      screen,
      left,
      now: this.#clock.nowIso(),
      isLarge: classList.contains("large"),
      isLow: classList.contains("low"),
      qrOf: (token) => `${dataset.serviceApi}/tickets/${token}/qr.svg`,
      actions: this.#actions,
    };
  }

  #actions = {
    home: () => this.#home(),
    take: () => this.#take(),
    askForHelp: () => this.#set(S.askForHelp(this.#state)),
    chooseAgency: (id) => this.#set(S.chooseAgency(this.#state, id)),
    chooseService: (id) => this.#set(S.chooseService(this.#state, id)),
    speak: (language) => {
      this.#language = language;
      this.update();
    },
    switchAid: (name) => {
      document.body.classList.toggle(name);
      this.update();
    },
  };
}

customElements.define("antre-kiosk", Kiosk);
