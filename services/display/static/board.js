/** The board: one custom element that draws the whole board from one view, again and again. */
import { BoardState } from "./board-state.js";
import { WORDS, times } from "./board-words.js";
import { call as chime, locked, unlock } from "./shared/chime.js";
import { fillIn, h, say } from "./shared/dom.js";
import { clock, dayName, fill, longDate, together } from "./shared/format.js";
import { Freshness } from "./shared/freshness.js";
import "./shared/icon.js";
import { follow } from "./shared/live.js";
import "./shared/motif.js";
import { ServerClock } from "./shared/server-clock.js";

const INFO_MS = 12_000;
/** The most characters an info line holds; a longer pair of languages takes turns. */
const INFO_MAX = 88;
const ZONES_MAX = 4;
const DRAW_MS = 250;
const PULSE_MS = 3_000;
const NUMBER_WIDTH = 1010;
const NUMBER_FONT = 330;
const NUMBER_FONT_LEAST = 298;

class Board extends HTMLElement {
  #state = new BoardState();
  #freshness = new Freshness();
  #clock = new ServerClock();
  #house = null;
  #refused = null;
  #infoAt = 0;
  #info = 0;
  #pulseUntil = 0;
  #languages = document.documentElement.lang === "en" ? ["en", "id"] : ["id", "en"];

