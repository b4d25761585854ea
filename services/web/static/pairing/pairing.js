/**
 * Pairing of this browser as a device: its token, and the code it displays to get one (docs/adr/0008).
 *
 * The code covers the page until an admin has entered it. The token stays in this browser and never appears
 * in a URL.
 */
import { h } from "../elements.js";
import { clock } from "../words/format.js";
import "../motif.js";
import { ASK_AGAIN_MS, SPARE_MS, showPairing } from "./pairing-screen.js";
import { read, store } from "../storage.js";

const STORED = "antre-device";
const DONE = "antre-device-done";

/** Return this browser's device token, null if it is not paired. */
export function storedToken() {
  return read(STORED) || null;
}

/** Mark a command as done across reloads; return false if it already was, or if storage is not available. */
export function markDone(id) {
  try {
    if (sessionStorage.getItem(DONE) === id) return false;
    sessionStorage.setItem(DONE, id);
    return true;
  } catch {
    return false;
  }
}

/** Send a request to the display; status 0: no response. */
export async function ask(url, options = {}) {
  try {
    const response = await fetch(url, { cache: "no-store", ...options });
    return { status: response.status, body: await response.json() };
  } catch {
    return { status: 0, body: {} };
  }
}

export class Pairing {
  #api;
  #onPaired;
  #view = document.createElement("antre-device");
  #screen = null;
  #running = null;

  /** api: the display's API URL; onPaired(device): called once an admin entered the code. */
  constructor(api, onPaired) {
    this.#api = api;
    this.#onPaired = onPaired;
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

  /** Display codes until an admin has entered one. */
  async pair() {
    if (this.#running) return;
    const attempt = {};
    this.#running = attempt;
    this.#show("asking");
    while (this.#running === attempt) {
      const { status, body } = await ask(`${this.#api}/pairings`, { method: "POST" });
      if (status === 201) {
        this.#show("code", { code: body.code, time: clock(body.valid_until) });
        const result = await this.#wait(attempt, body);
        if (result) {
          store(STORED, result.token);
          this.#running = null;
          this.#onPaired(result.device);
        }
      } else await pause(ASK_AGAIN_MS);
    }
  }

  /** Hide the pairing screen: this browser is paired. */
  isDevice() {
    this.#running = null;
    this.#show(null);
  }

  /** Show that the token was rejected. It stays stored, because an admin may re-admit this device. */
  revoked() {
    if (!this.#running && this.#screen !== "revoked") this.#show("revoked");
  }

  /** Poll until the code was entered or expires; return the token and the device, or null. */
  async #wait(attempt, { secret, valid_ms: validMs, poll_ms: pollMs }) {
    const endsMs = performance.now() + validMs - SPARE_MS;
    while (this.#running === attempt && performance.now() < endsMs) {
      await pause(pollMs);
      const { status, body } = await ask(`${this.#api}/pairings/mine`, { headers: { "X-Pairing": secret } });
      if (status === 404) return null;
      if (status === 200 && body.state === "paired") return body;
    }
    return null;
  }

  #show(screen, values) {
    this.#screen = screen;
    showPairing(this.#view, screen, { values, pair: () => this.pair() });
  }
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
