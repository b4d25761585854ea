/** The URLs of the display's voice. Pure. */
const API = "/api/display/v1/voice";
/** As in words.py: a house allows up to 20 recalls. */
const TIMES_MAX = 21;

/** Return the URL of a venue's voice state, which contains its languages. */
export function voiceOf(venue) {
  return `${API}/${encodeURIComponent(venue)}`;
}

/** Return the URL of a call's words in one language. */
export function callWords(venue, { number, counter, recalls }, lang) {
  const times = Math.min(TIMES_MAX, recalls + 1);
  const query = `number=${encodeURIComponent(number)}&counter=${encodeURIComponent(counter)}&times=${times}`;
  return `${voiceOf(venue)}/call.wav?${query}&lang=${lang}`;
}

/** Return the URL of the sound test in one language. */
export function testWords(venue, lang) {
  return `${voiceOf(venue)}/test.wav?lang=${lang}`;
}
