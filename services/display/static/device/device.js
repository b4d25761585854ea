/**
 * A board as a paired device: receives its settings and commands from the display, and reports its state and
 * receipts of calls (docs/adr/0008).
 *
 * Load it in the page before board.js. It waits for `antre-board` and controls it from outside: it passes
 * this browser's token to the board's `socket`, and the display's build and reload command to its `plan`;
 * sets the body's data- zone, inches, distance, voice and muted from the device's settings; listens to the
 * document's "antre-receipt" {seq, kind, why}; calls `board.voice.test()`; reads `data-sound` of the body
 * and `data-capitals-px` of the board. It is `board.device`: `me` (null: not paired), `pair()`, `report()`.
 * `data-device` of the body is "", "asking", "code", "revoked" or "paired".
 *
 * A board needs no pairing unless the venue's open_boards is false; "?pair" in its URL, or the key P,
 * shows a code. The token is stored in this browser and never part of a URL.
 */
import { addressOf, dataOf, stateOf } from "./state.js";
import { Receipts } from "./receipts.js";
import { displayOrigin } from "../shared/display-origin.js";
import { Pairing, markDone, storedToken } from "../shared/pairing/pairing.js";

const TELL_MS = 5_000;

export class Device {
  me = null;
  #board;
  #socket;
  #initial = { ...document.body.dataset };
  #seen = {};
  #build = document.body.dataset.build || null;
  #receipts = new Receipts((kind, receipt) => this.#emit(kind, receipt));
  #pairing;

  constructor(board) {
    this.#board = board;
    this.#socket = board.socket;
    this.#pairing = new Pairing(`${displayOrigin(document.body.dataset.display)}/api/display/v1`, (device) =>
      this.#paired(device),
    );
    this.#listen();
    setInterval(() => this.report(), TELL_MS);
  }

  /** Report this screen's state to the display. */
  report() {
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

  /** Show a code, and wait until an admin has entered it. */
  pair() {
    return this.#pairing.pair();
  }

  #paired(device) {
    if (device.kind === "tv" && device.venue !== document.body.dataset.venue)
      return location.replace(addressOf(device, location.search));
    return this.#reconnect();
  }

  #listen() {
    const boardAuth = this.#socket.auth;
    this.#socket.auth = async (callback) => {
      const auth = typeof boardAuth === "function" ? await new Promise(boardAuth) : boardAuth;
      const token = storedToken();
      callback(token ? { ...auth, device: token } : auth);
    };
    this.#socket.on("device", (device) => this.#takeDevice(device));
    this.#socket.on("heartbeat", (beat) => this.#see(beat));
    this.#socket.on("board", (board) => {
      this.#see(board);
      this.#receipts.day = board.service_day ?? null;
    });
    this.#socket.on("connect_error", (error) => this.#refused(error));
    document.addEventListener("antre-receipt", ({ detail }) => {
      if (this.me) this.#receipts.add(detail, performance.now());
    });
    addEventListener("resize", () => this.report());
    new MutationObserver(() => this.report()).observe(document.body, { attributeFilter: ["data-sound"] });
    // The board has already connected without a token, so reconnect with it.
    if (this.#socket.connected && storedToken()) this.#reconnect();
  }

  #reconnect() {
    this.#socket.disconnect().connect();
  }

  #takeDevice(device) {
    if (device.revoked) return this.#revoked();
    const { build, do: command, ...me } = device;
    const before = this.me;
    this.#build ??= build;
    if (build) this.#board.plan.build(build, performance.now(), Math.random());
    if (me.venue !== document.body.dataset.venue) return location.replace(addressOf(me, location.search));
    this.#apply(me);
    this.#pairing.isDevice();
    // The display decides the zone when a board connects.
    if (before && before.zone !== me.zone) this.#reconnect();
    this.#receipts.flush(performance.now());
    if (command && markDone(command.id)) {
      if (command.what === "reload") return this.#board.plan.command(performance.now());
      if (command.what === "test") this.#board.voice?.test?.();
    }
    return this.report();
  }

  #apply(me) {
    this.me = me;
    Object.assign(
      document.body.dataset,
      dataOf(me, { zone: "", inches: "", distance: "", voice: "", muted: "", ...pick(this.#initial) }),
    );
  }

  #revoked() {
    if (this.#pairing.isRunning) return;
    this.#apply(null);
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

  #emit(event, data) {
    if (!this.#socket.connected) return false;
    this.#socket.emit(event, data);
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
