/**
 * Loads the page again if one of its scripts or styles did not come: a change of a PC's network breaks off
 * all that is under way, and without one of its modules a page stands still for ever.
 * data-for: who is told if the browser is too old. In ES5, because it comes before all others.
 */
(function (own) {
  var AGAIN_MS = 3000;

  function reload() {
    location.reload();
  }

  addEventListener(
    "error",
    function (event) {
      if (/^(SCRIPT|LINK)$/.test(event.target.nodeName)) setTimeout(reload, AGAIN_MS);
    },
    true,
  );
  if (window.structuredClone || !own || !own.dataset.for) return;
  var script = document.createElement("script");
  script.src = own.src.replace("again", "old-browsers");
  script.dataset.for = own.dataset.for;
  document.head.appendChild(script);
})(document.currentScript);
