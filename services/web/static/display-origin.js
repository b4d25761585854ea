/** Return the origin of the display for this page; `display` is "" (the page's own), ":8003" or a whole URL. */
export function displayOrigin(display, place = location) {
  if (!display) return place.origin;
  return display.startsWith(":") ? `${place.protocol}//${place.hostname}${display}` : display;
}
