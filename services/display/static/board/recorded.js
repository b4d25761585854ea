/** Recorded sounds: the words of the voice, as the display made them. */
import { audio, locked } from "../shared/sound.js";

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
