/**
 * The voice of an old TV: chime and words as WAV files of the display, one after the other in one <audio>,
 * one call at a time.
 *
 * Playing silence shows whether the browser allows sound before somebody presses a key; while it does not,
 * `state` is "locked".
 */
import { callWords, testWords, voiceOf } from "../board/voice-addresses.js";
import { API, ask } from "./asking.js";

const SILENCE = `${API}/chime/silence.wav`;
/** A sound that begins later has failed; words long after their chime are worse than none. */
const BEGINS_WITHIN_MS = 3_000;
/** Silence after the chime, and between languages. */
const PAUSE_MS = 300;
const TRY_AGAIN_MS = 15_000;

export class OldVoice {
  #audio = document.createElement("audio");
  #venue;
  #languages = ["id"];
  #saying = null;
  #stop = null;
  #isLocked = true;

  constructor(venue) {
    this.#venue = venue;
    setInterval(() => {
      if (this.#isLocked && !this.#saying) this.unlock();
    }, TRY_AGAIN_MS);
    this.unlock();
  }

  /** "on", "locked", or "off" where the browser plays no sound at all. */
  get state() {
    if (!this.#audio.play) return "off";
    return this.#isLocked ? "locked" : "on";
  }

  /** Try whether the browser allows sound; also to be called from a key or a touch. */
  unlock() {
    if (!this.#isLocked || this.#saying || !this.#audio.play) return;
    this.#stop?.();
    this.#sound(SILENCE, () => {});
  }

  /** Fetch the languages the venue speaks, in order, none for the chime alone; Indonesian until then. */
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

  /** Leave out the languages that have not begun. */
  hurry() {
    if (this.#saying) this.#saying.isBrief = true;
  }

  /** Stop the words at once. */
  hush() {
    const { done } = this.#saying ?? {};
    this.#saying = null;
    this.#stop?.();
    done?.("silent");
  }

  #say(chime, address, isBrief, done) {
    this.hush();
    const saying = { isBrief, done };
    this.#saying = saying;
    const end = (heard) => {
      if (this.#saying !== saying) return;
      this.#saying = null;
      done(heard);
    };
    const parts = [`${API}/chime/${chime}.wav`, ...this.#languages.map(address)];
    const next = (n) => {
      if (this.#saying !== saying) return;
      if (n === parts.length || (n > 1 && saying.isBrief)) end("spoken");
      else
        this.#sound(parts[n], (isHeard) =>
          isHeard ? setTimeout(() => next(n + 1), PAUSE_MS) : end("silent"),
        );
    };
    next(0);
  }

  /** Play a file to its end; done(true) if all of it sounded. */
  #sound(address, done) {
    const audio = this.#audio;
    let isOver = false;
    const over = (isHeard) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(late);
      audio.onplaying = audio.onended = audio.onerror = null;
      this.#stop = null;
      done(isHeard);
    };
    const late = setTimeout(() => over(false), BEGINS_WITHIN_MS);
    audio.onplaying = () => {
      this.#isLocked = false;
      clearTimeout(late);
    };
    audio.onended = () => over(true);
    audio.onerror = () => over(false);
    this.#stop = () => {
      audio.pause();
      over(false);
    };
    audio.src = address;
    // Younger browsers give a promise, and refuse by an error's name.
    audio.play()?.then?.(null, (error) => {
      if (isOver) return;
      if (error.name === "NotAllowedError") this.#isLocked = true;
      over(false);
    });
  }
}
