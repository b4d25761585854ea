/**
 * The voice of an old TV: chime and words as WAV files from the display, played in sequence by one <audio>,
 * one call at a time.
 *
 * Playing silence shows whether the browser allows sound without a key press; while it does not, `state` is
 * "locked".
 */
import { callWords, testWords, voiceOf } from "../board/voice-addresses.js";
import { API, ask } from "./asking.js";

const SILENCE = `${API}/chime/silence.wav`;
/** Timeout for a sound to start; words long after their chime are worse than none. */
const BEGINS_WITHIN_MS = 3_000;
/** Silence after the chime, and between languages. */
const PAUSE_MS = 300;
const TRY_AGAIN_MS = 15_000;

export class OldVoice {
  #audio = document.createElement("audio");
  #venue;
  #languages = ["id"];
  #current = null;
  #stop = null;
  #isLocked = true;

  constructor(venue) {
    this.#venue = venue;
    setInterval(() => {
      if (this.#isLocked && !this.#current) this.unlock();
    }, TRY_AGAIN_MS);
    this.unlock();
  }

  /** "on", "locked", or "off" if the browser cannot play sound. */
  get state() {
    if (!this.#audio.play) return "off";
    return this.#isLocked ? "locked" : "on";
  }

  /** Check whether the browser allows sound; also to be called on a key press or touch. */
  unlock() {
    if (!this.#isLocked || this.#current || !this.#audio.play) return;
    this.#stop?.();
    this.#sound(SILENCE, () => {});
  }

  /** Fetch the venue's languages, in order; none: chime only. Until then, Indonesian. */
  learn() {
    ask("GET", voiceOf(this.#venue), {}, (status, state) => {
      if (status === 200 && state?.languages) this.#languages = state.languages;
    });
  }

  /** Chime and speak a call {number, counter, recalls, brief}; done("spoken") or done("silent"). */
  play(call, done) {
    const address = (lang) => callWords(this.#venue, call, lang);
    this.#say(call.recalls ? "recall" : "call", address, call.brief, done);
  }

  /** Chime and speak the sound test. */
  test() {
    this.#say(
      "call",
      (lang) => testWords(this.#venue, lang),
      false,
      () => {},
    );
  }

  /** Skip the languages that have not started. */
  hurry() {
    if (this.#current) this.#current.isBrief = true;
  }

  /** Stop the words at once. */
  hush() {
    const { done } = this.#current ?? {};
    this.#current = null;
    this.#stop?.();
    done?.("silent");
  }

  #say(chime, address, isBrief, done) {
    this.hush();
    const current = { isBrief, done };
    this.#current = current;
    const end = (result) => {
      if (this.#current !== current) return;
      this.#current = null;
      done(result);
    };
    const parts = [`${API}/chime/${chime}.wav`, ...this.#languages.map(address)];
    const next = (n) => {
      if (this.#current !== current) return;
      if (n === parts.length || (n > 1 && current.isBrief)) end("spoken");
      else
        this.#sound(parts[n], (isPlayed) =>
          isPlayed ? setTimeout(() => next(n + 1), PAUSE_MS) : end("silent"),
        );
    };
    next(0);
  }

  /** Play a file to its end; done(true) if all of it was played. */
  #sound(address, done) {
    const audio = this.#audio;
    let isOver = false;
    const end = (isPlayed) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timeout);
      audio.onplaying = audio.onended = audio.onerror = null;
      this.#stop = null;
      done(isPlayed);
    };
    const timeout = setTimeout(() => end(false), BEGINS_WITHIN_MS);
    audio.onplaying = () => {
      this.#isLocked = false;
      clearTimeout(timeout);
    };
    audio.onended = () => end(true);
    audio.onerror = () => end(false);
    this.#stop = () => {
      audio.pause();
      end(false);
    };
    audio.src = address;
    // Newer browsers return a promise, which they reject with NotAllowedError.
    audio.play()?.then?.(null, (error) => {
      if (isOver) return;
      if (error.name === "NotAllowedError") this.#isLocked = true;
      end(false);
    });
  }
}
