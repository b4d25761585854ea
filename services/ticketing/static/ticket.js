/** The ticket page behind the QR code: one's own place in line, live. */
import { call as chime, unlock, locked } from "./shared/chime.js";
import { counterName, inSentences } from "./shared/counter-name.js";
import { fillIn, h, icon } from "./shared/dom.js";
import "./shared/fitted.js";
import { clock, clockSeconds, fill, longDate, together } from "./shared/format.js";
import { Freshness } from "./shared/freshness.js";
import "./shared/icon.js";
import { follow } from "./shared/live.js";
import "./shared/motif.js";
import { ServerClock, withOffset } from "./shared/server-clock.js";
import * as S from "./ticket-state.js";
import { WORDS } from "./ticket-words.js";

const DRAW_MS = 500;
const ASK_EVERY_MS = 5_000;
const ANSWER_WITHIN_MS = 5_000;
const BUZZ = { near: [200, 100, 200], called: [600, 200, 600] };
const ENDED = ["finished", "cancelled", "expired", "moved", "dropped", "other-day", "unknown"];

class TicketPage extends HTMLElement {
  #ticket = null;
  #unknown = false;
  #asking = null;
  #news = null;
  #language = navigator.language?.startsWith("en") ? "en" : "id";
  #freshness = new Freshness();
  #clock = new ServerClock();
  #isLive = false;
  #url = `${document.body.dataset.serviceApi}/tickets/${document.body.dataset.token}`;

