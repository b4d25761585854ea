/** The strip of a board: who gets ready, or how many wait and how long it takes, by zone or by service. */
import { both, first, pair, second } from "./scene.js";
import { fillIn, h } from "../shared/elements.js";
import { rangeWords } from "../shared/words/wait.js";

/** How many cells each layout has. */
const CELLS = { hall: 4, small: 3, portrait: 3, counter: 4, phone: 3 };
/** How many services, whose names are longer, have room with how long they take. */
const WITH_WAITS = { ...CELLS, hall: 3, portrait: 2 };

/** Draw the strip of a scene. */
export function drawStrip(strip, scene) {
  const { phase, view, house, layout, turn } = scene;
  const { ready = [], services } = view.board ?? {};
  const isReady = ready.length && (phase === "calling" || (phase === "cooled" && turn % 2 === 0));
  const fillFrom = (kind, all, write, cells = CELLS) => {
    const rows = all.slice(0, cells[layout]);
    fillIn(strip, [kind, rows, house?.version, layout], () => write(scene, rows));
  };
  if (phase === "stale") {
    fillIn(strip, ["stale", layout], () => [
      label(scene, "readyNarrow"),
      h("p.hidden-list", pair(scene, both(scene, "staleReady"))),
    ]);
  } else if (isReady) fillFrom("ready", ready, writeReady);
  else if (services?.length)
    fillFrom("services", services, writeServices, tellsWaits(services) ? WITH_WAITS : CELLS);
  else fillFrom("waiting", zonesByWaiting(scene), writeZones);
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
    const called = h("span.zone", (languages[0] === "en" && english) || name);
    return h("li", called, told(scene, services, wait, count(scene, waiting)));
  });
  return [label(scene, "waiting"), h("ol.zones.services", waits(services), cells)];
}

/** Give the zones with how many wait in each and how long it takes, the fullest first. */
function zonesByWaiting({ house, view }) {
  const board = view.board ?? {};
  return Object.keys(house?.zones ?? {})
    .map((zone) => ({ zone, waiting: board.waiting?.[zone] ?? 0, wait: board.waits?.[zone] }))
    .sort((one, other) => other.waiting - one.waiting);
}

function writeZones(scene, zones) {
  const cells = zones.map(({ zone, waiting, wait }) => {
    const { motif, name } = scene.house.zones[zone];
    const all = [h("span.zone", name), count(scene, waiting)];
    return h("li", motif && h("antre-motif", { name: motif }), told(scene, zones, wait, all));
  });
  return [label(scene, "waiting"), h("ol.zones", waits(zones), cells)];
}

function count(scene, waiting) {
  return [h("b.cap.tabular", waiting), h("span.unit", first(scene, "people"))];
}

const tellsWaits = (rows) => rows.some(({ wait }) => wait);

const waits = (rows) => ({ "data-waits": tellsWaits(rows) });

/** Write what is counted, and below it how long it takes if the board knows it of any row. */
function told(scene, rows, wait, counted) {
  if (!tellsWaits(rows)) return counted;
  const range = wait && rangeWords(wait, ([id, en]) => (scene.languages[0] === "en" ? en : id));
  return h("div.told", h("p.count", counted), h("p.wait.tabular", range));
}
