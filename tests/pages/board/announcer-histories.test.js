import assert from "node:assert/strict";
import test from "node:test";
import {
  Announcer,
  CALLS_MAX,
  FRESH_MS,
  QUEUE_MAX,
  WAIT_MAX_MS,
} from "../../../services/display/static/board/announcer.js";
import { dice, iso } from "./announcing.js";

const HISTORIES = 1_000;
const STEPS = 60;
const TICK_MS = 250;
const COUNTERS = 8;
const VOICE_MS = 6_000;

/**
 * A hall whose counters do anything at any moment, and one board that is sometimes cut off, whose page is
 * sometimes loaded anew, and whose TV's wall clock jumps.
 */
class History {
  constructor(seed) {
    this.roll = dice(seed);
    this.now = 0;
    this.seq = 0;
    this.ordinal = 0;
    this.calls = [];
    this.withdrawn = [];
    this.announcer = new Announcer();
    this.isConnected = true;
    this.staleAt = null;
    this.sounding = null;
    this.shown = [];
    this.spoken = [];
    this.wanted = new Map();
    this.cutShort = new Set();
    this.sound = ["on", "locked", "off"][this.roll(3)];
    this.hear({ kind: "sound", state: this.sound });
  }

  play() {
    for (let step = 0; step < STEPS; step += 1) {
      this.pass(this.roll(10) ? this.roll(4_000) : this.roll(40_000));
      this.act();
    }
    this.connect();
    this.pass(WAIT_MAX_MS + QUEUE_MAX * 8_000);
  }

  act() {
    const chosen = this.roll(12);
    const standing = this.calls.filter((c) => !c.over);
    const some = standing[this.roll(standing.length || 1)];
    if (chosen < 5 || !some) for (let n = this.roll(5) ? 1 : this.roll(9) + 1; n > 0; n -= 1) this.call();
    else if (chosen === 5) this.recall(some);
    else if (chosen === 6) this.undo(some);
    else if (chosen === 7) this.end(some);
    else if (chosen === 8) jumpClock([-2, 2, 24][this.roll(3)]);
    else if (chosen === 9) this.reload();
    else if (this.isConnected) this.cut();
    else this.connect();
    if (this.isConnected) this.send();
  }

  call() {
    const counter = String(this.roll(COUNTERS) + 1);
    for (const other of this.calls.filter((c) => c.counter === counter)) this.end(other);
    this.show({ number: `A-${(this.ordinal += 1)}`, counter, recalls: 0 });
  }

  recall(call) {
    this.calls = this.calls.filter((other) => other !== call);
    this.show({ number: call.number, counter: call.counter, recalls: call.recalls + 1 });
  }

  show(call) {
    this.calls.unshift({ ...call, seq: (this.seq += 1), called_at: iso(this.now) });
  }

  undo(call) {
    this.calls = this.calls.filter((other) => other !== call);
    this.withdrawn.unshift({ number: call.number, at: iso(this.now) });
    this.forget(call.number);
  }

  end(call) {
    call.over = true;
    this.forget(call.number);
  }

  /** A call that is over or taken back need not be announced. */
  forget(number) {
    for (const [seq, wanted] of this.wanted) if (wanted === number) this.wanted.delete(seq);
  }

  /**
   * The page is loaded anew, in a moment or in many; what it said half it says again, for nobody heard a
   * number.
   */
  reload() {
    const kept = { ...JSON.parse(JSON.stringify(this.announcer.memory)), keptMs: Date.parse(iso(this.now)) };
    if (this.sounding) this.cutShort.add(this.sounding.seq);
    const away = this.roll(4) ? this.roll(5_000) : FRESH_MS + this.roll(20_000);
    this.sounding = null;
    this.staleAt = null;
    this.now += away;
    if (!this.isConnected || away >= FRESH_MS) this.missed();
    this.isConnected = true;
    this.announcer = new Announcer();
    this.hear({ kind: "remember", ...kept });
    this.hear({ kind: "sound", state: this.sound });
  }

  /** What no page showed in time is only in the list. */
  missed() {
    this.wanted.clear();
  }

  cut() {
    this.isConnected = false;
    this.staleAt = this.now + 15_000;
  }

  connect() {
    if (this.isConnected) return;
    this.isConnected = true;
    if (this.staleAt === null) this.hear({ kind: "fresh" });
    this.staleAt = null;
    this.send();
  }

  send() {
    const calls = this.calls.slice(0, CALLS_MAX).map((c) => ({ ...c }));
    for (const c of calls) {
      const isFresh = this.now - (Date.parse(c.called_at) - Date.parse(iso(0))) < FRESH_MS;
      if (isFresh && !c.over && !this.told.has(c.seq)) this.wanted.set(c.seq, c.number);
      this.told.add(c.seq);
    }
    this.hear({
      kind: "board",
      board: { epoch: "e", now: iso(this.now), calls, withdrawn: this.withdrawn.slice(0, 4) },
    });
  }

  told = new Set();

  pass(ms) {
    for (let left = ms; left > 0; left -= TICK_MS) {
      this.now += Math.min(TICK_MS, left);
      if (this.staleAt !== null && this.now >= this.staleAt) {
        this.staleAt = null;
        this.missed();
        this.hear({ kind: "stale" });
      }
      if (this.sounding && this.now - this.sounding.at >= VOICE_MS) {
        const { seq } = this.sounding;
        this.sounding = null;
        this.hear({ kind: "audio", seq, outcome: this.roll(8) ? "ended" : "failed" });
      } else this.hear({ kind: "tick" });
    }
  }

  hear(event) {
    for (const effect of this.announcer.hear({ at: this.now, ...event })) {
      if (effect.kind === "light") this.shown.push(effect.seq);
      if (effect.kind === "spoken") this.spoken.push(effect.seq);
      if (effect.kind === "speak") {
        assert.equal(effect.seq, this.announcer.lit.seq, "what is spoken is lit");
        assert.equal(this.sounding, null, "one voice at a time");
        this.sounding = { seq: effect.seq, at: this.now };
      }
      if (effect.kind === "hush") this.sounding = null;
    }
  }
}

const Real = Date;

/** Let the wall clock jump by so many hours. */
function jumpClock(hours) {
  const byMs = Date.now() - Real.now() + hours * 3_600_000;
  globalThis.Date = class extends Real {
    constructor(...given) {
      super(...(given.length ? given : [Real.now() + byMs]));
    }

    static now() {
      return Real.now() + byMs;
    }
  };
}

test("in a thousand random days every fresh call is spoken once, in order, and shown before", () => {
  let shown = 0;
  let spoken = 0;
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const history = new History(seed);

    history.play();
    globalThis.Date = Real;

    const told = `seed ${seed}`;
    assert.ok(
      history.spoken.every((seq) => history.shown.includes(seq)),
      told,
    );
    assert.deepEqual(
      history.shown,
      [...history.shown].sort((a, b) => a - b),
      told,
    );
    const twice = history.shown.filter((seq, n) => history.shown.indexOf(seq) !== n);
    assert.ok(
      twice.every((seq) => history.cutShort.has(seq)),
      `${told}: ${twice}`,
    );
    assert.equal(new Set(history.spoken).size, history.spoken.length, told);
    assert.deepEqual(
      [...history.wanted.keys()].filter((seq) => !history.shown.includes(seq)),
      [],
      told,
    );
    shown += history.shown.length;
    spoken += history.spoken.length;
  }
  assert.ok(shown > 20 * HISTORIES && spoken > 3 * HISTORIES, `${shown} shown, ${spoken} spoken`);
});
