/** Pictures, videos and texts on the admin's page: upload, preview, order. */
import { itemsOf, lengthOf, put } from "./state.js";
import { displayOrigin } from "../shared/display-origin.js";
import { h, icon } from "../shared/draw.js";

const MEGABYTE = 1_000_000;

export class MediaRoom {
  /** The state of the media folder; null before it is loaded. */
  room = null;
  #page;
  /** The upload: {percent} in progress, {refused} if it failed; null: none. */
  #upload = null;

  constructor(page) {
    this.#page = page;
  }

  async read() {
    const { status, body } = await this.#page.request("GET", "/media");
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
    const isText = draft.kind === "text";
    const zones = content.venues?.find(({ id }) => id === draft.venue)?.zones ?? [];
    const group = (...controls) => h("section.group", h("div.fields", controls));
    return [
      group(this.#kind(f), isText ? f.pair(["text"]) : this.#file(f)),
      group(
        f.text(["name"], { optional: true, hint: f.v.named("hints", "mediaName") }),
        f.number(["seconds"], { placeholder: usualSeconds(draft), hint: secondsHint(f) }),
        f.date(["from"], { hint: f.v.named("hints", "dates") }),
        f.date(["until"], { hint: f.v.named("hints", "dates") }),
      ),
      group(
        f.select(
          ["venue"],
          [["", f.v.w("everyVenue")], ...itemsOf(content, "venues").map(({ id, name }) => [id, name])],
        ),
        draft.venue &&
          f.chips(
            ["zones"],
            zones.map(({ id, name }) => [id, name]),
            { hint: f.v.named("hints", "mediaZones") },
          ),
      ),
    ];
  }

  #kind(f) {
    const change = (kind) => {
      const isText = kind === "text";
      put(f.draft, [isText ? "file" : "text"], undefined);
      put(f.draft, ["length"], undefined);
      if (isText) put(f.draft, ["text"], { id: "", en: "" });
      f.set(["kind"], kind);
    };
    const options = ["picture", "text"].map((kind) => [kind, f.v.named("chooseKinds", kind)]);
    return f.choice(
      ["kind"],
      f.label(["kind"]),
      options,
      f.draft.kind === "text" ? "text" : "picture",
      change,
    );
  }

  #file(f) {
    const { file } = f.draft;
    const wrong = f.problem(["file"]);
    const isGone = file && this.room && !(file in this.room.files);
    const refused = this.#upload?.refused;
    return h(
      "div.field.wide.media-file",
      file && !isGone && h("div.preview", { key: file }, preview(f)),
      isGone && h("p.told", { "data-missing": true }, icon("alert-triangle"), h("span", f.v.w("missing"))),
      f.editable && h("div.upload", this.#chooser(f)),
      refused &&
        h("p.wrong", { role: "alert", "data-refused": true }, icon("alert-triangle"), h("span", refused)),
      !refused && wrong,
      h("p.hint", { id: "media-hint" }, this.#hint(f)),
    );
  }

  #chooser(f) {
    const { v } = f;
    const { percent } = this.#upload ?? {};
    const isSending = percent !== undefined;
    return [
      h(
        "label.plain.choose",
        icon("photo"),
        v.w(f.draft.file ? "otherFile" : "chooseFile"),
        h("input.visually-hidden", {
          type: "file",
          id: f.id(["file"]),
          accept: "image/jpeg,image/png,image/webp,video/mp4,video/webm",
          disabled: isSending,
          "aria-describedby": "media-hint",
          onchange: ({ target }) => target.files[0] && this.#send(target.files[0], f),
        }),
      ),
      isSending &&
        h(
          "p.said",
          { role: "status", "data-upload": true },
          icon("hourglass"),
          h("span", percent < 100 ? v.w("sent", this.#upload) : v.w("prepared")),
        ),
    ];
  }

  #hint({ v, draft }) {
    const { room } = this;
    const megabytesOf = room && { used: megabytes(room.used_bytes), most: megabytes(room.folder_bytes_max) };
    return [
      v.w("fileHint"),
      v.w(draft.kind === "video" ? "videoHint" : "pictureHint"),
      room && v.w("room", megabytesOf),
    ]
      .filter(Boolean)
      .join(" ");
  }

  async #send(file, f) {
    const page = this.#page;
    const limit = file.type.startsWith("video/") ? this.room?.video_bytes_max : this.room?.picture_bytes_max;
    if (limit && file.size > limit)
      return this.#setUpload({
        refused: page.w("tooLarge", { name: file.name, mb: megabytes(file.size), limit: megabytes(limit) }),
      });
    this.#setUpload({ percent: 0 });
    const { status, body } = await page.uploadFile("/media", file, (percent) => this.#setUpload({ percent }));
    if (status !== 200)
      return this.#setUpload({
        refused: status === 0 ? page.w("notSent") : (body.detail ?? page.w("notSent")),
      });
    put(f.draft, ["file"], body.file);
    put(f.draft, ["kind"], body.kind);
    put(f.draft, ["length"], body.seconds ?? undefined);
    if (!f.draft.name) put(f.draft, ["name"], file.name.replace(/\.\w+$/, "").slice(0, 120));
    await this.read();
    this.#setUpload(null);
    return page.update();
  }

  #setUpload(upload) {
    this.#upload = upload;
    this.#page.update();
  }

  /** An item's position in the rotation, with buttons to move it. */
  turn(v) {
    const ids = itemsOf(v.content, "media").map(({ id }) => id);
    const n = ids.indexOf(v.key);
    const move = (word, name, to) =>
      h(
        "button.plain",
        {
          "data-move": word,
          id: `move-${word}`,
          disabled: v.isSaving || to < 0 || to >= ids.length,
          onclick: () => this.#move(ids, n, to),
        },
        icon(name),
        v.w(word),
      );
    return h(
      "section.group",
      h("h3", v.w("place", { n: n + 1, of: ids.length })),
      v.may("house-edit") &&
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
    page.update();
    if (status === 200) page.say(page.w("moved"));
    else page.showRefusal(status, body);
  }
}

/** The default display time of an item, s, as text. */
function usualSeconds({ kind, length }) {
  if (kind !== "video") return "12";
  return length ? String(Math.ceil(length)) : "";
}

function secondsHint({ v, draft: { kind, length } }) {
  if (kind !== "video") return v.named("hints", "seconds");
  const hint = v.named("hints", "videoSeconds");
  return length ? `${v.w("videoLength", { length: lengthText(v, length) })} ${hint}` : hint;
}

function lengthText(v, length) {
  const { minutes, seconds } = lengthOf(length);
  return v.w(minutes ? "minutesSeconds" : "onlySeconds", { minutes, seconds });
}

function preview({ v, draft: { file, kind, name } }) {
  const src = `${displayOrigin(document.body.dataset.display)}/media/${file}`;
  const title = v.w("preview", { name: name || v.named("kinds", kind) });
  return kind === "video"
    ? h("video", { src, controls: true, muted: true, preload: "metadata", "aria-label": title })
    : h("img", { src, alt: title });
}

/** Format megabytes: "12", "0,4"; below ten with one decimal. */
export function megabytes(bytes, language = document.documentElement.lang) {
  const digits = bytes < 10 * MEGABYTE ? 1 : 0;
  return (bytes / MEGABYTE).toLocaleString(language === "en" ? "en" : "id", {
    maximumFractionDigits: digits,
  });
}
