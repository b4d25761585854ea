/**
 * Pictures, muted videos and texts beside the calls: one element of each kind, one visible at a time.
 *
 * The next medium is loaded before it is shown, so there is never a broken or empty picture; a medium that
 * fails to load or play is skipped. A video is always muted, and paused and dimmed while the voice speaks; a
 * video with `to_end` plays to its end.
 */
import { Rotation, isSame } from "./state.js";
import { h } from "../shared/elements.js";

const LOAD_WITHIN_MS = 15_000;
/** A video that should play but does not progress for this long is skipped. */
const STALL_MS = 15_000;
/** Duration of the fade in media.css. */
const FADE_MS = 400;
/** Sizes to try for a text, as fractions of the usual one; if none fits, its second language is removed. */
const FITS = [1, 0.86, 0.74, 0.64, 0.55];

const addressOf = ({ file }) => `/media/${file}`;

export class MediaBeside {
  #rotation = new Rotation();
  #due = null;
  #current = null;
  #loading = null;
  #place = "hidden";
  #isSpeaking = false;
  #fitted = "";
  /** The video's last progress: {at (its position, s), now (ms)}. */
  #progress = null;
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
    video.addEventListener("error", () => this.#fail("video"));
    video.addEventListener("ended", () => this.#rotation.end());
    this.#layers.picture.addEventListener("error", () => this.#fail("picture"));
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

  /** Show the medium that is due in a place; return the place, "hidden" for none. isHeld: change nothing. */
  update({ place, isHeld, languages, now }) {
    const stays = isHeld || this.#isSpeaking;
    const medium = place === "hidden" ? this.#current : this.#rotation.due(now, { isHeld: stays });
    this.#due = medium;
    if (!medium) this.#clear();
    else if (!isSame(medium, this.#current)) this.#loadAndShow(medium);
    else if (medium.to_end && place !== "hidden" && !stays) this.#checkVideo(now);
    this.#setPlace(this.#current ? place : "hidden");
    if (this.#current?.kind === "text" && this.#place !== "hidden") this.#write(languages);
    return this.#place;
  }

  /** Restart a video that has ended but is due again; skip one that stalls. */
  #checkVideo(now) {
    const { video } = this.#layers;
    if (video.ended) this.#start();
    if (video.currentTime !== this.#progress?.at) this.#progress = { at: video.currentTime, now };
    else if (now - this.#progress.now > STALL_MS) this.#fail("video");
  }

  #setPlace(place) {
    if (this.#place === place) return;
    this.#place = place;
    this.element.dataset.place = place;
    this.element.hidden = place === "hidden";
    this.#play();
  }

  /** Load a medium, then show it; one at a time. */
  async #loadAndShow(medium) {
    if (this.#loading) return;
    this.#loading = medium;
    try {
      await this.#load(medium);
      if (isSame(medium, this.#due)) this.#show(medium);
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
    if (this.#current?.kind === "video") this.#clear();
    const loaded = new Promise((resolve, reject) => {
      video.addEventListener("loadeddata", resolve, { once: true });
      video.addEventListener("error", reject, { once: true });
    });
    video.loop = !medium.to_end;
    video.src = addressOf(medium);
    return within(loaded);
  }

  #show(medium) {
    const { picture } = this.#layers;
    const before = this.#current;
    this.#current = medium;
    this.#rotation.began(performance.now());
    if (medium.kind === "picture") {
      // The old picture remains as the background while the new one fades in over it.
      this.element.style.backgroundImage = before?.kind === "picture" ? `url("${addressOf(before)}")` : "";
      picture.src = addressOf(medium);
    }
    this.#fitted = "";
    for (const [kind, layer] of Object.entries(this.#layers)) {
      layer.classList.toggle("leaving", kind === before?.kind && kind !== medium.kind);
      layer.classList.remove("shown");
    }
    const layer = this.#layers[medium.kind];
    layer.getBoundingClientRect(); // forces a reflow, so that the fade restarts on the same element
    layer.classList.add("shown");
    this.element.dataset.shown = medium.id;
    this.element.dataset.kind = medium.kind;
    this.#play();
    setTimeout(() => this.#release(), FADE_MS);
  }

  /** Release the media that are no longer visible. */
  #release() {
    const { picture, video, text } = this.#layers;
    const kind = this.#current?.kind;
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
    if (!this.#current) return;
    this.#current = null;
    for (const layer of Object.values(this.#layers)) layer.classList.remove("shown");
    delete this.element.dataset.shown;
    delete this.element.dataset.kind;
    this.#release();
  }

  /** Skip the current medium, because it failed. */
  #fail(kind) {
    if (this.#current?.kind !== kind || this.#loading) return;
    this.#rotation.fail(this.#current, performance.now());
    this.#clear();
  }

  #play() {
    const { video } = this.#layers;
    this.#progress = null;
    this.element.classList.toggle("ducked", this.#isSpeaking);
    if (this.#current?.kind !== "video") return;
    if (this.#isSpeaking || this.#place === "hidden") video.pause();
    else if (!video.ended) this.#start();
  }

  #start() {
    this.#layers.video.play().catch((error) => {
      if (error.name !== "AbortError") this.#fail("video");
    });
  }

  /** Write the text in both languages, as large as fits the place. */
  #write(languages) {
    const { text } = this.#layers;
    const { clientWidth: width, clientHeight: height } = text;
    const key = JSON.stringify([this.#current.text, languages, width, height]);
    if (key === this.#fitted || !height) return;
    this.#fitted = key;
    const [one, two] = languages;
    const { text: words } = this.#current;
    const second = words.id !== words.en && h("span", { lang: two }, words[two]);
    text.replaceChildren(...[h("b", { lang: one }, words[one]), second].filter(Boolean));
    const overflows = () => text.scrollHeight > height || text.scrollWidth > width;
    for (const fraction of FITS) {
      text.style.setProperty("--fit", fraction);
      if (!overflows()) return;
    }
    second.remove();
  }
}

/** Wait for a promise, but at most LOAD_WITHIN_MS. */
function within(promise) {
  return Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(reject, LOAD_WITHIN_MS, new Error("timeout"))),
  ]);
}
