/**
 * The board: one custom element that holds the connection, carries out what the announcer says, and draws the whole
 * board from one scene, again and again.
 *
 * For other programs on the page: `window.antreTrace`, what was announced last; the document's events "antre-receipt"
 * {seq, kind: shown|spoken|silent, why, number, counter, request_id} and "antre-voice" {isSpeaking}; `board.socket`;
 * `board.voice.test()`; `board.plan`, when this page is loaded anew. The body's data- layout, part, inches, distance, voice and muted may change at any time.
 */
import { HOLD_MS } from "./announcer.js";
import { draw, parts } from "./draw.js";
import { lines } from "./lines.js";
import { BoardMemory } from "./memory.js";
import { BoardState, readPart } from "./state.js";
import { MediaBeside } from "../media/media.js";
import { forBoard, placeOf, rowsBeside } from "../media/state.js";
import { ReloadPlan } from "./reload-plan.js";
import { locked, unlock } from "../shared/chime.js";
import { say } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { Freshness } from "../shared/freshness.js";
import "../shared/icon.js";
import { follow } from "../shared/live.js";
import "../shared/motif.js";
import { ServerClock, withOffset } from "../shared/server-clock.js";
import { CAPITALS, LAYOUTS, fonts, layoutFor, legibleTo, readMeasures } from "./sizes.js";
import { Voice } from "./voice.js";

const INFO_MS = 12_000;
/** The most characters an info line holds; a longer pair of languages takes turns. */
const INFO_MAX = { hall: 88, small: 88, portrait: 110, counter: 62, phone: 400 };
const DRAW_MS = 250;
/** Three times at 1 Hz: seen from the side by who does not hear the chime, slow enough for everybody (look.md). */
const PULSE_MS = 3_000;
const TRACE_MAX = 500;
const PAGE_WITHIN_MS = 5_000;
const RECEIPTS = new Set(["shown", "spoken", "silent"]);

class Board extends HTMLElement {
  #state = new BoardState();
  #freshness = new Freshness();
  #clock = new ServerClock();
  #house = null;
  #refused = null;
  #infoAt = 0;
  #info = 0;
  #pulseUntil = 0;
  #sound = null;
  #wasStale = false;
  #qr = null;
  #scale = 1;
  #memory = null;
  #wasTouched = false;
  #roll = Math.random();
  #media = new MediaBeside();
  #languages = document.documentElement.lang === "en" ? ["en", "id"] : ["id", "en"];

  connectedCallback() {
    const { venue, zone, agency, counter, display, replay } = document.body.dataset;
    const auth = Object.fromEntries(Object.entries({ venue, zone, agency, counter }).filter(([, v]) => v));
    this.voice = new Voice(venue);
    this.#qr = replay
      ? null
      : `/board/${encodeURIComponent(venue)}/qr.svg?${new URLSearchParams({ ...auth, lang: this.#languages[0] })}`;
    this.plan = new ReloadPlan();
    globalThis.antreTrace = [];
    this.#memory = replay ? null : new BoardMemory(venue);
    const known = this.#memory?.read();
    if (known) this.#hear({ kind: "remember", at: performance.now(), ...known });
    this.append(...parts(), this.#media.element);
    // What a replay showed last is where it goes on after a loss.
    this.socket = follow(
      "/board",
      display,
      replay ? async () => ({ ...auth, replay, at: Math.round(this.#clock.nowMs() ?? 0) }) : auth,
      {
        house: (house) =>
          this.#take(() => {
            this.#house = house;
            this.voice.learn();
          }),
        board: (board) => this.#take((now) => this.#takeBoard(board, now)),
        heartbeat: (beat) =>
          this.#take((now) => {
            if (this.#freshness.take(beat, now)) this.#clock.take(beat.now);
          }),
        refused: (slug) => {
          this.#refused = slug;
        },
      },
    );
    addEventListener("resize", () => this.update());
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => this.#touched());
    setInterval(() => this.update(), DRAW_MS);
    this.update();
  }

  async #touched() {
    this.#wasTouched ||= locked();
    await unlock();
    this.update();
  }

