/**
 * This kiosk, or the tablet at a counter, as a device of the house: paired by a code it shows ("?pair" in its
 * address, or the key P), it presses in its own name, and tells the display every few seconds that it is
 * there (docs/adr/0008).
 *
 * A kiosk works without being paired. Once revoked it gives no numbers until an admin lets it in again.
 */
import { displayOrigin } from "../shared/display-origin.js";
import { Pairing, ask, markDone, storedToken } from "../shared/pairing/pairing.js";

const TELL_MS = 5_000;
const ANSWER_WITHIN_MS = 4_000;
const { dataset } = document.body;

export class KioskDevice {
  me = null;
  #api = `${displayOrigin(dataset.display)}/api/display/v1`;
  #build = null;
  #done = "";
  #telling = null;
  #does;
  #kind;
  #pageOf;
  #pairing = new Pairing(this.#api, () => this.tell());

  /**
   * does: what a command makes this device do, {test, reload}; each gives false while it cannot. kind: of the
   * device; pageOf(venue): where its page at another venue is.
   */
  constructor(does, { kind, pageOf } = { kind: "kiosk", pageOf: kioskOf }) {
    this.#does = does;
    this.#kind = kind;
    this.#pageOf = pageOf;
    setInterval(() => this.tell(), TELL_MS);
    this.tell();
  }

  /** The header that says which device asks, none if it is none. */
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

  /** Tell the display that this kiosk is there, and hear who it is and what to do. */
  tell() {
    this.#telling ??= this.#tell().finally(() => {
      this.#telling = null;
    });
    return this.#telling;
  }

  /** The house refused the token. */
  refused() {
    this.me = null;
    this.#pairing.revoked();
  }

  async #tell() {
    if (!storedToken()) return;
    const state = { ...(this.#build ? { build: this.#build } : {}), width: innerWidth, height: innerHeight };
    const { status, body } = await ask(`${this.#api}/device`, {
      method: "POST",
      body: JSON.stringify({ state, done: this.#done }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: { "Content-Type": "application/json", ...this.headers },
    });
    if (status === 401) this.refused();
    if (status === 200) this.#told(body.device, body.do);
  }

  #told({ build, ...me }, wanted) {
    if (me.kind !== this.#kind) return this.refused();
    if (me.venue !== dataset.venue) return location.replace(this.#pageOf(me.venue));
    this.me = me;
    this.#build ??= build;
    this.#pairing.isDevice();
    if (wanted && wanted.id !== this.#done && this.#does[wanted.what]?.() !== false) {
      this.#done = wanted.id;
      if (wanted.what === "reload" && markDone(wanted.id)) location.reload();
    }
    return undefined;
  }
}

function kioskOf(venue) {
  return `/kiosk/${encodeURIComponent(venue)}`;
}
