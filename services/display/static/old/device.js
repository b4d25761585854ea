/**
 * An old TV as a device of the house: paired by a code it shows, told who it is and what to do by the answers to
 * what it reports every few seconds (docs/adr/0008). The page's part is `body`, the board's is `board`.
 */
import { addressOf, dataOf, stateOf } from "../device/state.js";
import { WORDS } from "../shared/pairing-words.js";
import { Receipts } from "../device/receipts.js";
import { fillIn, h } from "../shared/dom.js";
import { clock, fill } from "../shared/format.js";
import { ask } from "./asking.js";
import { drawSigns } from "./drawing.js";

const API = "/api/display/v1";
const STORED = "antre-device";
const DONE = "antre-device-done";
const REPORT_MS = 5_000;
const ASK_AGAIN_MS = 5_000;
/** A code is replaced so long before it ends, so that nobody types one that just ended. */
const SPARE_MS = 5_000;
/** So many of each kind the display takes at once. */
const SAID_MAX = 50;

/** What a browser keeps; one that keeps nothing has it until it is switched off. */
const unkept = {};
function kept(name) {
  try {
    return window.localStorage.getItem(name) || unkept[name] || "";
  } catch {
    return unkept[name] || "";
  }
}

/** Keep a value; false: only until this page ends. */
function keep(name, value) {
  unkept[name] = value;
  try {
    window.localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

export class OldDevice {
  me = null;
  #board;
  #given = {};
  #address;
  #build = null;
  #done = kept(DONE);
  #outbox = [];
  #isReporting = false;
  #receipts = new Receipts((kind, said) => this.#take(kind, said));
  #view = h("div", { id: "device", hidden: true });
  #screen = null;
  #pairing = null;
  #languages = document.documentElement.lang === "en" ? [1, 0] : [0, 1];

  /** board: {seen, capitals, test(), again()}. */
  constructor(board) {
    const { data } = board;
    this.#board = board;
    this.#address = { zone: data.zone || null, agency: data.agency || null, counter: data.counter || null };
    for (const name of ["zone", "inches", "distance", "voice", "muted"]) this.#given[name] = data[name] || "";
    document.body.appendChild(this.#view);
    setInterval(() => this.report(), REPORT_MS);
    document.addEventListener("keydown", (event) => {
      if (event.keyCode === 80 && !this.token) this.pair();
    });
    if (/[?&]pair\b/.test(location.search) && !this.token) this.pair();
    this.report();
  }

  get token() {
    return kept(STORED);
  }

  /** The header that says who asks. */
  get headers() {
    return this.token ? { "X-Device": this.token } : {};
  }

  /** Take a board: its day begins the receipts anew. */
  set day(day) {
    this.#receipts.day = day ?? null;
  }

  /** Take what became of a call: an effect {kind: shown, spoken or silent, seq, why}. */
  receipt({ kind, seq, why }, nowMs) {
    if (!this.me) return;
    if (kind === "silent") this.#receipts.silent(seq, why, nowMs);
    else this.#receipts[kind](seq, nowMs);
  }

  /** The display refused this screen, with a problem. */
  refused(slug, problem) {
    if (slug === "device-unknown") this.#revoked();
    else if (slug === "not-paired") this.pair();
    else if (slug === "device-elsewhere" && problem.device) this.#move(problem.device);
  }

  /** Say how this screen is, and what became of calls. */
  report() {
    if (!this.token || this.#isReporting) return;
    this.#isReporting = true;
    const said = this.#outbox.splice(0, SAID_MAX);
    const seqs = (kind) => said.filter((one) => one.kind === kind).map((one) => one.said.seq);
    const state = stateOf({
      build: this.#build,
      sound: document.body.getAttribute("data-sound"),
      seen: this.#board.seen,
      width: innerWidth,
      height: innerHeight,
      capitals: this.#board.capitals,
    });
    const body = {
      state,
      ...this.#address,
      shown: seqs("shown"),
      spoken: seqs("spoken"),
      done: this.#done,
      silent: said
        .filter((one) => one.kind === "silent")
        .map((one) => ({ seq: one.said.seq, why: one.said.why })),
    };
    ask("POST", `${API}/device`, { headers: this.headers, body }, (status, answer) => {
      this.#isReporting = false;
      if (status === 200 && answer) this.#told(answer);
      else if (status === 401) this.#revoked();
      else this.#outbox = said.concat(this.#outbox).slice(-SAID_MAX);
      if (status === 200 && this.#outbox.length) this.report();
    });
  }

  #take(kind, said) {
    this.#outbox.push({ kind, said });
    setTimeout(() => this.report(), 0);
  }

  #told({ device, do: wanted }) {
    const { build, ...me } = device;
    const before = this.me;
    if (me.venue !== this.#board.venue) {
      this.#move(me);
      return;
    }
    this.#build = this.#build ?? build;
    this.#pairing = null;
    this.me = me;
    const data = dataOf(me, this.#given);
    for (const name of Object.keys(data)) document.body.setAttribute(`data-${name}`, data[name]);
    this.#show(null);
    if (before?.zone !== me.zone) this.#board.again();
    if (wanted && wanted.id !== this.#done) this.#carryOut(wanted);
  }

  #carryOut({ id, what }) {
    this.#done = id;
    const isKept = keep(DONE, id);
    if (what === "test") this.#board.test();
    // A browser that keeps nothing would load again and again.
    else if (what === "reload" && isKept) location.reload();
  }

  #move(me) {
    location.replace(addressOf(me, location.search).replace("/board/", "/tv/"));
  }

  #revoked() {
    if (this.#pairing || this.#screen === "revoked") return;
    this.me = null;
    this.#show("revoked");
  }

  /** Show a code, and wait until an admin entered it. */
  pair() {
    if (this.#pairing) return;
    this.#pairing = {};
    this.#show("asking");
    this.#askForCode(this.#pairing);
  }

  #askForCode(mine) {
    if (this.#pairing !== mine) return;
    ask("POST", `${API}/pairings`, { body: {} }, (status, body) => {
      if (this.#pairing !== mine) return;
      if (status !== 201 || !body) {
        setTimeout(() => this.#askForCode(mine), ASK_AGAIN_MS);
        return;
      }
      this.#show("code", { code: body.code, time: clock(body.valid_until) });
      this.#wait(mine, body, performance.now() + body.valid_ms - SPARE_MS);
    });
  }

  /** Ask until the code was entered; when it is over, for another. */
  #wait(mine, code, endsMs) {
    setTimeout(() => {
      if (this.#pairing !== mine) return;
      ask("GET", `${API}/pairings/mine`, { headers: { "X-Pairing": code.secret } }, (status, body) => {
        if (this.#pairing !== mine) return;
        if (status === 200 && body?.state === "paired") this.#paired(body);
        else if (status === 404 || performance.now() >= endsMs) this.#askForCode(mine);
        else this.#wait(mine, code, endsMs);
      });
    }, code.poll_ms);
  }

  #paired({ token, device }) {
    keep(STORED, token);
    this.#pairing = null;
    if (device.venue !== this.#board.venue) this.#move(device);
    else {
      this.report();
      this.#board.again();
    }
  }

  #words(name, style, values) {
    const [first, second] = this.#languages.map((n) => fill(WORDS[name][n], values));
    return [h("p", { class: style }, first), h("p", { class: "second" }, second)];
  }

  /** Show a screen over everything: "asking", "code", "revoked"; null: the board. */
  #show(screen, values = {}) {
    this.#screen = screen;
    if (screen === null) this.#view.setAttribute("hidden", "");
    else this.#view.removeAttribute("hidden");
    document.body.setAttribute("data-device", screen ?? (this.me ? "paired" : ""));
    if (screen === null) return;
    fillIn(this.#view, [screen, values], () => [
      h("antre-motif", { name: "ketupat" }),
      ...this.#words(screen === "revoked" ? "revoked" : "title", "big", values),
      screen === "code" && h("p", { class: "code", "data-code": values.code }, values.code),
      ...(screen === "code"
        ? this.#words("wait", "until", values)
        : screen === "asking"
          ? this.#words("asking", "until", values)
          : []),
      screen === "revoked" &&
        h(
          "button",
          { type: "button", "data-pair": true, onclick: () => this.pair() },
          this.#languages.map((n) => WORDS.again[n]).join(" / "),
        ),
    ]);
    drawSigns(this.#view);
    this.#view.querySelector("button")?.focus();
  }
}
