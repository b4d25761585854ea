/** The addresses of what the display speaks. Pure. */
const API = "/api/display/v1/voice";
/** As words.py: a house allows 20 recalls. */
const TIMES_MAX = 21;

/** Return the address of a venue's voice, which tells its languages. */
export function voiceOf(venue) {
  return `${API}/${encodeURIComponent(venue)}`;
}

/** Return the address of a call's words in one language. */
export function callWords(venue, { number, counter, recalls }, lang) {
  const times = Math.min(TIMES_MAX, recalls + 1);
  const query = `number=${encodeURIComponent(number)}&counter=${encodeURIComponent(counter)}&times=${times}`;
  return `${voiceOf(venue)}/call.wav?${query}&lang=${lang}`;
}

/** Return the address of the sound test in one language. */
export function testWords(venue, lang) {
  return `${voiceOf(venue)}/test.wav?lang=${lang}`;
}
