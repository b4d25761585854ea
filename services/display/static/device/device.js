/**
 * A board as a paired device: the display tells it who it is and what to do, and it reports its state and
 * what became of calls (docs/adr/0008).
 *
 * Load it in the page before board.js. It waits for `antre-board` and works from outside: it gives the
 * board's `socket` this browser's token and its `plan` the display's build and command to reload; sets the
 * body's data- zone, inches, distance, voice and muted as the device's record says; listens to the
 * document's "antre-receipt" {seq, kind, why}; calls `board.voice.test()`; reads `data-sound` of the body
 * and `data-capitals-px` of the board. It is `board.device`: `me` (null: not paired), `pair()`, `tell()`.
 * `data-device` of the body is "", "asking", "code", "revoked" or "paired".
 *
 * A board needs no pairing unless the venue's open_boards is false; "?pair" in its address, or the key P,
 * shows a code. The token stays in this browser and never stands in an address.
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
  #given = { ...document.body.dataset };
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
    setInterval(() => this.tell(), TELL_MS);
  }

  /** Report this screen's state to the display. */
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
    this.#socket.auth = async (give) => {
      const auth = typeof boardAuth === "function" ? await new Promise(boardAuth) : boardAuth;
      const token = storedToken();
      give(token ? { ...auth, device: token } : auth);
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
    addEventListener("resize", () => this.tell());
    new MutationObserver(() => this.tell()).observe(document.body, { attributeFilter: ["data-sound"] });
    // The board has connected without a token: once more, with it.
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
    this.#become(me);
    this.#pairing.isDevice();
    // The display decides the zone when a board connects.
    if (before && before.zone !== me.zone) this.#reconnect();
    this.#receipts.flush(performance.now());
    if (command && markDone(command.id)) {
      if (command.what === "reload") return this.#board.plan.command(performance.now());
      if (command.what === "test") this.#board.voice?.test?.();
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
