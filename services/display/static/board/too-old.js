/*
 * Sends a browser that is too old for the board to the page for old TVs, with the same query. A classic
 * script in ES5. AbortSignal.timeout is the youngest thing the board needs: a browser that has it also
 * knows its syntax.
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
