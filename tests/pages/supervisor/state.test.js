import assert from "node:assert/strict";
import test from "node:test";
import * as S from "../../../services/counter/static/supervisor/state.js";
import { STORY, WORDS } from "../../../services/counter/static/supervisor/words.js";

const counter = (id, more = {}) => ({
  id,
  sign: id,
  name: `Loket ${id}`,
  agencies: ["dukcapil"],
  open: true,
  ticket: null,
  state: null,
  pause: null,
  help: null,
  message: null,
  ...more,
});
const hall = {
  zones: [
    { id: "ketupat", name: "Ketupat" },
    { id: "gunung", name: "Gunung" },
    { id: "lontar", name: "Lontar" },
  ],
  agencies: [
    { id: "atr", zone: "gunung", waiting: 2, promise_min: 30 },
    { id: "dukcapil", zone: "ketupat", waiting: 9, promise_min: 30 },
    { id: "bpjs", zone: "ketupat", waiting: 5, promise_min: 20 },
  ],
  services: [
    { id: "ktp", agency: "dukcapil", waiting: 3 },
    { id: "kk", agency: "dukcapil", waiting: 6 },
    { id: "jkn", agency: "bpjs", waiting: 5 },
  ],
  counters: [
    counter("1"),
    counter("2", { pause: { reason: "break", since: "", until: null } }),
    counter("5", { agencies: ["bpjs"] }),
    counter("8", { agencies: ["atr"], open: false }),
  ],
  attention: [
    { kind: "help", counter: "5", since: "", help: "security", coming: false },
    { kind: "held-up", agency: "dukcapil", since: "" },
    { kind: "no-counter", agency: "atr", since: "" },
    { kind: "stuck", counter: "1", number: "A-004", since: "", service: "ktp", usual_min: 6 },
    { kind: "from-a-newer-service", since: "" },
  ],
};

const taking = { seq: 9, kind: "taken-back", numbers: 3, at: "2026-06-08T09:00:00+08:00", by: "staff:rudi" };

test("a flood asks before it is taken back; what was taken back offers undo and needs nobody", () => {
  const flooded = {
    ...hall,
    attention: [
      { kind: "flood", origin: "k3Jx", numbers: 312, minutes: 3, since: "" },
      { kind: "flood", origin: "device:1", numbers: 200, minutes: 2, since: "" },
      { kind: "taken-back", seq: 9, numbers: 20, since: "" },
    ],
  };

  const found = S.needs(flooded);

  assert.deepEqual(
    found.map(({ acts }) => acts[0].act),
    ["takeBack", "takeBack", "putBack"],
  );
  assert.equal(new Set(found.map(({ key }) => key)).size, 3);
  assert.equal(S.needing(flooded), 2);
});

test("the undo of a taking back strikes it out and nothing of a counter", () => {
  const facts = [
    { seq: 8, kind: "issued", counter: null, at: "2026-06-08T08:59:00+08:00", by: "public" },
    { ...taking, counter: null },
    { seq: 10, kind: "issued", counter: null, at: "2026-06-08T09:00:30+08:00", by: "public" },
    { seq: 11, kind: "undone", counter: null, at: "2026-06-08T09:01:00+08:00", by: "staff:rudi" },
  ];

  assert.deepEqual([...S.undoneIn(facts)], [9]);
  assert.equal(S.storyWord(facts[3], STORY), "undone_taken-back");
  assert.ok(STORY["undone_taken-back"] && STORY["taken-back"]);
});

test("columns are the house's zones in their order; an empty zone has none; places never move", () => {
  const columns = S.columns(hall);
  assert.deepEqual(
    columns.map(({ zone, waiting }) => [zone.id, waiting]),
    [
      ["ketupat", 14],
      ["gunung", 2],
    ],
  );
  assert.deepEqual(
    columns[0].agencies.map((a) => a.id),
    ["dukcapil", "bpjs"],
  );
  const busier = { ...hall, agencies: hall.agencies.map((a) => ({ ...a, waiting: 30 - a.waiting })) };
  assert.deepEqual(
    S.columns(busier).map((c) => c.agencies.map((a) => a.id)),
    columns.map((c) => c.agencies.map((a) => a.id)),
  );
});

test("an agency's counters are those that serve it today, its fullest line first", () => {
  assert.deepEqual(
    S.countersOf(hall, "dukcapil").map((c) => c.id),
    ["1", "2"],
  );
  assert.deepEqual(
    S.linesOf(hall, "dukcapil").map((s) => s.id),
    ["kk", "ktp"],
  );
  assert.equal(S.agencyAt(hall, "5"), "bpjs");
  assert.equal(S.agencyAt(hall, "99"), null);
});

