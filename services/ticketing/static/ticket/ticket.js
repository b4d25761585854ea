/** The ticket page that the QR code opens: the visitor's place in line, live. */
import { call as chime } from "../shared/chime.js";
import { locked, unlock } from "../shared/sound.js";
import { h, make, morph } from "../shared/draw.js";
import "../shared/fitted.js";
import { clockSeconds } from "../shared/words/format.js";
import { Freshness } from "../shared/freshness.js";
import "../shared/icon.js";
import { follow } from "../shared/live.js";
import "../shared/motif.js";
import { noticesOn } from "../shared/words/notices.js";
import { textsIn } from "../shared/words/texts.js";
import { ServerClock, withOffset } from "../shared/server-clock.js";
import { WakeLock } from "../shared/wake-lock.js";
import * as S from "./state.js";
import { footView, headView, pictureView } from "./views.js";
import { WORDS } from "./words.js";

const DRAW_MS = 500;
const ASK_EVERY_MS = 5_000;
const TIMEOUT_MS = 5_000;
const BUZZ = { near: [200, 100, 200], called: [600, 200, 600] };
const ENDED = ["finished", "cancelled", "expired", "moved", "dropped", "other-day", "unknown"];

class TicketPage extends HTMLElement {
  #ticket = null;
  #unknown = false;
  #asking = null;
  #news = null;
  #drawnPicture = null;
  #language = navigator.language?.startsWith("en") ? "en" : "id";
  #freshness = new Freshness();
  #clock = new ServerClock();
  #isLive = false;
  #answers = null;
  #awake = new WakeLock(() => this.update());
  #url = `${document.body.dataset.serviceApi}/tickets/${document.body.dataset.token}`;

  connectedCallback() {
    const parts = [
      h("header.on-dark"),
      h("antre-selvedge", { cell: 1 }),
      h("main", { "aria-live": "polite" }),
      h("footer"),
    ];
    this.append(...parts.map((part) => make(part)));
    addEventListener("pointerdown", () => unlock(), true);
    this.#ask();
    follow(
      "/ticket",
      document.body.dataset.display,
      { pass: document.body.dataset.token },
      {
        up: () => {
          this.#isLive = true;
        },
        down: () => {
          this.#isLive = false;
        },
        ticket: (ticket) => this.#take(ticket),
        heartbeat: (beat) => {
          if (this.#freshness.take(beat, performance.now())) this.#clock.take(beat.now);
        },
      },
    );
    setInterval(() => {
      if (!this.#isLive && !ENDED.includes(document.body.dataset.state)) this.#ask();
    }, ASK_EVERY_MS);
    setInterval(() => this.update(), DRAW_MS);
    this.update();
  }

  async #ask(method = "GET") {
    try {
      const response = await fetch(this.#url, {
        method,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { "Accept-Language": this.#language },
      });
      if (response.status === 404) this.#unknown = true;
      if (response.ok) this.#take(await response.json());
      return response.status;
    } catch {
      return 0;
    } finally {
      this.update();
    }
  }

  #take(ticket) {
    if (!this.#freshness.take(ticket, performance.now())) return;
    this.#clock.take(ticket.now);
    const signal = S.signal(this.#ticket, ticket);
    this.#news = S.news(this.#ticket, ticket, this.#news);
    this.#ticket = ticket;
    if (S.mayAnswer(ticket)) void this.#openAnswers();
    if (signal) {
      navigator.vibrate?.(BUZZ[signal]);
      if (signal === "called") chime(1);
    }
    this.update();
  }

  /** Load the feedback module once the visit has ended; retried with the next state if loading fails. */
  async #openAnswers() {
    if (this.#answers) return;
    const loaded = await import("./answers.js").catch(() => null);
    if (loaded) this.#answers ??= new loaded.TicketAnswers(this.#url, () => this.update());
    this.update();
  }

  async #leave() {
    this.#asking = "sending";
    this.update();
    const status = await this.#ask("DELETE");
    this.#asking = status === 200 || status === 409 ? null : "retry";
    if (status === 409) this.#ask();
    this.update();
  }

  update() {
    const v = this.#view;
    this.#awake.want(Boolean(v.ticket) && !ENDED.includes(v.picture));
    document.body.dataset.state = v.picture;
    document.body.classList.toggle("stale", v.isStale);
    document.documentElement.lang = v.language;
    const [head, , main, foot] = this.children;
    morph(head, headView(v));
    if (this.#drawnPicture !== v.picture) main.replaceChildren();
    this.#drawnPicture = v.picture;
    morph(main, pictureView(v));
    morph(foot, footView(v));
  }

  get #view() {
    const picture = this.#unknown && !this.#ticket ? "unknown" : S.pictureOf(this.#ticket);
    return {
      ...textsIn(this.#language, WORDS),
      picture,
      ticket: this.#ticket,
      notices: noticesOn(this.#ticket?.notices, this.#clock.nowMs()),
      news: this.#news,
      asking: this.#asking,
      answersView: S.mayAnswer(this.#ticket) ? this.#answers?.view(this.#language, this.#ticket) : null,
      isLocked: locked(),
      isAwake: this.#awake.isHeld,
      isStale: !ENDED.includes(picture) && this.#freshness.isStale(performance.now()),
      updatedAt: ENDED.includes(picture) ? null : this.#updatedAt,
      actions: this.#actions,
    };
  }

  /** When the displayed state was current, "09.41.05"; null before the first state. */
  get #updatedAt() {
    const now = this.#clock.nowMs();
    const { heardMs } = this.#freshness;
    if (now === null || heardMs === null) return null;
    return clockSeconds(withOffset(now - (performance.now() - heardMs), this.#clock.zone));
  }

  #actions = {
    switchLanguage: () => {
      this.#language = this.#language === "id" ? "en" : "id";
      this.update();
    },
    ask: (asking) => {
      this.#asking = asking;
      this.update();
    },
    leave: () => this.#leave(),
    unlockSound: async () => {
      await unlock();
      chime();
      this.update();
    },
  };
}

customElements.define("antre-ticket", TicketPage);
