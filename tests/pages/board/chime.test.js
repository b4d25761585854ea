/** Every screen of a hall rings the same chime: browsers make it, old TVs play the display's chime.wav. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { CHIME_S, chimeSamples } from "../../../services/web/static/chime.js";
import { RATE } from "../../../services/web/static/sound.js";

const WAV = readFileSync(new URL("../../../services/display/static/chime.wav", import.meta.url));

test("the display's chime.wav is sample for sample the chime of a browser", () => {
  const made = chimeSamples();

  assert.equal(made.length, Math.round(CHIME_S * RATE));
  assert.equal(WAV.readUInt32LE(24), RATE);
  assert.equal(WAV.length, 44 + 2 * made.length);
  // Mathematical functions of two engines may differ in the last bit.
  const offBy = made.map((sample, n) => Math.abs(sample * 32_767 - WAV.readInt16LE(44 + 2 * n)));
  assert.ok(Math.max(...offBy) <= 1, "run node scripts/chime.mjs");
});

test("a recall rings the chime twice", () => {
  const once = chimeSamples();

  assert.deepEqual([...chimeSamples(2)], [...once, ...once]);
});
