/** Playback of sound files: the words of the voice, as synthesized by the display. */
import { audio, locked } from "../shared/sound.js";

/**
 * Play the bytes of a sound file to the end. Return {ended, stop}: `ended` resolves to true if all of it was
 * played, false if sound is locked, it was stopped, or the bytes are not a sound.
 */
export function playSound(bytes) {
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
