/**
 * Runs the kiosk: holds its state, applies touches, sends the requests that are due, and stores pending
 * presses. Clock, network and storage are passed in.
 */
import * as H from "./help.js";
import * as P from "./presses.js";
import * as R from "./rating.js";
import * as S from "./state.js";

export class KioskDriver {
  #world;
  #expiredWords;

  /**
   * world: {nowMs(), serverMs(), load(), store(text), send(request, onResponse), onChange(before, after)};
   * serverMs: null before the first response; onResponse({status, body}): status 0 on a timeout, only the
   * first call counts. expiredWords: see handleResponse in state.js.
   */
  constructor(world, expiredWords) {
    this.#world = world;
    this.#expiredWords = expiredWords;
    this.state = S.start(P.fromStored(world.load()));
  }

  /** Replace the state by change(state, nowMs). */
  change(change) {
    const before = this.state;
    const nowMs = this.#world.nowMs();
    this.state = S.trackLayout(change(before, nowMs), nowMs);
    if (this.state.presses !== before.presses) this.#world.store(P.toStored(this.state.presses));
    if (this.state !== before) this.#world.onChange(before, this.state);
  }

  /** Apply a button's change, unless its screen had just changed when the touch began. */
  touch(button, beganMs, change) {
    if (S.takesTouch(this.state, button, beganMs)) this.change(change);
  }

  /** Record user activity. */
  touched() {
    this.change((state, touchedMs) => ({ ...state, touchedMs }));
  }

  /** Go home when idle, and send the requests that are due. */
  tick() {
    this.change((state, nowMs) => (S.idleLeft(state, nowMs) === 0 ? S.home(state) : state));
    this.change((state, nowMs) => (R.isOver(state.rating, nowMs) ? S.home(state) : state));
    this.#callStaff();
    this.#rate();
    for (const request of P.due(this.state.presses, this.#world.nowMs(), this.#world.serverMs())) {
      this.change((state) => ({ ...state, presses: P.markSent(state.presses, request.press.key) }));
      let isAnswered = false;
      this.#world.send(request, (response) => {
        if (!isAnswered) this.#handleResponse(request, response);
        isAnswered = true;
      });
    }
  }

  /** Send the call for staff if it is due; its response is ignored once that call is closed. */
  #callStaff() {
    const { help } = this.state;
    if (!H.isDue(help, this.#world.nowMs())) return;
    this.change((state) => ({ ...state, help: H.markSent(help) }));
    this.#world.send({ kind: "help", press: { key: help.key } }, ({ status }) =>
      this.change((state, nowMs) =>
        state.help?.key === help.key
          ? { ...state, help: H.handleResponse(state.help, status, nowMs) }
          : state,
      ),
    );
  }

  /** Send the rating's request if it is due; its response is ignored once that rating is over. */
  #rate() {
    const request = R.due(this.state.rating, this.#world.nowMs());
    if (!request) return;
    this.change((state) => S.updateRating(state, R.markSent));
    this.#world.send(request, (response) =>
      this.change((state, nowMs) =>
        S.updateRating(state, (rating) => R.handleResponse(rating, request, response, nowMs)),
      ),
    );
  }

  #handleResponse({ kind, press: { key } }, response) {
    const serverMs = this.#world.serverMs();
    const expiredWords = this.#expiredWords;
    this.change((state, nowMs) =>
      S.handleResponse(state, { kind, key, response }, { nowMs, serverMs, expiredWords }),
    );
  }
}
