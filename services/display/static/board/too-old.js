/*
 * Sends a browser that is too old for the board to the page for old TVs, with the same query. Classic script, ES5.
 * AbortSignal.timeout is the youngest thing that the board needs: whatever has it also reads the board's syntax.
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
