import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import "../as-served.js";

const STATIC = "../../../services/ticketing/static";
const { screenView } = await import(`${STATIC}/kiosk-views.js`);
const { WORDS } = await import(`${STATIC}/kiosk-words.js`);
const { reader } = await import("../../../services/web/static/words/reader.js");

const waiting = JSON.parse(
  readFileSync(new URL("../../contracts/views/ticket-waiting.json", import.meta.url), "utf8"),
);

/** What stands in a view: its texts, and the addresses of its pictures. */
function content(views) {
  if (Array.isArray(views)) return views.filter(Boolean).map(content).join(" ");
  return views.text ?? `${views.attributes?.src ?? ""} ${content(views.children ?? [])}`;
}

function ticketScreen(ticket, more = {}) {
  const view = { ...reader("id", WORDS), screen: "ticket", ticket, actions: {}, paperMm: null, ...more };
  return content([screenView({ ...view, qrOf: (token) => `${token}.svg` })].flat());
}

test("a number has a code where it leads a phone to the hall, and else words", () => {
  const ticket = { ...waiting, token: "t" };
  const withCode = ticketScreen({ ...ticket, phone_url: "http://192.168.1.5/ticket/t" });
  assert.match(withCode, /t\.svg/);
  assert.match(withCode, /Pindai kode ini/);
  const without = ticketScreen({ ...ticket, phone_url: null });
  assert.doesNotMatch(without, /svg|Pindai/);
  assert.match(without, /Pantau nomor ini di layar ruang tunggu\./);
});

test("without paper it is said where there is some; with paper, what to do if none comes out", () => {
  const ticket = { ...waiting, token: "t", phone_url: null };
  assert.match(ticketScreen(ticket), /Tidak punya HP\? Minta kertas di meja informasi\./);
  const printed = ticketScreen(ticket, { paperMm: 80 });
  assert.match(printed, /Ambil kertas nomor Anda\. +Jika kertas tidak keluar, minta di meja informasi\./);
  assert.doesNotMatch(printed, /Tidak punya HP/);
});
