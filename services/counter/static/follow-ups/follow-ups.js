/** The page of follow-ups: what is done about what visitors said. State here, views beside. */
import * as S from "./state.js";
import { pageView } from "./views.js";
import { WORDS } from "./words.js";
import { StaffPage } from "../staff/page.js";
import { WORDS as STAFF_WORDS } from "../staff/words.js";
import { newRequestKey } from "../shared/request-key.js";

const LOOK_MS = 15_000;
const ACTIONS = "add ask cancel change mark remove save".split(" ");

class FollowUpsPage extends StaffPage {
  words = { ...STAFF_WORDS, ...WORDS };
  acts = ACTIONS;
  list = null;
  /** {follow_up, isNew}: what is being written; null: nothing. */
  editing = null;
  removing = null;
  isSaving = false;
  #looking = null;

  begin() {
    if (!this.may("figures")) return this.go("forbidden");
    this.go("list");
    return this.look();
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

  async look() {
    clearTimeout(this.#looking);
    if (this.isAtDoor) return;
    const { status, body } = await this.track(this.api.ask("GET", "/follow-ups"));
    if (status === 401) return void this.ended(body);
    if (status === 200) this.list = body;
    this.#looking = setTimeout(() => this.look(), LOOK_MS);
    this.update();
  }

  add() {
    const known = this.list.venues.some(({ id }) => id === this.api.venue);
    this.#write(S.fresh(newRequestKey(), known ? this.api.venue : ""), true);
  }

  change(one) {
    this.#write(one, false);
  }

  #write(followUp, isNew) {
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

  mark(one, done) {
    return this.save({ ...one, done });
  }

  save(one) {
    return this.#send("PUT", one, S.wishOf(one), "saved");
  }

  remove(one) {
    return this.#send("DELETE", one, undefined, "removed");
  }

  async #send(method, one, wish, words) {
    this.isSaving = true;
    this.update();
    const { status, body } = await this.track(this.api.ask(method, `/follow-ups/${one.id}`, wish));
    this.isSaving = false;
    if (status === 401) return this.ended(body);
    if (status !== 200) return this.say(body.detail ?? this.w("notReached"), "refused");
    this.editing = null;
    this.removing = null;
    this.say(this.w(words));
    return this.look();
  }
}

customElements.define("antre-follow-ups", FollowUpsPage);
