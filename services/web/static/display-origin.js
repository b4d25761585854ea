/** Return the origin of the display; `display` is "" (the page's origin), ":8003" (that port) or a URL. */
export function displayOrigin(display, place = location) {
  if (!display) return place.origin;
  return display.startsWith(":") ? `${place.protocol}//${place.hostname}${display}` : display;
}
