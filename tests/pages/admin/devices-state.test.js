import assert from "node:assert/strict";
import test from "node:test";
import {
  alarmsOf,
  bodyOf,
  devicesOf,
  nextName,
  numberOf,
  numberText,
  reachOf,
} from "../../../services/counter/static/admin/devices-state.js";

const tv = (more) => ({
  name: "TV 1",
  kind: "tv",
  venue: "hall",
  online: true,
  sound: "on",
  seen_at: "2026-06-08T07:31:00+08:00",
  speaks: true,
  muted: false,
  ...more,
});

test("a venue shows its own devices, and a new one is offered a name that none has", () => {
  const all = [tv({}), tv({ name: "tv 2" }), tv({ name: "TV 3", venue: "other" })];

  assert.equal(devicesOf(all, "hall").length, 2);
  assert.equal(nextName(all, "hall"), "TV 3");
  assert.equal(nextName(null, "hall"), "TV 1");
});

test("an alarm is a locked sound that should speak, or a TV that went silent; one never seen is none", () => {
  const found = alarmsOf([
    tv({ sound: "locked", sound_since: "2026-06-08T07:20:00+08:00" }),
    tv({ name: "TV 2", online: false }),
    tv({ name: "TV 3", sound: "locked", muted: true }),
    tv({ name: "TV 4", sound: "locked", speaks: false }),
    tv({ name: "TV 5", online: false, seen_at: null }),
    tv({ name: "K", kind: "kiosk", online: false }),
  ]);

  assert.deepEqual(found, [
    { kind: "locked", name: "TV 1", since: "2026-06-08T07:20:00+08:00" },
    { kind: "silent", name: "TV 2", since: "2026-06-08T07:31:00+08:00" },
  ]);
});

test("a reading distance is short when the set one is longer", () => {
  assert.deepEqual(reachOf({ legible_m: 9, distance_m: 8 }), { m: 9, isShort: false });
  assert.deepEqual(reachOf({ legible_m: 6.7, distance_m: 8 }), { m: 6.7, isShort: true });
  assert.deepEqual(reachOf({ legible_m: null, distance_m: 8 }), { m: null, isShort: false });
});

test("numbers are typed and written with the reader's comma", () => {
  assert.deepEqual(["8,5", "8.5", " 43 ", "", "x", "-1"].map(numberOf), [
    8.5,
    8.5,
    43,
    null,
    undefined,
    undefined,
  ]);
  assert.equal(numberText(8.5, "id"), "8,5");
  assert.equal(numberText(8.5, "en"), "8.5");
  assert.equal(numberText(null, "id"), "");
});

test("a form says what the device should be, or which control is wrong", () => {
  const form = {
    name: { value: " TV 3 " },
    zone: { value: "" },
    inches: { value: "43" },
    distance_m: { value: "8,5" },
    speaks: { checked: true },
  };

  assert.deepEqual(bodyOf(form), {
    value: { name: "TV 3", zone: null, inches: 43, distance_m: 8.5, speaks: true },
  });
  assert.deepEqual(bodyOf({ ...form, inches: { value: "besar" } }), { wrong: "inches" });
  assert.deepEqual(bodyOf({ ...form, name: { value: " " } }), { wrong: "name" });
});

test("a kiosk's form says on which paper it prints, a TV's nothing", () => {
  const form = {
    name: { value: "Mesin 1" },
    zone: { value: "" },
    inches: { value: "" },
    distance_m: { value: "" },
  };
  const body = (more) => bodyOf({ ...form, speaks: { checked: false }, ...more }).value;
  assert.equal(body({ paper_mm: { value: "58" } }).paper_mm, 58);
  assert.equal(body({ paper_mm: { value: "" } }).paper_mm, null);
  assert.ok(!("paper_mm" in body({})));
});