test("an agency in need gets a counter that it does not have, the one with least to do first", () => {
  const add = (id, services, more) =>
    counter(id, { services, agencies: ["bpjs"], allowed: true, waiting: 0, ...more });
  const others = [
    add("10", ["ktp", "kk"]),
    add("11", ["jkn"], { open: false }),
    add("12", ["jkn"], { pause: { reason: "break" } }),
    add("13", ["jkn"], { waiting: 7 }),
    add("14", ["ktp"], { waiting: 2 }),
    add("15", ["jkn"], { allowed: false }),
    add("16", ["jkn"], { waiting: 2 }),
  ];

  const found = S.countersToAdd({ ...hall, counters: others }, "dukcapil");

  assert.deepEqual(
    found.map(({ id }) => id),
    ["14", "16", "13", "12", "11"],
  );
  assert.ok(S.mayChange({ agencies: [] }, "bpjs") && S.mayChange({ agencies: ["bpjs"] }, "bpjs"));
  assert.ok(!S.mayChange({ agencies: ["bpjs"] }, "dukcapil"));
});

test("what is amiss with the storage is a need of its own, with nothing to press", () => {
  const attention = ["unsaved", "memory", "disk"].map((kind) => ({ kind, since: "", text: {}, more: {} }));

  const found = S.needs({ ...hall, attention });

  assert.deepEqual(
    found.map(({ kind, acts }) => [kind, acts]),
    [
      ["unsaved", []],
      ["memory", []],
      ["disk", []],
    ],
  );
});

test("when the last in line is called is told in minutes, from two hours on in hours", () => {
  const v = { w: (word, { n } = {}) => WORDS[word][0].replace("{n}", n) };

  assert.deepEqual(
    [1, 45, 119, 120, 1440, 2355].map((minutes) => S.lasts(v, minutes)),
    ["± 1 mnt", "± 45 mnt", "± 119 mnt", "± 2 jam", "± 24 jam", "> 24 jam"],
  );
});

test("a counter offers only what makes sense for what it does", () => {
  const verbs = (more) => S.verbsAt(counter("3", more)).map((v) => v.verb);
  assert.deepEqual(verbs({}), ["next", "pause", "close", "message", "assignment"]);
  assert.deepEqual(verbs({ ticket: "A-001", state: "called" }), [
    "start",
    "no-show",
    "release",
    "message",
    "assignment",
  ]);
  assert.deepEqual(verbs({ ticket: "A-001", state: "serving" }), [
    "next",
    "finish",
    "release",
    "message",
    "assignment",
  ]);
  assert.deepEqual(verbs({ pause: { reason: "break" } }), ["open", "close", "message", "assignment"]);
  assert.deepEqual(verbs({ open: false }), ["assignment"]);
});

test("next finishes the ticket in hand only where one is being served", () => {
  assert.deepEqual(S.verbsAt(counter("3"))[0].body, { finish: false });
  assert.deepEqual(S.verbsAt(counter("3", { ticket: "A-001", state: "serving" }))[0].body, { finish: true });
});

test("reopening a paused counter keeps it with its clerk", () => {
  assert.deepEqual(S.verbsAt(counter("3", { pause: {} }))[0].body, { keep: true });
});

test("what takes a number away, or a counter, asks first", () => {
  const asking = ["called", "serving"]
    .flatMap((state) => S.verbsAt(counter("3", { ticket: "A-001", state })))
    .concat(S.verbsAt(counter("3")));
  assert.deepEqual([...new Set(asking.filter((v) => v.asks).map((v) => v.verb))], ["release", "close"]);
});

test("the needs keep the order of the service, each with its act; an unknown kind is left out", () => {
  const needs = S.needs(hall);
  assert.deepEqual(
    needs.map((n) => [n.kind, n.acts.map((a) => a.act)]),
    [
      ["help", ["attend"]],
      ["held-up", ["message", "add", "look"]],
      ["no-counter", ["add", "look"]],
      ["stuck", ["release", "message"]],
    ],
  );
  assert.equal(new Set(needs.map((n) => n.key)).size, needs.length);
});

test("a held-up agency is asked at the counter that pauses; without an open counter nobody is asked", () => {
  assert.equal(S.counterToAsk(hall, "dukcapil"), "2");
  assert.equal(S.counterToAsk(hall, "atr"), null);
});

test("an agency whose open counters all pause says so, and not that it has none yet", () => {
  const word = (level, paused) => WORDS[S.levelWord({ level, counters_paused: paused })][0];

  assert.equal(word("no-counter", 2), "Semua jeda");
  assert.equal(word("no-counter", 0), "Belum ada loket");
  assert.equal(word("flowing", 1), "Lancar");
});

