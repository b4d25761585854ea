/**
 * Make the key of a press: 128 random bits. Whoever sends it again is given the same answer, a ticket's link
 * included, so it is a secret of this page: never a part of an address, of a log line or of the request's id.
 */
export function newRequestKey() {
  const bits = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bits, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
