/**
 * The board's voice: fetches a call's words from the display and plays them after the chime, one call at a
 * time.
 *
 * The display speaks only calls in its list. Otherwise (the machine has no voice, the call was undone) only
 * the chime is played.
 */
import { callWords, testWords, voiceOf } from "./voice-addresses.js";
import { call as chime } from "../shared/chime.js";
import { playSound } from "./recorded.js";

/** The display synthesizes new words in under 50 ms; words long after their chime are worse than none. */
const WORDS_WITHIN_MS = 3_000;
/** How long, and at which interval, to retry; a restarted display responds within seconds. */
const BACK_WITHIN_MS = 6_000;
const AGAIN_MS = 400;
/** Retry only up to this Retry-After; a machine without a voice sends a longer one. */
const SOON_S = 2;
const GONE = new Set([502, 504]);
/** Silence after the chime, and between languages. */
const PAUSE_MS = 300;

/** Dispatch an event that the voice starts or ends, so that videos pause. */
function duck(isSpeaking) {
  document.dispatchEvent(new CustomEvent("antre-voice", { detail: { isSpeaking } }));
}

export class Voice {
  #venue;
  #languages = ["id"];
  #current = null;

  constructor(venue) {
    this.#venue = venue;
  }

  /** Fetch the venue's languages, in order; none: chime only. Until then, Indonesian. */
  async learn() {
    const state = await this.#fetch(voiceOf(this.#venue), (response) => response.json());
    if (state?.languages) this.#languages = state.languages;
  }

  /** Chime and speak a call {number, counter, recalls, brief?}; "spoken" if all was played, else "silent". */
  play(call) {
    return this.#say((lang) => callWords(this.#venue, call, lang), call.recalls ? 2 : 1, call.brief);
  }

  /** Chime and speak the sound test; return the same as `play`. */
  test() {
    return this.#say((lang) => testWords(this.#venue, lang), 1);
  }

  /** Skip the languages that have not started. */
  hurry() {
    if (this.#current) this.#current.isBrief = true;
  }

  /** Stop the words at once. */
  hush() {
    if (!this.#current) return;
    this.#current.isHushed = true;
    this.#current.stop();
  }

  async #say(address, chimes, isBrief = false) {
    this.hush();
    const current = { isBrief, isHushed: false, stop: () => {} };
    this.#current = current;
    duck(true);
    try {
      const words = this.#languages.map((lang) => () => this.#words(address(lang)));
      const first = words[0]?.();
      if (!(await chime(chimes))) return "silent";
      for (let n = 0; n < words.length && !(n && current.isBrief); n += 1) {
        await pause();
        const bytes = await (n ? words[n]() : first);
        if (!bytes || current.isHushed) return "silent";
        const sound = playSound(bytes);
        current.stop = sound.stop;
        if (!(await sound.ended)) return "silent";
      }
      return current.isHushed ? "silent" : "spoken";
    } finally {
      if (this.#current === current) {
        this.#current = null;
        duck(false);
      }
    }
  }

  #words(url) {
    return this.#fetch(url, (response) => response.arrayBuffer());
  }

  /** Fetch, with retries while the display is briefly unavailable; null if that fails. */
  async #fetch(url, read) {
    const lastMs = performance.now() + BACK_WITHIN_MS;
    for (;;) {
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(WORDS_WITHIN_MS) });
        if (response.ok) return await read(response);
        if (!isTemporary(response)) return null;
      } catch (error) {
        if (error.name === "TimeoutError") return null;
      }
      if (performance.now() >= lastMs) return null;
      await pause(AGAIN_MS);
    }
  }
}

function isTemporary({ status, headers }) {
  return (
    GONE.has(status) ||
    ((status === 429 || status === 503) && Number(headers.get("Retry-After") ?? Infinity) <= SOON_S)
  );
}

function pause(ms = PAUSE_MS) {
  return new Promise((done) => setTimeout(done, ms));
}
