/**
 * The scene a board is drawn from, and what every part of a board writes: words in both languages, signs.
 *
 * A scene: {phase, view, house, languages, layout, part, refused, now (ISO, null at first), since ("09.41",
 * when the log was last heard), info {lines, n}, turn (counts up: things that share a place take turns),
 * qr}.
 */
import { word } from "./words.js";
import { h } from "../shared/elements.js";
import { together } from "../shared/words/format.js";

/** Give a word in both languages, the first one first. */
export function both(scene, name, values) {
  return word(scene.languages, name, values);
}

/** Give a word in the first language. */
export function first(scene, name, values) {
  return both(scene, name, values)[0];
}

/** Write text of the second language, marked as such for screen readers. */
export function second(scene, text, tag = "span.second") {
  return h(tag, { lang: scene.languages[1] }, text);
}

/** Write both languages in one line. */
export function pair(scene, [one, two]) {
  return [h("b", one), " ", second(scene, two)];
}

/** Give a counter's sign, as it stands over the counter: "3". */
export function signOf(scene, counter) {
  return scene.house?.counters[counter]?.sign ?? counter;
}

/** Give the zone a counter is in. */
export function zoneOf({ house }, counter) {
  return house?.zones[house?.counters[counter]?.zone];
}

/** Write a zone's name: "Zona Ketupat"; nothing where there is no zone. */
export function zoneName(scene, zone) {
  return zone ? together(first(scene, "zone", { zone: zone.name })) : "";
}
