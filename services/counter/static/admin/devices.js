/** Devices on the admin's page: paired by the code on their screen, shown with how they are, told what to do. */
import { find, itemsOf } from "./state.js";
import { alarmsOf, bodyOf, devicesOf, nextName, numberText, reachOf } from "./devices-state.js";
import { displayOrigin } from "../shared/display-origin.js";
import { fillIn, h, icon } from "../shared/dom.js";
import { clock, longDate } from "../shared/format.js";

const LOOK_MS = 2_000;

export class Devices {
  /** What the service says: null before it was asked. */
  all = null;
  #page;
  #editing = null;
  #shape = 0;

  constructor(page) {
    this.#page = page;
    setInterval(() => {
      if (page.section === "devices" && page.screen === "admin") this.read();
    }, LOOK_MS);
  }

  async read() {
    const { status, body } = await this.#page.asked("GET", "/devices");
    if (status !== 200) return;
    this.all = body.devices;
    this.#page.clock.take(body.now);
    this.#page.update();
  }

  get mine() {
    return devicesOf(this.all, this.#page.venueId);
  }

  nameOf(id) {
    return this.all?.find((one) => one.id === id)?.name ?? id;
  }

  draw(parent) {
    const page = this.#page;
    const editable = page.may("devices-edit");
    fillIn(parent, ["devices", page.language, editable], () => [
      h("h2", { tabindex: -1 }, page.w("devices")),
      h("div.alarms", { role: "status" }),
      editable && h("div.pairing"),
      h("p.device-said", { role: "status" }),
      h("ol.devices"),
    ]);
    this.#drawAlarms(parent.querySelector(".alarms"));
    if (editable) this.#drawPairing(parent.querySelector(".pairing"));
    this.#drawSaid(parent.querySelector(".device-said"));
    const list = parent.querySelector(".devices");
    const kept = this.mine.map(
      ({ id, name, kind, zone, inches, distance_m: distance, speaks, muted, tested }) => [
        id,
        name,
        kind,
        zone,
        inches,
        distance,
        speaks,
        muted,
        tested,
      ],
    );
    const focused = list.contains(document.activeElement) ? document.activeElement.id : "";
    const before = list.dataset.key;
    fillIn(
      list,
      [
        kept,
        this.all === null,
        this.#editing,
        this.#shape,
        editable,
        page.language,
        page.isSaving,
        page.venueId,
      ],
      () =>
        this.mine.length
          ? this.mine.map((device) => this.#card(device, editable))
          : h("li.hint", page.w(this.all === null ? "starting" : "deviceNone")),
    );
    if (before !== list.dataset.key && focused)
      document.getElementById(focused)?.focus({ preventScroll: true });
    for (const device of this.mine)
      this.#drawLive(list.querySelector(`[data-device="${device.id}"] dl`), device);
  }

  #drawAlarms(parent) {
    const page = this.#page;
    const found = alarmsOf(this.mine);
    fillIn(parent, [page.language, found], () =>
      found.map(({ kind, name, since }) =>
        h(
          "p.told",
          { "data-alarm": kind },
          icon(kind === "locked" ? "volume-off" : "alert-triangle"),
          h("span", page.w(kind === "locked" ? "alarm" : "silentAlarm", { name, time: clock(since) })),
        ),
      ),
    );
  }

  #drawSaid(parent) {
    const { message, messageKind } = this.#page;
    parent.hidden = !message;
    fillIn(
      parent,
      [message, messageKind],
      () =>
        message &&
        h(
          "span",
          { class: messageKind === "refused" ? "said bad" : "said", "data-message": true },
          icon(messageKind === "refused" ? "alert-triangle" : "circle-check"),
          h("span", message),
        ),
    );
  }

