/** Handles keys, touch and mouse on the clerk's page. */
import { actionOf, keyName, keysRest } from "./keys-state.js";
import * as S from "./state.js";

/** Longest pause between two digits of one counter's sign. */
const DIGITS_WITHIN_MS = 2_000;
/** Buttons that may be pressed repeatedly: times, and the digits of a dialog. */
const REPEATED = new Set(["later", "sooner", "dialog-later", "dialog-sooner", "dialog-key"]);
/** Actions whose keys show no message while they have no object. */
const QUIET = new Set(["undo", "read", "reason"]);

export class Hands {
  #page;
  #pressed = null;
  #typed = { digits: "", atMs: -Infinity };

  constructor(page) {
    this.#page = page;
    addEventListener("keydown", (event) => this.#key(event));
    page.addEventListener("click", (event) => this.#touch(event), true);
    page.addEventListener("click", (event) => this.#click(event));
  }

  /**
   * Drop the second press of a double click or tap before it reaches a button, since the first press may have
   * moved another button under it.
   */
  #touch(event) {
    if (event.detail === 0) return; // Caused by a key.
    const press = {
      x: event.clientX,
      y: event.clientY,
      atMs: event.timeStamp,
      act: event.target.closest?.("[data-act]")?.dataset.act,
    };
    const before = this.#pressed;
    this.#pressed = press;
    // Blur the button, so that the next Enter presses the main action.
    if (document.activeElement?.matches("button")) {
      const box = document.activeElement.closest("dialog");
      if (box) box.focus();
      else document.activeElement.blur();
    }
    if (!S.isDouble(before, press) || (REPEATED.has(press.act) && press.act === before.act)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #click(event) {
    const button = event.target.closest?.("[data-act]");
    if (!button) return;
    const page = this.#page;
    const { act, ...data } = button.dataset;
    if (act.startsWith("dialog-")) page.loaded.answerDialog(page, act, data);
    else if (act !== "main" || !page.isResting) page.act(act, data);
  }

  #key(event) {
    if (event.defaultPrevented || event.key === "Escape" || event.key === "Tab") return;
    const page = this.#page;
    const name = keyName(event);
    const isOnButton = event.target?.closest?.("button, a") && name === "Enter";
    if (page.dialog) {
      this.#keyOfDialog(event, name, isOnButton);
      return;
    }
    if (page.screen === "pick" && name && !keysRest(event, -Infinity, 0)) this.#pickByDigits(name);
    // Ignore a repeated Enter from the previous screen.
    const isNew = performance.now() - page.enteredMs < S.SETTLE_MS;
    if (isOnButton && page.screen !== "work" && isNew && this.#typed.atMs < page.enteredMs)
      event.preventDefault();
    if (!name || !page.keysOn || page.screen !== "work") return;
    if (keysRest(event, page.changedMs, performance.now())) return;
    const action = this.#actionOf(name);
    if (!action || (isOnButton && !event.target.closest("[data-main]"))) return;
    event.preventDefault();
    const isIgnored = QUIET.has(action) && S.whyNot(page.state, action, page.clock.nowMs()) === "nothing";
    if (!isIgnored) page.act(action);
  }

  #keyOfDialog(event, name, isOnButton) {
    const { dialog } = this.#page;
    const target = name === "Enter" ? null : event.target;
    if (!name || (isOnButton && !dialog.step.capture)) return;
    if (keysRest({ ...plain(event), target }, -Infinity, 0)) return;
    event.preventDefault();
    this.#page.loaded.takeFromDialog(this.#page, dialog.press(name));
  }

  /** Focus the counter with the typed sign; Enter then opens it. */
  #pickByDigits(name) {
    if (!/^\d$/.test(name)) return;
    const page = this.#page;
    const isSoon = performance.now() - this.#typed.atMs < DIGITS_WITHIN_MS;
    this.#typed = { digits: `${isSoon ? this.#typed.digits : ""}${name}`, atMs: performance.now() };
    const counters = page.hall.counters.filter(({ allowed }) => allowed);
    const counter = S.counterBySign(counters, this.#typed.digits);
    if (counter) page.querySelector(`[data-counter-pick="${CSS.escape(counter.id)}"]`)?.focus();
  }

  /** The action of a key; while paused, the keys of recall and no-show move the end of the pause. */
  #actionOf(name) {
    const { keys, state } = this.#page;
    const action = actionOf(keys, name);
    return state?.counter.pause ? ({ recall: "later", "no-show": "sooner" }[action] ?? action) : action;
  }
}

/** The members of a key event that keysRest needs. */
function plain({ ctrlKey, altKey, metaKey, repeat, isComposing }) {
  return { ctrlKey, altKey, metaKey, repeat, isComposing };
}
