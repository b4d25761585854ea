/** The screens before the work: sign in, choose a counter, and a counter that was lost to another computer. */
import { fillIn, h } from "./shared/dom.js";
import { clock } from "./shared/format.js";

export function drawStarting(page, main) {
  fillIn(main, ["starting", page.language], () => h("p", { class: "starting" }, page.w("starting")));
}

export function drawSignIn(page, main) {
  fillIn(main, ["sign-in", page.language, page.message], () => {
    const password = h("input", { name: "password", type: "password", autocomplete: "current-password", required: true, id: "password" });
    const form = h("form", { class: "door", "data-sign-in": true, onsubmit: (event) => {
      event.preventDefault();
      page.signIn(form.elements.username.value, password.value);
    } },
    h("antre-motif", { name: "ketupat" }),
    h("h1", {}, page.w("signTitle")),
    page.message && h("p", { class: "told", role: "alert", "data-message": true }, h("antre-icon", { name: "alert-triangle" }), h("span", {}, page.message)),
    h("label", { for: "username" }, page.w("user")),
    h("input", { name: "username", id: "username", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true, autofocus: true }),
    h("label", { for: "password" }, page.w("password")),
    h("div", { class: "with-button" }, password, h("button", { type: "button", class: "plain", onclick: () => { password.type = password.type === "text" ? "password" : "text"; } },
      h("antre-icon", { name: "eye" }), page.w("show"))),
    h("button", { type: "submit", class: "go" }, h("b", {}, page.w("signTitle"))),
    location.protocol === "http:" && !["127.0.0.1", "localhost"].includes(location.hostname) && h("p", { class: "en" }, page.w("plainHttp")));
    return form;
  });
}

export function drawPick(page, main) {
  const counters = (page.hall?.counters ?? []).filter((counter) => counter.allowed);
  fillIn(main, ["pick", page.language, page.message, counters, page.asking], () => [
    h("section", { class: "pick" },
      h("h1", {}, page.w("pickTitle"), " ", h("span", { class: "en" }, page.o("pickTitle"))),
      page.message && h("p", { class: "told", role: "alert", "data-message": true }, h("antre-icon", { name: "alert-triangle" }), h("span", {}, page.message)),
      page.asking && takeOver(page, counters.find((c) => c.id === page.asking)),
      counters.length === 0 && h("p", { class: "told" }, page.w("pickNone")),
      h("ul", {}, counters.map((counter) => h("li", {}, h("button", {
        type: "button", "data-counter-pick": counter.id, class: counter.open && !counter.yours ? "used" : "",
        onclick: () => {
          if (counter.open && !counter.yours) {
            page.asking = counter.id;
            page.update();
          } else page.open(counter.id);
        },
      },
      h("b", { class: "sign cap" }, counter.sign),
      h("span", {}, h("b", {}, counter.serves), h("span", { class: "en" }, counter.yours ? page.w("yours") : counter.open ? page.w("used", { time: clock(counter.opened_at) }) : page.w("free")))))))),
  ]);
}

function takeOver(page, counter) {
  if (!counter) return null;
  const values = { counter: counter.name, number: counter.ticket };
  return h("div", { class: "told ask", role: "alertdialog" }, h("p", {}, page.w(counter.ticket ? "takeHeld" : "takeAsk", values)),
    h("div", {}, h("button", { type: "button", class: "go", "data-take-over": true, onclick: () => page.open(counter.id) }, h("b", {}, `${page.w("takeDo")} ${counter.name.toLowerCase()}`)),
      h("button", { type: "button", class: "plain", onclick: () => { page.asking = null; page.update(); } }, page.w("other"))));
}

export function drawLost(page, main) {
  const { counter } = page.state;
  fillIn(main, ["lost", page.language, page.lostAt], () => h("section", { class: "door lost" },
    h("antre-icon", { name: "alert-triangle" }),
    h("h1", {}, page.w("lostTitle", { counter: counter.name, time: clock(page.lostAt) })),
    h("p", {}, page.w("lostDo")),
    h("button", { type: "button", class: "go", "data-take-back": true, onclick: () => page.open(counter.id) }, h("b", {}, page.w("takeBack"))),
    h("button", { type: "button", class: "plain", onclick: () => page.pick() }, page.w("other"))));
}
