import assert from "node:assert/strict";
import test from "node:test";
import * as S from "../../../services/ticketing/static/ticket/state.js";

const waiting = (ready) => ({ state: "waiting", ready, calls: 0 });
const called = (calls = 1) => ({ state: "called", ahead: 0, calls });

test("the thread has one bead a person and is broken once when long", () => {
  assert.deepEqual(S.thread(3), { beads: 3, broken: false });
  assert.deepEqual(S.thread(40), { beads: S.BEADS_MAX, broken: true });
});

test("the phone is told when it is near, when it is called, and when it is called again", () => {
  assert.equal(S.signal(waiting(false), waiting(true)), "near");
  assert.equal(S.signal(waiting(true), waiting(true)), null);
  assert.equal(S.signal(waiting(true), called()), "called");
  assert.equal(S.signal(called(1), called(2)), "called");
  assert.equal(S.signal(called(1), called(1)), null);
  assert.equal(S.signal(null, waiting(true)), null);
});

test("in a closed hall nobody is told to come nearer", () => {
  const closed = { hall_closed: { text: { id: "Tutup", en: "Closed" }, over: true } };
  assert.equal(S.isNear(waiting(true)), true);
  assert.equal(S.isNear({ ...waiting(true), ...closed }), false);
  assert.equal(S.signal(waiting(false), { ...waiting(true), ...closed }), null);
});

test("a ticket of another day has a picture of its own", () => {
  assert.equal(S.pictureOf({ ...called(), other_day: true }), "other-day");
  assert.equal(S.pictureOf(null), "starting");
});

test("who was called and waits again is told why, for as long as they wait", () => {
  const of = (state, service = "ktp") => ({ state, service });
  assert.equal(S.news(of("called"), of("waiting"), null), "withdrawn");
  assert.equal(S.news(of("waiting"), of("waiting"), "withdrawn"), "withdrawn");
  assert.equal(S.news(of("serving"), of("waiting", "jkn"), null), "transferred");
  assert.equal(S.news(of("waiting"), of("called"), "withdrawn"), null);
  assert.equal(S.news(null, of("waiting"), null), null);
});

test("a number missed too often has a picture of its own", () => {
  assert.equal(S.pictureOf({ state: "expired", dropped: true }), "dropped");
  assert.equal(S.pictureOf({ state: "expired", dropped: false }), "expired");
  assert.equal(S.pictureOf({ state: "cancelled", taken_back: true }), "taken-back");
  assert.equal(S.pictureOf({ state: "cancelled", taken_back: false }), "cancelled");
});
