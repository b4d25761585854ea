/**
 * The parts of a board, each drawn whole from one scene, again and again.
 *
 * A scene: {phase, view, house, languages, layout, part, refused, now (ISO, null at first), since ("09.41", when the
 * log was last heard), info {lines, n}, turn (which of two things that share a place), qr}.
 */
import { word } from "./lines.js";
import { WORDS, times } from "./words.js";
import { fillIn, h } from "../shared/dom.js";
import { clock, dayName, fill, longDate, together } from "../shared/format.js";
import { LAYOUTS } from "./sizes.js";

/** How close a number stands that would be too wide. */
const CLOSE = "-.045em";
const CELLS = { hall: 4, small: 3, portrait: 3, phone: 3 };

/** Make the parts that every board has; drawn by `draw`. */
export function parts() {
  return [
    ...["top", "bottom", "left", "right"].map((side) => h("antre-selvedge", { class: side, cell: 2 })),
    ...["tl", "tr", "bl", "br"].map((place) =>
      h("div", { class: `corner ${place}` }, h("antre-motif", { name: "ketupat" })),
    ),
    h("header", {}),
    h("main", { class: "panel", "aria-live": "assertive", "aria-atomic": "true" }),
    h("section", { class: "side" }),
    h("section", { class: "strip" }),
    h("footer", {}),
    h("ol", { "data-calls": true, hidden: true }),
  ];
}

/** Draw a whole board; `fonts` {number} is the called number's, px of the canvas. */
export function draw(board, scene, fonts) {
  const part = (selector) => board.querySelector(selector);
  const edge = { stale: "stale", calling: "call" }[scene.phase] ?? "rest";
  for (const selvedge of board.querySelectorAll("antre-selvedge")) {
    if (selvedge.getAttribute("state") !== edge) selvedge.setAttribute("state", edge);
  }
  drawHead(part("header"), scene);
  drawPanel(part("main"), scene);
  drawSide(part(".side"), scene);
  drawStrip(part(".strip"), scene);
  const { room } = LAYOUTS[scene.layout];
  shrink(part("main").querySelectorAll(".number"), room.called, { font: fonts.number });
  shrink(part(".side").querySelectorAll(".calls .cap:not(.sign)"), room.earlier, {
    beside: part(".side").querySelectorAll(".sign"),
  });
  shrink(part(".strip").querySelectorAll(".ready .cap"), room.ready);
  drawInfo(part("footer"), scene);
  drawTruth(part("ol[data-calls]"), scene.view.board?.calls ?? []);
}

function said(scene, name, values) {
  return word(scene.languages, name, values);
}

/** The second language, marked as such for screen readers. */
function second(scene, text, tag = "span") {
  return h(tag, { class: "second", lang: scene.languages[1] }, text);
}

function pair(scene, name, values) {
  const [one, two] = said(scene, name, values);
  return [h("b", {}, one), " ", second(scene, two)];
}

function signOf(scene, counter) {
  return scene.house?.counters[counter]?.sign ?? counter;
}

function drawHead(header, scene) {
  const { house, now, languages, part } = scene;
  fillIn(header, [house?.venue, now?.slice(0, 16), languages, part], () => [
    h("antre-motif", { name: "ketupat", class: "logo" }),
    h("b", { class: "name" }, house?.venue.name ?? "Antre"),
    h("span", { class: "motto" }, house?.venue.motto ?? ""),
    h("span", { class: "date" }, now ? longDate(now, languages[0]) : ""),
    h("b", { class: "clock tabular" }, now ? clock(now) : ""),
    h("span", { class: "zone" }, house?.venue.time_zone_label ?? ""),
  ]);
}

function drawPanel(panel, scene) {
  const { phase, view } = scene;
  panel.className = `panel ${phase}`;
  if (scene.layout === "counter" && phase !== "stale" && phase !== "starting") drawDesk(panel, scene);
  else if (phase === "calling" || phase === "cooled") {
    fillIn(
      panel,
      [phase, view.shown.number, view.shown.seq, view.position, scene.house?.version, scene.layout],
      () => callPanel(scene),
    );
  } else if (phase === "stale") {
    fillIn(panel, [phase, scene.since, view.shown?.seq], () => stalePanel(scene));
  } else quietPanel(panel, scene);
}

