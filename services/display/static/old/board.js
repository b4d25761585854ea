/** The board of an old TV: polls the display, speaks calls, and redraws the whole board periodically. */
import { draw, parts } from "../board/draw.js";
import { driftAt } from "../board/drift.js";
import { DRAW_MS, PULSE_MS, Screen } from "../board/screen.js";
import { CAPITALS, LAYOUTS, fonts, layoutFor, placeOn, readMeasures } from "../board/sizes.js";
import { ask } from "./asking.js";
import { OldDevice } from "./device.js";
import { drawSigns, loadIcons } from "./drawing.js";
import { Polling } from "./polling.js";
import { OldVoice } from "./voice.js";

/** Maximum characters of an info line; if both languages together are longer, they take turns. */
const INFO_MAX = { hall: 80, small: 80, portrait: 86 };
const PULSE_STEP_MS = 500;
/** The layouts drawn for those requested; a wall-mounted TV has no use for a tablet's or a phone's. */
const DRAWN = { hall: "hall", small: "small", portrait: "portrait", counter: "hall", phone: "portrait" };
/** An id by which the display counts the board once, however often it polls. */
const PAGE_ID = Math.random().toString(36).slice(2);
const SELECTED = ["zone", "agency", "counter"];
const DATA = ["venue", "layout", "voice", "inches", "distance", "muted", "icons", ...SELECTED];

export class OldBoard {
  seen = {};
  capitals = 0;
  qr = null;
  #element;
  #polling = new Polling();
  #pending = null;
  #timer = null;
  #device;
  #screen = new Screen(this, INFO_MAX);
  #isStill = Boolean(window.matchMedia && matchMedia("(prefers-reduced-motion: reduce)").matches);

  constructor(element) {
    this.#element = element;
    this.voice = new OldVoice(this.venue);
    const [lang] = this.#screen.languages;
    if (this.data.phones)
      this.qr = `/board/${encodeURIComponent(this.venue)}/qr.svg?${this.#query({ lang })}`;
    element.append(...parts());
    loadIcons(this.data.icons);
    this.#device = new OldDevice(this);
    window.addEventListener("resize", () => this.update(), false);
    for (const touch of ["keydown", "mousedown", "touchend", "click"])
      document.addEventListener(touch, () => this.voice.unlock(), false);
    setInterval(() => this.update(), DRAW_MS);
    this.update();
    this.again();
  }

  get trace() {
    return this.#screen.trace;
  }

  get venue() {
    return this.data.venue;
  }

  /** The parameters in the page's URL, overridden by the device's settings. */
  get data() {
    const data = {};
    for (const name of DATA) data[name] = document.body.getAttribute(`data-${name}`) || "";
    return data;
  }

  /** Poll the board now. */
  again() {
    clearTimeout(this.#timer);
    const request = {};
    this.#pending = request;
    const query = this.#query({ ...this.#polling.wanted(performance.now()), screen: PAGE_ID });
    const address = `/api/display/v1/venues/${encodeURIComponent(this.venue)}/board?${query}`;
    ask("GET", address, { headers: this.#device.headers }, (status, body) => {
      if (this.#pending !== request) return;
      const pauseMs = this.#handle(status, body, performance.now());
      this.update();
      this.#timer = setTimeout(() => this.again(), pauseMs);
    });
  }

  /** Process a response; return the ms until the next poll. */
  #handle(status, body, now) {
    if (status === 200 && body?.board) {
      this.#take(body, now);
      return this.#polling.took(body.board, now);
    }
    if (status === 204) {
      this.#screen.confirm(this.seen, now);
      return this.#polling.isNewest();
    }
    this.#screen.refused = body?.slug ?? this.#screen.refused;
    if (body?.slug) this.#device.refused(body.slug, body);
    return this.#polling.failed(Math.random());
  }

  #take({ house, board }, now) {
    const screen = this.#screen;
    screen.refused = null;
    if (!screen.receive(board, now)) return;
    this.seen = { epoch: board.epoch, seq: board.seq };
    if (screen.house?.version !== house.version) this.voice.learn();
    screen.house = house;
    this.#device.day = board.service_day;
    screen.announce(board, now);
  }

  #query(more) {
    const { data } = this;
    const selected = SELECTED.filter((name) => data[name]).map((name) => [name, data[name]]);
    return selected
      .concat(Object.entries(more || {}))
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join("&");
  }

  /** Return "muted" by the admin, "off" where another screen speaks, else what the browser allows. */
  sound() {
    const { voice, muted } = this.data;
    return muted ? "muted" : voice === "off" ? "off" : this.voice.state;
  }

  soundChanged() {
    this.#device.report();
  }

  speak(effect, done) {
    this.voice.play(effect, done);
  }

  receipt(effect, now) {
    this.#device.receipt(effect, now);
  }

  /** Redraw everything from the current state. */
  update() {
    const now = performance.now();
    const { layout, scale } = this.#fit(now);
    const scene = this.#screen.scene(layout, now);
    const sizes = fonts(layout, readMeasures(this.data));
    const font = draw(this.#element, scene, sizes);
    this.capitals = Math.round(font * CAPITALS * scale * 10) / 10;
    drawSigns(this.#element);
    document.body.className = this.#style(scene, now - this.#screen.litMs);
  }

  /** Return the body's classes, in place of CSS variables and animations, which old browsers lack. */
  #style({ phase, layout, languages }, litForMs) {
    const isPulsing = phase === "calling" && litForMs < PULSE_MS && !this.#isStill;
    const isOff = isPulsing && Math.floor(litForMs / PULSE_STEP_MS) % 2 === 1;
    const isLow = !this.#element.querySelector(".hour");
    return `${layout} ${phase} in-${languages[0]} ${isOff ? "pulse-off" : ""} ${isLow ? "low" : ""}`;
  }

  /** Choose the layout and scale its canvas to the screen. */
  #fit(now) {
    const layout = DRAWN[layoutFor(this.data.layout, innerWidth, innerHeight)];
    const screen = { width: innerWidth, height: innerHeight, shift: driftAt(now) };
    const { scale, transform } = placeOn(layout, screen);
    if (this.#element.getAttribute("data-place") !== transform) {
      this.#element.setAttribute("data-place", transform);
      const { style } = this.#element;
      style.width = `${LAYOUTS[layout].width}px`;
      style.height = `${LAYOUTS[layout].height}px`;
      for (const name of ["transform", "webkitTransform", "MozTransform", "msTransform", "OTransform"])
        style[name] = transform;
    }
    return { layout, scale };
  }
}
