/**
 * An old TV as a paired device: reports its state, and receives its settings and commands in the response
 * (docs/adr/0008). It writes its settings to the data- attributes of the body.
 */
import { addressOf, dataOf, stateOf } from "../device/state.js";
import { Receipts } from "../device/receipts.js";
import { API, ask } from "./asking.js";
import { OldPairing } from "./pairing.js";
import { read, store } from "../shared/storage.js";

const DONE = "antre-device-done";
const REPORT_MS = 5_000;
/** The display accepts at most this many receipts of each kind per report. */
const RECEIPTS_MAX = 50;

export class OldDevice {
  me = null;
  #board;
  #initial = {};
  #address;
  #build = null;
  #done = read(DONE);
  #outbox = [];
  #isReporting = false;
  #receipts = new Receipts((kind, receipt) => this.#send(kind, receipt));
  #pairing;

  /** board: {data, venue, voice, seen, capitals, again()}. */
  constructor(board) {
    const { data } = board;
    this.#board = board;
    this.#address = { zone: data.zone || null, agency: data.agency || null, counter: data.counter || null };
    for (const name of ["zone", "inches", "distance", "voice", "muted"])
      this.#initial[name] = data[name] || "";
    this.#pairing = new OldPairing((device) => this.#paired(device));
    setInterval(() => this.report(), REPORT_MS);
    this.report();
  }

  /** The header that identifies this device. */
  get headers() {
    const { token } = this.#pairing;
    return token ? { "X-Device": token } : {};
  }

  /** Set the board's service day, by which receipts are distinguished. */
  set day(day) {
    this.#receipts.day = day ?? null;
  }

  /** Add the receipt of a call: an effect {kind: shown, spoken or silent, seq, why}. */
  receipt(effect, nowMs) {
    if (this.me) this.#receipts.add(effect, nowMs);
  }

  /** Handle a refusal by the display, with its problem body. */
  refused(slug, problem) {
    if (slug === "device-unknown") this.#revoked();
    else if (slug === "not-paired") this.#pairing.pair();
    else if (slug === "device-elsewhere" && problem.device) this.#move(problem.device);
  }

  /** Report the state of this screen, and receipts of calls. */
  report() {
    if (!this.#pairing.token || this.#isReporting) return;
    this.#isReporting = true;
    const batch = this.#outbox.splice(0, RECEIPTS_MAX);
    const body = { state: this.#state(), ...this.#address, done: this.#done, ...byKind(batch) };
    ask("POST", `${API}/device`, { headers: this.headers, body }, (status, response) => {
      this.#isReporting = false;
      if (status === 200 && response) this.#handle(response);
      else if (status === 401) this.#revoked();
      else this.#outbox = batch.concat(this.#outbox).slice(-RECEIPTS_MAX);
      if (status === 200 && this.#outbox.length) this.report();
    });
  }

  #state() {
    return stateOf({
      build: this.#build,
      sound: document.body.getAttribute("data-sound"),
      seen: this.#board.seen,
      width: innerWidth,
      height: innerHeight,
      capitals: this.#board.capitals,
    });
  }

  #send(kind, receipt) {
    this.#outbox.push({ kind, ...receipt });
    setTimeout(() => this.report(), 0);
  }

  #handle({ device, do: command }) {
    const { build, ...me } = device;
    const before = this.me;
    if (me.venue !== this.#board.venue) {
      this.#move(me);
      return;
    }
    this.#build = this.#build ?? build;
    this.me = me;
    for (const [name, value] of Object.entries(dataOf(me, this.#initial)))
      document.body.setAttribute(`data-${name}`, value);
    this.#pairing.isDevice();
    if (before?.zone !== me.zone) this.#board.again();
    if (command && command.id !== this.#done) this.#execute(command);
  }

  #execute({ id, what }) {
    this.#done = id;
    const isStored = store(DONE, id);
    if (what === "test") this.#board.voice.test();
    // Without storage, the page would reload endlessly.
    else if (what === "reload" && isStored) location.reload();
  }

  #move(me) {
    location.replace(addressOf(me, location.search).replace("/board/", "/tv/"));
  }

  #revoked() {
    if (this.#pairing.revoked()) this.me = null;
  }

  #paired(device) {
    if (device.venue !== this.#board.venue) this.#move(device);
    else {
      this.report();
      this.#board.again();
    }
  }
}

/** Group receipts by kind, in the format of a report. */
function byKind(receipts) {
  const of = (kind) => receipts.filter((receipt) => receipt.kind === kind);
  return {
    shown: of("shown").map(({ seq }) => seq),
    spoken: of("spoken").map(({ seq }) => seq),
    silent: of("silent").map(({ seq, why }) => ({ seq, why })),
  };
}
