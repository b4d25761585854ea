/**
 * The scene that a board is drawn from, and helpers for its parts: words in both languages, counters, zones.
 *
 * A scene: {phase, view, house, languages, layout, part, refused, now (ISO, null at first), since ("09.41",
 * when the log was last heard), info {lines, n}, turn (a counter by which contents that share a place take
 * turns), qr}.
 */
import { counterNames } from "./lines.js";
import { word } from "./words.js";
import { h } from "../shared/elements.js";
import { unbroken } from "../shared/words/format.js";

/** Return a word in both languages, the primary one first. */
export function both(scene, name, values) {
  return word(scene.languages, name, values);
}

/** Return a word in the first language. */
export function first(scene, name, values) {
  return both(scene, name, values)[0];
}

/** Make an element with text of the second language, marked with `lang` for screen readers. */
export function second(scene, text, tag = "span.second") {
  return h(tag, { lang: scene.languages[1] }, text);
}

/** Make one line with both languages. */
export function pair(scene, [one, two]) {
  return [h("b", one), " ", second(scene, two)];
}

/**
 * Return a counter's name: {word, sign} in the first language, for large type; {full, inside} in both
 * languages, each on one line, `inside` for use within a sentence. A name without a number has no word.
 */
export function nameOf({ house, languages }, counter) {
  const full = counterNames(languages, house, counter, "full");
  const inside = counterNames(languages, house, counter);
  const name = house?.counters[counter];
  if (!name?.word) return { word: "", sign: full[0], full, inside };
  return { word: name.word[languages[0]], sign: name.sign, full, inside };
}

/** Return the venue's word for its counters, in both languages. */
export function counterWord(scene) {
  const words = scene.house?.venue.counter_word;
  return words ? scene.languages.map((language) => words[language]) : both(scene, "counter");
}

/** Return the zone of a counter. */
export function zoneOf({ house }, counter) {
  return house?.zones[house?.counters[counter]?.zone];
}

/** Return a zone's name, "Zona Ketupat"; empty without a zone. */
export function zoneName(scene, zone) {
  return zone ? unbroken(first(scene, "zone", { zone: zone.name })) : "";
}