  connectedCallback() {
    this.append(
      h("header.on-dark"),
      h("antre-selvedge", { cell: 1 }),
      h("main", { "aria-live": "polite" }),
      h("footer"),
    );
    addEventListener("pointerdown", () => unlock(), true);
    this.#ask();
    follow(
      "/ticket",
      document.body.dataset.display,
      { pass: document.body.dataset.token },
      {
        up: () => {
          this.#isLive = true;
        },
        down: () => {
          this.#isLive = false;
        },
        ticket: (ticket) => this.#take(ticket),
        heartbeat: (beat) => {
          if (this.#freshness.take(beat, performance.now())) this.#clock.take(beat.now);
        },
      },
    );
    setInterval(() => {
      if (!this.#isLive && !ENDED.includes(document.body.dataset.state)) this.#ask();
    }, ASK_EVERY_MS);
    setInterval(() => this.update(), DRAW_MS);
    this.update();
  }

  async #ask(method = "GET") {
    try {
      const answer = await fetch(this.#url, {
        method,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        headers: { "Accept-Language": this.#language },
      });
      if (answer.status === 404) this.#unknown = true;
      if (answer.ok) this.#take(await answer.json());
      return answer.status;
    } catch {
      return 0;
    } finally {
      this.update();
    }
  }

  #take(ticket) {
    if (!this.#freshness.take(ticket, performance.now())) return;
    this.#clock.take(ticket.now);
    const what = S.signal(this.#ticket, ticket);
    this.#news = S.news(this.#ticket, ticket, this.#news);
    this.#ticket = ticket;
    if (what) {
      navigator.vibrate?.(BUZZ[what]);
      if (what === "called") chime(1);
    }
    this.update();
  }

  async #leave() {
    this.#asking = "sending";
    this.update();
    const status = await this.#ask("DELETE");
    this.#asking = status === 200 || status === 409 ? null : "retry";
    if (status === 409) this.#ask();
    this.update();
  }

  #w(name, values = {}) {
    return inSentences(fill(WORDS[name][this.#language === "id" ? 0 : 1], values));
  }

  update() {
    const picture = this.#unknown && !this.#ticket ? "unknown" : S.pictureOf(this.#ticket);
    document.body.dataset.state = picture;
    document.documentElement.lang = this.#language;
    const ticket = this.#ticket;
    fillIn(this.querySelector("header"), [ticket?.venue_name, this.#language], () => [
      h("antre-motif", { name: "ketupat" }),
      h("b", ticket?.venue_name ?? "Antre"),
      h(
        "button",
        {
          onclick: () => {
            this.#language = this.#language === "id" ? "en" : "id";
            this.update();
          },
        },
        this.#language === "id" ? "English" : "Indonesia",
      ),
    ]);
    const shown = ticket && { ...ticket, seq: 0, heard: 0, now: 0 };
    fillIn(this.querySelector("main"), [picture, this.#language, shown, this.#news, this.#asking], () =>
      this.#draw(picture, ticket),
    );
    for (const button of this.querySelectorAll("[data-sound]")) button.hidden = !locked();
    this.#drawFoot(picture);
  }

  #draw(picture, ticket) {
    if (picture === "waiting") return this.#waiting(ticket);
    if (picture === "called") return this.#called(ticket);
    const values = {
      number: ticket?.number,
      n: ticket?.calls,
      times: ticket?.calls === 1 ? "once" : `${ticket?.calls} times`,
      counter: counterName(ticket?.counter_name ?? "", this.#language),
      date: ticket ? longDate(ticket.service_day, this.#language) : "",
      venue: ticket?.moved_to?.venue_name,
      new: ticket?.moved_to?.number,
    };
    const words = { "other-day": "otherDay" }[picture] ?? picture;
    const icon =
      {
        serving: "user-check",
        held: "hourglass",
        moved: "transfer",
        dropped: "user-off",
        missed: "alert-triangle",
        finished: "circle-check",
        cancelled: "door-exit",
        expired: "clock",
        "other-day": "clock",
        unknown: "search",
        starting: "ticket",
      }[picture] ?? "ticket";
    return [
      ticket && this.#number(ticket),
      h("section", { class: `said ${picture}` }, icon(icon), h("p", this.#w(words, values))),
    ];
  }

  #number(ticket) {
    const service = this.#language === "id" ? ticket.service_name : ticket.service_name_en;
    return h(
      "section.mine",
      h("p.en", this.#w("number")),
      h("antre-fitted.number.cap", { "data-number": ticket.number }, ticket.number),
      h("p.service", h("b", service), " ", h("span.en", ticket.agency_name)),
    );
  }

  #zone(ticket) {
    return h(
      "section.zone",
      h("antre-motif", { name: ticket.zone.motif }),
      h(
        "p",
        h("b", together(this.#w("waitAt", { zone: ticket.zone.name }))),
        h("span", ticket.zone.way[this.#language]),
      ),
    );
  }

  #waiting(ticket) {
    const { beads, broken } = S.thread(ticket.ahead);
    const near = ticket.ahead > 0 && ticket.ahead <= S.NEAR;
    return [
      this.#number(ticket),
      h(
        "section.line",
        h("p.en", this.#w("ahead")),
        h(
          "p.ahead",
          { "data-ahead": ticket.ahead },
          ticket.ahead === 0
            ? h("b.words", this.#w("next"))
            : [h("b.cap", ticket.ahead), h("span", this.#w(ticket.ahead === 1 ? "person" : "persons"))],
        ),
        h(
          "div.thread",
          { "aria-hidden": "true" },
          h("i.end"),
          Array.from({ length: beads }, (_, n) => h("i", { class: broken && n === 3 ? "bead gap" : "bead" })),
          h("antre-motif", { name: "ketupat" }),
        ),
        h(
          "p.ends",
          h("span", this.#w("counters", { list: S.counterList(ticket.counters) })),
          h("span", this.#w("you")),
        ),
      ),
      this.#news &&
        h(
          "p.near",
          { role: "status", "data-news": this.#news },
          this.#w(this.#news, {
            zone: ticket.zone?.name ?? "",
            agency: ticket.agency_short,
            number: ticket.number,
          }),
        ),
      near &&
        ticket.zone &&
        h("p.near", { role: "status" }, this.#w("near", { n: ticket.ahead, zone: ticket.zone.name })),
      ticket.zone && this.#zone(ticket),
      h(
        "ul.notes",
        ticket.then[0] && h("li", icon("route"), this.#w("then", { agency: ticket.then[0].agency_short })),
        h(
          "li",
          icon("bell"),
          h(
            "span",
            this.#w("alert"),
            h(
              "button.link",
              {
                "data-sound": true,
                onclick: async () => {
                  await unlock();
                  chime();
                  this.update();
                },
              },
              this.#w("sound"),
            ),
          ),
        ),
      ),
      this.#asking && this.#asking !== "sending"
        ? h(
            "section.confirm",
            h(
              "p",
              h(
                "b",
                this.#asking === "retry" ? this.#w("retry") : this.#w("leaveAsk", { number: ticket.number }),
              ),
            ),
            h(
              "div",
              h("button.act", { "data-leave-yes": true, onclick: () => this.#leave() }, this.#w("yes")),
              h(
                "button",
                {
                  onclick: () => {
                    this.#asking = null;
                    this.update();
                  },
                },
                this.#w("no"),
              ),
            ),
          )
        : h(
            "button.leave",
            {
              "data-leave": true,
              disabled: this.#asking === "sending",
              onclick: () => {
                this.#asking = "ask";
                this.update();
              },
            },
            icon("door-exit"),
            this.#w("leave"),
          ),
    ];
  }

  #called(ticket) {
    const direction = ticket.zone?.direction ?? "ahead";
    return h(
      "section.turn",
      h("h1", this.#w("called")),
      h("p.other", WORDS.called[this.#language === "id" ? 1 : 0]),
      h(
        "div.cloth",
        h("p", h("b", this.#w("go"))),
        h(
          "p",
          {
            class: String(ticket.counter).length > 1 ? "sign cap two" : "sign cap",
            "data-counter": ticket.counter,
          },
          ticket.counter,
        ),
        ticket.zone &&
          h(
            "p.to",
            h("antre-motif", { name: ticket.zone.motif }),
            h(
              "span",
              h("b", together(this.#w("zone", { zone: ticket.zone.name }))),
              h("span.en", ticket.agency_short),
            ),
            h("i", { class: `way ${direction}` }),
          ),
      ),
      h(
        "p.which",
        h("b", { "data-number": ticket.number }, ticket.number),
        " ",
        this.#w("calledAt", { time: clock(ticket.called_at) }),
      ),
    );
  }

  #drawFoot(picture) {
    const foot = this.querySelector("footer");
    const now = this.#clock.nowMs();
    const heard = this.#freshness.heardMs;
    if (now === null || heard === null || ENDED.includes(picture)) return foot.replaceChildren();
    const time = clockSeconds(withOffset(now - (performance.now() - heard), this.#clock.zone));
    const stale = this.#freshness.isStale(performance.now());
    document.body.classList.toggle("stale", stale);
    return fillIn(foot, [stale, time, this.#language], () => [
      icon(stale ? "alert-triangle" : "circle-check"),
      h(
        "span",
        stale
          ? this.#w("stale", { time: time.slice(0, 5) })
          : this.#w("updated", { time, zone: this.#ticket.time_zone_label }),
      ),
    ]);
  }
}

customElements.define("antre-ticket", TicketPage);