  #take(change) {
    this.#refused = null;
    change(performance.now());
    this.update();
  }

  #takeBoard(board, now) {
    if (!this.#freshness.take(board, now)) return;
    this.#clock.take(board.now);
    if (board.service_day) this.plan.day(board.service_day, now, this.#roll);
    this.#sense(now);
    this.#hear({ kind: "board", at: now, board });
  }

  /** Tell the announcer whether there is sound, and whether what is known is the truth. */
  #sense(now) {
    const sound = this.#soundNow();
    if (sound !== this.#sound) {
      this.#sound = sound;
      this.#hear({ kind: "sound", at: now, state: sound });
    }
    const isStale = this.#freshness.isStale(now);
    if (isStale !== this.#wasStale) {
      this.#wasStale = isStale;
      this.#hear({ kind: isStale ? "stale" : "fresh", at: now });
    }
  }

  /** "off" on a screen that another speaks for and on a phone, "muted" by the admin, else what the browser allows. */
  #soundNow() {
    const { voice, muted } = document.body.dataset;
    if (muted) return "muted";
    if (voice === "off" || (voice !== "on" && document.body.dataset.shape === "phone")) return "off";
    return locked() ? "locked" : "on";
  }

  #hear(event) {
    const effects = this.#state.hear(event);
    for (const effect of effects) this.#carryOut(effect, event.at);
    if (this.#state.board) this.#memory?.keep(this.#state.memory, this.#clock.nowMs());
  }

  #carryOut(effect, now) {
    const call = this.#state.view().board?.calls.find((other) => other.seq === effect.seq);
    antreTrace.push({ at: Math.round(now), ...effect });
    if (antreTrace.length > TRACE_MAX) antreTrace.shift();
    if (effect.kind === "light") this.#pulseUntil = now + PULSE_MS;
    else if (effect.kind === "speak") this.#speak(effect);
    else if (effect.kind === "brief") this.voice.hurry();
    else if (effect.kind === "hush") this.voice.hush();
    else if (RECEIPTS.has(effect.kind)) {
      const { number, counter, request_id: requestId } = call ?? {};
      document.dispatchEvent(
        new CustomEvent("antre-receipt", { detail: { ...effect, number, counter, request_id: requestId } }),
      );
    }
  }

  async #speak(effect) {
    const heard = await this.voice.play(effect).catch(() => "silent");
    this.#hear({
      kind: "audio",
      at: performance.now(),
      seq: effect.seq,
      outcome: heard === "spoken" ? "ended" : "failed",
    });
    this.update();
  }

  /** Draw everything from what is known now. */
  update() {
    const now = performance.now();
    const layout = this.#fit();
    this.#sense(now);
    this.#hear({ kind: "tick", at: now });
    this.#reload(now);
    const { rows } = LAYOUTS[layout];
    const part = readPart(document.body.dataset.part);
    const view = this.#state.view({ rows, skip: part ? (part.n - 1) * rows : 0 });
    const phase = this.#wasStale ? "stale" : phaseOf(view, layout);
    const media = this.#showMedia(
      { phase, layout, isMany: view.position?.n < view.position?.of, isPart: Boolean(part) },
      view.shown,
      now,
    );
    view.earlier = view.earlier.slice(0, rowsBeside(layout, media, rows));
    document.body.dataset.state = phase;
    document.body.dataset.seq = view.board?.seq ?? "";
    document.body.dataset.epoch = view.board?.epoch ?? "";
    document.body.dataset.sound = this.#sound;
    this.classList.toggle("pulsing", phase === "calling" && now < this.#pulseUntil);
    const info = lines({
      phase,
      board: view.board,
      house: this.#house,
      languages: this.#languages,
      sound: this.#sound,
      longest: INFO_MAX[layout],
    });
    this.#turn(phase, now);
    const sizes = fonts(layout, readMeasures(document.body.dataset));
    draw(
      this,
      {
        phase,
        view,
        house: this.#house,
        languages: this.#languages,
        layout,
        part,
        refused: this.#refused,
        now: this.#clock.nowIso(),
        since: this.#since(),
        info: { lines: info, n: this.#info % info.length },
        turn: this.#info,
        qr: layout === "phone" || phase === "starting" ? null : this.#qr,
      },
      sizes,
    );
    this.#tellReach(layout, sizes);
  }

  /** Load the page anew if it is time, and if the display gives it: a board is better than a browser's own words. */
  async #reload(now) {
    const needsTouch = this.#wasTouched && this.#sound === "on";
    if (!this.plan.isDue(now, { isOnAir: this.#state.isOnAir(now), isStale: this.#wasStale, needsTouch }))
      return;
    this.plan.tried(now);
    const page = await fetch(location.href, {
      cache: "no-store",
      signal: AbortSignal.timeout(PAGE_WITHIN_MS),
    }).catch(() => null);
    if (page?.ok) location.reload();
  }

  /** Show what is due beside the calls, held still while a call is fresh; gives the place it takes. */
  #showMedia(scene, call, now) {
    this.#media.take(forBoard(this.#house, document.body.dataset));
    const isHeld = scene.phase === "calling" && now - (call?.litMs ?? 0) < HOLD_MS;
    const place = this.#media.update({ place: placeOf(scene), isHeld, languages: this.#languages, now });
    document.body.dataset.media = place;
    return place;
  }

  /** Lines stand still while a call is fresh. */
  #turn(phase, now) {
    if (phase === "calling" || now - this.#infoAt <= INFO_MS) return;
    this.#info += 1;
    this.#infoAt = now;
  }

  /** Choose the layout and scale its canvas to the screen; a phone's page scrolls instead. */
  #fit() {
    const { layout: asked, counter } = document.body.dataset;
    const above = document.querySelector(".replay")?.offsetHeight ?? 0;
    const room = innerHeight - above;
    const layout = layoutFor(asked === "counter" && !counter ? "" : asked, innerWidth, innerHeight);
    const { width, height } = LAYOUTS[layout];
    const scale = layout === "phone" ? 1 : Math.min(innerWidth / width, room / height);
    const place =
      layout === "phone"
        ? ""
        : `translate(${(innerWidth - width * scale) / 2}px, ${above + (room - height * scale) / 2}px) scale(${scale})`;
    document.body.dataset.shape = layout;
    if (this.style.transform !== place) this.style.transform = place;
    this.#scale = scale;
    return layout;
  }

  /** Say how far number and counter are legible, and how tall the number's capitals are on this screen. */
  #tellReach(layout, sizes) {
    const { inches } = readMeasures(document.body.dataset);
    const number = this.querySelector(".number");
    const font = number ? parseFloat(number.style.fontSize) : sizes.number;
    this.style.setProperty("--counter-font", `${sizes.counter}px`);
    this.style.setProperty("--number-font", `${sizes.number}px`);
    this.dataset.capitalsPx = (font * CAPITALS * this.#scale).toFixed(1);
    if (inches) this.dataset.legibleTo = legibleTo(layout, inches, Math.min(font, sizes.counter) * CAPITALS);
    else delete this.dataset.legibleTo;
  }

  /** When the log was last heard: "09.41". */
  #since() {
    const now = this.#clock.nowMs();
    const { heardMs } = this.#freshness;
    if (now === null || heardMs === null) return "";
    return clock(withOffset(now - (performance.now() - heardMs), this.#clock.zone));
  }
}

/** A tablet over a desk is calling while its counter is; another board while a call is lit. */
function phaseOf({ phase, board }, layout) {
  if (layout === "counter" && board) return board.desk?.state === "calling" ? "calling" : "quiet";
  if (phase !== "quiet") return phase;
  const hours = board?.hours.state;
  return hours === "after" || hours === "closed" ? "closed" : "quiet";
}

customElements.define("antre-board", Board);
say(document.querySelector("title"), `Antre: ${document.body.dataset.venue}`);
