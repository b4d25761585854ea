/** Give the display's origin as this page reaches it. */
export function displayOrigin(display, place = location) {
  if (!display) return place.origin;
  return display.startsWith(":") ? `${place.protocol}//${place.hostname}${display}` : display;
}
