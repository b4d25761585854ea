/**
 * The band over a board that replays a day, so that nobody takes it for the hall. The board says which day.
 * Loaded before board.js instead of device.js: a replay is no device and says nothing.
 */
import { fillIn, h } from "../shared/dom.js";
import "../shared/icon.js";

const WORDS = {
  title: ["Putar ulang", "Replay"],
  playing: ["Bukan panggilan sekarang.", "Not being called now."],
  over: ["Catatan hari itu habis di sini.", "The record of that day ends here."],
  starting: ["Sedang disiapkan.", "Getting ready."],
  "pass-unknown": [
    "Kode ini tidak berlaku lagi. Buat kode baru di halaman Ruang layanan.",
    "This code is no longer valid. Make a new one on the Hall page.",
  ],
  "unknown-day": ["Tidak ada catatan untuk hari itu.", "There is no record of that day."],
  "replay-full": [
    "Sudah ada cukup layar yang memutar ulang. Tutup satu, lalu coba lagi.",
    "Enough screens replay already. Close one, then try again.",
  ],
};

const LANGUAGES = document.documentElement.lang === "en" ? ["en", "id"] : ["id", "en"];
const band = h("aside", { class: "replay", role: "status", "data-replay": "starting" });

/** What the band says; `speed` is known once it plays. */
function draw({ state, speed }) {
  band.dataset.replay = state;
  const pair = (name) => {
    const [one, two] = LANGUAGES.map((language) => WORDS[name][language === "id" ? 0 : 1]);
    return [h("b", {}, one), " ", h("span", { class: "second", lang: LANGUAGES[1] }, two)];
  };
  fillIn(band, [state, speed], () => [
    h("p", { class: "title" }, h("antre-icon", { name: "refresh" }), h("span", {}, ...pair("title"))),
    speed > 1 && h("b", { class: "speed tabular" }, `${speed}×`),
    h("p", { class: "state" }, ...pair(state)),
  ]);
}

draw({ state: "starting" });
document.body.prepend(band);
customElements.whenDefined("antre-board").then(() => {
  const { socket } = document.querySelector("antre-board");
  socket.on("replay", draw);
  socket.on("connect_error", ({ message }) => {
    if (WORDS[message]) draw({ state: message });
  });
});
