/**
 * An old TV as a paired device: the display answers each of its reports with who it is and what to do
 * (docs/adr/0008). The page's part is `body`, the board's is `board`.
 */
import { addressOf, dataOf, stateOf } from "../device/state.js";
import { Receipts } from "../device/receipts.js";
import { API, ask } from "./asking.js";
import { OldPairing } from "./pairing.js";
import { read, store } from "../shared/storage.js";

const DONE = "antre-device-done";
const REPORT_MS = 5_000;
/** The display takes at most this many receipts of each kind at once. */
const RECEIPTS_MAX = 50;

export class OldDevice {
  me = null;
  #board;
  #given = {};
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
    for (const name of ["zone", "inches", "distance", "voice", "muted"]) this.#given[name] = data[name] || "";
    this.#pairing = new OldPairing((device) => this.#paired(device));
    setInterval(() => this.report(), REPORT_MS);
    this.report();
  }

  /** The header that identifies this device. */
  get headers() {
    const { token } = this.#pairing;
    return token ? { "X-Device": token } : {};
  }

  /** Take a board's service day: receipts begin anew with it. */
  set day(day) {
    this.#receipts.day = day ?? null;
  }

  /** Take what became of a call: an effect {kind: shown, spoken or silent, seq, why}. */
  receipt(effect, nowMs) {
    if (this.me) this.#receipts.add(effect, nowMs);
  }

  /** The display refused this screen, with a problem. */
  refused(slug, problem) {
    if (slug === "device-unknown") this.#revoked();
    else if (slug === "not-paired") this.#pairing.pair();
    else if (slug === "device-elsewhere" && problem.device) this.#move(problem.device);
  }

  /** Report how this screen is, and what became of calls. */
  report() {
    if (!this.#pairing.token || this.#isReporting) return;
    this.#isReporting = true;
    const sent = this.#outbox.splice(0, RECEIPTS_MAX);
    const body = { state: this.#state(), ...this.#address, done: this.#done, ...byKind(sent) };
    ask("POST", `${API}/device`, { headers: this.headers, body }, (status, answer) => {
      this.#isReporting = false;
      if (status === 200 && answer) this.#answered(answer);
      else if (status === 401) this.#revoked();
      else this.#outbox = sent.concat(this.#outbox).slice(-RECEIPTS_MAX);
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

  #answered({ device, do: command }) {
    const { build, ...me } = device;
    const before = this.me;
    if (me.venue !== this.#board.venue) {
      this.#move(me);
      return;
    }
    this.#build = this.#build ?? build;
    this.me = me;
    for (const [name, value] of Object.entries(dataOf(me, this.#given)))
      document.body.setAttribute(`data-${name}`, value);
    this.#pairing.isDevice();
    if (before?.zone !== me.zone) this.#board.again();
    if (command && command.id !== this.#done) this.#carryOut(command);
  }

  #carryOut({ id, what }) {
    this.#done = id;
    const isStored = store(DONE, id);
    if (what === "test") this.#board.voice.test();
    // A browser that stores nothing would reload again and again.
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

/** Sort receipts as a report has them. */
function byKind(receipts) {
  const of = (kind) => receipts.filter((receipt) => receipt.kind === kind);
  return {
    shown: of("shown").map(({ seq }) => seq),
    spoken: of("spoken").map(({ seq }) => seq),
    silent: of("silent").map(({ seq, why }) => ({ seq, why })),
  };
}