function callPanel(scene) {
  const {
    view: { shown, position },
    house,
    phase,
  } = scene;
  const counter = house?.counters[shown.counter];
  const zone = house?.zones[counter?.zone];
  const direction = zone?.direction ?? "ahead";
  const sign = signOf(scene, shown.counter);
  const [one, two] = said(scene, "counter");
  const note = shown.recalls
    ? again(scene, shown.recalls + 1)
    : position
      ? said(scene, "ofMany", position)[0]
      : "";
  return [
    h(
      "p",
      { class: "title" },
      ...pair(scene, phase === "calling" ? "title" : "cooled"),
      h("span", { class: "note" }, note),
    ),
    h("p", { class: "number cap" }, shown.number),
    h(
      "div",
      { class: `slab to-${direction}` },
      h("span", { class: "loket" }, one),
      h("b", { class: "sign cap" }, sign),
      h(
        "span",
        { class: "signs" },
        zone && h("antre-motif", { name: zone.motif }),
        h("i", { class: `way ${direction}` }),
      ),
    ),
    h(
      "div",
      { class: "where" },
      h(
        "p",
        {},
        h("b", {}, house?.agencies[shown.agency]?.name ?? ""),
        h("b", { class: "zone" }, zone ? together(said(scene, "zone", { zone: zone.name })[0]) : ""),
      ),
      h(
        "p",
        { class: "second" },
        h(
          "span",
          {},
          said(scene, "go", { counter: together(`${one.toLowerCase()} ${sign}`) })[0],
          " ",
          h(
            "span",
            { class: "en", lang: scene.languages[1] },
            fill(WORDS.go[scene.languages[1] === "id" ? 0 : 1], {
              counter: together(`${two.toLowerCase()} ${sign}`),
            }),
          ),
        ),
        h(
          "span",
          {},
          said(scene, direction)[0],
          " ",
          h("span", { class: "en", lang: scene.languages[1] }, said(scene, direction)[1]),
        ),
      ),
    ),
  ];
}

function again(scene, n) {
  return said(scene, "again", { times: scene.languages[0] === "id" ? n : times(n) })[0];
}

function stalePanel(scene) {
  const {
    since,
    view: { shown },
  } = scene;
  const titles = said(scene, "staleTitle");
  const sinces = said(scene, "staleSince", { time: since });
  return [
    h("p", { class: "big" }, titles[0], " ", together(sinces[0])),
    second(scene, `${titles[1]} ${sinces[1]}.`, "p"),
    h("p", { class: "do" }, said(scene, "staleDo")[0]),
    second(scene, said(scene, "staleDo")[1], "p"),
    shown &&
      h(
        "p",
        { class: "last" },
        h("span", { class: "second" }, said(scene, "staleLast", { time: clock(shown.called_at) })[0]),
        h(
          "span",
          { class: "thin" },
          shown.number,
          h("i", { class: "arrow" }),
          together(`${said(scene, "counter")[0]} ${signOf(scene, shown.counter)}`),
        ),
      ),
  ];
}

function quietPanel(panel, scene) {
  const { phase, refused, house, languages } = scene;
  const { hours } = scene.view.board ?? {};
  const opens = hours?.opens_at;
  fillIn(panel, [phase, opens, hours?.state, refused, house?.version, scene.layout], () => {
    const told =
      phase !== "starting"
        ? phase === "closed"
          ? "closed"
          : "nobody"
        : refused === "board-full"
          ? "full"
          : refused?.startsWith("unknown-")
            ? "unknown"
            : "starting";
    const reopens =
      phase === "closed" &&
      opens &&
      languages.map((l) =>
        fill(WORDS.opensAgain[l === "id" ? 0 : 1], { day: dayName(opens, l), time: clock(opens) }),
      );
    const isBefore = phase === "quiet" && hours?.state === "before" && opens;
    return [
      h("antre-motif", { name: "ketupat", ikat: true, class: "ikat" }),
      h("p", { class: "big" }, said(scene, "welcome")[0]),
      h("p", { class: "do" }, said(scene, told)[0]),
      second(scene, said(scene, told)[1], "p"),
      reopens && h("p", { class: "do again" }, reopens[0]),
      reopens && second(scene, reopens[1], "p"),
      isBefore && h("p", { class: "opens" }, ...pair(scene, "opens")),
      isBefore &&
        h(
          "p",
          { class: "hour" },
          h("b", { class: "cap" }, clock(opens)),
          h("span", {}, house?.venue.time_zone_label ?? ""),
        ),
    ];
  });
}

