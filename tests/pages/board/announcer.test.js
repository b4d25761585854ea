import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import test from "node:test";
import {
  AUDIO_MAX_MS,
  Announcer,
  BURST_HOLD_MS,
  CALLS_MAX,
  FLOOD_HOLD_MS,
  FRESH_MS,
  HOLD_MS,
  LIT_MS,
  QUEUE_MAX,
  WAIT_MAX_MS,
} from "../../../services/display/static/board/announcer.js";
import { board, call, iso } from "./announcing.js";

const TRACES = new URL("../../contracts/announcer/", import.meta.url);

/** An announcer, and what it told: `seen` names each effect with its call's number. */
function opened({ sound = "off" } = {}) {
  const announcer = new Announcer();
  const numbers = new Map();
  const effects = [];
  const hear = (kind, at, rest = {}) => {
    for (const c of rest.board?.calls ?? []) numbers.set(c.seq, c.number);
    const told = announcer.hear({ kind, at, ...rest });
    effects.push(...told.map((effect) => ({ at, ...effect })));
    return told.map((effect) => `${effect.kind} ${numbers.get(effect.seq)}`);
  };
  hear("sound", 0, { state: sound });
  const take = (at, ...calls) => hear("board", at, { board: board(at, ...calls) });
  return { announcer, effects, hear, take };
}

const only = (effects, kind) => effects.filter((effect) => effect.kind === kind);

test("every golden trace is replayed effect for effect", () => {
  const names = readdirSync(TRACES);
  assert.ok(names.length >= 7);
  for (const name of names) {
    const file = new URL(name, TRACES);
    const trace = JSON.parse(readFileSync(file, "utf8"));
    const announcer = new Announcer();
    const replayed = trace.steps.map(({ in: event }) => ({ in: event, out: announcer.hear(event) }));
    if (process.env.UPDATE_CONTRACTS) writeFileSync(file, written(trace.title, replayed));
    else assert.deepEqual(replayed, trace.steps, name);
  }
});

/** A trace as it is kept: a step a line. */
function written(title, steps) {
  const lines = steps.map(
    (step) => `  {"in": ${JSON.stringify(step.in)},\n   "out": ${JSON.stringify(step.out)}}`,
  );
  return `{"title": ${JSON.stringify(title)},\n "steps": [\n${lines.join(",\n")}\n]}\n`;
}

test("a new call is lit, chimed and spoken in one step, and told as shown", () => {
  const { take } = opened({ sound: "on" });

  assert.deepEqual(take(0, call("A-001", 0)), ["light A-001", "shown A-001", "chime A-001", "speak A-001"]);
  assert.deepEqual(take(100, call("A-001", 0)), []);
});

test("a call holds the panel at least its hold, and until its voice ends", () => {
  const { hear, take } = opened({ sound: "on" });
  const both = [call("A-002", 5, { counter: "5" }), call("A-001", 0)];
  take(5, ...both);

  assert.deepEqual(hear("tick", HOLD_MS + 5), []);
  assert.deepEqual(hear("audio", HOLD_MS + 900, { seq: 100, outcome: "ended" }).slice(0, 2), [
    "spoken A-001",
    "light A-002",
  ]);
  assert.deepEqual(hear("audio", HOLD_MS + 2_000, { seq: 105, outcome: "ended" }), ["spoken A-002"]);
});

test("a voice that failed or never ends is not told as spoken, and the next call comes", () => {
  const { hear, take, effects } = opened({ sound: "on" });
  take(5, call("A-003", 2), call("A-002", 1), call("A-001", 0));

  hear("audio", 400, { seq: 100, outcome: "failed" });
  assert.equal(hear("tick", HOLD_MS + 5)[0], "light A-002");
  assert.deepEqual(hear("tick", HOLD_MS + 5 + AUDIO_MAX_MS).slice(0, 2), ["hush A-002", "silent A-002"]);
  assert.deepEqual(only(effects, "spoken"), []);
});

test("without sound a call is shown for its time, and nothing is chimed or spoken", () => {
  for (const sound of ["locked", "off"]) {
    const { hear, take } = opened({ sound });

    assert.deepEqual(take(5, call("A-002", 5), call("A-001", 0)), [
      "light A-001",
      "shown A-001",
      "silent A-001",
    ]);
    assert.deepEqual(hear("tick", HOLD_MS + 5), ["light A-002", "shown A-002", "silent A-002"]);
  }
});

test("while more than three wait, holds are short and English is left out, but no call is", () => {
  const { hear, take, effects } = opened({ sound: "on" });
  take(10, ...[4, 3, 2, 1, 0].map((n) => call(`A-00${n}`, n)));
  for (let at = 10; at < 60_000; at += 250) {
    const lit = only(effects, "light").at(-1);
    if (at - lit.at === 1_000) hear("audio", at, { seq: lit.seq, outcome: "ended" });
    hear("tick", at);
  }

  const lit = only(effects, "light");
  assert.deepEqual(
    lit.map((effect) => effect.number),
    ["A-000", "A-001", "A-002", "A-003", "A-004"],
  );
  assert.deepEqual(
    lit.map(({ n, of }) => `${n} of ${of}`),
    ["1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5"],
  );
  assert.ok(lit.slice(1).every((effect, n) => effect.at - lit[n].at === BURST_HOLD_MS));
  assert.ok(only(effects, "speak").every((effect) => effect.brief));
  take(60_000, call("B-001", 60_000));
  assert.equal(effects.at(-1).brief, false);
});

