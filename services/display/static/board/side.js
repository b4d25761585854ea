/** The side of a board: the earlier calls, or how to queue. */
import { both, first, pair, second, signOf, zoneOf } from "./scene.js";
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
      h("b.loket", first(scene, "counter")),
    ),
    h(
      "ol.calls.tabular",
      view.earlier.map((call) => row(scene, call)),
    ),
  ]);
}

/** Give the title of the list; beside the number of its part, the first language has to do. */
function title(scene) {
  if (scene.phase === "stale") return pair(scene, both(scene, "staleList", { time: scene.since }));
  return pair(scene, both(scene, "earlier")).slice(0, scene.part ? 1 : 3);
}

function row(scene, { number, counter }) {
  return h(
    "li",
    h("span.cap", number),
    h("antre-motif", { name: zoneOf(scene, counter)?.motif }),
    h("i.arrow"),
    h("span.cap.sign", signOf(scene, counter)),
  );
}

/** Draw how to queue, and the code that opens this board on a phone. */
function drawHow(side, scene) {
  const lines = (name) => {
    const [one, two] = both(scene, name);
    return [h("b", one), second(scene, two)];
  };
  side.className = "side";
  fillIn(side, ["how", scene.languages, scene.qr, scene.layout], () => [
    h("p.head", pair(scene, both(scene, "howTitle"))),
    h(
      "ol.how",
      [1, 2, 3].map((n) => h("li", h("b.step", n), h("p", lines(`how${n}`)))),
    ),
    scene.qr && h("p.phone", h("img", { src: scene.qr, alt: "" }), h("span", lines("phone"))),
  ]);
}
