/** Pictures, videos and texts on the admin's page: uploaded, seen, put in their turn. The form itself is saved like any other. */
import { itemsOf, put } from "./state.js";
import { displayOrigin } from "../shared/display-origin.js";
import { h, icon } from "../shared/dom.js";

const MEGABYTE = 1_000_000;

export class MediaRoom {
  /** What the service says of the folder: null before it was asked. */
  room = null;
  #page;
  /** The upload: {percent} while it goes, {refused} why it did not. */
  #upload = null;

  constructor(page) {
    this.#page = page;
  }

  /** What of this changes how a form is drawn. */
  get key() {
    return [this.room, this.#upload];
  }

  async read() {
    const { status, body } = await this.#page.asked("GET", "/media");
    if (status !== 200) return;
    this.room = body;
    this.#page.update();
  }

  forget() {
    this.#upload = null;
  }

  /** The controls of an item. */
  controls(f, content) {
    const { draft } = f;
    const page = this.#page;
    const isText = draft.kind === "text";
    const choices = (group, values) => values.map((value) => [value, page.named(group, value)]);
    const zones = content.venues?.find(({ id }) => id === draft.venue)?.zones ?? [];
    const group = (...controls) => h("section.group", h("div.fields", controls));
    return [
      group(
        this.#kind(f, choices("chooseKinds", ["picture", "text"])),
        isText ? f.pair(["text"]) : this.#file(f),
      ),
      group(
        f.text(["name"], { optional: true, hint: page.named("hints", "mediaName") }),
        f.number(["seconds"], { placeholder: "12", hint: page.named("hints", "seconds") }),
        f.date(["from"], { hint: page.named("hints", "dates") }),
        f.date(["until"], { hint: page.named("hints", "dates") }),
      ),
      group(
        f.select(
          ["venue"],
          [["", page.w("everyVenue")], ...itemsOf(content, "venues").map(({ id, name }) => [id, name])],
        ),
        draft.venue &&
          f.chips(
            ["zones"],
            zones.map(({ id, name }) => [id, name]),
            { hint: page.named("hints", "mediaZones") },
          ),
      ),
    ];
  }

  #kind(f, options) {
    const chosen = f.draft.kind === "text" ? "text" : "picture";
    const id = f.id(["kind"]);
    return h(
      "div.field",
      h("label", { for: id }, f.label(["kind"])),
      h(
        "select",
        {
          id,
          onchange: (event) => {
            const isText = event.target.value === "text";
            put(f.draft, [isText ? "file" : "text"], undefined);
            if (isText) put(f.draft, ["text"], { id: "", en: "" });
            f.set(["kind"], event.target.value);
          },
        },
        options.map(([value, words]) => h("option", { value, selected: value === chosen }, words)),
      ),
    );
  }

  #file(f) {
    const page = this.#page;
    const { file, kind, name } = f.draft;
    const isSending = this.#upload?.percent !== undefined;
    const wrong = f.problem(["file"]);
    const isGone = file && this.room && !(file in this.room.files);
    const address = `${displayOrigin(document.body.dataset.display)}/media/${file}`;
    const title = page.w("preview", { name: name || page.named("kinds", kind) });
    const sent = () => (this.#upload.percent < 100 ? page.w("sent", this.#upload) : page.w("prepared"));
    return h(
      "div.field.wide.media-file",
      file &&
        !isGone &&
        h(
          "div.preview",
          kind === "video"
            ? h("video", {
                src: address,
                controls: true,
                muted: true,
                preload: "metadata",
                "aria-label": title,
              })
            : h("img", { src: address, alt: title }),
        ),
      isGone && h("p.told", { "data-missing": true }, icon("alert-triangle"), h("span", page.w("missing"))),
      f.editable &&
        h(
          "div.upload",
          h(
            "label.plain.choose",
            icon("photo"),
            page.w(file ? "otherFile" : "chooseFile"),
            h("input", {
              type: "file",
              class: "visually-hidden",
              id: f.id(["file"]),
              accept: "image/jpeg,image/png,image/webp,video/mp4,video/webm",
              disabled: isSending,
              "aria-describedby": "media-hint",
              onchange: (event) => event.target.files[0] && this.#send(event.target.files[0], f),
            }),
          ),
          isSending &&
            h("p.said", { role: "status", "data-upload": true }, icon("hourglass"), h("span", sent())),
        ),
      this.#upload?.refused &&
        h(
          "p.wrong",
          { role: "alert", "data-refused": true },
          icon("alert-triangle"),
          h("span", this.#upload.refused),
        ),
      !this.#upload?.refused && wrong,
      h(
        "p.hint",
        { id: "media-hint" },
        [
          page.w("fileHint"),
          kind === "video" ? page.w("videoHint") : page.w("pictureHint"),
          this.room &&
            page.w("room", {
              used: megabytes(this.room.used_bytes),
              most: megabytes(this.room.folder_bytes_max),
            }),
        ]
          .filter(Boolean)
          .join(" "),
      ),
    );
  }

  async #send(file, f) {
    const page = this.#page;
    const limit = file.type.startsWith("video/") ? this.room?.video_bytes_max : this.room?.picture_bytes_max;
    if (limit && file.size > limit)
      return this.#said({
        refused: page.w("tooLarge", { name: file.name, mb: megabytes(file.size), limit: megabytes(limit) }),
      });
    this.#said({ percent: 0 });
    const { status, body } = await page.uploaded("/media", file, (percent) => this.#said({ percent }));
    if (status !== 200)
      return this.#said({ refused: status === 0 ? page.w("notSent") : (body.detail ?? page.w("notSent")) });
    put(f.draft, ["file"], body.file);
    put(f.draft, ["kind"], body.kind);
    if (!f.draft.name) put(f.draft, ["name"], file.name.replace(/\.\w+$/, "").slice(0, 120));
    await this.read();
    this.#said(null);
    return page.reshape();
  }

  #said(upload) {
    this.#upload = upload;
    this.#page.update();
  }

  /** When an item has its turn, and two buttons to change that. */
  turn(key) {
    const page = this.#page;
    const ids = itemsOf(page.content, "media").map(({ id }) => id);
    const n = ids.indexOf(key);
    const move = (word, name, to) =>
      h(
        "button.plain",
        {
          "data-move": word,
          id: `move-${word}`,
          disabled: page.isSaving || to < 0 || to >= ids.length,
          onclick: () => this.#move(ids, n, to),
        },
        icon(name),
        page.w(word),
      );
    return h(
      "section.group",
      h("h3", page.w("place", { n: n + 1, of: ids.length })),
      page.may("house-edit") &&
        ids.length > 1 &&
        h("div.answers.left", move("earlier", "arrow-up", n - 1), move("later", "arrow-down", n + 1)),
    );
  }

  async #move(ids, from, to) {
    const page = this.#page;
    const value = ids.filter((_, n) => n !== from);
    value.splice(to, 0, ids[from]);
    const { status, body } = await page.post("/house/media/order", { before: ids, value });
    await page.readHouse();
    page.reshape();
    if (status === 200) page.say(page.w("moved"));
    else page.refusedPlainly(status, body);
  }
}

/** "12", "0,4": megabytes as people say them; less than ten with one decimal. */
export function megabytes(bytes, language = document.documentElement.lang) {
  const digits = bytes < 10 * MEGABYTE ? 1 : 0;
  return (bytes / MEGABYTE).toLocaleString(language === "en" ? "en" : "id", {
    maximumFractionDigits: digits,
  });
}
