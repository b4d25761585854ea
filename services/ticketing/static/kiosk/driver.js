/**
 * Runs the kiosk: holds its state, lets touches change it, asks the server what is due, and stores which
 * presses are in doubt. Clock, network and storage are passed in.
 */
import * as H from "./help.js";
import * as P from "./presses.js";
import * as R from "./rating.js";
import * as S from "./state.js";

export class KioskDriver {
  #world;
  #expiredWords;

  /**
   * world: {nowMs(), serverMs(), load(), store(text), send(request, answered), onChange(before, after)};
   * serverMs: null before anything was heard; answered({status, body}): status 0 if nobody answers in
   * time, only the first answer counts. expiredWords: see answered in state.js.
   */
  constructor(world, expiredWords) {
    this.#world = world;
    this.#expiredWords = expiredWords;
    this.state = S.start(P.fromStored(world.load()));
  }

  /** Change the state; change(state, nowMs). */
  change(change) {
    const before = this.state;
    const nowMs = this.#world.nowMs();
    this.state = S.stand(change(before, nowMs), nowMs);
    if (this.state.presses !== before.presses) this.#world.store(P.toStored(this.state.presses));
    if (this.state !== before) this.#world.onChange(before, this.state);
  }

  /** Do what a button does, unless its screen has not stood long enough when the touch began. */
  touch(button, beganMs, change) {
    if (S.takesTouch(this.state, button, beganMs)) this.change(change);
  }

  /** Somebody is at the kiosk. */
  touched() {
    this.change((state, touchedMs) => ({ ...state, touchedMs }));
  }

  /** Go home once nobody is there any more, and send what is due. */
  tick() {
    this.change((state, nowMs) => (S.idleLeft(state, nowMs) === 0 ? S.home(state) : state));
    this.change((state, nowMs) => (R.isOver(state.rating, nowMs) ? S.home(state) : state));
    this.#callStaff();
    this.#rate();
    for (const request of P.due(this.state.presses, this.#world.nowMs(), this.#world.serverMs())) {
      this.change((state) => ({ ...state, presses: P.sent(state.presses, request.press.key) }));
      let isAnswered = false;
      this.#world.send(request, (answer) => {
        if (!isAnswered) this.#answered(request, answer);
        isAnswered = true;
      });
    }
  }

  /** Send the call for staff that is due; its answer counts while that call is still shown. */
  #callStaff() {
    const { help } = this.state;
    if (!H.isDue(help, this.#world.nowMs())) return;
    this.change((state) => ({ ...state, help: H.sent(help) }));
    this.#world.send({ kind: "help", press: { key: help.key } }, ({ status }) =>
      this.change((state, nowMs) =>
        state.help?.key === help.key ? { ...state, help: H.answered(state.help, status, nowMs) } : state,
      ),
    );
  }

  /** Send what a rating asks for now; its answer counts while that rating is still there. */
  #rate() {
    const request = R.due(this.state.rating, this.#world.nowMs());
    if (!request) return;
    this.change((state) => S.rated(state, R.sent));
    this.#world.send(request, (answer) =>
      this.change((state, nowMs) => S.rated(state, (rating) => R.answered(rating, request, answer, nowMs))),
    );
  }

  #answered({ kind, press: { key } }, answer) {
    const serverMs = this.#world.serverMs();
    const expiredWords = this.#expiredWords;
    this.change((state, nowMs) =>
      S.answered(state, { kind, key, answer }, { nowMs, serverMs, expiredWords }),
    );
  }
}
