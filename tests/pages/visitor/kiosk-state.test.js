import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const S = await import("../../../services/ticketing/static/kiosk-state.js");

const venue = {
  agencies: [
    { id: "dukcapil", services: [{ id: "ktp" }, { id: "kk" }] },
    { id: "bank", services: [{ id: "teller" }] },
    { id: "paud", closed_reason: "planned", services: [] },
  ],
};

test("three touches lead from agency to number", () => {
  let state = S.heard(S.home(), venue, 0);
  state = S.chooseAgency(state, "dukcapil");
  assert.deepEqual([state.screen, state.service], ["services", null]);
  state = S.chooseService(state, "kk");
  state = S.take(state, "key-1");
  assert.deepEqual(state.taking, { key: "key-1", service: "kk" });
  state = S.taken(state, { number: "A-001" });
  assert.deepEqual([state.screen, state.ticket.number, state.taking], ["ticket", "A-001", null]);
});

test("an agency with one service has it chosen already", () => {
  assert.equal(S.chooseAgency(S.heard(S.home(), venue, 0), "bank").service, "teller");
});

test("a second touch while a number is on its way keeps the first key", () => {
  const once = S.take(S.chooseAgency(S.heard(S.home(), venue, 0), "bank"), "first");
  assert.equal(S.take(once, "second"), once);
});

test("nothing of the last visitor remains", () => {
  const used = S.taken(S.chooseAgency(S.heard(S.home(), venue, 5), "bank"), { number: "C-009" });
  assert.deepEqual(S.home(used), { ...S.home(), venue, heardMs: 5 });
});

test("an idle kiosk warns, then goes home; the first screen never does", () => {
  const chosen = S.chooseAgency(S.heard(S.home(), venue, 0), "bank");
  assert.equal(S.idleLeft(S.home(), 1e9), null);
  assert.equal(S.idleLeft(chosen, S.IDLE_MS - 1), null);
  assert.equal(S.idleLeft(chosen, S.IDLE_MS), 12);
  assert.equal(S.idleLeft(chosen, S.IDLE_MS + S.WARNING_MS), 0);
});

test("without news the kiosk says that it gives no numbers, but a ticket stays on the screen", () => {
  const heard = S.heard(S.home(), venue, 0);
  assert.equal(S.screenOf(heard, S.OFFLINE_AFTER_MS), "agencies");
  assert.equal(S.screenOf(heard, S.OFFLINE_AFTER_MS + 1), "offline");
  assert.equal(S.screenOf(S.taken(heard, { number: "A-001" }), 1e9), "ticket");
  assert.equal(S.screenOf(S.home(), 0), "starting");
});

test("where only paired kiosks give numbers, one that is not says so until it is paired", () => {
  const closed = { ...venue, kiosks_only: true };
  assert.equal(S.screenOf(S.heard(S.home(), closed, 0), 1), "offline");
  assert.equal(S.screenOf(S.heard(S.home(), closed, 0, true), 1), "agencies");
  assert.equal(S.screenOf(S.home(S.heard(S.home(), closed, 0)), 1), "offline");
  assert.equal(S.screenOf(S.taken(S.heard(S.home(), closed, 0), { number: "A-001" }), 1), "ticket");
  assert.equal(S.screenOf(S.heard(S.heard(S.home(), closed, 0), venue, 1), 1), "agencies");
});

test("agencies that are elsewhere or only planned stand apart", () => {
  const { here, away } = S.tiles(venue);
  assert.deepEqual([here.map((a) => a.id), away.map((a) => a.id)], [["dukcapil", "bank"], ["paud"]]);
});

test("a break that every open agency has is said once for all", () => {
  const noon = {
    id: "Istirahat. Pemanggilan mulai lagi pukul 13.00.",
    en: "Break. Calling starts again at 13.00.",
  };
  const late = {
    id: "Istirahat. Pemanggilan mulai lagi pukul 13.30.",
    en: "Break. Calling starts again at 13.30.",
  };
  const shared = (...agencies) => S.sharedBreak({ agencies });
  const closed = { open: false, closed_reason: "today-ended", break_text: null };
  assert.equal(
    shared({ open: true, break_text: noon }, { open: true, break_text: { ...noon } }, closed),
    noon,
  );
  assert.equal(shared({ open: true, break_text: noon }, { open: true, break_text: null }), null);
  assert.equal(shared({ open: true, break_text: noon }, { open: true, break_text: late }), null);
  assert.equal(shared(closed), null);
  assert.equal(shared(), null);
});
