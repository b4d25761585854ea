/** The strip of a board: numbers to get ready, or how many wait and how long, by zone or by service. */
import { both, first, pair, second } from "./scene.js";
import { fillIn, h } from "../shared/elements.js";
import { rangeWords } from "../shared/words/wait.js";

/** Number of cells of each layout. */
const CELLS = { hall: 4, small: 3, portrait: 3, counter: 4, phone: 3 };
/** Number of cells if they include waiting times. */
const WITH_WAITS = { ...CELLS, hall: 3, portrait: 2 };

/** With longer names, fewer zones fit next to each other. */
const NAME_LONG = 14;
const LONG_CELLS = { ...CELLS, hall: 2, small: 2, portrait: 2 };

/** Draw the strip of a scene. */
export function drawStrip(strip, scene) {
  const { phase, view, house, layout, turn } = scene;
  const { ready = [], services } = view.board ?? {};
  const isReady = ready.length && (phase === "calling" || (phase === "cooled" && turn % 2 === 0));
  const fillFrom = (kind, rows, write) =>
    fillIn(strip, [kind, rows, house?.version, layout], () => write(scene, rows));
  if (phase === "stale") {
    fillIn(strip, ["stale", layout], () => [
      label(scene, "readyNarrow"),
      h("p.hidden-list", pair(scene, both(scene, "staleReady"))),
    ]);
  } else if (isReady) fillFrom("ready", ready.slice(0, CELLS[layout]), writeReady);
  else if (services?.length) {
    const cells = hasWaits(services) ? WITH_WAITS : CELLS;
    fillFrom("services", services.slice(0, cells[layout]), writeServices);
  } else fillFrom("waiting", zonesInTurn(scene), writeZones);
}

/** Return the zones that fit, the fullest first; if not all fit, they take turns. */
function zonesInTurn(scene) {
  const zones = zonesByWaiting(scene);
  const isLong = zones.some(({ zone }) => scene.house.zones[zone].name.length > NAME_LONG);
  const cells = (isLong ? LONG_CELLS : hasWaits(zones) ? WITH_WAITS : CELLS)[scene.layout];
  const turns = Math.max(1, Math.ceil(zones.length / cells));
  // Every second turn shows the numbers to get ready.
  const from = (Math.floor(scene.turn / 2) % turns) * cells;
  return zones.slice(from, from + cells);
}

function label(scene, name) {
  const [one, two] = both(scene, name);
  return h("p.label", h("b", one), second(scene, two));
}

function writeReady(scene, ready) {
  const cells = ready.map(({ zone, number }) => {
    const motif = scene.house?.zones[zone]?.motif;
    return h("li", motif && h("antre-motif", { name: motif }), h("b.cap", number));
  });
  return [label(scene, scene.layout === "portrait" ? "ready" : "readyNarrow"), h("ol.ready", cells)];
}

function writeServices(scene, services) {
  const { house, languages } = scene;
  const cells = services.map(({ service: id, waiting, wait }) => {
    const { name = id, name_en: english } = house?.services[id] ?? {};
    const title = h("span.zone", (languages[0] === "en" && english) || name);
    return h("li", title, waitCell(scene, wait, waiting));
  });
  return [label(scene, "waiting"), h("ol.zones.services", waits(services), cells)];
}

/** Return the zones with the number of waiting visitors and the wait, the fullest first. */
function zonesByWaiting({ house, view }) {
  const board = view.board ?? {};
  return Object.keys(house?.zones ?? {})
    .map((zone) => ({ zone, waiting: board.waiting?.[zone] ?? 0, wait: board.waits?.[zone] }))
    .sort((one, other) => other.waiting - one.waiting);
}

function writeZones(scene, zones) {
  const cells = zones.map(({ zone, waiting, wait }) => {
    const { motif, name } = scene.house.zones[zone];
    return h(
      "li",
      motif && h("antre-motif", { name: motif }),
      h("span.zone", name),
      waitCell(scene, wait, waiting),
    );
  });
  const isFew = LONG_CELLS[scene.layout] < CELLS[scene.layout] && zones.length <= LONG_CELLS[scene.layout];
  return [label(scene, "waiting"), h(isFew ? "ol.zones.few" : "ol.zones", waits(zones), cells)];
}

const hasWaits = (rows) => rows.some(({ wait }) => wait);

const waits = (rows) => ({ "data-waits": hasWaits(rows) });

/** Draw how many wait, and below it how long, if there is an estimate. */
function waitCell(scene, wait, waiting) {
  const range = wait && rangeWords(wait, ([id, en]) => (scene.languages[0] === "en" ? en : id));
  const count = [h("b.cap.tabular", waiting), h("span.unit", first(scene, "people"))];
  return h("div.told", h("p.count", count), range && h("p.wait.tabular", range));
}
