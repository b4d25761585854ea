/**
 * What the board and the board of old TVs share: they know the hall's state, announce its calls, and build
 * the scene that draw.js draws. Layout, sound and connection are the page's own.
 */
import { lines } from "./lines.js";
import { LAYOUTS } from "./sizes.js";
import { BoardState, readPart } from "./state.js";
import { clock } from "../shared/words/format.js";
import { Freshness } from "../shared/freshness.js";
import { pageLanguages } from "../shared/words/languages.js";
import { ServerClock, withOffset } from "../shared/server-clock.js";

export const DRAW_MS = 250;
/** Three times at 1 Hz: visible from the side without the chime, slow enough for everybody. */
export const PULSE_MS = 3_000;
const INFO_MS = 12_000;
const TRACE_MAX = 500;

export class Screen {
  house = null;
  /** The slug of the last refusal, null once anything else was heard. */
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
   * infoMax: the most characters an info line holds, by layout; memory: a BoardMemory, null for none.
   */
  constructor(page, infoMax, memory = null) {
    this.#page = page;
    this.#infoMax = infoMax;
    this.#memory = memory;
    const known = memory?.read();
    if (known) this.#hear({ kind: "remember", at: performance.now(), ...known });
  }

  /** The board as the display last sent it, null before. */
  get board() {
    return this.#state.board;
  }

  /** The hall's time, ms UTC; null before anything was heard. */
  get nowMs() {
    return this.#clock.nowMs();
  }

  /** Whether a call is being announced or waits for it. */
  isOnAir(now) {
    return this.#state.isOnAir(now);
  }

  /** Take note of a board or heartbeat; false if it is older than what is known, so drop it. */
  receive(state, now) {
    if (!this.#freshness.take(state, now)) return false;
    this.#clock.take(state.now);
    return true;
  }

  /** Take note that nothing is newer than this {epoch, seq}. */
  confirm(seen, now) {
    this.#freshness.hear(seen, now);
  }

  /** Announce what is new in a board that was received. */
  announce(board, now) {
    this.#sense(now);
    this.#hear({ kind: "board", at: now, board });
  }

  /** Let time pass; give the scene to draw, and set the body's data- sound, state, seq and epoch. */
  scene(layout, now) {
    this.#sense(now);
    this.#hear({ kind: "tick", at: now });
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
      info: this.#turn(situation, now),
      turn: this.#info,
      qr: layout === "phone" || phase === "starting" ? null : this.#page.qr,
    };
  }

  /** Return the info lines, and which one is shown: they take turns, but not while a call is fresh. */
  #turn(situation, now) {
    if (situation.phase !== "calling" && now - this.#infoAt > INFO_MS) {
      this.#info += 1;
      this.#infoAt = now;
    }
    const all = lines(situation);
    return { lines: all, n: this.#info % all.length };
  }

  /** When the log was last heard: "09.41". */
  #since() {
    const { heardMs } = this.#freshness;
    if (this.nowMs === null || heardMs === null) return "";
    return clock(withOffset(this.nowMs - (performance.now() - heardMs), this.#clock.zone));
  }

  /** Tell the announcer whether there is sound, and whether what is known is up to date. */
  #sense(now) {
    const sound = this.#page.sound();
    if (sound !== this.sound) {
      this.sound = sound;
      mark("sound", sound);
      this.#hear({ kind: "sound", at: now, state: sound });
      this.#page.soundChanged?.();
    }
    const isStale = this.#freshness.isStale(now);
    if (isStale !== this.isStale) {
      this.isStale = isStale;
      this.#hear({ kind: isStale ? "stale" : "fresh", at: now });
    }
  }

  #hear(event) {
    for (const effect of this.#state.hear(event)) this.#carryOut(effect, event.at);
    if (this.board) this.#memory?.keep(this.#state.memory, this.nowMs);
  }

  #carryOut(effect, now) {
    this.trace.push({ at: Math.round(now), ...effect });
    if (this.trace.length > TRACE_MAX) this.trace.shift();
    switch (effect.kind) {
      case "light":
        this.litMs = now;
        break;
      case "speak":
        this.#page.speak(effect, (heard) => {
          const outcome = heard === "spoken" ? "ended" : "failed";
          this.#hear({ kind: "audio", at: performance.now(), seq: effect.seq, outcome });
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

/** A tablet over a desk is calling while its counter is; another board while a call is lit. */
function phaseOf({ phase, board }, layout) {
  if (layout === "counter" && board) return board.desk?.state === "calling" ? "calling" : "quiet";
  if (phase !== "quiet") return phase;
  const hours = board?.hours.state;
  return hours === "after" || hours === "closed" ? "closed" : "quiet";
}
