/** The kiosk: agency, service, number, in three touches. */
import { KioskDevice } from "./kiosk-device.js";
import * as S from "./kiosk-state.js";
import { WORDS } from "./kiosk-words.js";
import { ready as chime, unlock } from "./shared/chime.js";
import { fillIn, h, icon } from "./shared/dom.js";
import "./shared/fitted.js";
import { clock, fill, longDate, together } from "./shared/format.js";
import { ageMs } from "./shared/freshness.js";
import "./shared/icon.js";
import "./shared/motif.js";
import { ServerClock } from "./shared/server-clock.js";

const LOOK_MS = 10_000;
const LOOK_AGAIN_MS = 2_000;
const TAKE_WITHIN_MS = 15_000;
const TAKE_AGAIN_MS = 700;
const ANSWER_WITHIN_MS = 5_000;
const DRAW_MS = 250;

class Kiosk extends HTMLElement {
  #state = S.home();
  #clock = new ServerClock();
  #language = "id";
  #touchedMs = performance.now();
  #url = `${document.body.dataset.serviceApi}/venues/${document.body.dataset.venue}`;
  #device = new KioskDevice({ test: () => void chime(), reload: () => S.isAtRest(this.#state) });

  connectedCallback() {
    this.append(
      h("header.on-dark"),
      h("antre-selvedge", { cell: 2 }),
      h("div.notice", { hidden: true }),
      h("main", { "aria-live": "polite" }),
      h("footer.on-dark"),
    );
    for (const touch of ["pointerdown", "keydown"]) {
      addEventListener(
        touch,
        () => {
          this.#touchedMs = performance.now();
          unlock();
        },
        true,
      );
    }
    this.#look();
    setInterval(() => this.update(), DRAW_MS);
    this.update();
  }

