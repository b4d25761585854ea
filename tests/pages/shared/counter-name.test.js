import assert from "node:assert/strict";
import test from "node:test";
import { counterName, inSentences } from "../../../services/web/static/words/counter-name.js";

test("a numbered counter has a name in each language, on one line; a name of its own stays", () => {
  assert.equal(counterName("Loket 3", "id"), "Loket\u00a03");
  assert.equal(counterName("Loket 14B", "en"), "Counter\u00a014B");
  assert.equal(counterName("Loket Prioritas", "en"), "Loket\u00a0Prioritas");
  assert.equal(counterName("Meja depan", "en"), "Meja\u00a0depan");
});

test("it is written small inside a sentence and with a capital where one begins", () => {
  assert.equal(
    inSentences("Tutup Loket\u00a03? Loket\u00a03 buka lagi."),
    "Tutup loket\u00a03? Loket\u00a03 buka lagi.",
  );
  assert.equal(inSentences("Counter\u00a012 asks for help"), "Counter\u00a012 asks for help");
  assert.equal(inSentences("A-002 called to Counter\u00a03"), "A-002 called to counter\u00a03");
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
