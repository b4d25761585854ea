/**
 * The board: a custom element with the live connection that speaks calls and redraws the whole board
 * periodically.
 *
 * For other programs on the page: `window.antreTrace`, the latest announcements; the document's events
 * "antre-receipt" {seq, kind: shown|spoken|silent, why, number, counter, request_id} and "antre-voice"
 * {isSpeaking}; `board.socket`; `board.voice.test()`; `board.plan`, which decides when this page reloads.
 * The body's data- layout, part, inches, distance, voice and muted may change at any time.
 */
import { HOLD_MS } from "./announcer.js";
import { driftAt } from "./drift.js";
import { draw, parts } from "./draw.js";
import { BoardMemory } from "./memory.js";
import { ReloadPlan } from "./reload-plan.js";
import { DRAW_MS, PULSE_MS, Screen } from "./screen.js";
import { CAPITALS, LAYOUTS, fonts, layoutFor, legibleTo, placeOn, readMeasures } from "./sizes.js";
import { Voice } from "./voice.js";
import { MediaBeside } from "../media/media.js";
import { forBoard, placeOf, rowsBeside } from "../media/state.js";
import { locked, unlock } from "../shared/sound.js";
import { say } from "../shared/elements.js";
import "../shared/icon.js";
import { follow } from "../shared/live.js";
import "../shared/motif.js";
import { WakeLock } from "../shared/wake-lock.js";

/** Maximum characters of an info line; if both languages together are longer, they take turns. */
const INFO_MAX = { hall: 80, small: 80, portrait: 86, counter: 62, phone: 400 };
const PAGE_WITHIN_MS = 5_000;

class Board extends HTMLElement {
  qr = null;
  plan = new ReloadPlan();
  #screen;
  #layout = null;
  #scale = 1;
  #wasTouched = false;
  #spread = Math.random();
  #media = new MediaBeside();

  connectedCallback() {
    const { venue, zone, agency, counter, replay, phones } = document.body.dataset;
    const auth = Object.fromEntries(Object.entries({ venue, zone, agency, counter }).filter(([, v]) => v));
    this.voice = new Voice(venue);
    this.#screen = new Screen(this, INFO_MAX, replay ? null : new BoardMemory(venue));
    globalThis.antreTrace = this.#screen.trace;
    if (!replay && phones) {
      const query = new URLSearchParams({ ...auth, lang: this.#screen.languages[0] });
      this.qr = `/board/${encodeURIComponent(venue)}/qr.svg?${query}`;
    }
    this.append(...parts(), this.#media.element);
    new WakeLock().want(true);
    this.socket = this.#follow(auth, replay);
    addEventListener("resize", () => this.update());
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => this.#touched());
    setInterval(() => this.update(), DRAW_MS);
    this.update();
  }

  #follow(auth, replay) {
    const screen = this.#screen;
    // After a reconnect, a replay continues where it was.
    const replayAuth = async () => ({ ...auth, replay, at: Math.round(screen.nowMs ?? 0) });
    return follow("/board", document.body.dataset.display, replay ? replayAuth : auth, {
      house: (house) =>
        this.#take(() => {
          screen.house = house;
          this.voice.learn();
        }),
      board: (board) => this.#take((now) => this.#takeBoard(board, now)),
      heartbeat: (beat) => this.#take((now) => screen.receive(beat, now)),
      refused: (slug) => {
        screen.refused = slug;
      },
    });
  }

