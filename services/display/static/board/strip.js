/** The strip of a board: who gets ready, or how many wait, by zone or by service. */
import { both, first, pair, second } from "./scene.js";
import { fillIn, h } from "../shared/elements.js";

/** How many cells each layout has. */
const CELLS = { hall: 4, small: 3, portrait: 3, counter: 4, phone: 3 };

/** Draw the strip of a scene. */
export function drawStrip(strip, scene) {
  const { phase, view, house, layout, turn } = scene;
  const { ready = [], services } = view.board ?? {};
  const isReady = ready.length && (phase === "calling" || (phase === "cooled" && turn % 2 === 0));
  const fillFrom = (kind, all, write) => {
    const rows = all.slice(0, CELLS[layout]);
    fillIn(strip, [kind, rows, house?.version, layout], () => write(scene, rows));
  };
  if (phase === "stale") {
    fillIn(strip, ["stale", layout], () => [
      label(scene, "readyNarrow"),
      h("p.hidden-list", pair(scene, both(scene, "staleReady"))),
    ]);
  } else if (isReady) fillFrom("ready", ready, writeReady);
  else if (services?.length) fillFrom("services", services, writeServices);
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
  const cells = services.map(({ service: id, waiting }) => {
    const { name = id, name_en: english } = house?.services[id] ?? {};
    return h("li", count(scene, (languages[0] === "en" && english) || name, waiting));
  });
  return [label(scene, "waiting"), h("ol.zones.services", cells)];
}

/** Give the zones with how many wait in each, the fullest first. */
function zonesByWaiting({ house, view }) {
  const waiting = view.board?.waiting ?? {};
  return Object.keys(house?.zones ?? {})
    .map((zone) => [zone, waiting[zone] ?? 0])
    .sort(([, one], [, other]) => other - one);
}

function writeZones(scene, zones) {
  const cells = zones.map(([id, waiting]) => {
    const { motif, name } = scene.house.zones[id];
    return h("li", motif && h("antre-motif", { name: motif }), count(scene, name, waiting));
  });
  return [label(scene, "waiting"), h("ol.zones", cells)];
}

function count(scene, name, waiting) {
  return [h("span.zone", name), h("b.cap.tabular", waiting), h("span.unit", first(scene, "people"))];
}
