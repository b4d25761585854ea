/**
 * Decides what a board announces, one call at a time. Pure: the clock is passed in (ms of a clock that
 * never jumps).
 *
 * Events go in by `hear`, effects come out; whoever has the screen and the loudspeaker carries them out.
 * What is lit is always what is spoken: a call is lit, chimed and spoken in one step, and keeps the panel
 * for its hold time and until its voice ends; then comes the next, in the order of the log. Every call that
 * was fresh when it arrived is announced, however many come at once: the more wait, the shorter each is
 * held and spoken, but none is left out. A recall is an announcement of its own. Only listed is a call that
 * was undone or finished, was older than FRESH_MS when it arrived (the TV was off), or has waited longer
 * than WAIT_MAX_MS. A page that was reloaded gets the `memory` of the page before: what that one announced
 * is not announced again, what it still owed is.
 *
 * Events, each with `at`:
 *   remember {told, owed, keptMs} (before the first board), board {board}, tick,
 *   audio {seq, outcome: "ended"|"failed"}, sound {state: "on"|"locked"|"off"|"muted"}, stale, fresh
 * Effects, each with the `seq` of its call:
 *   light {number, counter, recalls, n, of}, chime {times}, speak {number, counter, recalls, brief},
 *   brief (leave out languages that have not begun), hush (stop the voice), leave (a lit call was undone),
 *   cool, and the receipts shown, spoken, silent {why: locked, off, muted, failed, stopped}
 */

/** How long a call alone is held: time to look up, read number and counter, and look again. */
export const HOLD_MS = 8_000;
/** In a burst: time to read a number and a counter once; with a voice, the voice is longer anyway. */
export const BURST_HOLD_MS = 3_000;
/** In a flood: three blinks; then it stands in the list beside. */
export const FLOOD_HOLD_MS = 1_500;
/** More waiting calls make a burst: four at HOLD_MS would keep the fifth waiting for half a minute. */
export const BURST_ABOVE = 3;
/** More waiting calls make a flood: opening time, with every counter calling. */
export const FLOOD_ABOVE = 8;
/** With none waiting a call stays lit this long, then cools: light means now. */
export const LIT_MS = 30_000;
/** A call that is older when it arrives is no news: its visitor was called by another screen, or by mouth. */
export const FRESH_MS = 30_000;
/** The longest wait for an announcement: 36 counters calling at once, 6.5 s of Indonesian each. */
export const WAIT_MAX_MS = 240_000;
/** No voice lasts longer, two languages and two chimes included; then it has failed. */
export const AUDIO_MAX_MS = 30_000;
/** At most this many calls wait; further ones are in the list only. */
export const QUEUE_MAX = 100;
/** The longest list the display sends: a call missing from it may only have been pushed out. */
export const CALLS_MAX = 12;
const TOLD_MAX = 200;
/** How many calls a page needs to know of the page before it: the list has twelve, the rest is old. */
const MEMORY_MAX = 40;

const NOTHING_OWED = Object.freeze({ calls: [], keptMs: 0 });

const idOf = (call) => `${call.number} ${call.counter} ${call.called_at}`;
const isSamePlace = (a, b) => a.number === b.number && a.counter === b.counter;
/** What this page adds to a call of the display. */
const ADDED = ["litMs", "isWarm", "isSounding", "n", "calledMs", "dueMs"];

export class Announcer {
  #board = null;
  #queue = [];
  #lit = null;
  #told = [];
  #owed = NOTHING_OWED;
  #newest = { epoch: null, seq: -1 };
  #burst = null;
  #sound = "locked";
  #isStale = false;

