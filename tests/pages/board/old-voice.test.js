import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const { OldVoice } = await import("../../../services/display/static/old/voice.js");

const CALL = { number: "A-001", counter: "3", recalls: 0 };

/** What an old TV plays of a call, in a venue whose voice has these languages; how it ended comes last. */
async function played(languages) {
  const before = ["document", "XMLHttpRequest", "setInterval"].map((name) => [name, globalThis[name]]);
  const sounds = [];
  const audio = {
    play() {
      sounds.push(audio.src.split("/").pop());
      queueMicrotask(() => audio.onended?.());
    },
    pause() {},
  };
  globalThis.document = { createElement: () => audio };
  globalThis.setInterval = () => 0;
  globalThis.XMLHttpRequest = class {
    open() {}
    send() {
      Object.assign(this, { readyState: 4, status: 200, responseText: JSON.stringify({ languages }) });
      this.onreadystatechange();
    }
  };
  const voice = new OldVoice("mpp");
  voice.learn();
  for (const [name, value] of before) globalThis[name] = value;
  sounds.length = 0;
  const ended = await new Promise((done) => voice.play(CALL, done));
  return [...sounds.map((sound) => sound.split("?")[0]), ended];
}

test("an old TV chimes, then speaks in each language of the venue", async () => {
  assert.deepEqual(await played(["id", "en"]), ["call.wav", "call.wav", "call.wav", "spoken"]);
});

test("where the venue wants the chime alone, an old TV plays nothing after it", async () => {
  assert.deepEqual(await played([]), ["call.wav", "spoken"]);
});
