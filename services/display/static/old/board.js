/** The board of an old TV: holds what is known, carries out what the announcer says, draws the whole board. */
import { draw, parts } from "../board/draw.js";
import { lines } from "../board/lines.js";
import { BoardState, readPart } from "../board/state.js";
import { clock } from "../shared/format.js";
import { Freshness } from "../shared/freshness.js";
import { ServerClock, withOffset } from "../shared/server-clock.js";
import { CAPITALS, LAYOUTS, fonts, layoutFor, readMeasures } from "../board/sizes.js";
import { ask } from "./asking.js";
import { OldDevice } from "./device.js";
import { drawSigns, loadIcons } from "./drawing.js";
import { Polling } from "./polling.js";
import { OldVoice } from "./voice.js";

const INFO_MS = 12_000;
/** The most characters an info line holds; a longer pair of languages takes turns. */
const INFO_MAX = { hall: 80, small: 80, portrait: 100 };
const DRAW_MS = 250;
/** Three times at 1 Hz (look.md). */
const PULSE_MS = 3_000;
const PULSE_STEP_MS = 500;
const TRACE_MAX = 500;
/** A TV hangs: neither a tablet's layout nor a phone's is drawn here. */
const DRAWN = { hall: "hall", small: "small", portrait: "portrait", counter: "hall", phone: "portrait" };
const SELECTED = ["zone", "agency", "counter"];

export class OldBoard {
  trace = [];
  seen = {};
  capitals = 0;
  #element;
  #state = new BoardState();
  #freshness = new Freshness();
  #clock = new ServerClock();
  #polling = new Polling();
  #asked = null;
  #next = null;
  #house = null;
  #houseVersion = null;
  #refused = null;
  #info = 0;
  #infoAt = 0;
  #pulseAt = -Infinity;
  #sound = null;
  #wasStale = false;
  #voice;
  #device;
  #qr;
  #languages = document.documentElement.lang === "en" ? ["en", "id"] : ["id", "en"];
  #isStill = Boolean(window.matchMedia && matchMedia("(prefers-reduced-motion: reduce)").matches);

  constructor(element) {
    this.#element = element;
    const { venue } = this.data;
    this.#voice = new OldVoice(venue);
    this.#qr = `/board/${encodeURIComponent(venue)}/qr.svg?${this.#query({ lang: this.#languages[0] })}`;
    element.append(...parts());
    loadIcons(this.data.icons);
    this.#device = new OldDevice(this);
    window.addEventListener("resize", () => this.update(), false);
    for (const touch of ["keydown", "mousedown", "touchend", "click"])
      document.addEventListener(touch, () => this.#voice.unlock(), false);
    setInterval(() => this.update(), DRAW_MS);
    this.update();
    this.again();
  }

  get venue() {
    return this.data.venue;
  }

  /** What the page's address says, and a device's record wins over. */
  get data() {
    const found = {};
    for (const name of [
      "venue",
      "layout",
      "part",
      "voice",
      "inches",
      "distance",
      "muted",
      "icons",
      ...SELECTED,
    ]) {
      found[name] = document.body.getAttribute(`data-${name}`) || "";
    }
    return found;
  }

  /** Say the sound test. */
  test() {
    this.#voice.test();
  }

  /** Ask for the board now. */
  again() {
    clearTimeout(this.#next);
    const asked = {};
    this.#asked = asked;
    const now = performance.now();
    const address = `/api/display/v1/venues/${encodeURIComponent(this.venue)}/board?${this.#query(this.#polling.wanted(now))}`;
    ask("GET", address, { headers: this.#device.headers }, (status, body) => {
      if (this.#asked !== asked) return;
      const pauseMs = this.#answered(status, body, performance.now());
      this.update();
      this.#next = setTimeout(() => this.again(), pauseMs);
    });
  }

  /** Take an answer; gives after how many ms to ask again. */
  #answered(status, body, now) {
    if (status === 200 && body?.board) {
      this.#take(body, now);
      return this.#polling.took(body.board, now);
    }
    if (status === 204) {
      this.#freshness.hear(this.seen, now);
      return this.#polling.isNewest();
    }
    this.#refused = body?.slug ?? this.#refused;
    if (body?.slug) this.#device.refused(body.slug, body);
    return this.#polling.failed(Math.random());
  }

  #take({ house, board }, now) {
    this.#refused = null;
    if (!this.#freshness.take(board, now)) return;
    this.seen = { epoch: board.epoch, seq: board.seq };
    this.#clock.take(board.now);
    if (this.#houseVersion !== house.version) {
      this.#houseVersion = house.version;
      this.#voice.learn();
    }
    this.#house = house;
    this.#device.day = board.service_day;
    this.#sense(now);
    this.#hear({ kind: "board", at: now, board });
  }

  #query(more) {
    const { data } = this;
    const chosen = SELECTED.filter((name) => data[name]).map((name) => [name, data[name]]);
    return chosen
      .concat(Object.entries(more || {}))
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join("&");
  }

  /** Tell the announcer whether there is sound, and whether what is known is the truth. */
  #sense(now) {
    const { voice, muted } = this.data;
    const sound = muted ? "muted" : voice === "off" ? "off" : this.#voice.state;
    if (sound !== this.#sound) {
      this.#sound = sound;
      document.body.setAttribute("data-sound", sound);
      this.#hear({ kind: "sound", at: now, state: sound });
      this.#device.report();
    }
    const isStale = this.#freshness.isStale(now);
    if (isStale !== this.#wasStale) {
      this.#wasStale = isStale;
      this.#hear({ kind: isStale ? "stale" : "fresh", at: now });
    }
  }

