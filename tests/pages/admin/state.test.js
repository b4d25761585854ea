import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const A = await import("../../../services/counter/static/admin/state.js");
const { WORDS } = await import("../../../services/counter/static/admin/words.js");
const { WORDS: MORE } = await import("../../../services/counter/static/admin/more-words.js");

const content = {
  venues: [
    {
      id: "hall",
      name: "Hall",
      hours: { mon: "08:00-15:00" },
      zones: [{ id: "east", name: "Ketupat" }],
      exceptions: [{ day: "2026-06-09", closed: true, note: { id: "Hari Raya", en: "Holiday" } }],
    },
  ],
  agencies: [{ id: "dukcapil", short: "Dukcapil", prefix: "A" }],
  services: [
    { id: "ktp", agency: "dukcapil", name: "KTP-el" },
    { id: "kk", agency: "dukcapil", name: "Kartu keluarga" },
  ],
  counters: [{ id: "3", venue: "hall", zone: "east", agencies: ["dukcapil"] }],
};
const names = {
  yes: "ya",
  no: "tidak",
  none: "kosong",
  days: { mon: "Senin" },
  fields: { quota: "Kuota" },
  date: (iso) => `<${iso}>`,
};

test("a counter is named with its venue, everything else by its id", () => {
  assert.equal(A.keyOf("counters", content.counters[0]), "hall/3");
  assert.equal(A.find(content, "counters", "hall/3"), content.counters[0]);
  assert.equal(A.find(content, "services", "none"), null);
});

test("a list shows what an item is called and whose it is", () => {
  assert.deepEqual(A.titleOf(content, "services", content.services[0]), { name: "KTP-el", more: "Dukcapil" });
  assert.deepEqual(A.titleOf(content, "counters", content.counters[0]), {
    name: "Loket 3",
    more: "Dukcapil",
  });
  const rooms = { ...content, venues: [{ ...content.venues[0], counter_word: "ruang" }] };
  assert.equal(A.titleOf(rooms, "counters", content.counters[0]).name, "Ruang 3");
});

test("the search takes every word, in any order, in name or agency", () => {
  assert.deepEqual(
    A.search(content, "services", "dukcapil kartu").map(({ id }) => id),
    ["kk"],
  );
  assert.deepEqual(A.search(content, "services", "").length, 2);
});

test("times are written with a dot and kept with a colon; what is no time is kept to be refused", () => {
  assert.equal(A.clockIn("9.05"), "09:05");
  assert.equal(A.clockIn("0905"), "09:05");
  assert.equal(A.clockIn("9"), "09:00");
  assert.equal(A.clockIn("pagi"), "pagi");
  assert.equal(A.spanOf("18.00", "25.00"), "18:00-25:00");
  assert.equal(A.spanOf("", ""), undefined);
  assert.deepEqual(A.spanParts("08:00-15:00"), ["08.00", "15.00"]);
  assert.deepEqual(A.spanParts(undefined), ["", ""]);
});

test("a comma typed for a dot is a time; one in words begins no other times", () => {
  assert.equal(A.clockIn("9,05"), "09:05");
  assert.equal(A.spanOf("7,45", "11,00"), "07:45-11:00");
  assert.deepEqual(A.spansOf(A.spanOf("pagi, siang", "")), ["pagi  siang-"]);
});

test("a day has one pair of times or several, written with commas or as a list", () => {
  assert.deepEqual(A.spansOf("08:00-12:00, 13:00-15:00"), ["08:00-12:00", "13:00-15:00"]);
  assert.deepEqual(A.spansOf(["08:00-12:00", "13:00-15:00"]), ["08:00-12:00", "13:00-15:00"]);
  assert.deepEqual(A.spansOf("08:00-15:00"), ["08:00-15:00"]);
  assert.deepEqual(A.spansOf(undefined), [""]);
  assert.deepEqual(A.spansOf([]), [""]);
});

test("a pair that is added stays empty until it is filled, and a day without times is closed", () => {
  assert.equal(A.hoursOf(["08:00-12:00", ""]), "08:00-12:00, ");
  assert.deepEqual(A.spansOf("08:00-12:00, "), ["08:00-12:00", ""]);
  assert.equal(A.hoursOf([undefined, "13:00-15:00"]), ", 13:00-15:00");
  assert.equal(A.hoursOf(["08:00-12:00"]), "08:00-12:00");
  assert.equal(A.hoursOf([undefined, ""]), undefined);
});

test("what is wrong is said with its times as the boxes show them", () => {
  assert.equal(
    A.dotted("jam seperti 08:00-15:00, tertulis “11:00”"),
    "jam seperti 08.00–15.00, tertulis “11.00”",
  );
});

test("a value is put in place, and taken away when it is nothing", () => {
  const draft = {};
  A.put(draft, ["schedule", 0, "days"], ["tue"]);
  A.put(draft, ["quota"], 5);
  A.put(draft, ["quota"], undefined);
  assert.deepEqual(draft, { schedule: [{ days: ["tue"] }] });
});

test("the order of keys is no change", () => {
  assert.ok(A.isSame({ a: 1, b: [{ c: 1, d: 2 }] }, { b: [{ d: 2, c: 1 }], a: 1 }));
  assert.ok(!A.isSame({ a: [1, 2] }, { a: [2, 1] }));
});

test("a day is usual, of other hours, closed, or a day of rest", () => {
  const [venue] = content.venues;
  assert.deepEqual(A.dayOf(venue, "2026-06-08"), { kind: "usual", hours: "08:00-15:00", isException: false });
  assert.equal(A.dayOf(venue, "2026-06-09").kind, "closed");
  assert.equal(A.dayOf(venue, "2026-06-10").kind, "rest");
});

