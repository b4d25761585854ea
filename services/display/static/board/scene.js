/**
 * The scene a board is drawn from, and what every part of a board writes: words in both languages, signs.
 *
 * A scene: {phase, view, house, languages, layout, part, refused, now (ISO, null at first), since ("09.41",
 * when the log was last heard), info {lines, n}, turn (counts up: things that share a place take turns),
 * qr}.
 */
import { counterNames } from "./lines.js";
import { word } from "./words.js";
import { h } from "../shared/elements.js";
import { unbroken } from "../shared/words/format.js";

/** Return a word in both languages, the first one first. */
export function both(scene, name, values) {
  return word(scene.languages, name, values);
}

/** Return a word in the first language. */
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

/**
 * Give what a counter is called: {word, sign} in the first language, for large type; {full, inside} in both,
 * each on one line, `inside` as it stands inside a sentence. In a name without a number there is no word.
 */
export function nameOf({ house, languages }, counter) {
  const full = counterNames(languages, house, counter, "full");
  const inside = counterNames(languages, house, counter);
  const known = house?.counters[counter];
  if (!known?.word) return { word: "", sign: full[0], full, inside };
  return { word: known.word[languages[0]], sign: known.sign, full, inside };
}

/** Return the venue's word for its counters, in both languages. */
export function counterWord(scene) {
  const words = scene.house?.venue.counter_word;
  return words ? scene.languages.map((language) => words[language]) : both(scene, "counter");
}

/** Return the zone a counter is in. */
export function zoneOf({ house }, counter) {
  return house?.zones[house?.counters[counter]?.zone];
}

/** Write a zone's name: "Zona Ketupat"; nothing where there is no zone. */
export function zoneName(scene, zone) {
  return zone ? unbroken(first(scene, "zone", { zone: zone.name })) : "";
}
