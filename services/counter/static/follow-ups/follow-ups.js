/** The page of follow-ups on visitor feedback. State and actions are here, views in another module. */
import * as S from "./state.js";
import { pageView } from "./views.js";
import { WORDS } from "./words.js";
import { StaffPage } from "../staff/page.js";
import { WORDS as STAFF_WORDS } from "../staff/words.js";
import { newRequestKey } from "../shared/request-key.js";

const REFRESH_MS = 15_000;
const ACTIONS = "add ask cancel change mark remove save".split(" ");

class FollowUpsPage extends StaffPage {
  words = { ...STAFF_WORDS, ...WORDS };
  acts = ACTIONS;
  list = null;
  /** The follow-up being edited: {follow_up, isNew}; null: none. */
  editing = null;
  removing = null;
  isSaving = false;
  #timer = null;

  begin() {
    if (!this.may("figures")) return this.go("forbidden");
    this.go("list");
    return this.refresh();
  }

  get tab() {
    return this.w("tab");
  }

  get view() {
    const { list, editing, removing, isSaving } = this;
    return { ...super.view, list, editing, removing, isSaving, mayEdit: this.may("follow-up") };
  }

  mainView(v) {
    return pageView(v);
  }

  async refresh() {
    clearTimeout(this.#timer);
    if (this.isAtDoor) return;
    const { status, body } = await this.track(this.api.ask("GET", "/follow-ups"));
    if (status === 401) return void this.ended(body);
    if (status === 200) this.list = body;
    this.#timer = setTimeout(() => this.refresh(), REFRESH_MS);
    this.update();
  }

  add() {
    const isVenue = this.list.venues.some(({ id }) => id === this.api.venue);
    this.#edit(S.fresh(newRequestKey(), isVenue ? this.api.venue : ""), true);
  }

  change(followUp) {
    this.#edit(followUp, false);
  }

  #edit(followUp, isNew) {
    this.removing = null;
    this.editing = { follow_up: followUp, isNew };
    this.message = null;
    this.update();
    this.querySelector("form.write input")?.focus();
  }

  cancel() {
    this.editing = null;
    this.update();
  }

  ask(id) {
    this.removing = id;
    this.update();
  }

  mark(followUp, done) {
    return this.save({ ...followUp, done });
  }

  save(followUp) {
    return this.#send("PUT", followUp, S.bodyOf(followUp), "saved");
  }

  remove(followUp) {
    return this.#send("DELETE", followUp, undefined, "removed");
  }

  async #send(method, followUp, payload, words) {
    this.isSaving = true;
    this.update();
    const { status, body } = await this.track(this.api.ask(method, `/follow-ups/${followUp.id}`, payload));
    this.isSaving = false;
    if (status === 401) return this.ended(body);
    if (status !== 200) return this.say(body.detail ?? this.w("notReached"), "refused");
    this.editing = null;
    this.removing = null;
    this.say(this.w(words));
    return this.refresh();
  }
}

customElements.define("antre-follow-ups", FollowUpsPage);