  async #touched() {
    this.#wasTouched ||= locked();
    await unlock();
    this.update();
  }

  #take(change) {
    this.#screen.refused = null;
    change(performance.now());
    this.update();
  }

  #takeBoard(board, now) {
    if (!this.#screen.receive(board, now)) return;
    if (board.service_day) this.plan.day(board.service_day, now, this.#spread);
    this.#screen.announce(board, now);
  }

  /** Return "off" on a phone or where another screen speaks, "muted" by the admin, else "on" or "locked". */
  sound() {
    const { voice, muted } = document.body.dataset;
    if (muted) return "muted";
    if (voice === "off" || (voice !== "on" && this.#layout === "phone")) return "off";
    return locked() ? "locked" : "on";
  }

  async speak(effect, done) {
    done(await this.voice.play(effect).catch(() => "silent"));
    this.update();
  }

  receipt(effect) {
    const call = this.#screen.board?.calls.find((other) => other.seq === effect.seq);
    const { number, counter, request_id: requestId } = call ?? {};
    const detail = { ...effect, number, counter, request_id: requestId };
    document.dispatchEvent(new CustomEvent("antre-receipt", { detail }));
  }

  /** Redraw everything from the current state. */
  update() {
    const now = performance.now();
    this.#fit(now);
    const layout = this.#layout;
    const scene = this.#screen.scene(layout, now);
    this.#reload(now);
    this.#showMedia(scene, now);
    const isPulsing = scene.phase === "calling" && now - this.#screen.litMs < PULSE_MS;
    this.classList.toggle("pulsing", isPulsing);
    const sizes = fonts(layout, readMeasures(document.body.dataset));
    this.#publishLegibility(layout, sizes, draw(this, scene, sizes));
  }

  /** Reload if due and the display serves the page: an old board is better than a browser's error page. */
  async #reload(now) {
    const { isStale, sound } = this.#screen;
    const needsTouch = this.#wasTouched && sound === "on";
    if (!this.plan.isDue(now, { isOnAir: this.#screen.isOnAir(now), isStale, needsTouch })) return;
    this.plan.tried(now);
    const page = await fetch(location.href, {
      cache: "no-store",
      signal: AbortSignal.timeout(PAGE_WITHIN_MS),
    }).catch(() => null);
    if (page?.ok) location.reload();
  }

  /** Show the media that are due; with media, fewer earlier calls have room. */
  #showMedia({ phase, layout, view, part, languages }, now) {
    this.#media.take(forBoard(this.#screen.house, document.body.dataset));
    const isMany = view.position?.n < view.position?.of;
    const place = this.#media.update({
      place: placeOf({ phase, layout, isMany, isPart: Boolean(part) }),
      isHeld: phase === "calling" && now - (view.shown?.litMs ?? 0) < HOLD_MS,
      languages,
      now,
    });
    document.body.dataset.media = place;
    view.earlier = view.earlier.slice(0, rowsBeside(layout, place, LAYOUTS[layout].rows));
  }

  /** Choose the layout and scale its canvas to the screen; a phone's page scrolls instead. */
  #fit(now) {
    const { layout: requested, counter } = document.body.dataset;
    const above = document.querySelector(".replay")?.offsetHeight ?? 0;
    const layout = layoutFor(requested === "counter" && !counter ? "" : requested, innerWidth, innerHeight);
    const { scale, transform } =
      layout === "phone"
        ? { scale: 1, transform: "" }
        : placeOn(layout, { width: innerWidth, height: innerHeight, above, shift: driftAt(now) });
    if (this.style.transform !== transform) this.style.transform = transform;
    if (layout !== this.#layout) document.body.className = `on-dark is-${layout}`;
    this.#layout = layout;
    this.#scale = scale;
  }

  /** Publish the height of the called number's capitals, and the distance up to which it is legible. */
  #publishLegibility(layout, sizes, font) {
    const { inches } = readMeasures(document.body.dataset);
    this.style.setProperty("--number-font", `${sizes.number}px`);
    this.dataset.capitalsPx = (font * CAPITALS * this.#scale).toFixed(1);
    if (inches) this.dataset.legibleTo = legibleTo(layout, inches, Math.min(font, sizes.counter) * CAPITALS);
    else delete this.dataset.legibleTo;
  }
}

customElements.define("antre-board", Board);
say(document.querySelector("title"), `Antre: ${document.body.dataset.venue}`);
