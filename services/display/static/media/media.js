/**
 * Pictures, muted videos and texts beside the calls: one element of each kind, one shown at a time.
 *
 * The next one is loaded before it is shown, so there is never a broken or empty picture; what does not
 * load or play is skipped. A video is always muted, and pauses, dimmed, while the voice speaks; one without a
 * time of its own plays to its end.
 */
import { Rotation, isSame } from "./state.js";
import { h } from "../shared/elements.js";

const LOAD_WITHIN_MS = 15_000;
/** A video that should play and stands still for so long is skipped. */
const STALL_MS = 15_000;
/** As long as the fade of media.css. */
const FADE_MS = 400;
/** The sizes tried for a text, as parts of the usual one; if none fits, its second language goes. */
const FITS = [1, 0.86, 0.74, 0.64, 0.55];

const addressOf = ({ file }) => `/media/${file}`;

export class MediaBeside {
  #rotation = new Rotation();
  #wanted = null;
  #shown = null;
  #loading = null;
  #place = "hidden";
  #isSpeaking = false;
  #fitted = "";
  /** Where the video was when it last moved: {at, now}. */
  #moved = null;
  #layers;

  constructor() {
    const video = h("video", {
      playsinline: true,
      muted: true,
      preload: "auto",
      "aria-hidden": "true",
      tabindex: -1,
    });
    video.muted = true;
    this.#layers = { picture: h("img", { alt: "", decoding: "async" }), video, text: h("p", {}) };
    this.element = h(
      "section",
      { class: "media", "data-place": "hidden", hidden: true },
      Object.values(this.#layers),
    );
    video.addEventListener("error", () => this.#lost("video"));
    video.addEventListener("ended", () => this.#rotation.end());
    this.#layers.picture.addEventListener("error", () => this.#lost("picture"));
    document.addEventListener("antre-voice", ({ detail }) => {
      this.#isSpeaking = detail.isSpeaking;
      this.#play();
    });
  }

  /** Set the list of media. */
  take(list) {
    this.#rotation.take(list);
  }

  get isSpeaking() {
    return this.#isSpeaking;
  }

  /** Show what is due in a place; give the place, "hidden" for none. isHeld: nothing changes now. */
  update({ place, isHeld, languages, now }) {
    const stays = isHeld || this.#isSpeaking;
    const medium = place === "hidden" ? this.#shown : this.#rotation.due(now, { isHeld: stays });
    this.#wanted = medium;
    if (!medium) this.#clear();
    else if (!isSame(medium, this.#shown)) this.#bring(medium);
    else if (medium.to_end && place !== "hidden" && !stays) this.#watch(now);
    this.#setPlace(this.#shown ? place : "hidden");
    if (this.#shown?.kind === "text" && this.#place !== "hidden") this.#write(languages);
    return this.#place;
  }

  /** Begin a video again that has ended and is due again; skip one that stands still. */
  #watch(now) {
    const { video } = this.#layers;
    if (video.ended) this.#start();
    if (video.currentTime !== this.#moved?.at) this.#moved = { at: video.currentTime, now };
    else if (now - this.#moved.now > STALL_MS) this.#lost("video");
  }

  #setPlace(place) {
    if (this.#place === place) return;
    this.#place = place;
    this.element.dataset.place = place;
    this.element.hidden = place === "hidden";
    this.#play();
  }

  /** Load media, then show them; one at a time. */
  async #bring(medium) {
    if (this.#loading) return;
    this.#loading = medium;
    try {
      await this.#load(medium);
      if (isSame(medium, this.#wanted)) this.#show(medium);
    } catch {
      this.#rotation.fail(medium, performance.now());
    } finally {
      this.#loading = null;
    }
  }

  async #load(medium) {
    if (medium.kind === "text") return undefined;
    if (medium.kind === "picture") {
      const probe = new Image();
      probe.src = addressOf(medium);
      return within(probe.decode());
    }
    const { video } = this.#layers;
    if (this.#shown?.kind === "video") this.#clear();
    const loaded = new Promise((done, broken) => {
      video.addEventListener("loadeddata", done, { once: true });
      video.addEventListener("error", broken, { once: true });
    });
    video.loop = !medium.to_end;
    video.src = addressOf(medium);
    return within(loaded);
  }

  #show(medium) {
    const { picture } = this.#layers;
    const before = this.#shown;
    this.#shown = medium;
    this.#rotation.began(performance.now());
    if (medium.kind === "picture") {
      // The old picture stays below as the ground of the frame while the new one fades in over it.
      this.element.style.backgroundImage = before?.kind === "picture" ? `url("${addressOf(before)}")` : "";
      picture.src = addressOf(medium);
    }
    this.#fitted = "";
    for (const [kind, layer] of Object.entries(this.#layers)) {
      layer.classList.toggle("leaving", kind === before?.kind && kind !== medium.kind);
      layer.classList.remove("shown");
    }
    const layer = this.#layers[medium.kind];
    layer.getBoundingClientRect(); // so that the fade begins anew on the same element
    layer.classList.add("shown");
    this.element.dataset.shown = medium.id;
    this.element.dataset.kind = medium.kind;
    this.#play();
    setTimeout(() => this.#release(), FADE_MS);
  }

  /** Free what is no longer visible. */
  #release() {
    const { picture, video, text } = this.#layers;
    const kind = this.#shown?.kind;
    this.element.style.backgroundImage = "";
    for (const layer of Object.values(this.#layers)) layer.classList.remove("leaving");
    if (kind !== "picture") picture.removeAttribute("src");
    if (kind !== "text") text.textContent = "";
    if (kind !== "video" && this.#loading?.kind !== "video" && video.hasAttribute("src")) {
      video.pause();
      video.removeAttribute("src");
      video.load();
    }
  }

  #clear() {
    if (!this.#shown) return;
    this.#shown = null;
    for (const layer of Object.values(this.#layers)) layer.classList.remove("shown");
    delete this.element.dataset.shown;
    delete this.element.dataset.kind;
    this.#release();
  }

  /** Skip what was shown: it broke. */
  #lost(kind) {
    if (this.#shown?.kind !== kind || this.#loading) return;
    this.#rotation.fail(this.#shown, performance.now());
    this.#clear();
  }

  #play() {
    const { video } = this.#layers;
    this.#moved = null;
    this.element.classList.toggle("ducked", this.#isSpeaking);
    if (this.#shown?.kind !== "video") return;
    if (this.#isSpeaking || this.#place === "hidden") video.pause();
    else if (!video.ended) this.#start();
  }

  #start() {
    this.#layers.video.play().catch((error) => {
      if (error.name !== "AbortError") this.#lost("video");
    });
  }

  /** Write the text in both languages, as large as fits the place. */
  #write(languages) {
    const { text } = this.#layers;
    const { clientWidth: width, clientHeight: height } = text;
    const key = JSON.stringify([this.#shown.text, languages, width, height]);
    if (key === this.#fitted || !height) return;
    this.#fitted = key;
    const [one, two] = languages;
    const { text: words } = this.#shown;
    const second = words.id !== words.en && h("span", { lang: two }, words[two]);
    text.replaceChildren(...[h("b", { lang: one }, words[one]), second].filter(Boolean));
    const isFull = () => text.scrollHeight > height || text.scrollWidth > width;
    for (const part of FITS) {
      text.style.setProperty("--fit", part);
      if (!isFull()) return;
    }
    second.remove();
  }
}

/** Wait for a promise, but at most LOAD_WITHIN_MS. */
function within(promise) {
  return Promise.race([
    promise,
    new Promise((_, late) => setTimeout(late, LOAD_WITHIN_MS, new Error("too late"))),
  ]);
}
