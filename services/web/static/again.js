/**
 * Loads the page again if one of its scripts or styles did not come. Whatever changes the network of a TV or
 * a PC breaks off all that is under way, and without one of its modules a page stands still for ever.
 *
 * A classic script in ES5, because it has to be there before all others, in old browsers too.
 */
(function () {
  var AGAIN_MS = 3000;
  var isWaiting = false;

  function reload() {
    location.reload();
  }

  function look(event) {
    var name = event.target.nodeName;
    if (isWaiting || (name !== "SCRIPT" && name !== "LINK")) return;
    isWaiting = true;
    setTimeout(reload, AGAIN_MS);
  }

  addEventListener("error", look, true);
})();