test("every call of a flood is lit, though the list is shorter than the flood", () => {
  const { hear, take, effects } = opened();
  const all = [];
  for (let n = 1; n <= 36; n += 1) {
    all.unshift(call(`A-${n}`, n * 100, { counter: String(n) }));
    take(n * 100, ...all.slice(0, 12));
  }
  for (let at = 4_000; at < 200_000; at += 250) hear("tick", at);

  const lit = only(effects, "light");
  assert.deepEqual(
    lit.map((effect) => effect.number),
    all.map((c) => c.number).reverse(),
  );
  assert.equal(Math.min(...lit.slice(1).map((effect, n) => effect.at - lit[n].at)), FLOOD_HOLD_MS);
});

test("a call stays lit with none waiting, then cools", () => {
  const { hear, take } = opened();
  take(0, call("A-001", 0));

  assert.deepEqual(hear("tick", LIT_MS - 1), []);
  assert.deepEqual(hear("tick", LIT_MS), ["cool A-001"]);
  assert.deepEqual(hear("tick", LIT_MS + 1), []);
});

test("a recall is an announcement of its own, with the chime twice", () => {
  const { take, effects, hear } = opened({ sound: "on" });
  take(0, call("A-001", 0));
  hear("audio", 5_000, { seq: 100, outcome: "ended" });

  take(20_000, call("A-001", 20_000, { recalls: 1 }));

  assert.deepEqual(
    only(effects, "chime").map((effect) => effect.times),
    [1, 2],
  );
  assert.deepEqual(
    only(effects, "speak").map((effect) => effect.recalls),
    [0, 1],
  );
});

test("a call recalled before it was lit is announced as the call, then as the recall", () => {
  const { hear, take } = opened();
  take(5, call("A-001", 5, { counter: "5" }), call("B-001", 0));
  take(900, call("A-001", 900, { counter: "5", recalls: 1 }), call("B-001", 0));

  assert.equal(hear("tick", HOLD_MS + 5)[0], "light A-001");
  assert.equal(hear("tick", 2 * HOLD_MS + 5)[0], "light A-001");
});

test("a call taken back leaves at once, lit or waiting, and its voice stops", () => {
  const { hear, take } = opened({ sound: "on" });
  take(5, call("A-002", 5, { counter: "5" }), call("A-001", 0));

  assert.deepEqual(take(100), ["hush A-001", "silent A-001", "leave A-001"]);
  assert.deepEqual(hear("tick", HOLD_MS + 100), []);
});

test("a recall taken back is not spoken, and its call stands", () => {
  const { hear, take, announcer } = opened();
  take(0, call("A-001", 0));
  take(12_000, call("B-001", 12_000), call("A-001", 0));
  take(12_500, call("A-001", 12_500, { recalls: 1 }), call("B-001", 12_000));
  take(13_000, call("B-001", 12_000), call("A-001", 0));

  assert.deepEqual(hear("tick", 12_000 + HOLD_MS), []);
  assert.equal(announcer.lit.number, "B-001");
});

test("a number called again elsewhere is no longer sent to the first counter", () => {
  const { take } = opened();
  take(0, call("A-001", 0));

  assert.deepEqual(take(4_000, call("A-001", 4_000, { counter: "5" })), [
    "leave A-001",
    "light A-001",
    "shown A-001",
    "silent A-001",
  ]);
});

test("a call whose visitor is at the counter already is not announced any more", () => {
  const { hear, take } = opened();
  take(5, call("A-002", 5, { counter: "5" }), call("A-001", 0));
  take(900, call("A-002", 5, { counter: "5", over: true }), call("A-001", 0, { over: true }));

  assert.deepEqual(hear("tick", HOLD_MS + 5), []);
});

test("a call that was old when it arrived is never lit", () => {
  const { take } = opened();

  assert.deepEqual(take(FRESH_MS, call("A-001", 0)), []);
});

test("a call that waited too long is not announced", () => {
  const { hear, take } = opened();
  take(5, call("A-002", 5, { counter: "5" }), call("A-001", 0));

  assert.deepEqual(hear("tick", 5 + WAIT_MAX_MS), ["cool A-001"]);
});

test("a stale board announces nothing, and after it only what is fresh", () => {
  const { hear, take, announcer } = opened({ sound: "on" });
  take(5, call("A-002", 5, { counter: "5" }), call("A-001", 0));

  assert.deepEqual(hear("stale", 15_000), ["hush A-001", "silent A-001", "cool A-001"]);
  assert.deepEqual(hear("tick", 20_000), []);
  assert.deepEqual(hear("fresh", FRESH_MS + 6), []);
  assert.deepEqual(announcer.waiting, []);
  assert.equal(
    take(
      FRESH_MS + 9_000,
      call("A-003", FRESH_MS + 8_000),
      call("A-002", 5, { counter: "5" }),
      call("A-001", 0),
    )[0],
    "light A-003",
  );
});