  #set(state) {
    this.#state = state;
    this.update();
  }

  #home() {
    this.#language = "id";
    for (const name of ["large", "low"]) document.body.classList.remove(name);
    this.#set(S.home(this.#state));
    this.#look();
  }

  async #look() {
    clearTimeout(this.looking);
    let pause = LOOK_AGAIN_MS;
    try {
      const answer = await fetch(this.#url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      if (answer.ok) {
        const venue = await answer.json();
        this.#clock.take(venue.now);
        this.#set(S.heard(this.#state, venue, performance.now() - ageMs(venue)));
        pause = LOOK_MS;
      }
    } catch {
      /* asked again soon; the screen says so when it lasts */
    }
    this.looking = setTimeout(() => this.#look(), pause);
  }

  async #take() {
    const begun = S.take(this.#state, crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now());
    if (begun === this.#state) return;
    this.#set(begun);
    const { key, service } = begun.taking;
    const until = performance.now() + TAKE_WITHIN_MS;
    while (performance.now() < until) {
      try {
        const answer = await fetch(`${this.#url}/tickets`, {
          method: "POST",
          body: JSON.stringify({ service }),
          signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
          headers: {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "X-Request-Id": key.replace(/\W/g, ""),
            "Accept-Language": this.#language,
            ...this.#device.headers,
          },
        });
        const body = await answer.json();
        if (answer.status === 201) {
          chime();
          this.#touchedMs = performance.now();
          return this.#set(S.taken(this.#state, body));
        }
        if (answer.status < 500) {
          if (answer.status === 401) this.#device.refused();
          this.#look();
          return this.#set(S.refused(this.#state, body.closed_text ?? { id: body.detail, en: body.detail }));
        }
      } catch {
        /* the same key makes the retry safe */
      }
      await new Promise((again) => setTimeout(again, TAKE_AGAIN_MS));
    }
    const [id, en] = ["offline", "offlineDo"]
      .map((w) => WORDS[w])
      .reduce((a, b) => [`${a[0]} ${b[0]}`, `${a[1]} ${b[1]}`]);
    return this.#set(S.refused(this.#state, { id, en }));
  }

  #w(name, values = {}) {
    return fill(WORDS[name][this.#language === "id" ? 0 : 1], values);
  }

  /** The other language, lighter. */
  #o(name, values = {}) {
    return fill(WORDS[name][this.#language === "id" ? 1 : 0], values);
  }

  #t(text) {
    return text?.[this.#language] ?? "";
  }

  #name(service) {
    return this.#language === "id" ? [service.name, service.name_en] : [service.name_en, service.name];
  }

  /** Draw everything from what is known now. */
  update() {
    const now = performance.now();
    const left = S.idleLeft(this.#state, now - this.#touchedMs);
    if (left === 0 && !this.#state.taking) return this.#home();
    const screen = S.screenOf(this.#state, now);
    document.body.dataset.screen = screen;
    document.documentElement.lang = this.#language;
    this.#drawHead();
    const { venue, agency, service, ticket, taking, refusal } = this.#state;
    const main = this.querySelector("main");
    const key = [
      screen,
      this.#language,
      agency,
      service,
      ticket?.number,
      taking?.key,
      refusal,
      screen === "ticket" ? null : venue?.agencies,
    ];
    fillIn(main, key, () => this[`_${screen}`]());
    this.#drawFoot(screen, left);
    return undefined;
  }

  #drawHead() {
    const now = this.#clock.nowIso();
    const { venue } = this.#state;
    fillIn(this.querySelector("header"), [venue?.name, now?.slice(0, 16), this.#language], () => [
      h("antre-motif", { name: "ketupat" }),
      h("p.house", h("b", venue?.name ?? "Antre"), h("span", now ? longDate(now, this.#language) : "")),
      h("p.clock", h("b.tabular", now ? clock(now) : ""), h("span", venue?.time_zone_label ?? "")),
      h(
        "div.languages",
        { role: "group" },
        ["id", "en"].map((language) =>
          h(
            "button",
            {
              "aria-pressed": String(language === this.#language),
              "data-language": language,
              onclick: () => {
                this.#language = language;
                this.update();
              },
            },
            language === "id" ? "Indonesia" : "English",
          ),
        ),
      ),
    ]);
    const notice = this.querySelector(".notice");
    notice.hidden = !venue?.notice || !["agencies", "services"].includes(document.body.dataset.screen);
    fillIn(
      notice,
      [venue?.notice, this.#language],
      () => venue?.notice && [icon("clock"), h("span", this.#t(venue.notice))],
    );
  }

  _starting() {
    return h(
      "section.middle",
      h("antre-motif", { name: "ketupat" }),
      h("h1", this.#w("starting")),
      h("p.en", this.#o("starting")),
    );
  }

  _offline() {
    return h(
      "section.middle",
      icon("help-circle"),
      h("h1", this.#w("offline")),
      h("h2", this.#w("offlineDo")),
      h("p.en", this.#o("offline"), " ", this.#o("offlineDo")),
    );
  }

  _help() {
    return h(
      "section.middle",
      icon("help-circle"),
      h("h1", this.#w("helpTitle")),
      h("h2", this.#w("helpDo")),
      h("p.en", this.#o("helpTitle")),
      h("button.plain", { "data-home": true, onclick: () => this.#home() }, h("b", this.#w("home"))),
    );
  }

  _agencies() {
    const { here, away } = S.tiles(this.#state.venue);
    const choose = (agency) => () => this.#set(S.chooseAgency(this.#state, agency.id));
    return [
      h("h1.ask", this.#w("choose"), " ", h("span.en", this.#o("choose"))),
      h(
        "ul.tiles",
        here.map((agency) =>
          h(
            "li",
            { class: agency.featured ? "featured" : "" },
            h(
              "button",
              {
                class: agency.open ? "tile" : "tile closed",
                "data-agency": agency.id,
                onclick: choose(agency),
              },
              h("span.prefix.cap", agency.prefix),
              h(
                "span.what",
                h("b", agency.short),
                agency.open
                  ? h("span.en", this.#t(agency.about))
                  : h("span.why", icon("clock"), this.#t(agency.closed_text)),
                agency.featured && agency.open && h("span.count", this.#w("people", { n: agency.waiting })),
              ),
            ),
          ),
        ),
        h(
          "li",
          h(
            "button.tile.person",
            { "data-help": true, onclick: () => this.#set(S.askForHelp(this.#state)) },
            icon("help-circle"),
            h("span.what", h("b", this.#w("unsure")), h("span", this.#w("unsureDo"))),
          ),
        ),
      ),
      away.length > 0 &&
        h(
          "ul.away",
          away.map((agency) =>
            h(
              "li",
              h(
                "button.tile.closed",
                { "data-agency": agency.id, onclick: choose(agency) },
                h("span.what", h("span.name", agency.short), h("span.en", this.#w(agency.closed_reason))),
              ),
            ),
          ),
        ),
    ];
  }

  _services() {
    const { venue, agency: id, service: chosen, taking, refusal } = this.#state;
    const agency = S.agencyOf(venue, id);
    if (!agency) return this._offline();
    const zone = venue.zones.find((z) => z.id === agency.zone);
    const service = S.serviceOf(venue, id, chosen);
    const [first, last] = [agency.counters[0], agency.counters.at(-1)];
    const counters = !first
      ? ""
      : first === last
        ? this.#w("counter", { from: first })
        : this.#w("counters", { from: first, to: last });
    return [
      h(
        "div.agency",
        h(
          "button.back",
          { "data-home": true, onclick: () => this.#home() },
          icon("chevron-left"),
          this.#w("back"),
        ),
        h("span.prefix.cap", agency.prefix),
        h(
          "div",
          h("h1", agency.name),
          zone &&
            h(
              "p.en",
              h("antre-motif", { name: zone.motif }),
              [this.#w("zone", { zone: zone.name }), counters].filter(Boolean).join(", "),
            ),
        ),
      ),
      h(
        "ul.services",
        agency.services.map((s) => this.#service(s, s.id === chosen)),
      ),
      refusal &&
        h(
          "p.refusal",
          { role: "alert" },
          icon("alert-triangle"),
          h("span", h("b", this.#t(refusal)), " ", this.#w("changed")),
        ),
      taking
        ? h(
            "button.take.taking",
            { "data-take": true, disabled: true },
            h("span", h("b", this.#w("wait")), h("span", this.#o("wait"))),
          )
        : service?.open
          ? h(
              "button.take",
              { "data-take": true, onclick: () => this.#take() },
              h(
                "span",
                h("b", this.#w("take")),
                h("span", this.#w("takeFor", { service: this.#name(service)[0] })),
              ),
              icon("ticket"),
            )
          : h(
              "p.take.none",
              h(
                "span",
                h("b", service ? this.#t(service.closed_text) : this.#w("choosePlease")),
                h("span", service ? "" : this.#o("choosePlease")),
              ),
            ),
    ];
  }

  #service(service, chosen) {
    const [name, other] = this.#name(service);
    const state = service.open
      ? h("span.state", h("b", this.#w("open")), h("span.en", this.#w("people", { n: service.waiting })))
      : h("span.state.why", h("b", this.#t(service.closed_text)));
    return h(
      "li",
      { class: [chosen ? "chosen" : "", service.open ? "" : "closed"].join(" ") },
      h(
        "button",
        {
          "data-service": service.id,
          "aria-pressed": String(chosen),
          onclick: () => this.#set(S.chooseService(this.#state, service.id)),
        },
        h("span", h("b", name), h("span.en", other)),
        state,
      ),
      chosen &&
        service.open &&
        h(
          "div.docs",
          h("p", h("b", this.#w("docs")), " ", h("span.en", this.#o("docs"))),
          h(
            "ul",
            service.documents.map((d) =>
              h(
                "li",
                icon("file-text"),
                h("span", this.#t(d), h("span.en", d[this.#language === "id" ? "en" : "id"])),
              ),
            ),
          ),
        ),
      chosen &&
        service.open &&
        h("p.ahead", h("span", this.#w("ahead")), h("b", together(this.#w("persons", { n: service.ahead })))),
    );
  }

  _ticket() {
    const { ticket } = this.#state;
    const [name] = this.#name({ name: ticket.service_name, name_en: ticket.service_name_en });
    return h(
      "section.ticket.on-dark",
      h("h1", this.#w("ready")),
      h("p.en", this.#o("ready")),
      h(
        "div.cloth",
        h("p.label", h("b", this.#w("number")), " ", h("span.en", this.#o("number"))),
        h("antre-fitted.number.cap", { "data-ticket-number": ticket.number }, ticket.number),
        h(
          "div.facts",
          h("p", h("b", name), h("span.en", ticket.agency_name)),
          h("p", h("span.en", this.#w("ahead")), h("b", together(this.#w("persons", { n: ticket.ahead })))),
        ),
        h(
          "div.go",
          ticket.zone && h("antre-motif", { name: ticket.zone.motif }),
          h(
            "p",
            ticket.zone && h("b", together(this.#w("waitAt", { zone: ticket.zone.name }))),
            h("span", this.#t(ticket.zone?.way)),
            h("span.en", this.#w("follow")),
          ),
          h("img", { src: `${document.body.dataset.serviceApi}/tickets/${ticket.token}/qr.svg`, alt: "QR" }),
        ),
        h("div.fringe"),
      ),
      h("p.next", h("b", this.#w("remember")), h("span", this.#w("watch"))),
      h("button.done", { "data-home": true, onclick: () => this.#home() }, icon("check"), this.#w("done")),
    );
  }

  #drawFoot(screen, left) {
    const { classList } = document.body;
    const large = classList.contains("large");
    const low = classList.contains("low");
    const switchTo = (name) => () => {
      classList.toggle(name);
      this.update();
    };
    fillIn(this.querySelector("footer"), [this.#language, large, low, screen === "ticket", left], () => [
      left !== null &&
        h(
          "p.idle",
          { role: "status" },
          h("span", this.#w("idle", { n: left })),
          h("progress", { max: 12, value: left }),
        ),
      h(
        "div.aids",
        h(
          "button",
          { onclick: switchTo("large") },
          icon("text-size"),
          h("b", this.#w(large ? "smaller" : "larger")),
        ),
        h(
          "button",
          { onclick: switchTo("low") },
          icon("wheelchair"),
          h("b", this.#w(low ? "raise" : "lower")),
        ),
      ),
    ]);
  }
}

customElements.define("antre-kiosk", Kiosk);
