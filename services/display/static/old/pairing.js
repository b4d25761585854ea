/** Pairs an old TV: shows a code, and waits until an admin has entered it (docs/adr/0008). */
import { clock } from "../shared/words/format.js";
import { ASK_AGAIN_MS, SPARE_MS, showPairing } from "../shared/pairing/pairing-screen.js";
import { h } from "../shared/elements.js";
import { API, ask } from "./asking.js";
import { drawSigns } from "./drawing.js";
import { read, store } from "../shared/storage.js";

const STORED = "antre-device";

export class OldPairing {
  #paired;
  #view = h("div", { id: "device", hidden: true });
  #screen = null;
  #running = null;

  /** paired(device): called once the code was entered and the token is stored. */
  constructor(paired) {
    this.#paired = paired;
    document.body.appendChild(this.#view);
    document.addEventListener("keydown", (event) => {
      if (event.keyCode === 80 && !this.token) this.pair();
    });
    if (/[?&]pair\b/.test(location.search) && !this.token) this.pair();
  }

  get token() {
    return read(STORED);
  }

  /** Show a code, and wait until an admin has entered it. */
  pair() {
    if (this.#running) return;
    this.#running = {};
    this.#show("asking");
    this.#askForCode(this.#running);
  }

  /** Show the page: this screen is paired. */
  isDevice() {
    this.#running = null;
    this.#show(null);
  }

  /** Say that the token is refused; false if another screen stands there. */
  revoked() {
    if (this.#running || this.#screen === "revoked") return false;
    this.#show("revoked");
    return true;
  }

  #askForCode(mine) {
    if (this.#running !== mine) return;
    ask("POST", `${API}/pairings`, { body: {} }, (status, body) => {
      if (this.#running !== mine) return;
      if (status !== 201 || !body) {
        setTimeout(() => this.#askForCode(mine), ASK_AGAIN_MS);
        return;
      }
      this.#show("code", { code: body.code, time: clock(body.valid_until) });
      this.#wait(mine, body, performance.now() + body.valid_ms - SPARE_MS);
    });
  }

  /** Poll until the code was entered; when it expires, ask for another. */
  #wait(mine, code, endsMs) {
    setTimeout(() => {
      if (this.#running !== mine) return;
      ask("GET", `${API}/pairings/mine`, { headers: { "X-Pairing": code.secret } }, (status, body) => {
        if (this.#running !== mine) return;
        if (status === 200 && body?.state === "paired") {
          store(STORED, body.token);
          this.#running = null;
          this.#paired(body.device);
        } else if (status === 404 || performance.now() >= endsMs) this.#askForCode(mine);
        else this.#wait(mine, code, endsMs);
      });
    }, code.poll_ms);
  }

  #show(screen, values) {
    this.#screen = screen;
    showPairing(this.#view, screen, { values, pair: () => this.pair() });
    drawSigns(this.#view);
  }
}