  connectedCallback() {
    const { venue, zone, agency, counter, display } = document.body.dataset;
    const auth = Object.fromEntries(Object.entries({ venue, zone, agency, counter }).filter(([, v]) => v));
    follow("/board", display, auth, {
      house: (house) => this.#take(() => { this.#house = house; }),
      board: (board) => this.#take(() => {
        if (!this.#freshness.take(board, performance.now())) return;
        this.#clock.take(board.now);
        this.#state.take(board, performance.now());
      }),
      heartbeat: (beat) => this.#take(() => {
        if (this.#freshness.take(beat, performance.now())) this.#clock.take(beat.now);
      }),
      refused: (slug) => { this.#refused = slug; },
    });
    const fit = () => {
      const scale = Math.min(innerWidth / 1920, innerHeight / 1080);
      this.style.transform = `translate(${(innerWidth - 1920 * scale) / 2}px, ${(innerHeight - 1080 * scale) / 2}px) scale(${scale})`;
    };
    addEventListener("resize", fit);
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => unlock());
    fit();
    setInterval(() => this.update(), DRAW_MS);
    this.update();
  }

  #take(change) {
    this.#refused = null;
    change();
    this.update();
  }

  #word(name, values = {}) {
    return this.#languages.map((language) => fill(WORDS[name][language === "id" ? 0 : 1], values));
  }

  #pair(name, values) {
    const [first, second] = this.#word(name, values);
    return [h("b", {}, first), " ", h("span", { class: "second" }, second)];
  }

  /** Draw everything from what is known now. */
  update() {
    const now = performance.now();
    const view = this.#state.view(now);
    const stale = this.#freshness.isStale(now);
    if (view.began && !stale) {
      this.#pulseUntil = now + PULSE_MS;
      chime(view.began.recalls ? 2 : 1);
    }
    const phase = stale ? "stale" : view.phase !== "quiet" ? view.phase : this.#quietPhase(view);
    document.body.dataset.state = phase;
    document.body.dataset.seq = view.board?.seq ?? "";
    document.body.dataset.epoch = view.board?.epoch ?? "";
    this.classList.toggle("pulsing", phase === "calling" && now < this.#pulseUntil);
    this.#ensure();
    for (const edge of this.querySelectorAll("antre-selvedge")) {
      const wanted = stale ? "stale" : phase === "calling" ? "call" : "rest";
      if (edge.getAttribute("state") !== wanted) edge.setAttribute("state", wanted);
    }
    this.#drawHead();
    this.#drawPanel(phase, view);
    this.#drawSide(phase, view);
    this.#drawStrip(phase, view);
    this.#drawInfo(phase, view, now);
    this.#drawTruth(view);
  }

  #quietPhase(view) {
    const hours = view.board?.hours.state;
    return hours === "after" || hours === "closed" ? "closed" : "quiet";
  }

  #ensure() {
    if (this.firstChild) return;
    const corner = () => h("antre-motif", { name: "ketupat" });
    this.append(
      ...["top", "bottom", "left", "right"].map((side) => h("antre-selvedge", { class: side, cell: 2 })),
      ...["tl", "tr", "bl", "br"].map((place) => h("div", { class: `corner ${place}` }, corner())),
      h("header", {}),
      h("main", { class: "panel", "aria-live": "assertive" }),
      h("section", { class: "side" }),
      h("section", { class: "strip" }),
      h("footer", {}),
      h("ol", { "data-calls": true, hidden: true }),
    );
  }

  #part(selector) {
    return this.querySelector(`:scope > ${selector}`);
  }

  #drawHead() {
    const now = this.#clock.nowIso();
    const venue = this.#house?.venue;
    const minute = now?.slice(0, 16);
    fillIn(this.#part("header"), [venue, minute, this.#languages], () => [
      h("antre-motif", { name: "ketupat", class: "logo" }),
      h("b", { class: "name" }, venue?.name ?? "Antre"),
      h("span", { class: "motto" }, venue?.motto ?? ""),
      h("span", { class: "date" }, now ? longDate(now, this.#languages[0]) : ""),
      h("b", { class: "clock tabular" }, now ? clock(now) : ""),
      h("span", { class: "zone" }, venue?.time_zone_label ?? ""),
    ]);
  }

  #drawPanel(phase, view) {
    const panel = this.#part("main");
    panel.className = `panel ${phase}`;
    if (phase === "calling" || phase === "cooled") {
      const { shown, position } = view;
      fillIn(panel, [phase, shown.number, shown.seq, position, this.#house?.version], () => this.#callPanel(phase, shown, position));
      this.#shrink(panel.querySelector(".number"));
    } else if (phase === "stale") {
      const since = this.#clockAt(this.#freshness.heardMs);
      const last = view.shown;
      fillIn(panel, [phase, since, last?.seq], () => [
        h("p", { class: "big" }, this.#word("staleTitle")[0], " ", together(this.#word("staleSince", { time: since })[0])),
        h("p", { class: "second" }, `${this.#word("staleTitle")[1]} ${this.#word("staleSince", { time: since })[1]}.`),
        h("p", { class: "do" }, this.#word("staleDo")[0]),
        h("p", { class: "second" }, this.#word("staleDo")[1]),
        last && h("p", { class: "last" },
          h("span", { class: "second" }, this.#word("staleLast", { time: clock(last.called_at) })[0]),
          h("span", { class: "thin" }, last.number, h("i", { class: "arrow" }), `${this.#word("counter")[0]} ${this.#house?.counters[last.counter]?.sign ?? last.counter}`)),
      ]);
    } else {
      this.#quietPanel(panel, phase, view);
    }
  }

  #callPanel(phase, call, position) {
    const counter = this.#house?.counters[call.counter];
    const zone = this.#house?.zones[counter?.zone];
    const agency = this.#house?.agencies[call.agency];
    const direction = zone?.direction ?? "ahead";
    const sign = counter?.sign ?? call.counter;
    const arrow = h("i", { class: `way ${direction}` });
    const motif = zone && h("antre-motif", { name: zone.motif });
    const word = this.#word("counter")[0];
    return [
      h("p", { class: "title" }, ...this.#pair(phase === "calling" ? "title" : "cooled"),
        h("span", { class: "note" }, position ? this.#word("ofMany", position)[0]
          : call.recalls ? this.#again(call.recalls + 1) : "")),
      h("p", { class: "number cap" }, call.number),
      h("div", { class: `slab to-${direction}` },
        h("span", { class: "loket" }, word), h("b", { class: "sign cap" }, sign),
        h("span", { class: "signs" }, motif, arrow)),
      h("div", { class: "where" },
        h("p", {}, h("b", {}, agency?.name ?? ""), h("b", { class: "zone" }, zone ? together(this.#word("zone", { zone: zone.name })[0]) : "")),
        h("p", { class: "second" }, h("span", {}, this.#word("go", { counter: together(`${word.toLowerCase()} ${sign}`) })[0]),
          h("span", {}, this.#word(direction)[0], " ", h("span", { class: "en" }, this.#word(direction)[1])))),
    ];
  }

  #again(n) {
    return this.#word("again", { times: this.#languages[0] === "id" ? n : times(n) })[0];
  }

  /** Shrink a number until it fits, never below the least height that the far end can read. */
  #shrink(number) {
    if (!number || number.dataset.fitted === number.textContent) return;
    number.dataset.fitted = number.textContent;
    number.style.fontSize = `${NUMBER_FONT}px`;
    const wide = number.scrollWidth > NUMBER_WIDTH ? NUMBER_WIDTH / number.scrollWidth : 1;
    number.style.fontSize = `${Math.max(NUMBER_FONT_LEAST, Math.floor(NUMBER_FONT * wide))}px`;
  }

  #quietPanel(panel, phase, view) {
    const { hours } = view.board ?? {};
    const opens = hours?.opens_at;
    fillIn(panel, [phase, opens, hours?.state, this.#refused, this.#house?.version], () => {
      const lines = phase === "starting"
        ? this.#word(this.#refused === "board-full" ? "full" : this.#refused?.startsWith("unknown-") ? "unknown" : "starting")
        : phase === "closed" ? this.#word("closed") : this.#word("nobody");
      const again = phase === "closed" && opens
        ? this.#languages.map((l) => fill(WORDS.opensAgain[l === "id" ? 0 : 1], { day: dayName(opens, l), time: clock(opens) }))
        : null;
      return [
        h("antre-motif", { name: "ketupat", ikat: true, class: "ikat" }),
        h("p", { class: "big" }, this.#word("welcome")[0]),
        h("p", { class: "do" }, lines[0]),
        h("p", { class: "second" }, lines[1]),
        again && h("p", { class: "do again" }, again[0]),
        again && h("p", { class: "second" }, again[1]),
        phase === "quiet" && hours?.state === "before" && h("p", { class: "opens" }, ...this.#pair("opens")),
        phase === "quiet" && hours?.state === "before" &&
          h("p", { class: "hour" }, h("b", { class: "cap" }, clock(opens)), h("span", {}, this.#house?.venue.time_zone_label ?? "")),
      ];
    });
  }

  #drawSide(phase, view) {
    const side = this.#part(".side");
    const rows = phase === "stale" && view.shown ? view.earlier : view.earlier ?? [];
    if (phase === "quiet" || phase === "closed" || phase === "starting" || !view.board?.calls.length) {
      fillIn(side, ["how", this.#languages], () => [
        h("p", { class: "head" }, ...this.#pair("howTitle")),
        h("ol", { class: "how" }, [1, 2, 3].map((n) => h("li", {}, h("b", { class: "step" }, n),
          h("p", {}, h("b", {}, this.#word(`how${n}`)[0]), h("span", { class: "second" }, this.#word(`how${n}`)[1]))))),
      ]);
      return;
    }
    const since = this.#clockAt(this.#freshness.heardMs);
    const long = rows.some((call) => call.number.indexOf("-") > 1);
    side.className = `side ${phase === "stale" ? "thin" : ""} ${long ? "long" : ""}`;
    fillIn(side, [phase === "stale" && since, rows.map((c) => [c.number, c.seq]), this.#house?.version], () => [
      h("p", { class: "head" }, ...(phase === "stale" ? this.#pair("staleList", { time: since }) : this.#pair("earlier")),
        h("b", { class: "loket" }, this.#word("counter")[0])),
      h("ol", { class: "calls tabular" }, rows.map((call) => h("li", {},
        h("span", { class: "cap" }, call.number), h("i", { class: "arrow" }),
        h("span", { class: "cap sign" }, this.#house?.counters[call.counter]?.sign ?? call.counter)))),
    ]);
  }

  #drawStrip(phase, view) {
    const strip = this.#part(".strip");
    const zones = this.#house?.zones ?? {};
    const cell = (zone, ...rest) => h("li", {}, h("antre-motif", { name: zones[zone]?.motif }), ...rest);
    if (phase === "stale") {
      fillIn(strip, ["stale"], () => [this.#label("ready"), h("p", { class: "hidden-list" }, ...this.#pair("staleReady"))]);
    } else if (view.board?.ready.length && (phase === "calling" || phase === "cooled")) {
      const { ready } = view.board;
      fillIn(strip, ["ready", ready, this.#house?.version], () => [this.#label("ready"),
        h("ol", {}, ready.map((r) => cell(r.zone, h("b", { class: "cap" }, r.number))))]);
    } else {
      const count = view.board?.waiting ?? {};
      const waiting = Object.keys(zones).map((zone) => [zone, count[zone] ?? 0]).sort((a, b) => b[1] - a[1]).slice(0, ZONES_MAX);
      fillIn(strip, ["waiting", waiting, this.#house?.version], () => [this.#label("waiting"),
        h("ol", { class: "zones" }, waiting.map(([zone, n]) => cell(zone, h("span", { class: "zone" }, zones[zone].name),
          h("b", { class: "cap tabular" }, n), h("span", { class: "unit" }, this.#word("people")[0]))))]);
    }
  }

  #label(name) {
    const [first, second] = this.#word(name);
    return h("p", { class: "label" }, h("b", {}, first), h("span", { class: "second" }, second));
  }

  #drawInfo(phase, view, now) {
    const lines = this.#lines(phase, view);
    if (phase !== "calling" && now - this.#infoAt > INFO_MS) {
      this.#info += 1;
      this.#infoAt = now;
    }
    const n = this.#info % lines.length;
    const [icon, [first, second]] = lines[n];
    fillIn(this.#part("footer"), [icon, first, n, lines.length], () => [
      h("antre-icon", { name: icon }),
      h("p", { class: "line" }, h("b", {}, first), " ", h("span", { class: "second" }, second)),
      lines.length > 1 && h("span", { class: "dots" }, lines.map((_, i) => h("i", { class: i === n ? "on" : "" }))),
    ]);
  }

  #lines(phase, view) {
    const text = (t) => this.#languages.map((l) => t[l]);
    if (phase === "stale") return [["lock", this.#word("staleKeep")]];
    const lines = [];
    if (locked() && view.board) lines.push(["volume-off", this.#word("soundLocked")]);
    for (const { number } of view.board?.withdrawn ?? []) lines.push(["rotate", this.#word("withdrawn", { number })]);
    if (this.#house?.notice) lines.push(["clock", text(this.#house.notice)]);
    const missed = view.board?.missed ?? [];
    if (missed.length) {
      const list = this.#languages.map((l) => missed.slice(0, 3).map((m) => fill(WORDS.missedOne[l === "id" ? 0 : 1], {
        number: m.number, counter: together(`${WORDS.counter[l === "id" ? 0 : 1].toLowerCase()} ${this.#house?.counters[m.counter]?.sign ?? m.counter}`) })).join(", "));
      lines.push(["user-x", this.#word("missed").map((line, n) => fill(line, { list: list[n] }))]);
    }
    for (const { counter, until } of view.board?.paused ?? []) {
      const named = this.#languages.map((l) => together(`${WORDS.counter[l === "id" ? 0 : 1]} ${this.#house?.counters[counter]?.sign ?? counter}`));
      lines.push(["player-pause", this.#word(until ? "pausedUntil" : "paused", { time: until && clock(until) }).map((line, n) => line.replace("{counter}", named[n]))]);
    }
    lines.push(...(this.#house?.info ?? []).map((info) => ["id", text(info)]));
    if (!lines.length) return [["id", this.#word("welcome")]];
    return lines.flatMap(([icon, pair]) => pair.join(" ").length <= INFO_MAX ? [[icon, pair]] : pair.map((line) => [icon, [line, ""]]));
  }

  /** The whole list of calls as it is known here, for whoever reads the page by program. */
  #drawTruth(view) {
    const calls = view.board?.calls ?? [];
    fillIn(this.#part("ol[data-calls]"), calls.map((c) => [c.number, c.counter, c.seq]), () =>
      calls.map((c) => h("li", { "data-call": true, "data-number": c.number, "data-counter": c.counter, "data-seq": c.seq }, `${c.number} ${c.counter_name}`)));
  }

  #clockAt(heardMs) {
    const now = this.#clock.nowMs();
    if (now === null || heardMs === null) return "";
    return clock(new Date(now - (performance.now() - heardMs) + offsetMs(this.#clock.zone)).toISOString());
  }
}

function offsetMs(zone) {
  return (zone[0] === "-" ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))) * 60_000;
}

customElements.define("antre-board", Board);
say(document.querySelector("title"), `Antre: ${document.body.dataset.venue}`);