  /** Take an event; give the effects to carry out, in order. */
  hear(event) {
    const effects = [];
    switch (event.kind) {
      case "remember":
        this.#remember(event);
        break;
      case "board":
        effects.push(...this.#take(event.board, event.at));
        break;
      case "audio":
        effects.push(...this.#heard(event));
        break;
      case "sound":
        this.#sound = event.state;
        break;
      case "stale":
        effects.push(...this.#goStale());
        break;
      case "fresh":
        this.#comeBack(event.at);
        break;
      default:
    }
    effects.push(...this.#advance(event.at));
    return effects;
  }

  /** The call on the panel, lit or cooled: {…call, litMs, isWarm, n, of}; null for none. */
  get lit() {
    return this.#lit;
  }

  /** The calls that wait to be lit, in order. */
  get waiting() {
    return this.#queue;
  }

  get board() {
    return this.#board;
  }

  /** Whether a call waits, is being spoken, or is still held: the page must not reload now. */
  isOnAir(at) {
    return (
      this.#queue.length > 0 ||
      Boolean(this.#lit && (this.#lit.isSounding || at - this.#lit.litMs < this.#holdMs))
    );
  }

  /** What the next page must know: the finished announcements, and the calls not announced to their end. */
  get memory() {
    const unsaid = this.#lit?.isSounding ? [this.#lit, ...this.#queue] : this.#queue;
    const names = unsaid.map(idOf);
    return {
      told: this.#told.filter((id) => !names.includes(id)).slice(-MEMORY_MAX),
      owed: unsaid.map(asTold),
    };
  }

  #remember({ told, owed, keptMs }) {
    this.#told = [...told];
    this.#owed = { calls: owed, keptMs };
  }

  /** Queue what the page before owed, if it ended a moment ago; the list may be too short to have it. */
  #takeOver(board, at) {
    const { calls, keptMs } = this.#owed;
    this.#owed = NOTHING_OWED;
    const nowMs = Date.parse(board.now);
    if (nowMs - keptMs >= FRESH_MS) return;
    for (const call of calls) {
      const ageMs = nowMs - Date.parse(call.called_at);
      this.#told.push(idOf(call));
      this.#queue.push({ ...call, calledMs: at - ageMs, dueMs: at - ageMs + WAIT_MAX_MS });
    }
  }

  #take(board, at) {
    this.#board = board;
    this.#takeOver(board, at);
    this.#queue = this.#queue.filter((call) => this.#waitsRightly(call));
    const effects = [];
    if (this.#lit && !this.#stands(this.#lit)) {
      effects.push(...this.#hush(), { kind: "leave", seq: this.#lit.seq });
      this.#lit = null;
    }
    for (const call of [...board.calls].sort((a, b) => a.seq - b.seq)) {
      if (!this.#isNews(call, board)) continue;
      const ageMs = Date.parse(board.now) - Date.parse(call.called_at);
      if (ageMs < FRESH_MS && !call.over)
        this.#queue.push({ ...call, calledMs: at - ageMs, dueMs: at + WAIT_MAX_MS });
    }
    this.#queue = this.#queue.slice(-QUEUE_MAX);
    return effects;
  }

  /** Whether a call is new: in this epoch by its sequence, across epochs by what it says. */
  #isNews(call, board) {
    const isOld = board.epoch === this.#newest.epoch && call.seq <= this.#newest.seq;
    if (!isOld) this.#newest = { epoch: board.epoch, seq: call.seq };
    if (isOld || this.#told.includes(idOf(call))) return false;
    this.#told = [...this.#told, idOf(call)].slice(-TOLD_MAX);
    return true;
  }

  /** Whether a call on the panel is still valid: its visitor is called to this counter. */
  #stands(call) {
    const { calls } = this.#board;
    if (calls.some((other) => isSamePlace(other, call))) return true;
    return this.#mayBePushedOut(call);
  }

  /** Whether a waiting call is still to be announced: valid, not over, and not an undone recall. */
  #waitsRightly(call) {
    const now = this.#board.calls.find((other) => isSamePlace(other, call));
    if (!now) return this.#mayBePushedOut(call);
    return !now.over && (now.called_at === call.called_at || now.recalls > call.recalls);
  }

  #mayBePushedOut(call) {
    const { calls, withdrawn = [] } = this.#board;
    if (calls.length < CALLS_MAX || calls.some((other) => other.number === call.number)) return false;
    if (withdrawn.some((taken) => taken.number === call.number && taken.at >= call.called_at)) return false;
    return calls.every((other) => other.seq > call.seq);
  }

  #heard({ seq, outcome }) {
    if (!this.#lit?.isSounding || this.#lit.seq !== seq) return [];
    this.#lit.isSounding = false;
    return [outcome === "ended" ? { kind: "spoken", seq } : { kind: "silent", seq, why: "failed" }];
  }

  #goStale() {
    this.#isStale = true;
    return [...this.#hush(), ...this.#cool()];
  }

  /** After a silence, announce only what is fresh; the rest is in the list. */
  #comeBack(at) {
    this.#isStale = false;
    this.#queue = this.#queue.filter((call) => at - call.calledMs < FRESH_MS);
  }

  #advance(at) {
    this.#queue = this.#queue.filter((call) => at < call.dueMs);
    const effects = this.#hurry();
    if (this.#isStale) return effects;
    if (this.#lit?.isSounding && at - this.#lit.litMs >= AUDIO_MAX_MS) effects.push(...this.#hush());
    if (this.#lit && (this.#lit.isSounding || at - this.#lit.litMs < this.#holdMs)) return effects;
    const next = this.#queue.shift();
    if (next) return [...effects, ...this.#light(next, at)];
    this.#burst = null;
    if (this.#lit && at - this.#lit.litMs >= LIT_MS) effects.push(...this.#cool());
    return effects;
  }

  /** Be brief from the moment many wait until nobody does, so that the last of a burst is not the slowest. */
  #hurry() {
    if (!this.#burst || this.#burst.isBrief || this.#queue.length <= BURST_ABOVE) return [];
    this.#burst.isBrief = true;
    return this.#lit?.isSounding ? [{ kind: "brief", seq: this.#lit.seq }] : [];
  }

  get #holdMs() {
    if (this.#queue.length > FLOOD_ABOVE) return FLOOD_HOLD_MS;
    return this.#burst?.isBrief ? BURST_HOLD_MS : HOLD_MS;
  }

  /** Light a call, and speak it where there is sound. */
  #light(call, at) {
    const waiting = this.#queue.length;
    const burst = this.#burst ?? { n: 0, isBrief: false };
    this.#burst = { n: burst.n + 1, isBrief: burst.isBrief || waiting > BURST_ABOVE };
    const { number, counter, recalls, seq } = call;
    const isSounding = this.#sound === "on";
    this.#lit = { ...call, litMs: at, isWarm: true, isSounding, n: this.#burst.n };
    const effects = [
      { kind: "light", seq, number, counter, recalls, n: this.#burst.n, of: this.#burst.n + waiting },
    ];
    effects.push({ kind: "shown", seq });
    if (isSounding) {
      effects.push({ kind: "chime", seq, times: recalls ? 2 : 1 });
      effects.push({ kind: "speak", seq, number, counter, recalls, brief: this.#burst.isBrief });
    } else effects.push({ kind: "silent", seq, why: this.#sound });
    return effects;
  }

  #hush() {
    if (!this.#lit?.isSounding) return [];
    this.#lit.isSounding = false;
    const { seq } = this.#lit;
    return [
      { kind: "hush", seq },
      { kind: "silent", seq, why: "stopped" },
    ];
  }

  #cool() {
    if (!this.#lit?.isWarm) return [];
    this.#lit.isWarm = false;
    return [{ kind: "cool", seq: this.#lit.seq }];
  }
}

/** Return a call as the display sent it. */
function asTold(call) {
  const told = { ...call };
  for (const name of ADDED) delete told[name];
  return told;
}
