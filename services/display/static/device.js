/**
 * This screen as a device of the house: paired by a code it shows, told by the display who it is and what to
 * do, telling the display how it is and what became of calls (docs/adr/0008-devices.md).
 *
 * Load it in the page before board.js. It waits for `antre-board` and works from outside: it gives the board's
 * `socket` this browser's token, its `plan` the display's build and the command to load anew, sets the body's data- (zone, inches, distance, voice, muted) to what the display
 * says the device is, hears the document's event "antre-receipt" {seq, kind, why}, calls `board.voice.test()`, and
 * reads `data-sound` of the body and `data-capitals-px` of the board. `board.device` is what it made:
 * `me` (null: not paired), `pair()`, `tell()`. `data-device` of the body: "", "asking", "code", "revoked", "paired".
 *
 * A board is shown without pairing, unless the venue's open_boards is false; "?pair" in its address, or the key P,
 * asks for a code. The token stays in this browser, and is never in an address.
 */
import { addressOf, dataOf, stateOf } from "./device-state.js";
import { WORDS } from "./device-words.js";
import { Receipts } from "./receipts.js";
import { fillIn, h } from "./shared/dom.js";
import { clock, fill } from "./shared/format.js";
import { displayOrigin } from "./shared/live.js";
import "./shared/motif.js";

const STORED = "antre-device";
const DONE = "antre-device-done";
const TELL_MS = 5_000;
const ASK_AGAIN_MS = 5_000;
/** A code is replaced so long before it ends, so that nobody types one that just ended. */
const SPARE_MS = 5_000;

let unstored = null;

/** The token of this browser, null if it is not paired. */
function storedToken() {
  try {
    return localStorage.getItem(STORED) ?? unstored;
  } catch {
    return unstored;
  }
}

/** Keep the token. A browser that keeps nothing is paired until it is closed. */
function storeToken(token) {
  unstored = token;
  try {
    localStorage.setItem(STORED, token);
  } catch { /* kept in `unstored` */ }
}

/** Take note of a command that is done now, over a reload too; false: it was, or this browser cannot keep that. */
function markDone(id) {
  try {
    if (sessionStorage.getItem(DONE) === id) return false;
    sessionStorage.setItem(DONE, id);
    return true;
  } catch {
    return false;
  }
}

export class Device {
  me = null;
  #board;
  #socket;
  #api;
  #given = { ...document.body.dataset };
  #seen = {};
  #build = document.body.dataset.build || null;
  #receipts = new Receipts((kind, said) => this.#emit(kind, said));
  #view = document.createElement("antre-device");
  #screen = null;
  #pairing = null;
  #languages = document.documentElement.lang === "en" ? [1, 0] : [0, 1];