test("a kiosk that calls needs somebody until one goes, and can be ended then", () => {
  const call = { kind: "kiosk-help", device: "k1", name: "Mesin 1", since: "", coming: false };
  const acts = (coming) =>
    S.needs({ ...hall, attention: [{ ...call, coming }] })[0].acts.map(({ act }) => act);
  assert.deepEqual([acts(false), acts(true)], [["attendKiosk"], ["kioskHelped"]]);
  assert.equal(S.needing({ ...hall, attention: [call] }), 1);
  assert.equal(S.storyWord({ kind: "help-asked", device: "k1" }, {}), "help-asked_kiosk");
});

test("a help that somebody is on the way to needs nobody more", () => {
  const coming = {
    ...hall,
    attention: [{ kind: "help", counter: "5", since: "", help: "security", coming: true }],
  };
  assert.deepEqual(S.needs(coming)[0].acts, []);
  assert.equal(S.needing(coming), 0);
  assert.equal(S.needing(hall), 4);
});

test("a record changed from outside needs somebody, and has words in both languages", () => {
  const [need] = S.needs({ ...hall, attention: [{ kind: "log", since: "", entries: 2 }] });
  assert.deepEqual([need.kind, need.acts], ["log", []]);
  for (const words of [...WORDS.needLog, ...WORDS.needLogMore]) assert.ok(words);
  for (const more of WORDS.needLogMore) assert.match(more, /\{entries\}.*\{time\}/);
});

test("times are read as people type them", () => {
  assert.deepEqual(["9.41", "09:41", "0941", " 23.59 "].map(S.minuteOf), [
    "09:41",
    "09:41",
    "09:41",
    "23:59",
  ]);
  assert.deepEqual(["24.00", "9.61", "siang", ""].map(S.minuteOf), [null, null, null, null]);
});

test("an undo takes back the counter's last press whole, and nothing of another counter", () => {
  const fact = (seq, kind, at, where, number) => ({
    seq,
    kind,
    at,
    counter: where,
    number,
    by: `staff:${where ?? "x"}`,
  });
  const facts = [
    fact(1, "called", "t1", "3", "A-001"),
    fact(2, "finished", "t2", "3", "A-001"),
    fact(3, "called", "t2", "3", "A-002"),
    fact(4, "called", "t3", "4", "A-003"),
    fact(5, "message-read", "t4", "3", null),
    fact(6, "undone", "t5", "3", null),
  ];
  assert.deepEqual([...S.undoneIn(facts)], [2, 3]);
  assert.deepEqual([...S.undoneIn([...facts, fact(7, "undone", "t6", "3", null)])], [2, 3, 1]);
});

test("who did it is said without the log's own words", () => {
  assert.deepEqual(S.actor("staff:siti"), { kind: "staff", name: "siti" });
  assert.deepEqual(
    [S.actor("public").kind, S.actor("clock").kind, S.actor(null).kind],
    ["public", "clock", "clock"],
  );
});

test("a pause ends at full five minutes, never before what was asked", () => {
  const at = Date.UTC(2026, 5, 8, 1, 41, 10);
  assert.equal(new Date(S.pauseUntil(at, 15)).toISOString(), "2026-06-08T02:00:00.000Z");
  assert.equal(
    new Date(S.pauseUntil(Date.UTC(2026, 5, 8, 1, 45), 15)).toISOString(),
    "2026-06-08T02:00:00.000Z",
  );
});

test("minutes are whole and never negative", () => {
  assert.equal(S.minutesSince("2026-06-08T09:00:00+08:00", Date.parse("2026-06-08T09:48:59+08:00")), 48);
  assert.equal(S.minutesSince("2026-06-08T09:00:00+08:00", Date.parse("2026-06-08T08:59:00+08:00")), 0);
  assert.equal(S.minutesSince(null, 0), null);
});

test("every word stands in both languages, and fills in the same values", () => {
  for (const [name, words] of [...Object.entries(WORDS), ...Object.entries(STORY)]) {
    assert.equal(words.length, 2, name);
    const [id, en] = words.map((text) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort());
    assert.deepEqual(id, en, name);
  }
});

test("the share of priority is told in whole percent of the day's numbers", () => {
  assert.equal(S.priorityShare({ priority: 3, issued: 40 }), 8);
  assert.equal(S.priorityShare({ priority: 0, issued: 0 }), 0);
  assert.ok(S.priorityShare({ priority: 9, issued: 40 }) > S.PRIORITY_MANY);
});
