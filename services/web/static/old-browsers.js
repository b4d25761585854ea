/**
 * Shows a message in browsers older than March 2022 (before Chrome and Edge 98, Firefox 94, Safari and iOS
 * 15.4), which cannot run the page; in newer ones, polyfills AbortSignal.timeout. Staff's pages load it in
 * old browsers only (again.js).
 *
 * A classic script in ES5, because old browsers must parse it. data-for: the audience of the page.
 */
(function () {
  var WORDS = {
    kiosk: [
      "Mesin ini belum dapat memberi nomor. Silakan ke meja informasi.",
      "This machine cannot give numbers now. Please go to the information desk.",
    ],
    visitor: [
      "HP ini tidak dapat menampilkan nomor Anda. Lihat layar di ruang tunggu.",
      "This phone cannot show your number. Please watch the hall screens.",
    ],
    staff: [
      "Browser ini terlalu lama untuk halaman petugas. Perbarui, atau pakai Chrome, Edge, Firefox yang baru.",
      "This browser is too old for the pages of staff. Update it, or use a recent Chrome, Edge or Firefox.",
    ],
  };
  var words = WORDS[document.currentScript.getAttribute("data-for")];

  function say() {
    document.body.innerHTML = "";
    for (var n = 0; n < words.length; n++) {
      var line = document.createElement("p");
      line.lang = n ? "en" : "id";
      line.style.cssText = "margin: 2em; font: 1.5em sans-serif";
      line.appendChild(document.createTextNode(words[n]));
      document.body.appendChild(line);
    }
  }

  if (!window.structuredClone) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", say);
    else say();
  } else if (!AbortSignal.timeout)
    AbortSignal.timeout = function (ms) {
      var controller = new AbortController();
      setTimeout(function () {
        controller.abort();
      }, ms);
      return controller.signal;
    };
})();
