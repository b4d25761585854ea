/**
 * The chime of every screen; `node scripts/chime.mjs` writes it to chime.wav for browsers without Web Audio.
 */
import { HIGH_HZ, LOW_HZ, play, pluck, scaled } from "./sound.js";

export const CHIME_S = 0.9;
const SECOND_NOTE_S = 0.26;
/** Perceived as loud as the voice that follows, which has more energy. */
const PEAK = 10 ** (-7 / 20);

/** Return the chime's samples: two soft notes, a rising fourth, CHIME_S long; `times`: 2 for a recall. */
export function chimeSamples(times = 1) {
  const low = pluck(LOW_HZ, CHIME_S);
  const high = pluck(HIGH_HZ, CHIME_S - SECOND_NOTE_S);
  const begin = low.length - high.length;
  const once = scaled(
    low.map((sample, n) => sample + (n < begin ? 0 : high[n - begin])),
    PEAK,
  );
  const all = new Float32Array(once.length * times);
  for (let n = 0; n < times; n += 1) all.set(once, n * once.length);
  return all;
}

/** Play the chime of a call; `times` 2 for a recall. */
export async function call(times = 1) {
  return play(chimeSamples(times));
}
