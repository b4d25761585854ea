/**
 * The common part of the board and the board of old TVs: tracks the hall's state, announces its calls, and
 * builds the scene that draw.js draws. Each page handles its own layout, sound and connection.
 */
import { lines } from "./lines.js";
import { LAYOUTS } from "./sizes.js";
import { BoardState, readPart } from "./state.js";
import { clock } from "../shared/words/format.js";
import { Freshness } from "../shared/freshness.js";
import { pageLanguages } from "../shared/words/languages.js";
import { ServerClock, withOffset } from "../shared/server-clock.js";

export const DRAW_MS = 250;
/** Three pulses at 1 Hz: noticeable without the chime, and slow enough to be safe for all viewers. */
export const PULSE_MS = 3_000;
const INFO_MS = 12_000;
const TRACE_MAX = 500;

export class Screen {
  house = null;
  /** The slug of the last refusal, null once anything else was received. */
  refused = null;
  /** The latest effects of the announcer, each with `at`. */
  trace = [];
  sound = null;
  isStale = false;
  litMs = -Infinity;
  languages = pageLanguages();
  #state = new BoardState();
  #freshness = new Freshness();
  #clock = new ServerClock();
  #page;
  #infoMax;
  #memory;
  #info = 0;
  #infoAt = 0;

  /**
   * page: {voice, qr, sound(), speak(effect, done), receipt(effect, now), soundChanged?()};
   * infoMax: maximum characters of an info line, by layout; memory: a BoardMemory, null for none.
   */
  constructor(page, infoMax, memory = null) {
    this.#page = page;
    this.#infoMax = infoMax;
    this.#memory = memory;
    const stored = memory?.read();
    if (stored) this.#handle({ kind: "remember", at: performance.now(), ...stored });
  }

  /** The board as last received, null before the first one. */
  get board() {
    return this.#state.board;
  }

  /** The hall's time, ms UTC; null before anything was received. */
  get nowMs() {
    return this.#clock.nowMs();
  }

  /** Whether a call is being announced or is waiting to be announced. */
  isOnAir(now) {
    return this.#state.isOnAir(now);
  }

  /** Process a board or heartbeat; return false if it is outdated and must be dropped. */
  receive(state, now) {
    if (!this.#freshness.take(state, now)) return false;
    this.#clock.take(state.now);
    return true;
  }

  /** Record that this {epoch, seq} is current. */
  confirm(seen, now) {
    this.#freshness.hear(seen, now);
  }

  /** Announce the new calls of a received board. */
  announce(board, now) {
    this.#updateStatus(now);
    this.#handle({ kind: "board", at: now, board });
  }

  /** Advance to this time; set the body's data- sound, state, seq and epoch, and return the scene to draw. */
  scene(layout, now) {
    this.#updateStatus(now);
    this.#handle({ kind: "tick", at: now });
    const { rows } = LAYOUTS[layout];
    const part = readPart(document.body.getAttribute("data-part"));
    const skip = part ? (part.n - 1) * rows : 0;
    const view = this.#state.view({ rows, skip, isStale: this.isStale });
    const phase = this.isStale ? "stale" : phaseOf(view, layout);
    mark("state", phase);
    mark("seq", view.board?.seq ?? "");
    mark("epoch", view.board?.epoch ?? "");
    const { house, languages, refused, sound } = this;
    const { board } = view;
    const longest = this.#infoMax[layout];
    const situation = { phase, house, languages, sound, board, longest, nowMs: this.nowMs };
    return {
      phase,
      view,
      house,
      languages,
      layout,
      part,
      refused,
      now: this.#clock.nowIso(),
      since: this.#since(),
      info: this.#infoLines(situation, now),
      turn: this.#info,
      qr: layout === "phone" || phase === "starting" ? null : this.#page.qr,
    };
  }

  /** Return the info lines and the index of the visible one; they take turns, but not while calling. */
  #infoLines(situation, now) {
    if (situation.phase !== "calling" && now - this.#infoAt > INFO_MS) {
      this.#info += 1;
      this.#infoAt = now;
    }
    const all = lines(situation);
    return { lines: all, n: this.#info % all.length };
  }

  /** Return when the log was last heard: "09.41". */
  #since() {
    const { heardMs } = this.#freshness;
    if (this.nowMs === null || heardMs === null) return "";
    return clock(withOffset(this.nowMs - (performance.now() - heardMs), this.#clock.zone));
  }

  /** Pass changes of the sound state and of staleness to the announcer. */
  #updateStatus(now) {
    const sound = this.#page.sound();
    if (sound !== this.sound) {
      this.sound = sound;
      mark("sound", sound);
      this.#handle({ kind: "sound", at: now, state: sound });
      this.#page.soundChanged?.();
    }
    const isStale = this.#freshness.isStale(now);
    if (isStale !== this.isStale) {
      this.isStale = isStale;
      this.#handle({ kind: isStale ? "stale" : "fresh", at: now });
    }
  }

  #handle(event) {
    for (const effect of this.#state.hear(event)) this.#perform(effect, event.at);
    if (this.board) this.#memory?.keep(this.#state.memory, this.nowMs);
  }

  #perform(effect, now) {
    this.trace.push({ at: Math.round(now), ...effect });
    if (this.trace.length > TRACE_MAX) this.trace.shift();
    switch (effect.kind) {
      case "light":
        this.litMs = now;
        break;
      case "speak":
        this.#page.speak(effect, (result) => {
          const outcome = result === "spoken" ? "ended" : "failed";
          this.#handle({ kind: "audio", at: performance.now(), seq: effect.seq, outcome });
        });
        break;
      case "brief":
        this.#page.voice.hurry();
        break;
      case "hush":
        this.#page.voice.hush();
        break;
      case "shown":
      case "spoken":
      case "silent":
        this.#page.receipt(effect, now);
        break;
      default:
    }
  }
}

function mark(name, value) {
  document.body.setAttribute(`data-${name}`, value);
}

/** Return the phase: a tablet over a desk is calling while its counter is, others while a call is lit. */
function phaseOf({ phase, board }, layout) {
  if (layout === "counter" && board) return board.desk?.state === "calling" ? "calling" : "quiet";
  if (phase !== "quiet") return phase;
  const hours = board?.hours.state;
  return hours === "after" || hours === "closed" ? "closed" : "quiet";
}
