import assert from "node:assert/strict";
import test from "node:test";
import { RESULTS_MAX, find, wordsOf } from "../../../services/ticketing/static/kiosk/find.js";

const both = (id, en = id) => ({ id, en });
const service = (id, name, name_en, ...errands) => ({ id, name, name_en, errands });
const agency = (short, about, ...services) => ({
  short,
  name: `Kantor ${short}`,
  about: both(about),
  services,
});
const HOUSE = {
  agencies: [
    agency(
      "Dukcapil",
      "KTP, KK, akta",
      service(
        "ktp",
        "KTP-el",
        "National identity card",
        both("KTP hilang", "Lost ID card"),
        both("Rekam KTP"),
      ),
      service("kk", "Kartu Keluarga (KK)", "Family card", both("KK hilang")),
      service("lahir", "Akta kelahiran", "Birth certificate", both("Anak baru lahir", "Newborn child")),
    ),
    agency("DLHK", "Sampah", service("sedot", "Pesan sedot tinja", "Septic pumping", both("Sedot WC"))),
    agency(
      "Samsat",
      "Pajak kendaraan",
      service("pkb", "Pajak kendaraan tahunan", "Vehicle tax", both("Pajak motor atau mobil", "Car tax")),
    ),
    agency("Bank", "Pajak", service("bayar", "Pembayaran pajak", "Payment of taxes", both("Bayar pajak"))),
    agency(
      "Polresta",
      "SKCK, SIM",
      service("sim", "Perpanjangan SIM", "Driving licence", both("Perpanjang SIM")),
      service("skck", "SKCK", "Police record"),
    ),
    agency("Kejaksaan", "Tilang", service("tilang", "Tilang", "Fines", both("Ambil SIM atau STNK tilang"))),
    agency("PLN", "Listrik", service("listrik", "Tagihan", "Bills", both("Bayar listrik"))),
  ],
};

const ids = (query) => find(HOUSE, query).map((one) => one.service.id);
const first = (query) => ids(query)[0];

test("an errand is found in a villager's words, before any acronym", () => {
  for (const [query, id] of [
    ["hilang KTP", "ktp"],
    ["sedot WC", "sedot"],
    ["pajak motor", "pkb"],
    ["anak lahir", "lahir"],
    ["SKCK", "skck"],
  ])
    assert.equal(first(query), id, query);
});

test("the order of words, capitals, accents and signs make no difference", () => {
  for (const query of ["ktp hilang", "KTP HILANG", "hilang, ktp!", "Hïlang e-KTP"])
    assert.equal(first(query), "ktp");
  assert.deepEqual(wordsOf("  Akta-kelahiran, é "), ["akta", "kelahiran", "e"]);
});

test("a beginning is enough", () => {
  for (const [query, id] of [
    ["sed", "sedot"],
    ["paj mot", "pkb"],
    ["perpa", "sim"],
  ])
    assert.equal(first(query), id, query);
});

test("a slip of the finger is forgiven in a longer word, and in a short one not", () => {
  for (const [query, id] of [
    ["sdeot", "sedot"],
    ["pajek motor", "pkb"],
    ["kelahirran", "lahir"],
  ])
    assert.equal(first(query), id, query);
  assert.deepEqual(ids("sum"), []);
});

test("forms of a word and what people say for it are found", () => {
  for (const [query, id] of [
    ["kehilangan ktp", "ktp"],
    ["ilang ktp", "ktp"],
    ["septictank", "sedot"],
    ["pajak honda", "pkb"],
    ["pembayaran pajak", "bayar"],
  ])
    assert.equal(first(query), id, query);
});

test("words with which everybody begins say nothing, unless nothing else is said", () => {
  assert.deepEqual(ids("saya mau urus KTP"), ids("KTP"));
  assert.deepEqual(ids("saya"), []);
});

test("a word that few services have says more than one that many have", () => {
  assert.equal(first("bayar pajak motor"), "pkb");
});

test("what is found is shown by the errand that was meant, and else by its name", () => {
  const errand = (query) => find(HOUSE, query)[0].errand;
  assert.deepEqual(errand("hilang ktp"), { id: "KTP hilang", en: "Lost ID card" });
  assert.deepEqual(errand("lost card"), { id: "KTP hilang", en: "Lost ID card" });
  assert.equal(errand("skck"), null);
});

test("an agency's name finds its services, and what only it has comes after what is meant", () => {
  assert.deepEqual(ids("dukcapil").sort(), ["kk", "ktp", "lahir"]);
  assert.deepEqual(ids("sim"), ["sim", "tilang"]);
});

test("nothing found is nothing; nothing typed shows every service that has an errand, by the first", () => {
  assert.deepEqual(ids("xyzzy"), []);
  for (const query of ["", "  ", "?!"]) {
    assert.deepEqual(ids(query), ["ktp", "kk", "lahir", "sedot", "pkb", "bayar", "sim", "tilang", "listrik"]);
    assert.equal(find(HOUSE, query)[0].errand.id, "KTP hilang");
  }
});

test("a house of five hundred services gives no more than fit, and at once", () => {
  const services = Array.from({ length: 500 }, (_, n) =>
    service(
      `s${n}`,
      `Layanan ${n}`,
      `Service ${n}`,
      ...Array.from({ length: 12 }, () => both("Urusan warga")),
    ),
  );
  assert.equal(
    find({ agencies: [agency("Besar", "Semua", ...services)] }, "urusan warg").length,
    RESULTS_MAX,
  );
});