/** What the tablet over a desk says: whom it calls or serves, or why it calls nobody. */
function drawDesk(panel, scene) {
  const {
    house,
    view: { board },
  } = scene;
  const { state, number, until } = board?.desk ?? { state: "closed" };
  panel.className = `panel desk ${{ calling: "calling", serving: "serving" }[state] ?? "quiet"}`;
  const counter = house?.counters[document.body.dataset.counter];
  const zone = house?.zones[counter?.zone];
  fillIn(panel, ["desk", state, number, until, house?.version], () => {
    const name =
      {
        calling: "deskCalling",
        serving: "deskServing",
        free: "deskFree",
        paused: until ? "deskPausedUntil" : "deskPaused",
      }[state] ?? "deskClosed";
    const [one, two] = said(scene, name, { number: "", time: until && clock(until) }).map((text) =>
      text.trim().replace(/,$/, ""),
    );
    return [
      h(
        "div",
        { class: "at" },
        h("span", { class: "loket" }, said(scene, "counter")[0]),
        h("b", { class: "sign cap" }, counter?.sign ?? ""),
        zone && h("antre-motif", { name: zone.motif }),
        zone && h("b", { class: "zone" }, together(said(scene, "zone", { zone: zone.name })[0])),
      ),
      h(
        "div",
        { class: "now" },
        h("p", { class: "big" }, one, number ? h("span", { class: "visually-hidden" }, ` ${number}`) : null),
        second(scene, two, "p"),
        number && h("p", { class: "number cap", "aria-hidden": "true" }, number),
      ),
    ];
  });
}

function drawSide(side, scene) {
  const { phase, view, house, since, part, layout } = scene;
  const isStale = phase === "stale";
  if (phase === "quiet" || phase === "closed" || phase === "starting" || !view.board?.calls.length) {
    drawHow(side, scene);
    return;
  }
  const rows = view.earlier;
  side.className = `side ${isStale ? "thin" : ""}`;
  fillIn(side, [isStale && since, rows.map((c) => [c.number, c.seq]), house?.version, part, layout], () => [
    h(
      "p",
      { class: "head" },
      ...(isStale
        ? pair(scene, "staleList", { time: since })
        : pair(scene, "earlier").slice(0, part ? 1 : 3)),
      part && h("span", { class: "part" }, said(scene, "many", part)[0]),
      h("b", { class: "loket" }, said(scene, "counter")[0]),
    ),
    h(
      "ol",
      { class: "calls tabular" },
      rows.map((call) =>
        h(
          "li",
          {},
          h("span", { class: "cap" }, call.number),
          h("antre-motif", { name: house?.zones[house?.counters[call.counter]?.zone]?.motif }),
          h("i", { class: "arrow" }),
          h("span", { class: "cap sign" }, signOf(scene, call.counter)),
        ),
      ),
    ),
  ]);
}

/** How to queue, and the code that opens this board on a phone. */
function drawHow(side, scene) {
  side.className = "side";
  fillIn(side, ["how", scene.languages, scene.qr, scene.layout], () => [
    h("p", { class: "head" }, ...pair(scene, "howTitle")),
    h(
      "ol",
      { class: "how" },
      [1, 2, 3].map((n) =>
        h(
          "li",
          {},
          h("b", { class: "step" }, n),
          h("p", {}, h("b", {}, said(scene, `how${n}`)[0]), second(scene, said(scene, `how${n}`)[1])),
        ),
      ),
    ),
    scene.qr &&
      h(
        "p",
        { class: "phone" },
        h("img", { src: scene.qr, alt: "" }),
        h("span", {}, h("b", {}, said(scene, "phone")[0]), second(scene, said(scene, "phone")[1])),
      ),
  ]);
}

