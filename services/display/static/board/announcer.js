/**
 * Decides what a board announces, one call at a time. Pure: the clock is passed in (monotonic, ms).
 *
 * `hear` takes an event and returns effects, which the page performs on its screen and loudspeaker.
 * The lit call is always the spoken one: a call is lit, chimed and spoken in one step, and stays on the panel
 * for its hold time and until its voice ends; then the next one follows, in the order of the log. Every call
 * that was fresh on arrival is announced, however many arrive at once: the more calls wait, the shorter each
 * is held and spoken, but none is left out. A recall is a separate announcement. A call is only listed if it
 * was undone or finished, was older than FRESH_MS on arrival (the TV was off), or has waited longer
 * than WAIT_MAX_MS. A reloaded page gets the `memory` of the previous page: calls already announced are not
 * announced again, calls still owed are.
 *
 * Events, each with `at`:
 *   remember {told, owed, keptMs} (before the first board), board {board}, tick,
 *   audio {seq, outcome: "ended"|"failed"}, sound {state: "on"|"locked"|"off"|"muted"}, stale, fresh
 * Effects, each with the `seq` of its call:
 *   light {number, counter, recalls, n, of}, chime {times}, speak {number, counter, recalls, brief},
 *   brief (leave out languages that have not begun), hush (stop the voice), leave (a lit call was undone),
 *   cool, and the receipts shown, spoken, silent {why: locked, off, muted, failed, stopped}
 */

/** Hold time of a single call: time to look up, read number and counter, and look again. */
export const HOLD_MS = 8_000;
/** Hold time in a burst: time to read a number and a counter once; a voice takes longer anyway. */
export const BURST_HOLD_MS = 3_000;
/** Hold time in a flood: three blinks; then the call moves to the list. */
export const FLOOD_HOLD_MS = 1_500;
/** More waiting calls make a burst: after four at HOLD_MS, the fifth would have waited half a minute. */
export const BURST_ABOVE = 3;
/** More waiting calls make a flood, as at opening time, when every counter calls. */
export const FLOOD_ABOVE = 8;
/** If no other call waits, a call stays lit this long, then cools, because a lit call means now. */
export const LIT_MS = 30_000;
/** A call older than this on arrival is not announced: another screen or the clerk has called its visitor. */
export const FRESH_MS = 30_000;
/** Maximum wait for an announcement: 36 counters calling at once, 6.5 s of Indonesian each. */
export const WAIT_MAX_MS = 240_000;
/** Timeout of the voice; two languages with two chimes take less. */
export const AUDIO_MAX_MS = 30_000;
/** Maximum number of waiting calls; the oldest ones above it are only listed. */
export const QUEUE_MAX = 100;
/** Maximum length of the display's list; a call missing from a full list may have been pushed out. */
export const CALLS_MAX = 12;
const ANNOUNCED_MAX = 200;
/** How many announced calls the next page needs to know; the display's list has only twelve. */
const MEMORY_MAX = 40;

const NOTHING_OWED = Object.freeze({ calls: [], keptMs: 0 });

const idOf = (call) => `${call.number} ${call.counter} ${call.called_at}`;
const isSamePlace = (a, b) => a.number === b.number && a.counter === b.counter;
/** Fields that this page adds to a call of the display. */
const ADDED_FIELDS = ["litMs", "isWarm", "isSounding", "n", "calledMs", "dueMs"];

export class Announcer {
  #board = null;
  #queue = [];
  #lit = null;
  #announced = [];
  #owed = NOTHING_OWED;
  #newest = { epoch: null, seq: -1 };
  #burst = null;
  #sound = "locked";
  #isStale = false;

