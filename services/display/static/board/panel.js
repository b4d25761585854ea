/** The panel of a board: the call, or why there is none; on a tablet over a desk, its counter's state. */
import { both, counterWord, first, nameOf, pair, second, zoneName, zoneOf } from "./scene.js";
import { times } from "./words.js";
import { fillIn, h } from "../shared/elements.js";
import { clock, dayName, together } from "../shared/words/format.js";

/** A longer name of an agency would be too small next to its zone. */
const NAME_LONG = 28;

/** Draw the panel of a scene. */
export function drawPanel(panel, scene) {
  const { phase, view, house, layout, since, refused } = scene;
  const { shown: call, position, board } = view;
  panel.className = `panel ${phase}`;
  if (layout === "counter" && phase !== "stale" && phase !== "starting") drawDesk(panel, scene);
  else if (phase === "calling" || phase === "cooled") {
    const key = [phase, call.number, call.seq, position, house?.version, layout];
    fillIn(panel, key, () => callPanel(scene));
  } else if (phase === "stale") {
    fillIn(panel, [phase, since, call?.seq], () => stalePanel(scene));
  } else {
    const { hours = {}, closed_text: closed } = board ?? {};
    const key = [phase, hours, closed, refused, house?.version, layout];
    fillIn(panel, key, () => quietPanel(scene, hours, closed));
  }
}

function callPanel(scene) {
  const { shown: call } = scene.view;
  const zone = zoneOf(scene, call.counter);
  const direction = zone?.direction ?? "ahead";
  const name = nameOf(scene, call.counter);
  return [
    h(
      "p.title",
      pair(scene, both(scene, scene.phase === "calling" ? "title" : "cooled")),
      h("span.note", note(scene)),
    ),
    h("p.number.cap", call.number),
    h(`div.slab.to-${direction}`, slab(name, zone, direction)),
    h(
      "div.where",
      h("p", h("b", agencyOf(scene)), h("b.zone", zoneName(scene, zone))),
      wayTo(scene, name, direction),
    ),
  ];
}

/** Draw a counter's word and sign in reading order, and the arrow on the side it points to. */
function slab({ word, sign }, zone, direction) {
  const name = [word && h("span.loket", word), h(word ? "b.sign.cap" : "b.sign.cap.alone", sign)];
  const arrow = h("i", { class: `way ${direction}` });
  const motif = zone && h("antre-motif", { name: zone.motif });
  if (direction === "left") return [h("span.signs", arrow, motif), ...name];
  return [...name, h("span.signs", motif, arrow)];
}

/** Return the note next to the title: that this is a recall, or which of several calls it is. */
function note(scene) {
  const { shown: call, position } = scene.view;
  const n = call.recalls + 1;
  if (call.recalls) return first(scene, "again", { times: scene.languages[0] === "id" ? n : times(n) });
  return position ? first(scene, "ofMany", position) : "";
}

/** Return the name of the agency that calls, or its short name if the full one is too long. */
function agencyOf({ house, view }) {
  const { name = "", short = "" } = house?.agencies[view.shown.agency] ?? {};
  return name.length > NAME_LONG ? short : name;
}

function wayTo(scene, { inside }, direction) {
  const line = ([one, two], tag) => h(tag, one, " ", second(scene, two, "span.en"));
  return h(
    "p.second",
    line(both(scene, "go", { counter: inside }), "span.go"),
    line(both(scene, direction), "span"),
  );
}

function stalePanel(scene) {
  const { shown: call } = scene.view;
  const titles = both(scene, "staleTitle");
  const sinces = both(scene, "staleSince", { time: scene.since });
  const counter = call && nameOf(scene, call.counter).full[0];
  return [
    h("p.big", titles[0], " ", together(sinces[0])),
    second(scene, `${titles[1]} ${sinces[1]}.`, "p.second"),
    ...instruction(scene, both(scene, "staleDo")),
    call &&
      h(
        "p.last",
        h("span.second", first(scene, "staleLast", { time: clock(call.called_at) })),
        h("span.thin", h("span", call.number), h("i.arrow"), h("span.at", counter)),
      ),
  ];
}

/** Draw an instruction in both languages. */
function instruction(scene, [one, two], style = "do") {
  return [h(`p.${style}`, one), second(scene, two, "p.second")];
}

/** Draw why no number is called; closed: the sentence for the whole hall, if it gives no numbers any more. */
function quietPanel(scene, { opens_at: opens, state }, closed) {
  const { phase, house, languages } = scene;
  const isAway = phase === "quiet" && state === "away" && house?.notice;
  const text = isAway ? house.notice : phase === "closed" && closed;
  const isAgain = phase === "closed" && opens && !closed;
  const isBefore = phase === "quiet" && state === "before" && opens;
  const day = languages.map((language) => opens && dayName(opens, language));
  return [
    h("antre-motif", { name: "ketupat", ikat: true, class: "ikat" }),
    h("p.big", first(scene, "welcome")),
    ...instruction(scene, text ? languages.map((one) => text[one]) : both(scene, reason(scene))),
    isAgain && instruction(scene, both(scene, "opensAgain", { day, time: clock(opens) }), "do.again"),
    isBefore && h("p.opens", pair(scene, both(scene, "opens"))),
    isBefore && h("p.hour", h("b.cap", clock(opens)), h("span", house?.venue.time_zone_label ?? "")),
  ];
}

/** Return the name of the words that say why no number is called. */
function reason({ phase, refused }) {
  if (phase !== "starting") return phase === "closed" ? "closed" : "nobody";
  if (refused === "board-full") return "full";
  return refused?.startsWith("unknown-") ? "unknown" : "starting";
}

const DESK = { calling: "deskCalling", serving: "deskServing", free: "deskFree", paused: "deskPaused" };

/** Draw the number that the counter under this tablet calls or serves, or why there is none. */
function drawDesk(panel, scene) {
  const { state, number, until } = scene.view.board?.desk ?? { state: "closed" };
  panel.className = `panel desk ${state === "calling" || state === "serving" ? state : "quiet"}`;
  fillIn(panel, ["desk", state, number, until, scene.house?.version], () => {
    const { counter } = document.body.dataset;
    const { word: at, sign } = nameOf(scene, counter);
    const zone = zoneOf(scene, counter);
    const name = state === "paused" && until ? "deskPausedUntil" : (DESK[state] ?? "deskClosed");
    const values = { number: "", time: until && clock(until), counter: counterWord(scene) };
    const [one, two] = both(scene, name, values).map((text) => text.trim().replace(/,$/, ""));
    return [
      h(
        "div.at",
        at && h("span.loket", at),
        h("b.sign.cap", sign),
        zone && h("antre-motif", { name: zone.motif }),
        zone && h("b.zone", zoneName(scene, zone)),
      ),
      h(
        "div.now",
        h("p.big", one, number && h("span.visually-hidden", ` ${number}`)),
        second(scene, two, "p.second"),
        number && h("p.number.cap", { "aria-hidden": "true" }, number),
      ),
    ];
  });
}
