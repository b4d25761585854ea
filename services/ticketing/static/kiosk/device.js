/**
 * This kiosk, or the tablet at a counter, as a device: paired by a displayed code ("?pair" in its URL, or the
 * key P), it authenticates its requests and reports its presence to the display every few seconds
 * (docs/adr/0008).
 *
 * A kiosk works without being paired. Once revoked, it issues no numbers until an admin re-admits it.
 */
import { displayOrigin } from "../shared/display-origin.js";
import { Pairing, ask, markDone, storedToken } from "../shared/pairing/pairing.js";

const TELL_MS = 5_000;
const TIMEOUT_MS = 4_000;
const { dataset } = document.body;

export class KioskDevice {
  me = null;
  #api = `${displayOrigin(dataset.display)}/api/display/v1`;
  #build = null;
  #done = "";
  #reporting = null;
  #commands;
  #kind;
  #pageOf;
  #pairing = new Pairing(this.#api, () => this.tell());

  /**
   * commands: handlers {test, reload}; each returns false while it cannot be executed. kind: the device's
   * kind; pageOf(venue): URL of its page at another venue.
   */
  constructor(commands, { kind, pageOf } = { kind: "kiosk", pageOf: kioskUrl }) {
    this.#commands = commands;
    this.#kind = kind;
    this.#pageOf = pageOf;
    setInterval(() => this.tell(), TELL_MS);
    this.tell();
  }

  /** Headers that identify this device; empty if it is not paired. */
  get headers() {
    const token = storedToken();
    return token ? { "X-Device": token } : {};
  }

  get isPaired() {
    return Boolean(storedToken());
  }

  /** Show the code by which an admin pairs this device. */
  pair() {
    return this.#pairing.pair();
  }

  /** Report to the display, and receive this device's settings and command. */
  tell() {
    this.#reporting ??= this.#report().finally(() => {
      this.#reporting = null;
    });
    return this.#reporting;
  }

  /** Handle a rejected token. */
  refused() {
    this.me = null;
    this.#pairing.revoked();
  }

  async #report() {
    if (!storedToken()) return;
    const state = { ...(this.#build ? { build: this.#build } : {}), width: innerWidth, height: innerHeight };
    const { status, body } = await ask(`${this.#api}/device`, {
      method: "POST",
      body: JSON.stringify({ state, done: this.#done }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { "Content-Type": "application/json", ...this.headers },
    });
    if (status === 401) this.refused();
    if (status === 200) this.#receive(body.device, body.do);
  }

  #receive({ build, ...me }, command) {
    if (me.kind !== this.#kind) return this.refused();
    if (me.venue !== dataset.venue) return location.replace(this.#pageOf(me.venue));
    this.me = me;
    this.#build ??= build;
    this.#pairing.isDevice();
    if (command && command.id !== this.#done && this.#commands[command.what]?.() !== false) {
      this.#done = command.id;
      if (command.what === "reload" && markDone(command.id)) location.reload();
    }
    return undefined;
  }
}

function kioskUrl(venue) {
  return `/kiosk/${encodeURIComponent(venue)}`;
}
