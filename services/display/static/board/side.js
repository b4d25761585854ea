/** The side of a board: the earlier calls, or how to queue. */
import { both, counterWord, first, nameOf, pair, second, zoneOf } from "./scene.js";
import { fillIn, h } from "../shared/elements.js";

/** The phases without calls. */
const QUIET = ["quiet", "closed", "starting"];

/** Draw the side of a scene. */
export function drawSide(side, scene) {
  const { phase, view, house, since, part, layout } = scene;
  const isStale = phase === "stale";
  if (QUIET.includes(phase) || !view.board?.calls.length) {
    drawHow(side, scene);
    return;
  }
  side.className = `side ${isStale ? "thin" : ""}`;
  const calls = view.earlier.map((call) => [call.number, call.seq]);
  fillIn(side, [isStale && since, calls, house?.version, part, layout], () => [
    h(
      "p.head",
      title(scene),
      part && h("span.part", first(scene, "many", part)),
      h("b.loket", counterWord(scene)[0]),
    ),
    h(
      "ol.calls.tabular",
      view.earlier.map((call) => row(scene, call)),
    ),
  ]);
}

/** Return the title of the list; only in the first language if the number of its part is next to it. */
function title(scene) {
  if (scene.phase === "stale") return pair(scene, both(scene, "staleList", { time: scene.since }));
  return pair(scene, both(scene, "earlier")).slice(0, scene.part ? 1 : 3);
}

/** Draw a call; a counter whose word differs from the list's heading has its own word above its sign. */
function row(scene, { number, counter }) {
  const { word, sign } = nameOf(scene, counter);
  const isUsual = word === counterWord(scene)[0];
  return h(
    "li",
    h("span.cap", number),
    h("antre-motif", { name: zoneOf(scene, counter)?.motif }),
    h("i.arrow"),
    isUsual ? h("span.cap.sign", sign) : h("span.sign.named", h("small", word), h("b.cap", sign)),
  );
}

/** Draw how to queue, and the QR code that opens this board on a phone. */
function drawHow(side, scene) {
  const counter = counterWord(scene).map((word) => word.toLowerCase());
  const lines = (name) => {
    const [one, two] = both(scene, name, { counter });
    return [h("b", one), second(scene, two)];
  };
  side.className = "side";
  fillIn(side, ["how", scene.languages, counter, scene.qr, scene.layout], () => [
    h("p.head", pair(scene, both(scene, "howTitle"))),
    h(
      "ol.how",
      [1, 2, 3].map((n) => h("li", h("b.step", n), h("p", lines(`how${n}`)))),
    ),
    scene.qr && h("p.phone", h("img", { src: scene.qr, alt: "" }), h("span", lines("phone"))),
  ]);
}