  #hear(event) {
    for (const effect of this.#state.hear(event)) this.#carryOut(effect, event.at);
  }

  #carryOut(effect, now) {
    this.trace.push({ at: Math.round(now), ...effect });
    if (this.trace.length > TRACE_MAX) this.trace.shift();
    switch (effect.kind) {
      case "light":
        this.#pulseAt = now;
        break;
      case "speak":
        this.#speak(effect);
        break;
      case "brief":
        this.#voice.hurry();
        break;
      case "hush":
        this.#voice.hush();
        break;
      case "shown":
      case "spoken":
      case "silent":
        this.#device.receipt(effect, now);
        break;
      default:
    }
  }

  #speak(effect) {
    this.#voice.play(effect, (heard) => {
      this.#hear({
        kind: "audio",
        at: performance.now(),
        seq: effect.seq,
        outcome: heard === "spoken" ? "ended" : "failed",
      });
    });
  }

  /** Draw everything from what is known now. */
  update() {
    const now = performance.now();
    const { data } = this;
    this.#sense(now);
    this.#hear({ kind: "tick", at: now });
    const layout = this.#fit(data);
    const part = readPart(data.part);
    const { rows } = LAYOUTS[layout];
    const view = this.#state.view({ rows, skip: part ? (part.n - 1) * rows : 0 });
    const phase = this.#wasStale ? "stale" : phaseOf(view);
    const info = lines({
      phase,
      board: view.board,
      house: this.#house,
      languages: this.#languages,
      sound: this.#sound,
      longest: INFO_MAX[layout],
    });
    if (phase !== "calling" && now - this.#infoAt > INFO_MS) {
      this.#info += 1;
      this.#infoAt = now;
    }
    const sizes = fonts(layout, readMeasures(data));
    draw(
      this.#element,
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
        qr: phase === "starting" ? null : this.#qr,
      },
      sizes,
    );
    drawSigns(this.#element);
    this.#finish(phase, layout, sizes, now);
  }

  /** What the stylesheet cannot say without variables, and what is told of this screen. */
  #finish(phase, layout, sizes, now) {
    const { body } = document;
    const step = Math.floor((now - this.#pulseAt) / PULSE_STEP_MS);
    const isOff = phase === "calling" && now - this.#pulseAt < PULSE_MS && step % 2 === 1 && !this.#isStill;
    const isLow = !this.#element.querySelector(".hour");
    body.className = [
      layout,
      phase,
      `in-${this.#languages[0]}`,
      isOff ? "pulse-off" : "",
      isLow ? "low" : "",
    ].join(" ");
    body.setAttribute("data-state", phase);
    body.setAttribute("data-shape", layout);
    body.setAttribute("data-seq", this.seen.seq ?? "");
    body.setAttribute("data-epoch", this.seen.epoch ?? "");
    const sign = this.#element.querySelector(".slab .sign");
    if (sign) sign.style.fontSize = `${sizes.counter}px`;
    const number = this.#element.querySelector(".panel .number");
    const font = number ? parseFloat(number.style.fontSize) : sizes.number;
    this.capitals = Math.round(font * CAPITALS * this.#scale(layout) * 10) / 10;
  }

  #scale(layout) {
    const { width, height } = LAYOUTS[layout];
    return Math.min(innerWidth / width, innerHeight / height);
  }

  /** Choose the layout and scale its canvas to the screen. */
  #fit({ layout: asked }) {
    const layout = DRAWN[layoutFor(asked, innerWidth, innerHeight)];
    const { width, height } = LAYOUTS[layout];
    const scale = this.#scale(layout);
    const { style } = this.#element;
    const place = `translate(${(innerWidth - width * scale) / 2}px, ${(innerHeight - height * scale) / 2}px) scale(${scale})`;
    if (this.#element.getAttribute("data-place") !== place) {
      this.#element.setAttribute("data-place", place);
      style.width = `${width}px`;
      style.height = `${height}px`;
      style.transform =
        style.webkitTransform =
        style.MozTransform =
        style.msTransform =
        style.OTransform =
          place;
    }
    return layout;
  }

  /** When the log was last heard: "09.41". */
  #since() {
    const now = this.#clock.nowMs();
    const { heardMs } = this.#freshness;
    if (now === null || heardMs === null) return "";
    return clock(withOffset(now - (performance.now() - heardMs), this.#clock.zone));
  }
}

function phaseOf({ phase, board }) {
  if (phase !== "quiet") return phase;
  const hours = board?.hours.state;
  return hours === "after" || hours === "closed" ? "closed" : "quiet";
}
