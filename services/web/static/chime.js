/**
 * The sounds of a hall, made here: soft plucked notes, a wooden tap. Works offline; nothing loops.
 *
 * `chimeSamples` is the one chime of every screen; `node scripts/chime.mjs` writes it to chime.wav, which
 * browsers without Web Audio play. Every sound gives a promise that resolves when it ends: true if it
 * was heard, false while `locked()`, because the browser allows no sound until somebody touches the page.
 */
export const RATE = 22_050;
const LOW_HZ = 440;
/** A pure fourth above LOW_HZ; a TV's small speakers play both well. */
const HIGH_HZ = (LOW_HZ * 4) / 3;
export const CHIME_S = 0.9;
const SECOND_NOTE_S = 0.26;
const ATTACK_S = 0.004;
const RELEASE_S = 0.12;
const PARTIALS = 6;
/** As loud to the ear as the voice after it, which has more in it. */
const PEAK = 10 ** (-7 / 20);
const READY_PEAK = 10 ** (-12 / 20);
const TAP_S = 0.2;
const TICK_S = 0.05;

let context = null;

function audio() {
  if (context === null) context = new AudioContext();
  return context;
}

/** Say whether the browser holds sound back until somebody touches the page. */
export function locked() {
  return typeof AudioContext === "undefined" || audio().state !== "running";
}

/** Let sound begin; call it from a touch or a key. */
export async function unlock() {
  if (typeof AudioContext !== "undefined") await audio().resume();
  return !locked();
}

/** The chime: two notes, a rising fourth, soft like a sasando; CHIME_S long, a recall's `times` 2 as long. */
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

/** Ring the chime of a call; `times` 2 for a recall. */
export async function call(times = 1) {
  return play(chimeSamples(times));
}

/** One note: a ticket is ready. */
export async function ready() {
  return play(scaled(pluck(HIGH_HZ, CHIME_S - SECOND_NOTE_S), READY_PEAK));
}

/** One low wooden tap: somebody joined an empty queue. */
export async function tap() {
  if (locked()) return false;
  knock(190, 90, TAP_S, 0.4);
  return ends(TAP_S);
}

/** A quiet tick under a finger on the kiosk. */
export async function tick() {
  if (locked()) return false;
  knock(900, 600, TICK_S, 0.08);
  return ends(TICK_S);
}

/**
 * Play a recorded sound, a file's bytes, to its end. Gives {ended, stop}: `ended` is true when all of it
 * sounded, false while locked, when stopped, or when the bytes are no sound.
 */
export function recorded(bytes) {
  let source = null;
  let isStopped = false;
  const ended = (async () => {
    if (locked()) return false;
    try {
      const buffer = await audio().decodeAudioData(bytes);
      if (isStopped) return false;
      source = audio().createBufferSource();
      source.buffer = buffer;
      source.connect(audio().destination);
      const over = new Promise((done) => source.addEventListener("ended", done));
      source.start();
      await over;
      return !isStopped;
    } catch {
      return false;
    }
  })();
  return {
    ended,
    stop: () => {
      isStopped = true;
      source?.stop();
    },
  };
}

function soon() {
  return audio().currentTime + 0.02;
}

async function play(samples) {
  if (locked()) return false;
  const source = audio().createBufferSource();
  source.buffer = audio().createBuffer(1, samples.length, RATE);
  source.buffer.copyToChannel(samples, 0);
  source.connect(audio().destination);
  source.start(soon());
  return ends(samples.length / RATE);
}

/** A plucked string: the higher a partial, the softer it is and the sooner it dies. */
function pluck(hz, seconds) {
  const note = new Float32Array(Math.round(seconds * RATE));
  for (let partial = 1; partial <= PARTIALS; partial += 1) {
    const turn = (2 * Math.PI * hz * partial) / RATE;
    const decay = Math.exp(-(4 + 2.2 * partial) / RATE);
    const [first, second] = [2 * decay * Math.cos(turn), -decay * decay];
    // A decaying sine, each sample made of the two before: ten times as fast as Math.sin.
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

function scaled(samples, peak) {
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