  /** Process an event; return the effects to perform, in order. */
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
        effects.push(...this.#endAudio(event));
        break;
      case "sound":
        this.#sound = event.state;
        break;
      case "stale":
        effects.push(...this.#goStale());
        break;
      case "fresh":
        this.#resume(event.at);
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

  /** The calls waiting to be lit, in order. */
  get waiting() {
    return this.#queue;
  }

  get board() {
    return this.#board;
  }

  /** Whether a call waits, is being spoken, or is still held, so that the page must not reload now. */
  isOnAir(at) {
    return (
      this.#queue.length > 0 ||
      Boolean(this.#lit && (this.#lit.isSounding || at - this.#lit.litMs < this.#holdMs))
    );
  }

  /** The memory for the next page: the ids of finished announcements, and the calls not fully announced. */
  get memory() {
    const unfinished = this.#lit?.isSounding ? [this.#lit, ...this.#queue] : this.#queue;
    const ids = unfinished.map(idOf);
    return {
      told: this.#announced.filter((id) => !ids.includes(id)).slice(-MEMORY_MAX),
      owed: unfinished.map(withoutAddedFields),
    };
  }

  #remember({ told, owed, keptMs }) {
    this.#announced = [...told];
    this.#owed = { calls: owed, keptMs };
  }

  /** Queue the calls that the previous page owed, if it ended recently; the list may no longer have them. */
  #takeOver(board, at) {
    const { calls, keptMs } = this.#owed;
    this.#owed = NOTHING_OWED;
    const nowMs = Date.parse(board.now);
    if (nowMs - keptMs >= FRESH_MS) return;
    for (const call of calls) {
      const ageMs = nowMs - Date.parse(call.called_at);
      this.#announced.push(idOf(call));
      this.#queue.push({ ...call, calledMs: at - ageMs, dueMs: at - ageMs + WAIT_MAX_MS });
    }
  }

  #take(board, at) {
    this.#board = board;
    this.#takeOver(board, at);
    this.#queue = this.#queue.filter((call) => this.#isStillDue(call));
    const effects = [];
    if (this.#lit && !this.#isValid(this.#lit)) {
      effects.push(...this.#hush(), { kind: "leave", seq: this.#lit.seq });
      this.#lit = null;
    }
    for (const call of [...board.calls].sort((a, b) => a.seq - b.seq)) {
      if (!this.#isNew(call, board)) continue;
      const ageMs = Date.parse(board.now) - Date.parse(call.called_at);
      if (ageMs < FRESH_MS && !call.over)
        this.#queue.push({ ...call, calledMs: at - ageMs, dueMs: at + WAIT_MAX_MS });
    }
    this.#queue = this.#queue.slice(-QUEUE_MAX);
    return effects;
  }

  /** Return whether a call is new: within an epoch by its sequence, across epochs by its content. */
  #isNew(call, board) {
    const isOld = board.epoch === this.#newest.epoch && call.seq <= this.#newest.seq;
    if (!isOld) this.#newest = { epoch: board.epoch, seq: call.seq };
    if (isOld || this.#announced.includes(idOf(call))) return false;
    this.#announced = [...this.#announced, idOf(call)].slice(-ANNOUNCED_MAX);
    return true;
  }

  /** Return whether a call on the panel is still valid: its visitor is called to this counter. */
  #isValid(call) {
    const { calls } = this.#board;
    if (calls.some((other) => isSamePlace(other, call))) return true;
    return this.#mayBePushedOut(call);
  }

  /** Return whether a waiting call is still to be announced: valid, not over, and not an undone recall. */
  #isStillDue(call) {
    const current = this.#board.calls.find((other) => isSamePlace(other, call));
    if (!current) return this.#mayBePushedOut(call);
    return !current.over && (current.called_at === call.called_at || current.recalls > call.recalls);
  }

  #mayBePushedOut(call) {
    const { calls, withdrawn = [] } = this.#board;
    if (calls.length < CALLS_MAX || calls.some((other) => other.number === call.number)) return false;
    if (withdrawn.some(({ number, at }) => number === call.number && at >= call.called_at)) return false;
    return calls.every((other) => other.seq > call.seq);
  }

  #endAudio({ seq, outcome }) {
    if (!this.#lit?.isSounding || this.#lit.seq !== seq) return [];
    this.#lit.isSounding = false;
    return [outcome === "ended" ? { kind: "spoken", seq } : { kind: "silent", seq, why: "failed" }];
  }

  #goStale() {
    this.#isStale = true;
    return [...this.#hush(), ...this.#cool()];
  }

  /** After being stale, announce only fresh calls; the others are listed. */
  #resume(at) {
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

  /** Be brief from the moment many calls wait until none does, so that the last of a burst is not slower. */
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
function withoutAddedFields(call) {
  const original = { ...call };
  for (const name of ADDED_FIELDS) delete original[name];
  return original;
}
