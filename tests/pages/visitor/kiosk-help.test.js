import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const H = await import("../../../services/ticketing/static/kiosk/help.js");
const S = await import("../../../services/ticketing/static/kiosk/state.js");
const { KioskDriver } = await import("../../../services/ticketing/static/kiosk/driver.js");

const asked = () => H.markSent(H.begin("key", 0));

test("only a recorded call says that staff have been called", () => {
  assert.equal(H.handleResponse(asked(), 200, 1).says, "called");
  for (const status of [401, 409, 429]) assert.equal(H.handleResponse(asked(), status, 1).says, "none");
});

test("a kiosk that is not paired asks nobody, and says where staff are", () => {
  const call = H.begin(null, 0);
  assert.deepEqual([call.says, H.isDue(call, 1e9)], ["none", false]);
});

test("an unanswered call is asked again with its key, not twice at a time, and ends uncertain", () => {
  const again = H.handleResponse(asked(), 0, 1_000);
  assert.deepEqual([again.says, again.key, again.isSent], ["asking", "key", false]);
  assert.deepEqual(
    [H.isDue(asked(), 1e9), H.isDue(again, 1_000), H.isDue(again, 2_000)],
    [false, false, true],
  );
  assert.equal(H.handleResponse(asked(), 503, H.CALL_WITHIN_MS).says, "unsure");
});

test("an answer that comes after its visitor has gone is about nobody", () => {
  const answers = [];
  const world = {
    ...{ nowMs: () => 0, serverMs: () => 0, load: () => "", store() {}, onChange() {} },
    send: (request, answer) => answers.push([request.kind, answer]),
  };
  const driver = new KioskDriver(world, null);
  driver.change((state, nowMs) => S.askForHelp(state, "first", nowMs));
  driver.tick();
  driver.change(S.home);
  driver.change((state, nowMs) => S.askForHelp(state, null, nowMs));

  answers[0][1]({ status: 200 });

  assert.deepEqual([answers.length, answers[0][0], driver.state.help.says], [1, "help", "none"]);
});