  #drawPairing(parent) {
    const page = this.#page;
    fillIn(parent, [page.language, page.venueId, this.#shape], () => {
      const venue = find(page.content, "venues", page.venueId);
      const address = `${displayOrigin(document.body.dataset.display)}/board/${page.venueId}?pair`;
      const form = h(
        "form.group",
        {
          "data-pair-form": true,
          onsubmit: (event) => {
            event.preventDefault();
            this.#pair(form);
          },
        },
        h("h3", page.w("pairTitle")),
        h("p.hint", page.w("pairHint", { address })),
        h(
          "div.fields",
          this.#field(
            "pair-code",
            "pairCode",
            h("input", {
              type: "text",
              id: "pair-code",
              name: "code",
              class: "code-in",
              autocomplete: "off",
              autocapitalize: "characters",
              spellcheck: "false",
              maxlength: 14,
              required: true,
              placeholder: "4K7 92H TX",
            }),
          ),
          this.#field(
            "pair-name",
            "pairName",
            h("input", {
              type: "text",
              id: "pair-name",
              name: "name",
              autocomplete: "off",
              maxlength: 40,
              required: true,
              value: nextName(this.all, page.venueId),
            }),
          ),
          this.#field(
            "pair-kind",
            "pairKind",
            h(
              "select",
              { id: "pair-kind", name: "kind" },
              ["tv", "kiosk", "printer"].map((kind) =>
                h("option", { value: kind }, page.named("kinds", kind)),
              ),
            ),
          ),
          ...this.#places(venue, "pair", {}),
        ),
        h(
          "div.answers.left",
          h(
            "button",
            { type: "submit", class: "dark", "data-pair": true },
            icon("check"),
            h("b", page.w("pairDo")),
          ),
        ),
      );
      return form;
    });
  }

  #field(id, word, control) {
    return h("div.field", h("label", { for: id }, this.#page.w(word)), control);
  }

  /** Where it hangs and how large it is. */
  #places(venue, prefix, { zone, inches, distance_m: distance, speaks = true }) {
    const page = this.#page;
    return [
      this.#field(
        `${prefix}-zone`,
        "deviceZone",
        h(
          "select",
          { id: `${prefix}-zone`, name: "zone" },
          h("option", { value: "" }, page.w("wholeVenue")),
          (venue?.zones ?? []).map((one) =>
            h("option", { value: one.id, selected: one.id === zone }, one.name),
          ),
        ),
      ),
      this.#field(
        `${prefix}-inches`,
        "inches",
        h("input", {
          type: "text",
          inputmode: "decimal",
          id: `${prefix}-inches`,
          name: "inches",
          class: "narrow",
          autocomplete: "off",
          maxlength: 5,
          placeholder: "43",
          value: numberText(inches, page.language),
        }),
      ),
      this.#field(
        `${prefix}-distance`,
        "distance",
        h("input", {
          type: "text",
          inputmode: "decimal",
          id: `${prefix}-distance`,
          name: "distance_m",
          class: "narrow",
          autocomplete: "off",
          maxlength: 5,
          placeholder: "8",
          value: numberText(distance, page.language),
        }),
      ),
      h(
        "label.check.wide",
        h("input", { type: "checkbox", id: `${prefix}-speaks`, name: "speaks", checked: speaks }),
        page.w("speaks"),
      ),
    ];
  }

  #card(device, editable) {
    const page = this.#page;
    const venue = find(page.content, "venues", device.venue);
    const zone = venue?.zones?.find((one) => one.id === device.zone);
    const act = (word, name, press, more = {}) =>
      h(
        "button.plain",
        {
          id: `${name}-${device.id}`,
          "data-act": name,
          disabled: page.isSaving,
          "aria-label": page.w("actOf", { act: page.w(word), name: device.name }),
          onclick: press,
          ...more,
        },
        page.w(word),
      );
    return h(
      "li.device",
      { "data-device": device.id },
      h(
        "h3",
        h("b", device.name),
        " ",
        h(
          "span.en",
          `${page.named("kinds", device.kind)}, ${zone ? page.w("inZone", { zone: zone.name }) : page.w("wholeVenue")}`,
        ),
      ),
      h("dl"),
      device.tested &&
        h(
          "p.hint",
          { "data-tested": String(device.tested.heard) },
          page.w(device.tested.heard ? "testedYes" : "testedNo", { time: clock(device.tested.at) }),
        ),
      editable &&
        (this.#editing === device.id
          ? this.#form(device, venue)
          : h(
              "div.answers.left",
              act("edit", "edit", () => this.#edit(device.id)),
              device.kind === "tv" &&
                act(device.muted ? "unmute" : "mute", "mute", () =>
                  this.#change(device, { muted: !device.muted }),
                ),
              device.kind === "tv" && act("testSound", "test", () => this.#test(device)),
              act("reload", "reload", () => this.#do(device, "reload", "reloading")),
              act("revoke", "revoke", () =>
                page.askFirst(
                  { words: "revokeAsk", values: { name: device.name }, yes: "revokeDo", no: "no" },
                  () => this.#do(device, "revoke", "revoked"),
                ),
              ),
            )),
    );
  }

  #form(device, venue) {
    const page = this.#page;
    const venues = itemsOf(page.content, "venues");
    const form = h(
      "form",
      {
        "data-edit-form": true,
        onsubmit: (event) => {
          event.preventDefault();
          const { value, wrong } = bodyOf(form.elements);
          if (wrong) form.elements[wrong].focus();
          else
            this.#change(device, {
              ...value,
              ...(form.elements.venue.value === device.venue
                ? {}
                : { venue: form.elements.venue.value, zone: null }),
            });
        },
      },
      h(
        "div.fields",
        this.#field(
          "edit-name",
          "pairName",
          h("input", {
            type: "text",
            id: "edit-name",
            name: "name",
            maxlength: 40,
            required: true,
            autocomplete: "off",
            value: device.name,
          }),
        ),
        this.#field(
          "edit-venue",
          "venue",
          h(
            "select",
            { id: "edit-venue", name: "venue" },
            venues.map((one) => h("option", { value: one.id, selected: one.id === device.venue }, one.name)),
          ),
        ),
        ...this.#places(venue, "edit", device),
      ),
      h(
        "div.answers.left",
        h(
          "button",
          { type: "submit", class: "dark", "data-save-device": true },
          icon("check"),
          h("b", page.w("save")),
        ),
        h("button.plain", { onclick: () => this.#edit(null) }, page.w("discard")),
      ),
    );
    return form;
  }

  #drawLive(parent, device) {
    const page = this.#page;
    const now = page.clock.nowIso();
    const isToday = device.seen_at?.slice(0, 10) === now?.slice(0, 10);
    const seen = device.online
      ? page.w("seenNow")
      : device.seen_at
        ? page.w(isToday ? "seenAt" : "seenDay", {
            time: clock(device.seen_at),
            day: longDate(device.seen_at, page.language),
          })
        : page.w("seenNever");
    const reach = reachOf(device);
    const unknown = page.w("unknown");
    const rows = [
      ["seen", seen, !device.online],
      [
        "version",
        device.version
          ? device.is_current
            ? device.version
            : page.w("versionOld", { version: device.version })
          : unknown,
      ],
      [
        "behind",
        device.behind === null
          ? unknown
          : device.behind === 0
            ? page.w("behindNone")
            : page.w("behindBy", { n: device.behind }),
        device.behind > 20,
      ],
      device.kind === "tv" && [
        "soundOf",
        device.sound ? page.named("sounds", device.sound) : unknown,
        device.sound === "locked",
      ],
      device.kind === "tv" && [
        "size",
        device.inches ? page.w("sizeOf", { inches: numberText(device.inches, page.language) }) : unknown,
      ],
      device.kind === "tv" && [
        "reach",
        reach.m === null
          ? unknown
          : page.w(reach.isShort ? "reachShort" : "reachOf", {
              m: numberText(reach.m.toFixed(1), page.language),
              wanted: numberText(device.distance_m, page.language),
            }),
        reach.isShort,
      ],
    ].filter(Boolean);
    fillIn(parent, [page.language, rows], () =>
      rows.map(([word, value, isBad]) =>
        h(
          "div",
          { "data-row": word, class: isBad ? "bad" : null },
          h("dt", page.w(word)),
          h("dd", isBad && icon("alert-triangle"), value),
        ),
      ),
    );
  }

  #edit(id) {
    this.#editing = id;
    this.#page.message = null;
    this.#page.update();
    if (id) document.getElementById("edit-name")?.focus();
  }

  async #pair(form) {
    const page = this.#page;
    const { value, wrong } = bodyOf(form.elements);
    if (wrong) {
      form.elements[wrong].focus();
      return;
    }
    const { status, body } = await page.post("/devices", {
      ...value,
      code: form.elements.code.value,
      kind: form.elements.kind.value,
      venue: page.venueId,
    });
    if (status !== 200) {
      page.refusedPlainly(status, body);
      form.elements.code.focus();
      return;
    }
    const { name, venue, zone } = body.device;
    const named = find(page.content, "venues", venue);
    const found = named?.zones?.find((one) => one.id === zone);
    await this.read();
    this.#shape += 1;
    page.say(
      page.w("pairDone", {
        name,
        place: found ? page.w("inZone", { zone: found.name }) : (named?.name ?? venue),
      }),
    );
  }

  async #change(device, wish) {
    const { status, body } = await this.#page.post(`/devices/${device.id}`, wish);
    if (status !== 200) return this.#page.refusedPlainly(status, body);
    this.#editing = null;
    await this.read();
    return this.#page.say(this.#page.w("saved"));
  }

  async #do(device, act, word) {
    const { status, body } = await this.#page.post(`/devices/${device.id}/${act}`, {});
    if (status !== 200) return this.#page.refusedPlainly(status, body);
    await this.read();
    return this.#page.say(this.#page.w(word, { name: device.name }));
  }

  /** Let it say its sound test, and ask whoever stands there. */
  async #test(device) {
    const page = this.#page;
    const { status, body } = await page.post(`/devices/${device.id}/test-sound`, {});
    if (status !== 200) return page.refusedPlainly(status, body);
    const answer = async (heard) => {
      const said = await page.post(`/devices/${device.id}/heard`, { heard });
      if (said.status !== 200) return page.refusedPlainly(said.status, said.body);
      await this.read();
      return page.say(
        page.w(heard ? "heardNote" : "notHeardNote", { name: device.name }),
        heard ? "news" : "refused",
      );
    };
    return page.askFirst(
      { words: "testAsk", values: { name: device.name }, yes: "heard", third: "notHeard", no: "notNow" },
      () => answer(true),
      () => answer(false),
    );
  }
}
