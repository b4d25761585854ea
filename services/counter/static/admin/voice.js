/** The voice on the admin's page: how a venue's calls are spoken, how an agency's name is, what the house says otherwise. */
import { at, put } from "./state.js";
import { displayOrigin } from "../shared/display-origin.js";
import { h, icon } from "../shared/dom.js";

const LANGUAGES = ["id", "en", "id,en", "en,id"];

/** The controls of a venue's voice, and whether its boards are open. */
export function voiceOf(f, isNew) {
  const { page } = f;
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
  const id = f.id(["voice", "languages"]);
  return [
    h(
      "section.group",
      h("h3", f.label(["voice"])),
      h(
        "div.fields",
        h(
          "div.field",
          h("label", { for: id }, f.label(["languages"])),
          h(
            "select",
            {
              id,
              onchange: (event) => {
                voice.set(["voice", "languages"], event.target.value.split(","));
              },
            },
            LANGUAGES.map((value) =>
              h("option", { value, selected: value === chosen }, page.named("languageSets", value)),
            ),
          ),
          f.problem(["voice", "languages"]),
        ),
        voice.select(
          ["voice", "numbers"],
          ["figures", "number"].map((value) => [value, page.named("numberStyles", value)]),
          { label: page.named("fields", "numbers_spoken") },
        ),
        voice.check(["voice", "agency"], { label: page.named("fields", "agency_spoken") }),
        h("p.hint.wide", speakers(page, f.draft.id)),
      ),
      !isNew && listen(page, f.draft.id, chosen.split(",")),
    ),
    h(
      "section.group",
      h(
        "label.check",
        h("input", {
          type: "checkbox",
          id: f.id(["open_boards"]),
          checked: f.draft.open_boards !== false,
          "aria-describedby": "open-boards-hint",
          onchange: (event) => f.set(["open_boards"], event.target.checked ? undefined : false),
        }),
        f.label(["open_boards"]),
      ),
      h("p.hint", { id: "open-boards-hint" }, page.named("hints", "openBoards")),
    ),
  ];
}

/** How an agency's name is said, and a button to hear it. */
export function spokenOf(f, isNew) {
  const venue = f.draft.places?.find(({ status }) => status !== "planned")?.venue ?? f.v.venueId;
  return h(
    "section.group",
    h("div.fields", f.text(["spoken"], { optional: true, wide: true, hint: f.v.named("hints", "spoken") })),
    !isNew && listen(f.page, venue, ["id"], f.draft.id),
  );
}

/** The controls of the whole house: its name, its motto, its pronunciations. */
export function houseControls(f) {
  const { page } = f;
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
          { hint: page.named("hints", "pronunciations") },
        ),
      ),
    ),
  ];
}

function speakers(page, venue) {
  const zones = page.content?.venues?.find(({ id }) => id === venue)?.zones ?? [];
  const place = (id) => zones.find((zone) => zone.id === id)?.name ?? page.w("wholeVenue");
  const list = (page.devices.all ?? [])
    .filter((one) => one.venue === venue && one.kind === "tv" && one.speaks)
    .map(({ name, zone }) => `${name} (${place(zone)})`);
  return list.length ? page.w("speakers", { list: list.join(", ") }) : page.w("speakersNone");
}

/** A button that plays a sample, one language after the other, as the display speaks it now. */
function listen(page, venue, languages, agency = "") {
  const button = h(
    "button.plain",
    {
      "data-listen": agency || venue,
      id: "listen",
      onclick: async () => {
        button.disabled = true;
        try {
          for (const lang of languages)
            await played(
              `${displayOrigin(document.body.dataset.display)}/api/display/v1/voice/${encodeURIComponent(venue)}/sample.wav?${new URLSearchParams({ lang, agency, edition: page.seq })}`,
            );
        } catch {
          page.say(page.w("noVoice"), "refused");
        }
        button.disabled = false;
      },
    },
    icon("volume"),
    page.w("listen"),
  );
  return h("div.answers.left", button, h("span.hint", page.named("hints", "listen")));
}

async function played(address) {
  const sound = new Audio(address);
  const ended = new Promise((done, broken) => {
    sound.onended = done;
    sound.onerror = () => broken(new Error("no sound"));
  });
  await sound.play();
  await ended;
}
