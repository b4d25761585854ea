/**
 * Create the key of a press: 128 random bits. A retry with the same key gets the same response, including a
 * ticket's link, so the key is a secret of this page: never part of a URL, a log line or a request id.
 */
export function newRequestKey() {
  const bits = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bits, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
