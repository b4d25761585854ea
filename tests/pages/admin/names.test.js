import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const { removalRows } = await import("../../../services/counter/static/admin/removal.js");
const A = await import("../../../services/counter/static/admin/state.js");
const { WORDS } = await import("../../../services/counter/static/admin/words.js");
const { textsIn } = await import("../../../services/web/static/words/texts.js");

const content = {
  venues: [
    {
      id: "hall",
      name: "Hall",
      zones: [
        { id: "east", name: "Ketupat", motif: "ketupat" },
        { id: "west", name: "Ombak", motif: "ombak" },
      ],
    },
  ],
  agencies: [
    { id: "dukcapil", short: "Dukcapil", places: [{ venue: "hall", zone: "east" }] },
    { id: "guest", short: "Tamu", places: [{ venue: "hall" }] },
  ],
  services: [
    { id: "ktp-el", agency: "dukcapil", name: "KTP-el" },
    { id: "kk", agency: "dukcapil", name: "Kartu keluarga" },
  ],
  counters: [{ id: "3", venue: "hall", zone: "east", agencies: ["dukcapil"] }],
};
const v = textsIn("id", WORDS);

test("an id is made of a name as it is said, without accents and signs", () => {
  assert.equal(A.slugOf("Kartu Keluarga (baru)"), "kartu-keluarga-baru");
  assert.equal(A.slugOf("  Café & Résumé "), "cafe-resume");
  assert.equal(A.slugOf("—"), "");
  assert.match(A.slugOf("x ".repeat(80)), /^[a-z0-9][a-z0-9-]{0,48}[a-z0-9]$/);
});

test("the id of a new item follows its name, is unique, and stays once somebody writes it", () => {
  const held = { before: null, value: { id: "", name: "" }, generated: {} };
  const typed = (name) => {
    held.value.name = name;
    A.followNames(content, "services", held);
    return held.value.id;
  };

  assert.equal(typed("K"), "k");
  assert.equal(typed("KK"), "kk-2");
  assert.equal(typed("Kartu keluarga"), "kartu-keluarga");
  held.value.id = "kartu";
  assert.equal(typed("Kartu keluarga baru"), "kartu");
  held.value.id = "";
  assert.equal(typed("Kartu"), "");
});

test("an agency's id is made of its short name; what is saved keeps its id", () => {
  const agency = { before: null, value: { id: "", name: "Badan Pertanahan", short: "BPN" }, generated: {} };
  A.followNames(content, "agencies", agency);
  assert.equal(agency.value.id, "bpn");

  const [service] = content.services;
  const saved = { before: service, value: { ...service, name: "Lain" }, generated: {} };
  A.followNames(content, "services", saved);
  assert.equal(saved.value.id, "ktp-el");
});

test("a new zone's id follows its name; those that are there stay", () => {
  const [venue] = content.venues;
  const value = structuredClone(venue);
  value.zones[0].name = "Lain";
  value.zones.push({ id: "", name: "East" });
  A.followNames(content, "venues", { before: venue, value, generated: {} });

  assert.deepEqual(
    value.zones.map(({ id }) => id),
    ["east", "west", "east-2"],
  );
});

test("a new outcome's id follows its name, and the usual ones keep theirs", () => {
  const value = {
    name: "Rumah",
    outcomes: [
      { id: "done", name: { id: "Beres" } },
      { id: "", name: {} },
    ],
  };
  const held = { before: { name: "Rumah" }, value, generated: {} };
  A.followNames(content, A.WHOLE, held);
  value.outcomes[1].name = { id: "Dikirim pos" };
  A.followNames(content, A.WHOLE, held);

  assert.deepEqual(
    value.outcomes.map(({ id }) => id),
    ["done", "dikirim-pos"],
  );
});

test("the first motif that no zone has is proposed", () => {
  assert.equal(A.freeMotif([]), "ketupat");
  assert.equal(A.freeMotif(content.venues[0].zones), "gunung");
  assert.equal(A.freeMotif(A.MOTIFS.map((motif) => ({ motif }))), "ketupat");
});

test("two zones with one motif, and a counter in another zone than its agency, are said", () => {
  const [venue] = content.venues;
  const third = { id: "new", name: "Baru", motif: "ombak" };
  const said = A.warnings(content, "venues", { ...venue, zones: [...venue.zones, third] });
  assert.deepEqual(said, [{ words: "sharedMotif", values: { motif: "ombak", zones: "Ombak, Baru" } }]);
  assert.deepEqual(A.warnings(content, "venues", venue), []);

  const [counter] = content.counters;
  assert.deepEqual(A.warnings(content, "counters", { ...counter, zone: "west" }), [
    { words: "otherZone", values: { agency: "Dukcapil", zone: "Ketupat" } },
  ]);
  assert.deepEqual(A.warnings(content, "counters", { ...counter, agencies: ["dukcapil", "guest"] }), []);
});

