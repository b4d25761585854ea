/** Keys, touches and the mouse on the clerk's page: what each press means. */
import { actionOf, keyName, keysRest } from "./keys-state.js";
import * as S from "./state.js";

/** Longest pause between two digits of one counter's sign. */
const DIGITS_WITHIN_MS = 2_000;
/** Buttons that a hand presses several times in a row: times, and the digits of a dialog. */
const REPEATED = new Set(["later", "sooner", "dialog-later", "dialog-sooner", "dialog-key"]);
/** Actions whose keys are silent while they have no object. */
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
   * Before any button hears of it: a double press of a finger or a mouse is one, whatever the first one put
   * under it.
   */
  #touch(event) {
    if (event.detail === 0) return; // A key's.
    const press = {
      x: event.clientX,
      y: event.clientY,
      atMs: event.timeStamp,
      act: event.target.closest?.("[data-act]")?.dataset.act,
    };
    const before = this.#pressed;
    this.#pressed = press;
    // No button keeps the focus: the next Enter of the keypad is for the main action.
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
    // Another Enter of the screen before is for nothing here.
    const isNew = performance.now() - page.enteredMs < S.SETTLE_MS;
    if (isOnButton && page.screen !== "work" && isNew && this.#typed.atMs < page.enteredMs)
      event.preventDefault();
    if (!name || !page.keysOn || page.screen !== "work") return;
    if (keysRest(event, page.changedMs, performance.now())) return;
    const action = this.#actionOf(name);
    if (!action || (isOnButton && !event.target.closest("[data-main]"))) return;
    event.preventDefault();
    const isNothing = QUIET.has(action) && S.whyNot(page.state, action, page.clock.nowMs()) === "nothing";
    if (!isNothing) page.act(action);
  }

  #keyOfDialog(event, name, isOnButton) {
    const { dialog } = this.#page;
    const target = name === "Enter" ? null : event.target;
    if (!name || (isOnButton && !dialog.step.capture)) return;
    if (keysRest({ ...plain(event), target }, -Infinity, 0)) return;
    event.preventDefault();
    this.#page.loaded.takeFromDialog(this.#page, dialog.press(name));
  }

  /** Focus the counter whose sign is typed; Enter then opens it. */
  #pickByDigits(name) {
    if (!/^\d$/.test(name)) return;
    const page = this.#page;
    const isSoon = performance.now() - this.#typed.atMs < DIGITS_WITHIN_MS;
    this.#typed = { digits: `${isSoon ? this.#typed.digits : ""}${name}`, atMs: performance.now() };
    const counters = page.hall.counters.filter(({ allowed }) => allowed);
    const at = S.counterBySign(counters, this.#typed.digits);
    if (at) page.querySelector(`[data-counter-pick="${CSS.escape(at.id)}"]`)?.focus();
  }

  /** What a key means now: while paused, the keys of recall and no-show move the return time. */
  #actionOf(name) {
    const { keys, state } = this.#page;
    const action = actionOf(keys, name);
    return state?.counter.pause ? ({ recall: "later", "no-show": "sooner" }[action] ?? action) : action;
  }
}

/** What of a key event the rest rules look at. */
function plain({ ctrlKey, altKey, metaKey, repeat, isComposing }) {
  return { ctrlKey, altKey, metaKey, repeat, isComposing };
}
