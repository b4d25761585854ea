import assert from "node:assert/strict";
import test from "node:test";
import * as P from "../../../services/ticketing/static/kiosk/presses.js";

const UNTIL_MS = Date.parse("2026-06-08T09:00:15.000+08:00");
const made = () =>
  P.newPress({ key: "k", venue: "hall", service: "ktp", until: "2026-06-08T09:00:15.000+08:00" });
const kinds = (presses, nowMs, serverMs) => P.due(presses, nowMs, serverMs).map(({ kind }) => kind);

test("a press is asked at once, not twice at a time, and again with the same key", () => {
  const asked = P.markSent([made()], "k");
  assert.deepEqual([kinds([made()], 0, 0), kinds(asked, 1e9, 0)], [["take"], []]);
  const [once] = P.scheduleRetry(asked, "k", { status: 0, body: {} }, 1_000, 0);
  assert.deepEqual([kinds([once], 1_000, 0), kinds([once], 2_000, 0), once.key], [[], ["take"], "k"]);
});

test("what its visitor left is asked only when asking makes no number any more", () => {
  const left = P.abandon([made()], "k");
  assert.deepEqual(
    [null, UNTIL_MS, UNTIL_MS + 1].map((serverMs) => kinds(left, 1, serverMs)),
    [[], [], ["take"]],
  );
});

test("a number that is found is given back until the server answers", () => {
  const found = P.giveBack(P.abandon([made()], "k"), "k", "token");
  assert.deepEqual(kinds(found, 0, null), ["give-back"]);
  const meaning = (status) => P.meaningOf(found[0], "give-back", { status, body: {} });
  assert.deepEqual([0, 503, 429, 401].map(meaning), Array(4).fill("again"));
  assert.deepEqual([200, 404, 409].map(meaning), Array(3).fill("refused"));
});

test("a reload keeps every key and token, and believes nothing", () => {
  const [one] = P.fromStored(P.toStored(P.giveBack([made()], "k", "token")));
  assert.deepEqual([one.key, one.token, one.isAbandoned, one.isInDoubt], ["k", "token", true, true]);
  assert.deepEqual(P.fromStored(""), []);
});

test("why somebody has priority is asked again with the key, never stored, and gone with its visitor", () => {
  const press = P.newPress({ ...made(), priority: "pregnant" });
  const [again] = P.scheduleRetry([press], "k", { status: 0, body: {} }, 0, 0);
  assert.equal(P.due([again], 1e9, 0)[0].press.priority, "pregnant");
  assert.doesNotMatch(P.toStored([press]), /pregnant/);
  assert.equal(P.fromStored(P.toStored([press]))[0].priority, null);
  assert.equal(P.abandon([press], "k")[0].priority, null);
});
