/**
 * Synthesized sounds: soft plucked notes and a wooden tap. Works offline; nothing loops.
 *
 * Every sound returns a promise that resolves when it ends: true if it was played, false while `locked()`,
 * because browsers allow no sound before a user gesture on the page.
 */
export const RATE = 22_050;
export const LOW_HZ = 440;
/** A pure fourth above LOW_HZ; a TV's small speakers play both well. */
export const HIGH_HZ = (LOW_HZ * 4) / 3;
const READY_S = 0.64;
const ATTACK_S = 0.004;
const RELEASE_S = 0.12;
const PARTIALS = 6;
const READY_PEAK = 10 ** (-12 / 20);
const TAP_S = 0.2;
const TICK_S = 0.05;

let context = null;

/** Return the page's only AudioContext, created on first use. */
export function audio() {
  if (context === null) context = new AudioContext();
  return context;
}

/** Return whether the browser blocks sound until a user gesture on the page. */
export function locked() {
  return typeof AudioContext === "undefined" || audio().state !== "running";
}

/** Enable sound; call it in a touch or key event. Return whether sound is enabled. */
export async function unlock() {
  if (typeof AudioContext !== "undefined") await audio().resume();
  return !locked();
}

/** Play one note: a ticket is ready. */
export async function ready() {
  return play(scaled(pluck(HIGH_HZ, READY_S), READY_PEAK));
}

/** Play one low wooden tap: a visitor joined an empty queue. */
export async function tap() {
  if (locked()) return false;
  knock(190, 90, TAP_S, 0.4);
  return ends(TAP_S);
}

/** Play a quiet tick. */
export async function tick() {
  if (locked()) return false;
  knock(900, 600, TICK_S, 0.08);
  return ends(TICK_S);
}

function soon() {
  return audio().currentTime + 0.02;
}

/** Play samples from -1 to 1, RATE per second. */
export async function play(samples) {
  if (locked()) return false;
  const source = audio().createBufferSource();
  source.buffer = audio().createBuffer(1, samples.length, RATE);
  source.buffer.copyToChannel(samples, 0);
  source.connect(audio().destination);
  source.start(soon());
  return ends(samples.length / RATE);
}

/** Synthesize a plucked string: higher partials are softer and decay sooner. */
export function pluck(hz, seconds) {
  const note = new Float32Array(Math.round(seconds * RATE));
  for (let partial = 1; partial <= PARTIALS; partial += 1) {
    const turn = (2 * Math.PI * hz * partial) / RATE;
    const decay = Math.exp(-(4 + 2.2 * partial) / RATE);
    const [first, second] = [2 * decay * Math.cos(turn), -decay * decay];
    // A decaying sine, each sample computed from the previous two: ten times as fast as Math.sin.
    let [before, now] = [0, Math.sin(turn) / partial ** 1.7];
    for (let n = 0; n < note.length; n += 1) {
      note[n] += before;
      [before, now] = [now, first * now + second * before];
    }
  }
  const attack = Math.round(ATTACK_S * RATE);
  const release = Math.round(RELEASE_S * RATE);
  for (let n = 0; n < attack; n += 1) note[n] *= (n / attack) ** 2;
  for (let n = 0; n < release; n += 1) note[note.length - 1 - n] *= n / release;
  return note;
}

/** Scale samples so that their peak amplitude is `peak`. */
export function scaled(samples, peak) {
  const scale = peak / samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return samples.map((sample) => sample * scale);
}

function knock(fromHz, toHz, seconds, loudness) {
  const at = soon();
  const { tone, envelope } = voice("triangle", at, seconds);
  tone.frequency.setValueAtTime(fromHz, at);
  tone.frequency.exponentialRampToValueAtTime(toHz, at + seconds / 2);
  envelope.gain.setValueAtTime(loudness, at);
  envelope.gain.exponentialRampToValueAtTime(0.0001, at + seconds * 0.8);
}

function voice(type, at, seconds) {
  const tone = audio().createOscillator();
  const envelope = audio().createGain();
  tone.type = type;
  tone.connect(envelope).connect(audio().destination);
  tone.start(at);
  tone.stop(at + seconds);
  return { tone, envelope };
}

function ends(seconds) {
  return new Promise((done) => setTimeout(() => done(true), seconds * 1000));
}
