/** Forms for the voice: how calls and names are spoken; and for the house's own fields. */
import { at, put } from "./state.js";
import { h, icon } from "../shared/draw.js";

const LANGUAGES = ["id", "en", "id,en", "en,id"];

/** Default outcomes; the same as in the core. */
const USUAL_OUTCOMES = {
  done: ["Selesai", "Done"],
  "documents-missing": ["Dokumen belum lengkap", "Documents missing"],
  "come-again": ["Perlu datang lagi", "Must come again"],
  "not-here": ["Bukan layanan di sini", "Not served here"],
  "not-needed": ["Tidak jadi", "Not needed"],
};
const OUTCOMES_MAX = 8;

/** The controls of a venue's voice and of its open boards. */
export function voiceOf(f, isNew) {
  const { v } = f;
  const voice = Object.create(f, {
    set: {
      value: (path, value) => {
        put(f.draft, path, value);
        if (Object.keys(f.draft.voice ?? {}).length === 0) put(f.draft, ["voice"], undefined);
        f.changed();
      },
    },
  });
  const chosen = (at(f.draft, ["voice", "languages"]) ?? ["id"]).join(",");
  const numbers = ["figures", "number"].map((value) => [value, v.named("numberStyles", value)]);
  const change = (value) => voice.set(["voice", "languages"], value.split(","));
  return [
    h(
      "section.group",
      h("h3", f.label(["voice"])),
      h(
        "div.fields",
        f.choice(
          ["voice", "languages"],
          f.label(["languages"]),
          LANGUAGES.map((value) => [value, v.named("languageSets", value)]),
          chosen,
          change,
        ),
        f.problem(["voice", "languages"]),
        voice.select(["voice", "numbers"], numbers, { label: v.named("fields", "numbers_spoken") }),
        voice.check(["voice", "agency"], { label: v.named("fields", "agency_spoken") }),
        voice.check(["voice", "chime_only"], { label: v.named("fields", "chime_only") }),
        h("p.hint.wide", speakers(v, f.draft.id)),
      ),
      !isNew && listen(v, f.draft.id, chosen.split(",")),
    ),
    h("section.group", openBoards(f)),
  ];
}

function openBoards(f) {
  const change = ({ target }) => f.set(["open_boards"], target.checked ? undefined : false);
  return [
    h(
      "label.check",
      h("input", {
        type: "checkbox",
        id: f.id(["open_boards"]),
        checked: f.draft.open_boards !== false,
        "aria-describedby": "open-boards-hint",
        onchange: change,
      }),
      f.label(["open_boards"]),
    ),
    h("p.hint", { id: "open-boards-hint" }, f.v.named("hints", "openBoards")),
  ];
}

/** How an agency's name is spoken, and a button to listen to it. */
export function spokenOf(f, isNew) {
  const venue = f.draft.places?.find(({ status }) => status !== "planned")?.venue ?? f.v.venueId;
  return h(
    "section.group",
    h("div.fields", f.text(["spoken"], { optional: true, wide: true, hint: f.v.named("hints", "spoken") })),
    !isNew && listen(f.v, venue, ["id"], f.draft.id),
  );
}

/** The controls of the house's own fields: name, motto, pronunciations, outcomes. */
export function houseControls(f) {
  const { v } = f;
  return [
    h(
      "section.group",
      h("div.fields", f.text(["name"], { wide: true }), f.text(["motto"], { wide: true, optional: true })),
    ),
    h(
      "section.group",
      h(
        "div.fields",
        f.rows(
          ["pronunciations"],
          (path) => [f.text([...path, "written"]), f.text([...path, "said"])],
          () => ({ written: "", said: "" }),
          { hint: v.named("hints", "pronunciations") },
        ),
      ),
    ),
    h("section.group", h("div.fields", outcomesOf(f))),
  ];
}

/** The outcomes: the defaults, or the house's own list. */
function outcomesOf(f) {
  const { v } = f;
  if (f.draft.outcomes)
    return f.rows(
      ["outcomes"],
      (path, n) => f.pair([...path, "name"], { label: `${n + 1}` }),
      () => ({ id: "", name: { id: "", en: "" } }),
      { hint: v.w("outcomesHint", { most: OUTCOMES_MAX }) },
    );
  const usual = Object.entries(USUAL_OUTCOMES).map(([id, [name, en]]) => ({ id, name: { id: name, en } }));
  const list = Object.values(USUAL_OUTCOMES).map((pair) => v.word(pair));
  return h(
    "div.field.wide",
    h("span.label", f.label(["outcomes"])),
    h("p.hint", v.w("usualOutcomes", { list: list.join(", ") })),
    f.editable &&
      h(
        "button.plain",
        { id: "f-outcomes-own", onclick: () => f.set(["outcomes"], usual) },
        icon("plus"),
        v.w("ownOutcomes"),
      ),
  );
}

function speakers(v, venue) {
  const zones = v.content?.venues?.find(({ id }) => id === venue)?.zones ?? [];
  const place = (id) => zones.find((zone) => zone.id === id)?.name ?? v.w("wholeVenue");
  const list = v.devices
    .filter((device) => device.venue === venue && device.kind === "tv" && device.speaks)
    .map(({ name, zone }) => `${name} (${place(zone)})`);
  return list.length ? v.w("speakers", { list: list.join(", ") }) : v.w("speakersNone");
}

/** A button that plays a sample call, one language after the other, with the saved settings. */
function listen(v, venue, languages, agency = "") {
  const onclick = async ({ currentTarget: button }) => {
    button.disabled = true;
    await v.actions.playVoice(venue, languages, agency);
    button.disabled = false;
  };
  return h(
    "div.answers.left",
    h(
      "button.plain",
      { "data-listen": agency || venue, id: "listen", onclick },
      icon("volume"),
      v.w("listen"),
    ),
    h("span.hint", v.named("hints", "listen")),
  );
}

/** Play a sound; resolves when it has ended. */
export async function play(address) {
  const sound = new Audio(address);
  const ended = new Promise((resolve, reject) => {
    sound.addEventListener("ended", resolve);
    sound.addEventListener("error", () => reject(new Error("no sound")));
  });
  await sound.play();
  await ended;
}