function drawStrip(strip, scene) {
  const {
    phase,
    view: { board },
    house,
    layout,
    turn,
  } = scene;
  const zones = house?.zones ?? {};
  const cells = CELLS[layout] ?? 4;
  const cell = (motif, ...rest) => h("li", {}, motif && h("antre-motif", { name: motif }), ...rest);
  const label = (name) => {
    const [one, two] = said(scene, name);
    return h("p", { class: "label" }, h("b", {}, one), second(scene, two));
  };
  const people = () => h("span", { class: "unit" }, said(scene, "people")[0]);
  const isBusy = phase === "calling" || phase === "cooled";
  if (phase === "stale") {
    fillIn(strip, ["stale", layout], () => [
      label("readyNarrow"),
      h("p", { class: "hidden-list" }, ...pair(scene, "staleReady")),
    ]);
  } else if (isBusy && board.ready.length && !(phase === "cooled" && turn % 2)) {
    const ready = board.ready.slice(0, cells);
    fillIn(strip, ["ready", ready, house?.version, layout], () => [
      label(layout === "portrait" ? "ready" : "readyNarrow"),
      h(
        "ol",
        { class: "ready" },
        ready.map((r) => cell(zones[r.zone]?.motif, h("b", { class: "cap" }, r.number))),
      ),
    ]);
  } else if (board?.services?.length) {
    const services = board.services.slice(0, cells);
    const name = (id) =>
      (scene.languages[0] === "en" && house?.services[id]?.name_en) || house?.services[id]?.name || id;
    fillIn(strip, ["services", services, house?.version, layout], () => [
      label("waiting"),
      h(
        "ol",
        { class: "zones services" },
        services.map((s) =>
          cell(
            null,
            h("span", { class: "zone" }, name(s.service)),
            h("b", { class: "cap tabular" }, s.waiting),
            people(),
          ),
        ),
      ),
    ]);
  } else {
    const count = board?.waiting ?? {};
    const waiting = Object.keys(zones)
      .map((zone) => [zone, count[zone] ?? 0])
      .sort((a, b) => b[1] - a[1])
      .slice(0, cells);
    fillIn(strip, ["waiting", waiting, house?.version, layout], () => [
      label("waiting"),
      h(
        "ol",
        { class: "zones" },
        waiting.map(([zone, n]) =>
          cell(
            zones[zone].motif,
            h("span", { class: "zone" }, zones[zone].name),
            h("b", { class: "cap tabular" }, n),
            people(),
          ),
        ),
      ),
    ]);
  }
}

function drawInfo(footer, scene) {
  const { lines, n } = scene.info;
  const [icon, [one, two]] = lines[n];
  fillIn(footer, [icon, one, n, lines.length], () => [
    h("antre-icon", { name: icon }),
    h("p", { class: "line" }, h("b", {}, one), " ", second(scene, two)),
    lines.length > 1 &&
      h(
        "span",
        { class: "dots" },
        lines.map((_, i) => h("i", { class: i === n ? "on" : "" })),
      ),
  ]);
}

/** The whole list of calls as it is known here, for whoever reads the page by program. */
function drawTruth(list, calls) {
  fillIn(
    list,
    calls.map((c) => [c.number, c.counter, c.seq]),
    () =>
      calls.map((c) =>
        h(
          "li",
          { "data-call": true, "data-number": c.number, "data-counter": c.counter, "data-seq": c.seq },
          `${c.number} ${c.counter_name}`,
        ),
      ),
  );
}

/**
 * Let numbers, all alike, stand closer and then smaller until the widest has room, px of the canvas; `beside` is
 * written as large as they.
 */
function shrink(numbers, room, { font = null, beside = [] } = {}) {
  let key = `${font} ${room} ${document.fonts && document.fonts.status}`;
  for (const number of numbers) key += ` ${number.textContent}`;
  if (!numbers.length || numbers[0].dataset.fitted === key) return;
  for (const number of numbers) {
    number.dataset.fitted = key;
    number.style.letterSpacing = "";
    number.style.fontSize = font ? `${font}px` : "";
  }
  if (widestOf(numbers) > room) for (const number of numbers) number.style.letterSpacing = CLOSE;
  const size = font || parseFloat(getComputedStyle(numbers[0]).fontSize);
  const fitted = `${Math.floor(size * Math.min(1, room / (widestOf(numbers) || room)))}px`;
  for (const number of numbers) number.style.fontSize = fitted;
  for (const other of beside) other.style.fontSize = fitted;
}

/** How wide the widest of these texts stands, px of the canvas. */
function widestOf(texts) {
  let widest = 0;
  for (const text of texts) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const scale = text.offsetWidth ? text.getBoundingClientRect().width / text.offsetWidth : 1;
    widest = Math.max(widest, range.getBoundingClientRect().width / scale);
  }
  return widest;
}