test("a wrong box is named as people call it", () => {
  assert.equal(A.boxOf(["name"], v), "Nama");
  assert.equal(A.boxOf(["zones", 0, "name"], v), "Zona 1: Nama");
  assert.equal(A.boxOf(["hours", "mon"], v), "Jam buka: Senin");
  assert.equal(A.boxOf(["documents", 1, "en"], v), "Dokumen yang dibawa 2: Inggris");
  assert.equal(A.boxOf(["about", "id"], v), "Tentang: Indonesia");
  assert.deepEqual(A.wrongBoxes([{ path: ["name"] }, { path: ["minutes"] }], v), {
    n: 2,
    boxes: "Nama, Lama layanan (menit)",
  });
});

test("what goes with an agency is listed by section, many names in short", () => {
  const many = Array.from({ length: 9 }, (_, n) => `services/s${n}`);

  assert.deepEqual(
    removalRows(content, { goes: ["services/ktp-el", "services/kk"], changes: ["counters/hall/3"] }),
    [
      { kind: "goes", section: "services", names: ["KTP-el", "Kartu keluarga"], more: -4 },
      { kind: "changes", section: "counters", names: ["Loket 3"], more: -5 },
    ],
  );
  const two = {
    ...content,
    venues: [...content.venues, { id: "tent", name: "Tenda" }],
    counters: [...content.counters, { id: "3", venue: "tent" }],
  };
  const changes = ["counters/hall/3", "counters/tent/3"];
  assert.deepEqual(removalRows(two, { goes: [], changes })[0].names, ["Loket 3", "Loket 3 (Tenda)"]);
  assert.equal(removalRows(content, { goes: many, changes: [] })[0].more, 3);
  assert.deepEqual(removalRows(content, { goes: [], changes: [] }), []);
});

test("a house begins until its first hour is over", () => {
  assert.ok(A.isBeginning(null));
  assert.ok(A.isBeginning({ ...content, first_hour: "guided" }));
  assert.ok(!A.isBeginning(content));
});

test("a new counter serves the first agency that has none, in its zone, with the next number", () => {
  assert.deepEqual(A.blank(content, "counters", "hall"), {
    id: "4",
    venue: "hall",
    zone: "east",
    agencies: ["guest"],
  });
});

test("a new service is offered to the first agency without one", () => {
  assert.equal(A.blank(content, "services", "hall").agency, "guest");
});

test("the first venue is called as its house and has a zone; the next has the first one's time", () => {
  const first = A.blank({ name: "MPP Soe", venues: [] }, "venues", "");
  assert.equal(first.name, "MPP Soe");
  assert.equal(first.zones.length, 1);
  const next = A.blank({ venues: [{ time_zone: "Asia/Jayapura", time_zone_label: "WIT" }] }, "venues", "");
  assert.deepEqual([next.name, next.time_zone, next.time_zone_label], ["", "Asia/Jayapura", "WIT"]);
});

test("a proposed prefix is one that no agency has and that rhymes with few", () => {
  assert.equal(A.freePrefix({ agencies: [] }), "A");
  assert.equal(A.freePrefix({ agencies: [{ prefix: "A" }, { prefix: "K" }] }), "H");
  const agencies = [..."AHKLRSUXZQBFMNCDEGJPTWY", "AH"].map((prefix) => ({ prefix }));
  assert.equal(A.freePrefix({ agencies }), "AK");
});

test("a draft follows what somebody changed in other boxes, and stands against it in its own", () => {
  const before = { id: "hall", name: "Hall", hours: { mon: "08:00-15:00" } };
  const value = { ...before, name: "Great hall" };
  const opened = { ...before, exceptions: [{ day: "2026-06-08", all_day: true }] };
  assert.deepEqual(A.rebase(before, value, opened), { ...opened, name: "Great hall" });
  assert.equal(A.rebase(before, value, { ...before, name: "Aula" }), null);
  assert.deepEqual(A.rebase(before, value, value), value);
  const without = { id: "hall", name: "Hall" };
  assert.deepEqual(A.rebase(before, without, opened), {
    id: "hall",
    name: "Hall",
    exceptions: opened.exceptions,
  });
});
