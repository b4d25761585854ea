/**
 * The banner over a board that replays a day, so that it is not mistaken for the live hall. The board shows
 * which day. Loaded before board.js instead of device.js: a replay is not a device and reports nothing.
 */
import { fillIn, h, icon } from "../shared/elements.js";
import "../shared/icon.js";
import { inEach, pageLanguages } from "../shared/words/languages.js";

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
  "day-damaged": [
    "Catatan hari itu rusak. Beri tahu petugas TI.",
    "The record of that day is damaged. Tell operations.",
  ],
  "replay-full": [
    "Sudah ada cukup layar yang memutar ulang. Tutup satu, lalu coba lagi.",
    "Enough screens replay already. Close one, then try again.",
  ],
};

const LANGUAGES = pageLanguages();
const band = h("aside.replay", { role: "status", "data-replay": "starting" });

function pair(name) {
  const [one, two] = inEach(LANGUAGES, WORDS[name]);
  return [h("b", one), " ", h("span.second", { lang: LANGUAGES[1] }, two)];
}

/** Draw the banner; `speed` is undefined until the replay plays. */
function draw({ state, speed }) {
  band.dataset.replay = state;
  fillIn(band, [state, speed], () => [
    h("p.title", icon("refresh"), h("span", pair("title"))),
    speed > 1 && h("b.speed.tabular", `${speed}×`),
    h("p.state", pair(state)),
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
