/* Removes from a modern browser what an old TV's lacks, before any script of the page runs. */
(function () {
  var gone = (
    "fetch Request Response Headers WebSocket Promise Map Set WeakMap WeakSet WeakRef Symbol Proxy " +
    "Reflect BigInt URL URLSearchParams AbortController AbortSignal CustomEvent customElements " +
    "IntersectionObserver ResizeObserver MutationObserver requestIdleCallback requestAnimationFrame " +
    "structuredClone queueMicrotask AudioContext Intl TextDecoder TextEncoder globalThis performance " +
    "CSS speechSynthesis caches indexedDB matchMedia"
  ).split(" ");
  var lost = [
    [
      Array.prototype,
      "find findIndex findLast includes flat flatMap at fill entries keys values toSorted with",
    ],
    [Array, "from of"],
    [
      Object,
      "assign entries values fromEntries hasOwn is getOwnPropertySymbols getOwnPropertyDescriptors " +
        "setPrototypeOf",
    ],
    [
      String.prototype,
      "padStart padEnd includes startsWith endsWith repeat replaceAll matchAll at codePointAt " +
        "normalize trimStart trimEnd",
    ],
    [Number, "isInteger isFinite isNaN isSafeInteger parseFloat parseInt"],
    [Math, "hypot trunc sign log2 cbrt clz32 imul"],
    [NodeList.prototype, "forEach entries keys values"],
    [DOMTokenList.prototype, "forEach replace"],
    [
      Element.prototype,
      "closest matches append prepend before after remove replaceWith replaceChildren toggleAttribute " +
        "getAttributeNames animate checkVisibility attachShadow",
    ],
    [Document.prototype, "append prepend replaceChildren"],
    [DocumentFragment.prototype, "append prepend replaceChildren"],
    [CharacterData.prototype, "before after remove replaceWith"],
    [HTMLScriptElement.prototype, "noModule"],
  ];
  lost.forEach(function (pair) {
    pair[1].split(" ").forEach(function (name) {
      delete pair[0][name];
    });
  });
  gone.forEach(function (name) {
    delete window[name];
    if (name in window)
      Object.defineProperty(window, name, { value: undefined, configurable: true, writable: true });
  });
  /* In old browsers play() returns nothing, and does not tell that sound is locked. */
  var play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    var begun = play.call(this);
    begun.then(null, function () {});
  };
})();
