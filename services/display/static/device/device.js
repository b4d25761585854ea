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
import { addressOf, dataOf, stateOf } from "./state.js";
import { Receipts } from "./receipts.js";
import { displayOrigin } from "../shared/display-origin.js";
import { Pairing, markDone, storedToken } from "../shared/pairing.js";

const TELL_MS = 5_000;

export class Device {
  me = null;
  #board;
  #socket;
  #given = { ...document.body.dataset };
  #seen = {};
  #build = document.body.dataset.build || null;
  #receipts = new Receipts((kind, said) => this.#emit(kind, said));
  #pairing;

  constructor(board) {
    this.#board = board;
    this.#socket = board.socket;
    this.#pairing = new Pairing(`${displayOrigin(document.body.dataset.display)}/api/display/v1`, (device) =>
      this.#paired(device),
    );
    this.#listen();
    setInterval(() => this.tell(), TELL_MS);
  }

  /** Tell the display how this screen is. */
  tell() {
    if (!this.me) return;
    this.#emit(
      "state",
      stateOf({
        build: this.#build,
        sound: document.body.dataset.sound,
        seen: this.#seen,
        width: innerWidth,
        height: innerHeight,
        capitals: Number(this.#board.dataset.capitalsPx),
      }),
    );
  }

  /** Show a code, and wait until an admin entered it. */
  pair() {
    return this.#pairing.pair();
  }

  #paired(device) {
    if (device.kind === "tv" && device.venue !== document.body.dataset.venue)
      return location.replace(addressOf(device, location.search));
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
    this.#become(me);
    this.#pairing.isDevice();
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
    Object.assign(
      document.body.dataset,
      dataOf(me, { zone: "", inches: "", distance: "", voice: "", muted: "", ...pick(this.#given) }),
    );
  }

  #revoked() {
    if (this.#pairing.isRunning) return;
    this.#become(null);
    this.#pairing.revoked();
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
}

function pick({ zone, inches, distance, voice, muted }) {
  return Object.fromEntries(
    Object.entries({ zone, inches, distance, voice, muted }).filter(([, value]) => value !== undefined),
  );
}

customElements.whenDefined("antre-board").then(() => {
  const board = document.querySelector("antre-board");
  if (board?.socket) board.device = new Device(board);
});
