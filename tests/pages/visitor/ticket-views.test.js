import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import "../as-served.js";

const STATIC = "../../../services/ticketing/static";
const S = await import(`${STATIC}/ticket-state.js`);
const { pictureView } = await import(`${STATIC}/ticket-views.js`);
const { WORDS } = await import(`${STATIC}/ticket-words.js`);
const { reader } = await import("../../../services/web/static/words/reader.js");

const waiting = JSON.parse(
  readFileSync(new URL("../../contracts/views/ticket-waiting.json", import.meta.url), "utf8"),
);

/** What a visitor reads of a picture. */
function text(views) {
  if (Array.isArray(views)) return views.filter(Boolean).map(text).join(" ");
  return views.text ?? text(views.children ?? []);
}

function read(ticket, language = "id", more = {}) {
  const view = { ...reader(language, WORDS), ticket, picture: S.pictureOf(ticket), news: null };
  return text(pictureView({ ...view, asking: null, actions: {}, ...more }));
}

test("whoever gets ready is told to come nearer, also with nobody before them", () => {
  assert.match(read({ ...waiting, ahead: 0, ready: true }), /Silakan mendekat ke Zona Ketupat\./);
  assert.match(
    read({ ...waiting, ahead: 2, ready: true }),
    /Tinggal 2 orang sebelum Anda\. Silakan mendekat ke Zona Ketupat\./,
  );
  assert.match(read({ ...waiting, ahead: 1, ready: true }, "en"), /1 person before you\. Please come/);
  assert.doesNotMatch(read({ ...waiting, ahead: 0, ready: false }), /mendekat/);
});