test("opening later keeps the hour of closing", () => {
  assert.deepEqual(A.opensLater(content.venues[0], "2026-06-08", "10"), {
    venue: "hall",
    day: "2026-06-08",
    hours: "10:00-15:00",
  });
});

test("opening later keeps the breaks that are still to come", () => {
  const venue = { id: "hall", hours: { mon: "08:00-11:00, 12:00-14:00, 15:00-17:00" } };
  const hours = (opens) => A.opensLater(venue, "2026-06-08", opens).hours;
  assert.equal(hours("10"), "10:00-11:00, 12:00-14:00, 15:00-17:00");
  assert.equal(hours("11.30"), "11:30-14:00, 15:00-17:00");
  assert.equal(hours("16"), "16:00-17:00");
  assert.equal(hours("18"), "18:00-17:00");
});

test("the latest exception of a day decides it", () => {
  const venue = {
    exceptions: [
      { day: "2026-06-08", all_day: true },
      { day: "2026-06-08", agency: "dukcapil", closed: true },
      { day: "2026-06-08", hours: "10:00-12:00, 13:00-15:00" },
    ],
  };
  assert.equal(A.dayOf(venue, "2026-06-08").hours, "10:00-12:00, 13:00-15:00");
  assert.equal(A.exceptionOf(venue, "2026-06-08", "dukcapil").closed, true);
});

test("Indonesia's time zones stand first with their labels, every other one after them", () => {
  assert.deepEqual(Object.values(A.ZONES), ["WIB", "WITA", "WIT"]);
  assert.ok(A.otherZones().includes("Asia/Dili"));
  assert.ok(!A.otherZones().includes("Asia/Makassar"));
});

test("problems stand beside their field, those of other items apart", () => {
  const problems = [
    { section: "services", id: "ktp", path: ["hours", "mon"], expected: "x", found: "y" },
    { section: "counters", id: "hall/3", path: ["agencies", 0], expected: "x", found: "y" },
  ];
  const { here, elsewhere } = A.splitProblems(problems, "services", "ktp");
  assert.equal(A.problemOf(here, ["hours", "mon"]).found, "y");
  assert.equal(A.problemOf(here, ["hours"]).found, "y");
  assert.equal(A.problemOf(here, ["name"]), null);
  assert.deepEqual(elsewhere, [problems[1]]);
});

test("who would be stranded is counted in all and named by service", () => {
  assert.deepEqual(
    A.strandedRows(content, [
      { venue: "hall", service: "ktp", waiting: 4 },
      { venue: "hall", service: "kk", waiting: 2 },
    ]),
    {
      people: 6,
      rows: [
        { name: "KTP-el", venue: "Hall", waiting: 4 },
        { name: "Kartu keluarga", venue: "Hall", waiting: 2 },
      ],
    },
  );
});

test("a value of the house is said in words", () => {
  const say = (value) => A.valueText(value, "id", names);
  assert.equal(say(null), "kosong");
  assert.equal(say(false), "tidak");
  assert.equal(say("08:00-15:00"), "08.00–15.00");
  assert.equal(say({ mon: "08:00-14:00" }), "Senin 08.00–14.00");
  assert.equal(say({ mon: "08:00-12:00, 13:00-15:00" }), "Senin 08.00–12.00, 13.00–15.00");
  assert.equal(say(["08:00-12:00", "13:00-15:00"]), "08.00–12.00, 13.00–15.00");
  assert.equal(say({ id: "KTP asli", en: "ID card" }), "KTP asli");
  assert.equal(say(["mon"]), "Senin");
  assert.equal(say([{ day: "2026-06-09", hours: "10:00-15:00" }]), "<2026-06-09>, hours 10.00–15.00");
});

test("words without English are found, and said in Indonesian", () => {
  assert.ok(A.lacksEnglish({ minutes: 5, name: "KTP", name_en: "" }));
  assert.ok(A.lacksEnglish({ minutes: 5, name: "KTP", name_en: "ID card", documents: [{ id: "KTP asli" }] }));
  assert.ok(A.lacksEnglish({ zones: [{ id: "east", name: "East", way: { id: "ke kanan", en: "" } }] }));
  assert.ok(!A.lacksEnglish({ zones: [{ id: "east", name: "East", way: { id: "ke kanan", en: "right" } }] }));
  assert.ok(!A.lacksEnglish({ id: "hall", name: "Hall", info: [{ id: "", en: "" }], hours: {} }));
  assert.equal(A.valueText({ id: "KTP asli", en: "" }, "en", names), "KTP asli");
});

test("the last change of an item is found", () => {
  const line = { section: "services", id: "ktp", field: "name", before: "KTP", after: "KTP-el" };
  const changes = [
    { by: "maria", at: "x", lines: [{ ...line, id: "kk" }] },
    { by: "budi", at: "y", lines: [line] },
  ];
  assert.deepEqual(A.lastChange(changes, "services", "ktp"), { by: "budi", at: "y", line });
  assert.equal(A.lastChange(changes, "services", "none"), null);
});

test("an address names a section and an item; an unknown one leads to the first section", () => {
  assert.deepEqual(A.placeOf("#counters/hall/3", ["venues", "counters"]), {
    section: "counters",
    key: "hall/3",
  });
  assert.deepEqual(A.placeOf("#nothing", ["venues"]), { section: "venues", key: null });
});

test("every word is said in both languages", () => {
  const check = (words, name) => {
    if (Array.isArray(words)) assert.equal(words.filter(Boolean).length, 2, name);
    else for (const [key, one] of Object.entries(words)) check(one, `${name}.${key}`);
  };
  check(WORDS, "");
  check(MORE, "");
});
