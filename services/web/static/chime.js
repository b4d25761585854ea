/**
 * The sounds of a hall, made here by Web Audio: soft plucked notes, a wooden tap. No alarm loops.
 *
 * Every sound gives a promise that ends with it: true when it sounded, false while `locked()`,
 * because the browser holds sound back until somebody touches the page.
 */
const NOTE_LOW_HZ = 392;
/** A fourth above NOTE_LOW_HZ. */
const NOTE_HIGH_HZ = 523.25;
const PLUCK_S = 0.55;
const SECOND_NOTE_S = 0.3;
/** The two notes of a call, 0.9 s. */
const CALL_S = 0.9;
const RECALL_PAUSE_S = 0.15;
const TAP_S = 0.2;
const TICK_S = 0.05;
/** Harmonic and loudness of a string plucked near its end, as a sasando's: the high ones die first. */
const HARMONICS = [
  [1, 1],
  [2, 0.35],
  [3, 0.12],
];

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

/** A call: two notes, a rising fourth, 0.9 s; `times` 2 for a recall. */
export async function call(times = 1) {
  for (let n = 0; n < times; n += 1) {
    if (locked()) return false;
    const at = soon();
    pluck(NOTE_LOW_HZ, at, 0.35);
    pluck(NOTE_HIGH_HZ, at + SECOND_NOTE_S, 0.35);
    await ends(CALL_S + (n + 1 < times ? RECALL_PAUSE_S : 0));
  }
  return true;
}

/** One note: a ticket is ready. */
export async function ready() {
  if (locked()) return false;
  pluck(NOTE_HIGH_HZ, soon(), 0.2);
  return ends(PLUCK_S);
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
  let stop = () => {};
  let isStopped = false;
  const ended = (async () => {
    if (locked()) return false;
    try {
      const source = audio().createBufferSource();
      source.buffer = await audio().decodeAudioData(bytes);
      if (isStopped) return false;
      source.connect(audio().destination);
      const over = new Promise((done) => source.addEventListener("ended", done));
      stop = () => source.stop();
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
      stop();
    },
  };
}

function soon() {
  return audio().currentTime + 0.02;
}

function pluck(hz, at, loudness) {
  for (const [harmonic, share] of HARMONICS) {
    const { tone, envelope } = voice("sine", at, PLUCK_S + 0.1);
    tone.frequency.value = hz * harmonic;
    envelope.gain.setValueAtTime(0, at);
    envelope.gain.linearRampToValueAtTime(loudness * share, at + 0.012);
    envelope.gain.exponentialRampToValueAtTime(0.0001, at + PLUCK_S / harmonic + 0.05);
  }
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
