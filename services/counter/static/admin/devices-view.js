/** The section of devices: alarms, the pairing form, and a card with actions for each device. */
import { alarmsOf, numberText, reachOf } from "./devices-state.js";
import { hint, title } from "./form-views.js";
import { messageView } from "./page-views.js";
import { find, itemsOf } from "./state.js";
import { h, icon } from "../shared/draw.js";
import { clock, longDate } from "../shared/words/format.js";

/** Log entries that a board may lag behind before it is marked. */
const BEHIND_MAX = 20;
const KINDS = ["tv", "kiosk", "tablet", "printer"];

/** v.devices: all devices; v.device: {mine, isKnown, editing, suggestion, ...acts} for this section. */
export function devicesView(v) {
  const { mine, isKnown } = v.device;
  return [
    title(v.w("devices")),
    h(
      "div.alarms",
      { role: "status" },
      alarmsOf(mine).map((alarm) => alarmView(v, alarm)),
    ),
    v.isEditable && h("div.pairing", pairForm(v)),
    h("p.device-said", { role: "status", hidden: !v.message }, v.message && messageView(v, "span")),
    h(
      "ol.devices",
      mine.map((device) => card(v, device)),
      mine.length === 0 && h("li.hint", v.w(isKnown ? "deviceNone" : "starting")),
    ),
  ];
}

function alarmView(v, { kind, name, since }) {
  const isLocked = kind === "locked";
  return h(
    "p.told",
    { key: `${kind} ${name}`, "data-alarm": kind },
    icon(isLocked ? "volume-off" : "alert-triangle"),
    h("span", v.w(isLocked ? "alarm" : "silentAlarm", { name, time: clock(since) })),
  );
}

/** A form; done receives its elements on submit. */
function form(name, attributes, done, ...children) {
  const onsubmit = (event) => {
    event.preventDefault();
    done(event.currentTarget.elements);
  };
  return h(name, { ...attributes, onsubmit }, children);
}

function pairForm(v) {
  const { suggestion, pair } = v.device;
  const address = `${v.displayOrigin}/board/${v.venueId}?pair`;
  const kinds = KINDS.map((kind) => h("option", { value: kind }, v.named("kinds", kind)));
  return form(
    "form.group",
    { key: suggestion.key, "data-pair-form": true },
    pair,
    h("h3", v.w("pairTitle")),
    hint(v.w("pairHint", { address })),
    h(
      "div.fields",
      field(v, "pairCode", codeInput()),
      field(v, "pairName", nameInput("pair-name", suggestion.name)),
      field(v, "pairKind", h("select", { id: "pair-kind", name: "kind" }, kinds)),
      places(v, v.venue, "pair", {}),
    ),
    h("div.answers.left", submit(v, "data-pair", "pairDo")),
  );
}

function submit(v, data, word) {
  return h("button.dark", { type: "submit", [data]: true }, icon("check"), h("b", v.w(word)));
}

function codeInput() {
  return h("input.code-in", {
    type: "text",
    id: "pair-code",
    name: "code",
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    maxlength: 14,
    required: true,
    placeholder: "4K7 92H TX",
  });
}

function nameInput(id, name) {
  return h("input", {
    type: "text",
    id,
    name: "name",
    autocomplete: "off",
    maxlength: 40,
    required: true,
    "initial-value": name,
  });
}

function field(v, word, control) {
  return h("div.field", h("label", { for: control.attributes.id }, v.w(word)), control);
}

function lengthInput(v, id, name, placeholder, value) {
  return h("input.narrow", {
    type: "text",
    inputmode: "decimal",
    id,
    name,
    autocomplete: "off",
    maxlength: 5,
    placeholder,
    "initial-value": numberText(value, v.language),
  });
}

/** Whether a kiosk prints, and on which paper. */
function paperChoice(v, prefix, paperMm) {
  return h(
    "select",
    { id: `${prefix}-paper`, name: "paper_mm" },
    ["", 58, 80].map((mm) =>
      h(
        "option",
        { key: mm, value: mm, "initial-selected": mm === (paperMm ?? "") },
        mm ? `${mm} mm` : v.w("paperNone"),
      ),
    ),
  );
}

/** The fields for zone, size, distance, paper and voice. */
function places(v, venue, prefix, { kind, zone, inches, distance_m: distance, speaks = true, paper_mm: mm }) {
  const zones = h(
    "select",
    { id: `${prefix}-zone`, name: "zone" },
    h("option", { value: "" }, v.w("wholeVenue")),
    (venue?.zones ?? []).map(({ id, name }) =>
      h("option", { key: id, value: id, "initial-selected": id === zone }, name),
    ),
  );
  const check = { type: "checkbox", id: `${prefix}-speaks`, name: "speaks", "initial-checked": speaks };
  return [
    field(v, "deviceZone", zones),
    field(v, "inches", lengthInput(v, `${prefix}-inches`, "inches", "43", inches)),
    field(v, "distance", lengthInput(v, `${prefix}-distance`, "distance_m", "8", distance)),
    kind === "kiosk" && field(v, "paper", paperChoice(v, prefix, mm)),
    h("label.check.wide", h("input", check), v.w("speaks")),
  ];
}

