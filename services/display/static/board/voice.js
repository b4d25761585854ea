/**
 * The board's voice: asks the display for a call's words and plays them after the chime.
 *
 * The display speaks only what stands in its list of calls; where it cannot (no voice on the machine, the call
 * taken back), the chime alone is heard. One thing is said at a time.
 */
import { call as chime, recorded } from "../shared/chime.js";

const API = "/api/display/v1/voice";
/** The display makes a new text in under 50 ms; a voice that comes much after its chime is worse than none. */
const WORDS_WITHIN_MS = 3_000;
/** A display that was started again answers within seconds: so long words are asked for again, so often. */
const BACK_WITHIN_MS = 6_000;
const AGAIN_MS = 400;
/** An answer that says "soon", in its Retry-After; a machine without a voice says a longer time. */
const SOON_S = 2;
const GONE = new Set([502, 504]);
/** Silence after the chime, and between languages. */
const PAUSE_MS = 300;
/** As words.py: a house allows 20 recalls. */
const TIMES_MAX = 21;

/** Let what else sounds (videos beside the calls) be quiet while the voice speaks. */
function duck(isSpeaking) {
  document.dispatchEvent(new CustomEvent("antre-voice", { detail: { isSpeaking } }));
}

export class Voice {
  #venue;
  #languages = ["id"];
  #now = null;

  constructor(venue) {
    this.#venue = encodeURIComponent(venue);
  }

  /** Ask which languages the venue speaks, in their order; until that is known, Indonesian. */
  async learn() {
    const state = await this.#ask(`${API}/${this.#venue}`, (answer) => answer.json());
    if (state?.languages?.length) this.#languages = state.languages;
  }

  /** Chime and speak a call {number, counter, recalls, brief}; "spoken" if all its words were heard, else "silent". */
  play({ number, counter, recalls, brief = false }) {
    const times = Math.min(TIMES_MAX, recalls + 1);
    return this.#say("call", { number, counter, times }, recalls ? 2 : 1, brief);
  }

  /** Chime and say the sound test; gives the same as `play`. */
  test() {
    return this.#say("test", {}, 1, false);
  }

  /** Leave out the languages that were not begun yet. */
  hurry() {
    if (this.#now) this.#now.isBrief = true;
  }

  /** Stop the words at once. */
  hush() {
    if (!this.#now) return;
    this.#now.isHushed = true;
    this.#now.stop();
  }

  async #say(utterance, values, chimes, isBrief) {
    this.hush();
    const now = { isBrief, isHushed: false, stop: () => {} };
    this.#now = now;
    duck(true);
    try {
      const words = this.#languages.map((lang) => () => this.#words(utterance, { ...values, lang }));
      const first = words[0]();
      if (!(await chime(chimes))) return "silent";
      for (let n = 0; n < words.length && !(n && now.isBrief); n += 1) {
        await pause();
        const bytes = await (n ? words[n]() : first);
        if (!bytes || now.isHushed) return "silent";
        const sound = recorded(bytes);
        now.stop = sound.stop;
        if (!(await sound.ended)) return "silent";
      }
      return now.isHushed ? "silent" : "spoken";
    } finally {
      if (this.#now === now) {
        this.#now = null;
        duck(false);
      }
    }
  }

  #words(utterance, values) {
    return this.#ask(`${API}/${this.#venue}/${utterance}.wav?${new URLSearchParams(values)}`, (answer) =>
      answer.arrayBuffer(),
    );
  }

  /** Fetch; again while the display is away for a moment. Null for whatever goes wrong. */
  async #ask(url, read) {
    const lastMs = performance.now() + BACK_WITHIN_MS;
    for (;;) {
      try {
        const answer = await fetch(url, { signal: AbortSignal.timeout(WORDS_WITHIN_MS) });
        if (answer.ok) return await read(answer);
        if (!isSoonOver(answer)) return null;
      } catch (error) {
        if (error.name === "TimeoutError") return null;
      }
      if (performance.now() >= lastMs) return null;
      await pause(AGAIN_MS);
    }
  }
}

function isSoonOver({ status, headers }) {
  return (
    GONE.has(status) ||
    ((status === 429 || status === 503) && Number(headers.get("Retry-After") ?? Infinity) <= SOON_S)
  );
}

function pause(ms = PAUSE_MS) {
  return new Promise((done) => setTimeout(done, ms));
}