test("a new epoch with the same calls announces nothing again", () => {
  const { hear, take } = opened();
  take(0, call("A-001", 0));

  assert.deepEqual(
    hear("board", 1_000, { board: { ...board(1_000, call("A-001", 0)), epoch: "another" } }),
    [],
  );
  assert.deepEqual(hear("tick", 1_000 + HOLD_MS), []);
});

test("however many calls come, the queue has a bound", () => {
  const { take, announcer } = opened();
  const all = [];
  for (let n = 1; n <= 2 * QUEUE_MAX; n += 1) {
    all.unshift(call(`A-${n}`, n, { counter: String(n) }));
    take(n, ...all.slice(0, CALLS_MAX));
  }

  assert.equal(announcer.waiting.length, QUEUE_MAX);
});

test("a call pushed out of a full list waits on, unless the board is told that it was taken back", () => {
  const { hear, take, announcer } = opened();
  const flood = Array.from({ length: CALLS_MAX + 2 }, (_, n) =>
    call(`A-${n}`, n, { counter: String(n) }),
  ).reverse();
  take(1, ...flood.slice(-2));

  take(20, ...flood.slice(0, CALLS_MAX));
  assert.equal(announcer.waiting[0].number, "A-1");
  hear("board", 30, {
    board: { ...board(30, ...flood.slice(0, CALLS_MAX)), withdrawn: [{ number: "A-1", at: iso(25) }] },
  });

  assert.equal(announcer.waiting[0].number, "A-2");
});

/** The announcer of the page that follows this one's, told what that kept `keptMs` after noon. */
function loadedAnew({ announcer }, keptMs, { sound = "off" } = {}) {
  const next = opened({ sound });
  next.hear("remember", 0, { ...announcer.memory, keptMs: Date.parse(iso(keptMs)) });
  return next;
}

test("a page loaded anew does not announce again what was announced, and announces what came since", () => {
  const before = opened();
  before.take(0, call("A-001", 0));

  const { take } = loadedAnew(before, 1_000);

  assert.deepEqual(take(3_000, call("A-001", 0)), []);
  assert.deepEqual(take(4_000, call("A-002", 3_900, { counter: "5" }), call("A-001", 0)).slice(0, 1), [
    "light A-002",
  ]);
});

test("a reloaded page announces in order what the one before still owed, however long it waited", () => {
  const before = opened();
  before.take(5, call("A-003", 2, { counter: "7" }), call("A-002", 1, { counter: "5" }), call("A-001", 0));
  const late = FRESH_MS + 5_000;

  const { hear, take } = loadedAnew(before, late);

  const calls = [call("A-003", 2, { counter: "7" }), call("A-002", 1, { counter: "5" }), call("A-001", 0)];
  assert.equal(take(late + 2_000, ...calls)[0], "light A-002");
  assert.equal(hear("tick", late + 2_000 + HOLD_MS)[0], "light A-003");
});

test("what was owed by a page that ended long ago is only in the list", () => {
  const before = opened();
  before.take(5, call("A-002", 1, { counter: "5" }), call("A-001", 0));

  const { take } = loadedAnew(before, 1_000);

  assert.deepEqual(take(1_000 + FRESH_MS, call("A-002", 1, { counter: "5" }), call("A-001", 0)), []);
});

test("a call whose voice was cut off by loading anew is said again, whole", () => {
  const before = opened({ sound: "on" });
  before.take(0, call("A-001", 0));
  const cut = loadedAnew(before, 1_000, { sound: "on" });
  before.hear("audio", 5_000, { seq: 100, outcome: "ended" });
  const whole = loadedAnew(before, 5_000, { sound: "on" });

  assert.equal(cut.take(3_000, call("A-001", 0))[0], "light A-001");
  assert.deepEqual(whole.take(6_000, call("A-001", 0)), []);
});

test("a call is on air while it waits, is said, or has its hold", () => {
  const { hear, take, announcer } = opened({ sound: "on" });
  assert.equal(announcer.isOnAir(0), false);
  take(5, call("A-002", 1, { counter: "5" }), call("A-001", 0));

  assert.equal(announcer.isOnAir(100_000), true);
  hear("audio", 2_000, { seq: 100, outcome: "ended" });
  hear("tick", HOLD_MS + 5);
  assert.equal(announcer.isOnAir(60_000), true);
  hear("audio", HOLD_MS + 1_000, { seq: 101, outcome: "ended" });
  assert.equal(announcer.isOnAir(HOLD_MS + 1_000), true);
  assert.equal(announcer.isOnAir(2 * HOLD_MS + 5), false);
});

test("while the board is stale, what waits is on air too", () => {
  const { hear, take, announcer } = opened();
  take(5, call("A-002", 1, { counter: "5" }), call("A-001", 0));
  hear("stale", HOLD_MS);

  assert.equal(announcer.isOnAir(3 * HOLD_MS), true);
  hear("fresh", FRESH_MS + 6);
  assert.equal(announcer.isOnAir(FRESH_MS + 6), false);
});
