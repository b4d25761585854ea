import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import "../as-served.js";

const STATIC = "../../../services/ticketing/static";
const phone = await import(`${STATIC}/ticket/views.js`);
const kiosk = await import(`${STATIC}/kiosk/views.js`);
const { WORDS: PHONE_WORDS } = await import(`${STATIC}/ticket/words.js`);
const { WORDS: KIOSK_WORDS } = await import(`${STATIC}/kiosk/words.js`);
const { textsIn } = await import("../../../services/web/static/words/texts.js");

const golden = (name) =>
  JSON.parse(readFileSync(new URL(`../../contracts/views/${name}.json`, import.meta.url), "utf8"));
const SENTENCE = { id: "Hari ini tutup. Ambil nomor lagi Rabu mulai pukul 07.45.", en: "Closed today." };

/** All that a drawing says. */
function textOf(drawn) {
  if (Array.isArray(drawn)) return drawn.map(textOf).join(" ");
  return drawn ? (drawn.text?.replaceAll("\u00a0", " ") ?? textOf(drawn.children)) : "";
}

const waiting = (more) => ({ ...golden("ticket-waiting"), ...more });
const onPhone = (ticket, language = "id") =>
  textOf(
    phone.pictureView({
      notices: [],
      ...textsIn(language, PHONE_WORDS),
      ...{ picture: "waiting", ticket, news: null, asking: null, actions: {} },
    }),
  );

test("a phone in a closed hall says so, and not that one is next, to come nearer or to wait", () => {
  const over = { hall_closed: { text: SENTENCE, over: true } };
  const open =
    onPhone(waiting({ ahead: 0, hall_closed: null })) + onPhone(waiting({ ahead: 1, hall_closed: null }));
  const closed = onPhone(waiting({ ahead: 0, ...over })) + onPhone(waiting({ ahead: 1, ...over }));
  for (const words of ["Anda berikutnya", "Silakan mendekat", "Tunggu di Zona"]) {
    assert.ok(open.includes(words), words);
    assert.ok(!closed.includes(words), words);
  }
  assert.ok(closed.includes(SENTENCE.id));
});

test("before the hours a phone still says where to wait", () => {
  const soon = onPhone(waiting({ ahead: 0, hall_closed: { text: SENTENCE, over: false } }));
  assert.ok(
    soon.includes("Tunggu di Zona") && soon.includes(SENTENCE.id) && !soon.includes("Anda berikutnya"),
  );
});

test("a closed hall's kiosk has one sentence instead of one for each agency", () => {
  const shut = { open: false, closed_text: { id: "Hari ini tidak dilayani.", en: "Not served today." } };
  const { agencies, ...venue } = golden("venue");
  const shown = (closed_text) =>
    textOf(
      kiosk.screenView({
        notices: [],
        ...textsIn("id", KIOSK_WORDS),
        ...{ screen: "agencies", below: "nothing", actions: {} },
        venue: { ...venue, closed_text, agencies: agencies.map((agency) => ({ ...agency, ...shut })) },
      }),
    );
  assert.equal(shown(null).split(shut.closed_text.id).length - 1, agencies.length);
  assert.ok(shown(SENTENCE).includes(SENTENCE.id) && !shown(SENTENCE).includes(shut.closed_text.id));
});