function card(v, device) {
  const { id, name, tested } = device;
  const venue = find(v.content, "venues", device.venue);
  const zone = venue?.zones?.find((item) => item.id === device.zone);
  const place = zone ? v.w("inZone", { zone: zone.name }) : v.w("wholeVenue");
  const answer = tested && v.w(tested.heard ? "testedYes" : "testedNo", { time: clock(tested.at) });
  return h(
    "li.device",
    { key: id, "data-device": id },
    h("h3", h("b", name), " ", h("span.en", `${v.named("kinds", device.kind)}, ${place}`)),
    h(
      "dl",
      factsOf(v, device).map((fact) => factRow(v, fact)),
    ),
    tested && h("p.hint", { "data-tested": String(tested.heard) }, answer),
    v.isEditable && (v.device.editing === id ? editForm(v, device, venue) : acts(v, device)),
  );
}

function factRow(v, [word, value, isBad]) {
  return h(
    "div",
    { key: word, "data-row": word, class: isBad && "bad" },
    h("dt", v.w(word)),
    h("dd", isBad && icon("alert-triangle"), value),
  );
}

function acts(v, device) {
  const { edit, mute, test, reload, revoke } = v.device;
  const act = (word, name, press) =>
    h(
      "button.plain",
      {
        id: `${name}-${device.id}`,
        "data-act": name,
        disabled: v.isSaving,
        "aria-label": v.w("actOf", { act: v.w(word), name: device.name }),
        onclick: () => press(device),
      },
      v.w(word),
    );
  const isTv = device.kind === "tv";
  return h(
    "div.answers.left",
    act("edit", "edit", edit),
    isTv && act(device.muted ? "unmute" : "mute", "mute", mute),
    isTv && act("testSound", "test", test),
    act("reload", "reload", reload),
    act("revoke", "revoke", revoke),
  );
}

function editForm(v, device, venue) {
  const venues = itemsOf(v.content, "venues").map(({ id, name }) =>
    h("option", { key: id, value: id, "initial-selected": id === device.venue }, name),
  );
  return form(
    "form",
    { key: "edit", "data-edit-form": true },
    (fields) => v.device.change(device, fields),
    h(
      "div.fields",
      field(v, "pairName", nameInput("edit-name", device.name)),
      field(v, "venue", h("select", { id: "edit-venue", name: "venue" }, venues)),
      places(v, venue, "edit", device),
    ),
    h(
      "div.answers.left",
      submit(v, "data-save-device", "save"),
      h("button.plain", { onclick: () => v.device.edit(null) }, v.w("discard")),
    ),
  );
}

/** The state of a device in rows: [word, value, isBad]. */
function factsOf(v, device) {
  const { kind, behind, sound } = device;
  const isTv = kind === "tv";
  return [
    ["seen", seen(v, device), !device.online],
    ["version", version(v, device)],
    ["behind", behindWords(v, behind), behind > BEHIND_MAX],
    isTv && ["soundOf", sound ? v.named("sounds", sound) : v.w("unknown"), sound === "locked"],
    isTv && ["size", size(v, device)],
    isTv && ["reach", reach(v, device), reachOf(device).isShort],
  ].filter(Boolean);
}

function seen(v, { online, seen_at: at }) {
  if (online) return v.w("seenNow");
  if (!at) return v.w("seenNever");
  const isToday = at.slice(0, 10) === v.now?.slice(0, 10);
  return v.w(isToday ? "seenAt" : "seenDay", { time: clock(at), day: longDate(at, v.language) });
}

function version(v, device) {
  if (!device.version) return v.w("unknown");
  return device.is_current ? device.version : v.w("versionOld", { version: device.version });
}

function behindWords(v, behind) {
  if (behind === null) return v.w("unknown");
  return behind === 0 ? v.w("behindNone") : v.w("behindBy", { n: behind });
}

function size(v, { inches }) {
  return inches ? v.w("sizeOf", { inches: numberText(inches, v.language) }) : v.w("unknown");
}

function reach(v, device) {
  const { m, isShort } = reachOf(device);
  if (m === null) return v.w("unknown");
  return v.w(isShort ? "reachShort" : "reachOf", {
    m: numberText(m.toFixed(1), v.language),
    wanted: numberText(device.distance_m, v.language),
  });
}
