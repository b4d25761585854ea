/** Write the chime of chime.js to the display service's chime.wav: `node scripts/chime.mjs`. */
import { writeFileSync } from "node:fs";
import { chimeSamples } from "../services/web/static/chime.js";
import { RATE } from "../services/web/static/sound.js";

const samples = chimeSamples();
const wav = Buffer.alloc(44 + 2 * samples.length);
wav.write("RIFF", 0);
wav.writeUInt32LE(wav.length - 8, 4);
wav.write("WAVEfmt ", 8);
wav.writeUInt32LE(16, 16);
wav.writeUInt16LE(1, 20);
wav.writeUInt16LE(1, 22);
wav.writeUInt32LE(RATE, 24);
wav.writeUInt32LE(2 * RATE, 28);
wav.writeUInt16LE(2, 32);
wav.writeUInt16LE(16, 34);
wav.write("data", 36);
wav.writeUInt32LE(2 * samples.length, 40);
samples.forEach((sample, n) => wav.writeInt16LE(Math.round(sample * 32_767), 44 + 2 * n));
writeFileSync(new URL("../services/display/static/chime.wav", import.meta.url), wav);
