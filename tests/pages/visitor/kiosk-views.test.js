import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import "../as-served.js";

const STATIC = "../../../services/ticketing/static";
const { noticeView, screenView } = await import(`${STATIC}/kiosk/views.js`);
const { WORDS } = await import(`${STATIC}/kiosk/words.js`);
const { PRIORITY_REASONS } = await import("../../../services/web/static/words/priority-reasons.js");
const { textsIn } = await import("../../../services/web/static/words/texts.js");

const waiting = JSON.parse(
  readFileSync(new URL("../../contracts/views/ticket-waiting.json", import.meta.url), "utf8"),
);

/** What stands in a view: its texts, and the addresses of its pictures. */
function content(views) {
  if (Array.isArray(views)) return views.filter(Boolean).map(content).join(" ");
  return views.text ?? `${views.attributes?.src ?? ""} ${content(views.children ?? [])}`;
}

function ticketScreen(ticket, more = {}) {
  const view = { ...textsIn("id", WORDS), screen: "ticket", ticket, actions: {}, paperMm: null, ...more };
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

const AT = "2026-06-08T09:41:00.000+08:00";

/** What stands on the screen with a chosen service. */
function chosenService(changes, more = {}, language = "id") {
  const service = { id: "ktp", name: "KTP-el", name_en: "ID card", open: true, documents: [], ...changes };
  const agency = { id: "dukcapil", prefix: "A", name: "Dukcapil", zone: null, services: [service] };
  const venue = { id: "hall", zones: [], agencies: [agency] };
  const state = { venue, agency: "dukcapil", service: "ktp", taking: null, refusal: null, priority: null };
  const page = { screen: "services", below: "nothing", actions: {}, notices: [], ...more };
  return content([screenView({ ...textsIn(language, WORDS), ...state, ...page })].flat());
}

test("the list says of each service how many are ahead, as its card does once it is chosen", () => {
  const counts = { ahead: 8, waiting: 3 };
  assert.match(chosenService(counts, { service: null }), /Di depan Anda 8 orang/);
  assert.match(chosenService(counts), /Di depan Anda.+8.orang/s);
  assert.doesNotMatch(chosenService(counts) + chosenService(counts, { service: null }), /3.orang/);
});

test("a tile names the errand first, then the agency; without an errand, the agency alone", () => {
  const agency = { id: "bank", prefix: "D", short: "BPD", open: true, about: { id: "Pajak", en: "Tax" } };
  const tiles = (changes) => {
    const venue = { closed_text: null, agencies: [{ ...agency, ...changes }] };
    const view = { ...textsIn("id", WORDS), screen: "agencies", venue, notices: [], actions: {} };
    return content([screenView(view)].flat());
  };
  assert.match(tiles({}), /D\s+Pajak\s+BPD/);
  assert.match(tiles({ about: { id: "", en: "" } }), /D\s+BPD\s*$/);
});

test("who chooses a service reads how long it takes, when that is, and since when it is known", () => {
  const wait = { low_min: 15, high_min: 25, at: AT };
  const told = chosenService({ ahead: 8, wait });
  assert.match(told, /Di depan Anda.+8.orang.+Perkiraan tunggu\s+15–25.menit\s+15.sampai.25.menit/s);
  assert.match(told, /sekitar.pukul.09\.56–10\.06\. Dihitung.pukul.09\.41/s);
  assert.match(chosenService({ ahead: 8, wait }, {}, "en"), /about.09\.56–10\.06\. Estimated.at.09\.41/s);
  const long = chosenService({ ahead: 60, wait: { ...wait, low_min: 90, high_min: null } });
  assert.match(long, /lebih.dari.90.menit/);
  assert.doesNotMatch(long, /sekitar/);
  assert.doesNotMatch(chosenService({ ahead: 8, wait: null }), /Perkiraan|Dihitung/);
});

test("who chooses a service reads why it takes long, or that nobody knows how long", () => {
  const wait_note = { id: "Loket 3 tutup sementara.", en: "Counter 3 is closed for a short time." };
  const wait = { low_min: 15, high_min: 25, at: AT };
  assert.match(chosenService({ ahead: 8, wait, wait_note }), /15–25.+Loket 3 tutup sementara\./s);
  assert.match(
    chosenService({ ahead: 8, wait: null, wait_note }, {}, "en"),
    /8.people.+Counter 3 is closed/s,
  );
  assert.doesNotMatch(chosenService({ ahead: 0, wait, wait_note }), /Loket 3/, "another counter is free");
});

test("a service that needs no documents asks for none", () => {
  const documents = [{ id: "KTP asli", en: "ID card" }];
  assert.match(chosenService({ ahead: 0, documents }), /Siapkan dokumen ini.+KTP asli/s);
  assert.doesNotMatch(chosenService({ ahead: 0, documents: [] }), /dokumen/);
});

test("a number says beside who is ahead how long that takes, where somebody knows", () => {
  const ticket = { ...waiting, token: "t", phone_url: null, ahead: 8 };
  const told = ticketScreen({ ...ticket, wait: { low_min: 15, high_min: 25, at: AT } });
  assert.match(told, /8.orang.+Perkiraan tunggu\s+15–25.menit/s);
  assert.doesNotMatch(ticketScreen({ ...ticket, wait: null }), /Perkiraan/);
});

test("the chosen service asks for priority where the kiosk may, and tells the wait of who has it", () => {
  const service = { ahead: 8, wait: { low_min: 15, high_min: 25, at: AT } };
  const asked = chosenService(service, { asksPriority: true });
  assert.match(asked, /Prioritas.+Lanjut usia, disabilitas, hamil atau menyusui, membawa anak kecil/s);
  assert.match(asked, /8.orang/);
  assert.doesNotMatch(chosenService(service, { asksPriority: false }), /Prioritas/);
  const chosen = chosenService(service, { asksPriority: true, priority: "pregnant" });
  assert.match(chosen, /Prioritas: Hamil atau menyusui.+Sentuh untuk membatalkan/s);
  assert.doesNotMatch(chosen, /8.orang|Perkiraan/, "they are of somebody without priority");
  const first = { ahead: 1, wait: { low_min: 5, high_min: 10, at: AT } };
  const told = chosenService({ ...service, priority: first }, { asksPriority: true, priority: "pregnant" });
  assert.match(told, /1.orang.+5–10.menit/s);
});

const NOTICES = [
  { id: 9, text: { id: "Lift rusak.", en: "The lift is out." }, service: null, zone: null },
  { id: 8, text: { id: "Zona ini ramai.", en: "This zone is busy." }, service: null, zone: "east" },
  { id: 7, text: { id: "Sistem mati.", en: "Offline." }, service: "ktp", zone: null },
];

test("a notice to all stands over the first screens, one of a zone where its agencies are", () => {
  const agencies = [
    { id: "dukcapil", zone: "east" },
    { id: "bpjs", zone: "west" },
  ];
  const venue = { notice: { id: "Besok libur.", en: "Closed tomorrow." }, agencies };
  const over = (screen, agency = null, language = "id") =>
    content(noticeView({ ...textsIn(language, WORDS), venue, notices: NOTICES, screen, agency }));

  assert.match(over("agencies"), /Besok libur\..+Lift rusak\./s);
  assert.doesNotMatch(over("agencies") + over("services", "bpjs"), /Zona ini|Sistem/);
  assert.match(over("services", "dukcapil", "en"), /The lift is out\..+This zone is busy\./s);
});

test("a notice to those who wait for a service stands on its card, chosen or not", () => {
  assert.match(chosenService({}, { notices: NOTICES }), /Sistem mati\./);
  assert.match(chosenService({}, { notices: NOTICES, service: null }), /Sistem mati\./);
  assert.doesNotMatch(chosenService({ id: "kk" }, { notices: NOTICES, service: "kk" }), /Sistem|Lift/);
});

test("the question names every reason and asks for no proof; the number says nothing of it", () => {
  const state = { agency: "dukcapil", service: "ktp", taking: null, priority: null };
  const view = { ...textsIn("id", WORDS), ...state, screen: "priority", actions: {} };
  const asked = content([screenView(view)].flat());
  assert.match(asked, /Apakah Anda termasuk prioritas\?.+Tidak perlu bukti\./s);
  for (const [id, en] of Object.values(PRIORITY_REASONS)) assert.ok(asked.includes(id) && asked.includes(en));
  const ticket = { ...waiting, token: "t", phone_url: null };
  assert.doesNotMatch(
    ticketScreen(ticket, { asksPriority: true, priority: "elderly" }),
    /[Pp]rioritas|Lanjut/,
  );
});
