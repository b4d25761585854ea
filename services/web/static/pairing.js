/**
 * This browser as a device of the house: the token it keeps, and the code it shows to get one (docs/adr/0008).
 *
 * A code lies over everything until an admin entered it; the token stays in this browser, and is never in an address.
 */
import { fillIn, h } from "./dom.js";
import { clock, fill } from "./format.js";
import "./motif.js";
import { WORDS } from "./pairing-words.js";

const STORED = "antre-device";
const DONE = "antre-device-done";
const ASK_AGAIN_MS = 5_000;
/** A code is replaced so long before it ends, so that nobody types one that just ended. */
const SPARE_MS = 5_000;

let unstored = null;

/** The token of this browser, null if it is not paired. */
export function storedToken() {
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
  } catch {
    /* kept in `unstored` */
  }
}

/** Take note of a command that is done now, over a reload too; false: it was, or this browser cannot keep that. */
export function markDone(id) {
  try {
    if (sessionStorage.getItem(DONE) === id) return false;
    sessionStorage.setItem(DONE, id);
    return true;
  } catch {
    return false;
  }
}

/** Ask the display; status 0: it did not answer. */
export async function ask(url, options = {}) {
  try {
    const answer = await fetch(url, { cache: "no-store", ...options });
    return { status: answer.status, body: await answer.json() };
  } catch {
    return { status: 0, body: {} };
  }
}

export class Pairing {
  #api;
  #paired;
  #view = document.createElement("antre-device");
  #screen = null;
  #running = null;
  #languages = document.documentElement.lang === "en" ? [1, 0] : [0, 1];

  /** api: of the display; paired(device): the code was entered and the token is kept. */
  constructor(api, paired) {
    this.#api = api;
    this.#paired = paired;
    this.#view.hidden = true;
    document.head.append(
      h("link", { rel: "stylesheet", href: new URL("./pairing.css", import.meta.url).href }),
    );
    document.body.append(this.#view);
    addEventListener("keydown", ({ key }) => {
      if (key.toLowerCase() === "p" && !storedToken()) this.pair();
    });
    if (new URLSearchParams(location.search).has("pair") && !storedToken()) this.pair();
  }

  get isRunning() {
    return this.#running !== null;
  }

  /** Show a code, and wait until an admin entered it. */
  async pair() {
    if (this.#running) return;
    const mine = {};
    this.#running = mine;
    this.#show("asking");
    while (this.#running === mine) {
      const { status, body } = await ask(`${this.#api}/pairings`, { method: "POST" });
      if (status === 201) {
        this.#show("code", { code: body.code, time: clock(body.valid_until) });
        const found = await this.#wait(mine, body);
        if (found) {
          storeToken(found.token);
          this.#running = null;
          this.#paired(found.device);
        }
      } else await pause(ASK_AGAIN_MS);
    }
  }

  /** This screen is a device: show its page. */
  isDevice() {
    this.#running = null;
    this.#show(null, {}, "paired");
  }

  /** The token is kept: it is refused until an admin lets this screen in again, or it is paired anew. */
  revoked() {
    if (!this.#running && this.#screen !== "revoked") this.#show("revoked");
  }

  /** Ask until the code was entered or is over; gives the token and the device, or null. */
  async #wait(mine, { secret, valid_ms: validMs, poll_ms: pollMs }) {
    const endsMs = performance.now() + validMs - SPARE_MS;
    while (this.#running === mine && performance.now() < endsMs) {
      await pause(pollMs);
      const { status, body } = await ask(`${this.#api}/pairings/mine`, { headers: { "X-Pairing": secret } });
      if (status === 404) return null;
      if (status === 200 && body.state === "paired") return body;
    }
    return null;
  }

  #words(name, style, values) {
    const [first, second] = this.#languages.map((n) => fill(WORDS[name][n], values));
    return [h("p", { class: style }, first), h("p", { class: "second" }, second)];
  }

  /** Show a screen over everything: "asking", "code", "revoked"; null: the page. */
  #show(screen, values = {}, device = screen) {
    this.#screen = screen;
    this.#view.hidden = screen === null;
    document.body.dataset.device = device;
    if (screen === null) return;
    const code = [...(values.code ?? "")].join(" ");
    fillIn(this.#view, [screen, values], () => [
      h("antre-motif", { name: "ketupat" }),
      ...this.#words(screen === "revoked" ? "revoked" : "title", "big", values),
      screen === "code" &&
        h(
          "output",
          {
            class: "code",
            "aria-label": `${WORDS.code[this.#languages[0]]}: ${code}`,
            "data-code": values.code,
          },
          values.code,
        ),
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
    this.#view.querySelector("button")?.focus();
  }
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
