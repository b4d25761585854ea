/** The side of a board: the earlier calls, or how to queue. */
import { b, both, first, ol, p, pair, second, signOf, span, zoneOf } from "./scene.js";
import { fillIn, h } from "../shared/dom.js";

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
    p(
      "head",
      title(scene),
      part && span("part", first(scene, "many", part)),
      b("loket", first(scene, "counter")),
    ),
    ol(
      "calls tabular",
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
    {},
    span("cap", number),
    h("antre-motif", { name: zoneOf(scene, counter)?.motif }),
    h("i", { class: "arrow" }),
    span("cap sign", signOf(scene, counter)),
  );
}

/** Draw how to queue, and the code that opens this board on a phone. */
function drawHow(side, scene) {
  const lines = (name) => {
    const [one, two] = both(scene, name);
    return [h("b", {}, one), second(scene, two)];
  };
  side.className = "side";
  fillIn(side, ["how", scene.languages, scene.qr, scene.layout], () => [
    p("head", pair(scene, both(scene, "howTitle"))),
    ol(
      "how",
      [1, 2, 3].map((n) => h("li", {}, b("step", n), h("p", {}, lines(`how${n}`)))),
    ),
    scene.qr && p("phone", h("img", { src: scene.qr, alt: "" }), h("span", {}, lines("phone"))),
  ]);
}
