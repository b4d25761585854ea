import assert from "node:assert/strict";
import test from "node:test";
import { counterName, inSentences } from "../../../services/web/static/words/counter-name.js";

test("a counter is called as the house calls it in each language, on one line", () => {
  const room = { name: "Ruang 1", name_en: "Room 1" };
  assert.equal(counterName(room, "id"), "Ruang\u00a01");
  assert.equal(counterName(room, "en"), "Room\u00a01");
});

test("it is written small inside a sentence and with a capital where one begins", () => {
  assert.equal(
    inSentences("Tutup Loket\u00a03? Loket\u00a03 buka lagi."),
    "Tutup loket\u00a03? Loket\u00a03 buka lagi.",
  );
  assert.equal(inSentences("Counter\u00a012 asks for help"), "Counter\u00a012 asks for help");
  assert.equal(inSentences("A-002 called to Counter\u00a03"), "A-002 called to counter\u00a03");
  assert.equal(inSentences("A-002 dipanggil ke Ruang\u00a014B"), "A-002 dipanggil ke ruang\u00a014B");
  assert.equal(inSentences("Alihkan ke Ruang\u00a0Foto"), "Alihkan ke Ruang\u00a0Foto");
  assert.equal(
    inSentences("Layar umum: “Loket\u00a03 tutup sementara.”"),
    "Layar umum: “Loket\u00a03 tutup sementara.”",
  );
  assert.equal(
    inSentences("Loket di lantai 2, Counter 3"),
    "Loket di lantai 2, Counter 3",
    "what somebody wrote stays",
  );
});
