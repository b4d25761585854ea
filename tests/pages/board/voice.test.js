import "../as-served.js";
import assert from "node:assert/strict";
import test, { afterEach } from "node:test";

class Node extends EventTarget {
  frequency = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
  gain = { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
  connect(next) {
    return next;
  }
  start() {
    queueMicrotask(() => this.dispatchEvent(new Event("ended")));
  }
  stop() {}
}

globalThis.AudioContext = class {
  state = "running";
  currentTime = 0;
  destination = {};
  createOscillator() {
    return new Node();
  }
  createGain() {
    return new Node();
  }
  createBuffer() {
    return { copyToChannel() {} };
  }
  createBufferSource() {
    return new Node();
  }
  async decodeAudioData() {
    return {};
  }
};
globalThis.document ??= new EventTarget();
const { Voice } = await import("../../../services/display/static/board/voice.js");

const { fetch } = globalThis;
afterEach(() => {
  globalThis.fetch = fetch;
});

const CALL = { number: "A-001", counter: "3", recalls: 0 };
const WAV = () => new Response(new ArrayBuffer(8));
const refusal = (status, after) => () =>
  new Response("{}", { status, headers: { "Retry-After": String(after) } });
const gone = () => {
  throw new TypeError("Failed to fetch");
};

/** Let the display answer so, one after another; the last for ever. Gives how often it was asked. */
async function played(...answers) {
  let asked = 0;
  globalThis.fetch = async () => answers[Math.min((asked += 1), answers.length) - 1]();
  return [await new Voice("mpp").play(CALL), asked];
}

test("a call is spoken though the display was away or starting in the moment it was lit", async () => {
  assert.deepEqual(await played(gone, refusal(503, 1), refusal(502, 0), WAV), ["spoken", 4]);
});

test("a machine without a voice, or a call taken back, is asked for once: the chime is all", async () => {
  assert.deepEqual(await played(refusal(503, 600)), ["silent", 1]);
  assert.deepEqual(await played(() => new Response("{}", { status: 404 })), ["silent", 1]);
});

test("where the venue wants the chime alone, nothing is asked for after it", async () => {
  const asked = [];
  globalThis.fetch = async (address) => {
    asked.push(String(address));
    return Response.json({ languages: [] });
  };
  const voice = new Voice("mpp");
  await voice.learn();

  assert.equal(await voice.play(CALL), "spoken");
  assert.equal(asked.length, 1, "the venue's voice alone");
});
