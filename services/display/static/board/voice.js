/**
 * The board's voice: fetches a call's words from the display and plays them after the chime, one call at a
 * time.
 *
 * The display speaks only what stands in its list of calls. Where it does not (no voice on the machine, the
 * call undone), the chime alone is heard.
 */
import { callWords, testWords, voiceOf } from "./voice-addresses.js";
import { call as chime } from "../shared/chime.js";
import { recorded } from "./recorded.js";

/** The display makes new words in under 50 ms; words long after their chime are worse than none. */
const WORDS_WITHIN_MS = 3_000;
/** A restarted display answers within seconds: how long to ask again, and how often. */
const BACK_WITHIN_MS = 6_000;
const AGAIN_MS = 400;
/** A Retry-After up to this means "soon"; a machine without a voice gives a longer time. */
const SOON_S = 2;
const GONE = new Set([502, 504]);
/** Silence after the chime, and between languages. */
const PAUSE_MS = 300;

/** Announce that the voice speaks or ends, so that videos pause. */
function duck(isSpeaking) {
  document.dispatchEvent(new CustomEvent("antre-voice", { detail: { isSpeaking } }));
}

export class Voice {
  #venue;
  #languages = ["id"];
  #now = null;

  constructor(venue) {
    this.#venue = venue;
  }

  /** Fetch the languages the venue speaks, in order, none for the chime alone; Indonesian until then. */
  async learn() {
    const state = await this.#ask(voiceOf(this.#venue), (answer) => answer.json());
    if (state?.languages) this.#languages = state.languages;
  }

  /** Chime and speak a call {number, counter, recalls, brief?}; "spoken" if all sounded, else "silent". */
  play(call) {
    return this.#say((lang) => callWords(this.#venue, call, lang), call.recalls ? 2 : 1, call.brief);
  }

  /** Chime and speak the sound test; give the same as `play`. */
  test() {
    return this.#say((lang) => testWords(this.#venue, lang), 1);
  }

  /** Leave out the languages that have not begun. */
  hurry() {
    if (this.#now) this.#now.isBrief = true;
  }

  /** Stop the words at once. */
  hush() {
    if (!this.#now) return;
    this.#now.isHushed = true;
    this.#now.stop();
  }

  async #say(address, chimes, isBrief = false) {
    this.hush();
    const now = { isBrief, isHushed: false, stop: () => {} };
    this.#now = now;
    duck(true);
    try {
      const words = this.#languages.map((lang) => () => this.#words(address(lang)));
      const first = words[0]?.();
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

  #words(url) {
    return this.#ask(url, (answer) => answer.arrayBuffer());
  }

  /** Fetch, and again while the display is away for a moment; null if that fails. */
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
