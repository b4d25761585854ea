/**
 * Reloads the page if one of its scripts or stylesheets failed to load: a change of a PC's network aborts
 * pending requests, and a page with a missing module does not start.
 * data-for: the audience of the message for browsers that are too old. In ES5, because it runs first.
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
