import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const S = await import("../../../services/counter/static/reception/state.js");
const { WORDS } = await import("../../../services/counter/static/reception/words.js");

const catalogue = {
  agencies: [
    {
      id: "taspen",
      short: "Taspen",
      prefix: "Z",
      closed_reason: null,
      waiting: 0,
      services: [{ id: "pensiun", waiting: 0 }],
    },
    { id: "dlhk", short: "DLHK", prefix: "LH", closed_reason: null, waiting: 0, services: [] },
    {
      id: "dukcapil",
      short: "Dukcapil",
      prefix: "A",
      closed_reason: null,
      waiting: 1,
      services: [
        { id: "ktp", waiting: 1, open: true },
        { id: "kia", waiting: 0, open: false },
      ],
    },
    { id: "kemenag", short: "Kemenag", prefix: "QB", closed_reason: "elsewhere", waiting: 0, services: [] },
  ],
};
const ticket = (more = {}) => ({
  number: "A-007",
  state: "waiting",
  dropped: false,
  priority: null,
  ...more,
});
const started = S.withCatalogue(S.home(), catalogue);

test("agency, service, number: three touches; an agency with one service has it chosen already", () => {
  const chosen = S.chooseService(S.chooseAgency(started, "dukcapil"), "ktp");
  assert.deepEqual([chosen.screen, chosen.agency, chosen.service], ["services", "dukcapil", "ktp"]);
  assert.equal(S.chooseAgency(started, "taspen").service, "pensiun");
  assert.deepEqual(
    [S.withTicket(chosen, ticket(), true).screen, S.withTicket(chosen, ticket(), true).isFresh],
    ["ticket", true],
  );
});

test("of the last visitor only the number remains, to be found again", () => {
  const used = S.withTicket(
    { ...S.chooseAgency(started, "dukcapil"), service: "ktp", priority: "elderly" },
    ticket({ priority: "elderly" }),
    true,
  );
  assert.deepEqual(S.home(used), { ...S.home(started), recent: ["A-007"] });
});

test("a found number is not one given here", () => {
  assert.deepEqual(S.withTicket(started, ticket(), false).recent, []);
});

test("numbers given last are kept once each, and few", () => {
  let state = started;
  for (let n = 1; n <= 9; n += 1) state = S.withTicket(state, ticket({ number: `A-00${n}` }), true);
  state = S.withTicket(state, ticket({ number: "A-008" }), true);
  assert.deepEqual(state.recent, ["A-008", "A-009", "A-007", "A-006", "A-005", "A-004"]);
});

test("a chosen priority closes its choice, so that nobody reads the reason from behind", () => {
  const choosing = S.toggleOpen(S.chooseAgency(started, "dukcapil"), "priority");
  assert.equal(choosing.open, "priority");
  const marked = S.choosePriority(choosing, "pregnant");
  assert.deepEqual([marked.open, marked.priority], [null, "pregnant"]);
});

test("another agency forgets the priority chosen before", () => {
  const marked = S.choosePriority(S.chooseAgency(started, "dukcapil"), "disabled");
  assert.equal(S.chooseAgency(marked, "taspen").priority, null);
});

test("why a ticket has priority is hidden until asked for, and again after", () => {
  const found = S.withTicket(started, ticket({ priority: "disabled" }), false);
  assert.equal(found.reason, null);
  const seen = S.toggleReason(found, "disabled");
  assert.equal(seen.reason, "disabled");
  assert.equal(S.toggleReason(seen, null).reason, null);
  assert.equal(S.updateTicket(seen, ticket()).reason, null, "a mark that was taken away has no reason");
});

test("news of another number are not taken for the shown one", () => {
  const found = S.withTicket(started, ticket(), false);
  assert.equal(S.updateTicket(found, ticket({ number: "A-008" })), found);
  assert.equal(S.updateTicket(found, ticket({ state: "called" })).ticket.state, "called");
});

test("only a missed visitor comes back; one who is at a counter cannot be cancelled here", () => {
  const acts = (more) =>
    Object.entries(S.actsOf(ticket(more)))
      .filter(([, may]) => may)
      .map(([act]) => act);
  assert.deepEqual(acts({}), ["cancel", "priority", "print"]);
  assert.deepEqual(acts({ state: "missed" }), ["back", "cancel", "priority", "print"]);
  assert.deepEqual(acts({ state: "called" }), ["priority", "print"]);
  assert.deepEqual(acts({ state: "serving" }), ["print"]);
  assert.deepEqual(acts({ state: "finished" }), []);
  assert.deepEqual(acts({ state: "expired", dropped: true }), []);
});

test("every state of a ticket has its words", () => {
  for (const state of [
    "waiting",
    "called",
    "serving",
    "held",
    "missed",
    "finished",
    "cancelled",
    "expired",
    "moved",
  ])
    assert.ok(WORDS[S.stateWord(ticket({ state }))], state);
  assert.equal(S.stateWord(ticket({ state: "expired", dropped: true })), "state_dropped");
});

test("tiles stand by name and never move; what is elsewhere stands apart", () => {
  const { here, away } = S.tilesByName(catalogue);
  assert.deepEqual(
    [here.map((a) => a.id), away.map((a) => a.id)],
    [["dlhk", "dukcapil", "taspen"], ["kemenag"]],
  );
});

test("the keypad has the letters of this house, single ones first", () => {
  assert.deepEqual(S.prefixes(catalogue), ["A", "Z", "LH"]);
});

test("the keypad writes a number as it is printed", () => {
  const type = (...keys) => keys.reduce(S.typeKey, "");
  assert.equal(type("A", "0", "1", "2"), "A-012");
  assert.equal(type("A", "7", "LH"), "LH-7");
  assert.equal(type("7", "A"), "A-7");
  assert.equal(type("A", "1", "2", "back"), "A-1");
  assert.equal(type("A", "1", "back", "back"), "");
  assert.equal(type("A", "1", "2", "3", "4", "5", "6", "7"), "A-123456");
  assert.equal(type("A", "1", "clear"), "");
  assert.equal(S.typeKey("a 1", "2"), "A-12");
});

test("the counts are the hall's, live", () => {
  const hall = { services: [{ id: "ktp", waiting: 4 }], agencies: [{ id: "dukcapil", waiting: 5 }] };
  const [dukcapil] = S.withCounts(catalogue, hall).agencies.filter((a) => a.id === "dukcapil");
  assert.deepEqual([dukcapil.waiting, dukcapil.services.map((s) => s.waiting)], [5, [4, 0]]);
  assert.equal(S.withCounts(catalogue, null), catalogue);
});

test("every word stands in both languages, and fills in the same values", () => {
  for (const [name, words] of Object.entries(WORDS)) {
    const [id, en] = words.map((text) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort());
    assert.deepEqual(id, en, name);
  }
});

test("kiosks that call are shown; one that calls anew is heard, once", () => {
  const call = { kind: "kiosk-help", device: "k1", name: "Mesin 1", since: "09.41", coming: false };
  const hall = (...attention) => ({ attention: [{ kind: "log", since: "09.40", entries: 1 }, ...attention] });
  assert.deepEqual(S.kioskCalls(hall(call)), [call]);
  assert.deepEqual(S.kioskCalls(null), []);
  assert.deepEqual(
    [
      [null, hall(call)],
      [hall(), hall(call)],
      [hall(call), hall(call)],
      [hall(call), hall({ ...call, since: "09.50" })],
      [hall(), hall({ ...call, coming: true })],
      [hall(call), hall()],
    ].map(([before, after]) => S.callsAnew(before, after)),
    [true, true, false, true, false, false],
  );
});
