/** Pairs an old TV: shows a code and polls until an admin has entered it (docs/adr/0008). */
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

  /** Show a code and poll until an admin has entered it. */
  pair() {
    if (this.#running) return;
    this.#running = {};
    this.#show("asking");
    this.#requestCode(this.#running);
  }

  /** Show the page, because this screen is paired. */
  isDevice() {
    this.#running = null;
    this.#show(null);
  }

  /** Show that the token was refused; return false if pairing runs or this is already shown. */
  revoked() {
    if (this.#running || this.#screen === "revoked") return false;
    this.#show("revoked");
    return true;
  }

  #requestCode(pairing) {
    if (this.#running !== pairing) return;
    ask("POST", `${API}/pairings`, { body: {} }, (status, body) => {
      if (this.#running !== pairing) return;
      if (status !== 201 || !body) {
        setTimeout(() => this.#requestCode(pairing), ASK_AGAIN_MS);
        return;
      }
      this.#show("code", { code: body.code, time: clock(body.valid_until) });
      this.#poll(pairing, body, performance.now() + body.valid_ms - SPARE_MS);
    });
  }

  /** Poll until the code was entered; when it expires, request another. */
  #poll(pairing, code, endsMs) {
    setTimeout(() => {
      if (this.#running !== pairing) return;
      ask("GET", `${API}/pairings/mine`, { headers: { "X-Pairing": code.secret } }, (status, body) => {
        if (this.#running !== pairing) return;
        if (status === 200 && body?.state === "paired") {
          store(STORED, body.token);
          this.#running = null;
          this.#paired(body.device);
        } else if (status === 404 || performance.now() >= endsMs) this.#requestCode(pairing);
        else this.#poll(pairing, code, endsMs);
      });
    }, code.poll_ms);
  }

  #show(screen, values) {
    this.#screen = screen;
    showPairing(this.#view, screen, { values, pair: () => this.pair() });
    drawSigns(this.#view);
  }
}