  constructor(board) {
    this.#board = board;
    this.#socket = board.socket;
    this.#api = `${displayOrigin(document.body.dataset.display)}/api/display/v1`;
    this.#view.hidden = true;
    document.head.append(h("link", { rel: "stylesheet", href: new URL("./device.css", import.meta.url).href }));
    document.body.append(this.#view);
    this.#listen();
    setInterval(() => this.tell(), TELL_MS);
    if (new URLSearchParams(location.search).has("pair") && !storedToken()) this.pair();
  }

  /** Tell the display how this screen is. */
  tell() {
    if (!this.me) return;
    this.#emit("state", stateOf({
      build: this.#build, sound: document.body.dataset.sound, seen: this.#seen, width: innerWidth, height: innerHeight,
      capitals: Number(this.#board.dataset.capitalsPx),
    }));
  }

  /** Show a code, and wait until an admin entered it. */
  async pair() {
    if (this.#pairing) return;
    const mine = {};
    this.#pairing = mine;
    this.#show("asking");
    while (this.#pairing === mine) {
      const { status, body } = await this.#ask("POST", "/pairings");
      if (status === 201) {
        this.#show("code", { code: body.code, time: clock(body.valid_until) });
        const found = await this.#wait(mine, body);
        if (found) return this.#paired(found);
      } else await pause(ASK_AGAIN_MS);
    }
    return undefined;
  }

  /** Ask until the code was entered or is over; gives the token and the device, or null. */
  async #wait(mine, { secret, valid_ms: validMs, poll_ms: pollMs }) {
    const endsMs = performance.now() + validMs - SPARE_MS;
    while (this.#pairing === mine && performance.now() < endsMs) {
      await pause(pollMs);
      const { status, body } = await this.#ask("GET", "/pairings/mine", { "X-Pairing": secret });
      if (status === 404) return null;
      if (status === 200 && body.state === "paired") return body;
    }
    return null;
  }

  #paired({ token, device }) {
    storeToken(token);
    this.#pairing = null;
    if (device.kind === "tv" && device.venue !== document.body.dataset.venue) return location.replace(addressOf(device, location.search));
    return this.#reconnect();
  }

  #listen() {
    const asked = this.#socket.auth;
    this.#socket.auth = async (give) => {
      const wanted = typeof asked === "function" ? await new Promise(asked) : asked;
      const token = storedToken();
      give(token ? { ...wanted, device: token } : wanted);
    };
    this.#socket.on("device", (told) => this.#told(told));
    this.#socket.on("heartbeat", (beat) => this.#see(beat));
    this.#socket.on("board", (board) => {
      this.#see(board);
      this.#receipts.day = board.service_day ?? null;
    });
    this.#socket.on("connect_error", (error) => this.#refused(error));
    document.addEventListener("antre-receipt", ({ detail: { seq, kind, why } }) => {
      if (!this.me) return;
      if (kind === "silent") this.#receipts.silent(seq, why, performance.now());
      else this.#receipts[kind]?.(seq, performance.now());
    });
    addEventListener("keydown", ({ key }) => {
      if (key.toLowerCase() === "p" && !storedToken()) this.pair();
    });
    addEventListener("resize", () => this.tell());
    new MutationObserver(() => this.tell()).observe(document.body, { attributeFilter: ["data-sound"] });
    // It connected before this ran: once more, as who it is.
    if (this.#socket.connected && storedToken()) this.#reconnect();
  }

  #reconnect() {
    this.#socket.disconnect().connect();
  }

  #told(told) {
    if (told.revoked) return this.#revoked();
    const { build, do: wanted, ...me } = told;
    const before = this.me;
    this.#build ??= build;
    if (build) this.#board.plan.build(build, performance.now(), Math.random());
    if (me.venue !== document.body.dataset.venue) return location.replace(addressOf(me, location.search));
    this.#pairing = null;
    this.#become(me);
    this.#show(null);
    // The display shows the zone of its record to whoever connects.
    if (before && before.zone !== me.zone) this.#reconnect();
    this.#receipts.flush(performance.now());
    if (wanted && markDone(wanted.id)) {
      if (wanted.what === "reload") return this.#board.plan.command(performance.now());
      if (wanted.what === "test") this.#board.voice?.test?.();
    }
    return this.tell();
  }

  #become(me) {
    this.me = me;
    Object.assign(document.body.dataset, dataOf(me, { zone: "", inches: "", distance: "", voice: "", muted: "", ...pick(this.#given) }));
  }

  /** The token is kept: it is refused until an admin lets this screen in again, or it is paired anew. */
  #revoked() {
    if (this.#pairing || this.#screen === "revoked") return;
    this.#become(null);
    this.#show("revoked");
  }

  #refused({ message, data }) {
    if (message === "device-elsewhere" && data?.venue) location.replace(addressOf(data, location.search));
    if (message === "device-unknown") this.#revoked();
    if (message === "not-paired") this.pair();
  }

  #see({ epoch, seq }) {
    this.#seen = { epoch, seq };
  }

  #emit(kind, said) {
    if (!this.#socket.connected) return false;
    this.#socket.emit(kind, said);
    return true;
  }

  async #ask(method, path, headers = {}) {
    try {
      const answer = await fetch(this.#api + path, { method, headers, cache: "no-store" });
      return { status: answer.status, body: await answer.json() };
    } catch {
      return { status: 0, body: {} };
    }
  }

  #words(name, style, values) {
    const [first, second] = this.#languages.map((n) => fill(WORDS[name][n], values));
    return [h("p", { class: style }, first), h("p", { class: "second" }, second)];
  }

  /** Show a screen over everything: "asking", "code", "revoked"; null: the board. */
  #show(screen, values = {}) {
    this.#screen = screen;
    this.#view.hidden = screen === null;
    document.body.dataset.device = screen ?? (this.me ? "paired" : "");
    if (screen === null) return;
    const code = [...(values.code ?? "")].join(" ");
    fillIn(this.#view, [screen, values], () => [
      h("antre-motif", { name: "ketupat" }),
      ...this.#words(screen === "revoked" ? "revoked" : "title", "big", values),
      screen === "code" && h("output", { class: "code", "aria-label": `${WORDS.code[this.#languages[0]]}: ${code}`, "data-code": values.code }, values.code),
      ...(screen === "code" ? this.#words("wait", "until", values) : screen === "asking" ? this.#words("asking", "until", values) : []),
      screen === "revoked" && h("button", { type: "button", "data-pair": true, onclick: () => this.pair() }, this.#languages.map((n) => WORDS.again[n]).join(" / ")),
    ]);
    this.#view.querySelector("button")?.focus();
  }
}

function pick({ zone, inches, distance, voice, muted }) {
  return Object.fromEntries(Object.entries({ zone, inches, distance, voice, muted }).filter(([, value]) => value !== undefined));
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

customElements.whenDefined("antre-board").then(() => {
  const board = document.querySelector("antre-board");
  if (board?.socket) board.device = new Device(board);
});
