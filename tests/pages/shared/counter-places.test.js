import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import "../as-served.js";

const STATIC = "../../../services";
const { screenView } = await import(`${STATIC}/ticketing/static/kiosk/views.js`);
const { WORDS: KIOSK_WORDS } = await import(`${STATIC}/ticketing/static/kiosk/words.js`);
const { ticketView } = await import(`${STATIC}/counter/static/reception/ticket-view.js`);
const { WORDS: RECEPTION_WORDS } = await import(`${STATIC}/counter/static/reception/words.js`);
const { textsIn } = await import(`${STATIC}/web/static/words/texts.js`);

const ROOMS = { id: "ruang 1–3", en: "rooms 1–3" };
const waiting = JSON.parse(
  readFileSync(new URL("../../contracts/views/ticket-waiting.json", import.meta.url), "utf8"),
);

/** What stands in a view. */
function text(views) {
  if (Array.isArray(views)) return views.filter(Boolean).map(text).join(" ");
  return views.text ?? text(views.children ?? []);
}

test("kiosk and reception name the counters where one waits as the house does", () => {
  const ticket = { ...waiting, counters_text: ROOMS };
  const service = { id: "ktp", name: "KTP", name_en: "ID card", open: true, documents: [], ahead: 0 };
  const dukcapil = { id: "dukcapil", prefix: "A", name: "Dukcapil", zone: "east", services: [service] };
  const agencies = [{ ...dukcapil, counters_text: ROOMS }];
  const venue = { id: "hall", zones: [{ id: "east", name: "Ketupat", motif: "ketupat" }], agencies };
  const chosen = { venue, agency: "dukcapil", service: "ktp", taking: null, priority: null, notices: [] };
  const desk = { ticket, isFresh: true, open: null, refusal: null };
  const staff = { may: () => true, actions: {}, message: null, qrOf: () => "", desk, hall: null };

  for (const [place, views] of Object.entries({
    kiosk: screenView({ ...textsIn("id", KIOSK_WORDS), ...chosen, screen: "services", below: "nothing" }),
    reception: ticketView({ ...textsIn("id", RECEPTION_WORDS), ...staff }),
  }))
    assert.match(text([views].flat()), /ruang 1–3/, place);
});
