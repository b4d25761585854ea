/**
 * This browser as a paired device: its token, and the code it shows to get one (docs/adr/0008).
 *
 * The code covers the page until an admin has entered it; the token stays in this browser, and never stands
 * in an address.
 */
import { h } from "../elements.js";
import { clock } from "../words/format.js";
import "../motif.js";
import { ASK_AGAIN_MS, SPARE_MS, showPairing } from "./pairing-screen.js";
import { read, store } from "../storage.js";

const STORED = "antre-device";
const DONE = "antre-device-done";

/** Return the token of this browser, null if it is not paired. */
export function storedToken() {
  return read(STORED) || null;
}

/** Mark a command as done, across reloads too; false if it was, or if this browser stores nothing. */
export function markDone(id) {
  try {
    if (sessionStorage.getItem(DONE) === id) return false;
    sessionStorage.setItem(DONE, id);
    return true;
  } catch {
    return false;
  }
}

/** Send a request to the display; status 0: it did not answer. */
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

  /** api: the display's address; paired(device): called once the code is entered and the token stored. */
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

  /** Show a code, and wait until an admin has entered it. */
  async pair() {
    if (this.#running) return;
    const mine = {};
    this.#running = mine;
    this.#show("asking");
    while (this.#running === mine) {
      const { status, body } = await ask(`${this.#api}/pairings`, { method: "POST" });
      if (status === 201) {
        this.#show("code", { code: body.code, time: clock(body.valid_until) });
        const paired = await this.#wait(mine, body);
        if (paired) {
          store(STORED, paired.token);
          this.#running = null;
          this.#paired(paired.device);
        }
      } else await pause(ASK_AGAIN_MS);
    }
  }

  /** Show the page: this screen is paired. */
  isDevice() {
    this.#running = null;
    this.#show(null);
  }

  /** Say that the token is refused. It is kept, since an admin may let this screen in again. */
  revoked() {
    if (!this.#running && this.#screen !== "revoked") this.#show("revoked");
  }

  /** Poll until the code was entered or expires; gives the token and the device, or null. */
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

  #show(screen, values) {
    this.#screen = screen;
    showPairing(this.#view, screen, { values, pair: () => this.pair() });
  }
}

function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
