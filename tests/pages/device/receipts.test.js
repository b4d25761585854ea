import assert from "node:assert/strict";
import test from "node:test";
import { addressOf, dataOf, stateOf } from "../../../services/display/static/device/state.js";
import { NEWS_MS, Receipts, WAITING_MAX } from "../../../services/display/static/device/receipts.js";

const shown = (seq) => ({ kind: "shown", seq });

function told(isUp = () => true) {
  const said = [];
  const receipts = new Receipts((kind, what) => isUp() && Boolean(said.push([kind, what])));
  return { said, receipts };
}

test("each receipt is told once, whoever says it again", () => {
  const { said, receipts } = told();

  receipts.add(shown(7), 0);
  receipts.add(shown(7), 10);
  receipts.add({ kind: "spoken", seq: 7 }, 20);
  receipts.add({ kind: "silent", seq: 8, why: "locked" }, 30);

  assert.deepEqual(said, [
    ["shown", { seq: 7 }],
    ["spoken", { seq: 7 }],
    ["silent", { seq: 8, why: "locked" }],
  ]);
});

test("what cannot be told waits for the connection, in order, and is told while it is news", () => {
  let isUp = false;
  const { said, receipts } = told(() => isUp);
  receipts.add(shown(1), 0);
  receipts.add(shown(2), NEWS_MS);

  isUp = true;
  receipts.flush(NEWS_MS + 1);

  assert.deepEqual(said, [["shown", { seq: 2 }]]);
  assert.equal(receipts.waiting, 0);
});

test("no more wait than there is room for", () => {
  const { receipts } = told(() => false);

  for (let seq = 1; seq <= WAITING_MAX + 20; seq += 1) receipts.add(shown(seq), 0);

  assert.equal(receipts.waiting, WAITING_MAX);
});

test("sequences begin anew with the service day, which each receipt names", () => {
  const { said, receipts } = told();
  receipts.day = "2026-06-08";
  receipts.add(shown(5), 0);

  receipts.day = "2026-06-09";
  receipts.add(shown(5), 0);

  assert.deepEqual(
    said.map(([, what]) => what),
    [
      { seq: 5, day: "2026-06-08" },
      { seq: 5, day: "2026-06-09" },
    ],
  );
});

test("what is no sequence is not told", () => {
  const { said, receipts } = told();

  for (const seq of [undefined, null, "5", NaN, 1.5]) receipts.add(shown(seq), 0);

  assert.deepEqual(said, []);
});

test("a device that moved goes to the board of its venue and zone, and keeps how it is drawn", () => {
  assert.equal(
    addressOf({ venue: "saboak", zone: null }, "?zone=ombak&pair&layout=portrait"),
    "/board/saboak?layout=portrait",
  );
  assert.equal(
    addressOf({ venue: "mpp-kupang", zone: "ombak" }, "?counter=3"),
    "/board/mpp-kupang?zone=ombak",
  );
});

test("how a screen is, in the words of the event", () => {
  const seen = { epoch: "e", seq: 9 };

  assert.deepEqual(
    stateOf({ build: "ab", sound: "off", seen, width: 1920.4, height: 1080, capitals: 222.2 }),
    { build: "ab", sound: "none", epoch: "e", seq: 9, width: 1920, height: 1080, capitals_px: 222.2 },
  );
  assert.deepEqual(stateOf({ build: null, sound: "", seen: {}, width: 1, height: 1, capitals: NaN }), {
    width: 1,
    height: 1,
  });
});

test("a device's record wins over the address, which holds where the record says nothing", () => {
  const given = { zone: "ombak", inches: "32", distance: "", voice: "", muted: "" };

  assert.deepEqual(dataOf({ zone: null, inches: 43, distance_m: 8, speaks: false, muted: true }, given), {
    zone: "ombak",
    inches: "43",
    distance: "8",
    voice: "off",
    muted: "yes",
  });
  assert.deepEqual(
    dataOf({ zone: "bintang", inches: null, distance_m: null, speaks: true, muted: false }, given),
    { zone: "bintang", inches: "32", distance: "", voice: "", muted: "" },
  );
  assert.equal(dataOf(null, given), given);
});
