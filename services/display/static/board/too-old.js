/*
 * Redirects a browser that is too old for the board to the page for old TVs, with the same query. A classic
 * script in ES5. AbortSignal.timeout is the newest feature that the board uses: a browser that has it
 * also supports the board's syntax.
 */
(function () {
  var isNew =
    "noModule" in document.createElement("script") &&
    window.customElements &&
    window.AbortSignal &&
    AbortSignal.timeout &&
    Object.hasOwn;
  if (!isNew) location.replace(location.pathname.replace("/board/", "/tv/") + location.search);
})();
