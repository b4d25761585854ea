/**
 * The keys of the clerk's page: pure. A key has its name on a numeric keypad, regardless of keyboard layout,
 * NumLock, or whether it is on the keypad: "Enter", "+", "-", "*", "/", ".", "0" to "9",
 * "Backspace", a letter, "F2" …
 */
import { SETTLE_MS } from "./state.js";

/** Every action that can have a key, in the order of the legend. */
export const ACTIONS = [
  "main",
  "recall",
  "no-show",
  "finish",
  "hold",
  "transfer",
  "help",
  "pause",
  "call",
  "walk-in",
  "result",
  "undo",
  "read",
  "reason",
  "priority",
  "menu",
];

export const DEFAULT_KEYS = Object.freeze({
  main: "Enter",
  recall: "+",
  "no-show": "-",
  finish: "0",
  hold: "*",
  transfer: "/",
  help: "9",
  pause: ".",
  call: "5",
  "walk-in": "7",
  result: "8",
  undo: "Backspace",
  read: "1",
  reason: "2",
  priority: "4",
  menu: "3",
});

const BY_CODE = {
  NumpadEnter: "Enter",
  NumpadAdd: "+",
  NumpadSubtract: "-",
  NumpadMultiply: "*",
  NumpadDivide: "/",
  NumpadDecimal: ".",
  NumpadComma: ".",
  NumpadBackspace: "Backspace",
};
const BY_KEY = { "−": "-", ",": ".", Separator: ".", Decimal: ".", "×": "*", "÷": "/" };
const NAMED = /^(?:[0-9A-Z+\-*/.]|F\d{1,2}|Enter|Backspace)$/;

/**
 * The name of a keydown event's key, null for keys without a meaning here (Tab, Escape, space, arrows,
 * Shift …).
 */
export function keyName({ key = "", code = "" }) {
  const digit = /^Numpad(\d)$/.exec(code);
  const name = digit
    ? digit[1]
    : (BY_CODE[code] ?? BY_KEY[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return NAMED.test(name) ? name : null;
}

/** The text on a key's cap. */
export function capOf(name) {
  return { Backspace: "⌫", "-": "−", Enter: "Enter" }[name] ?? name ?? "";
}

/** The action of a key, null for none. */
export function actionOf(keys, name) {
  return ACTIONS.find((action) => keys[action] === name) ?? null;
}

/** Assign another key to an action: {keys} if it is free, {taken: action} if another action has it. */
export function changed(keys, action, name) {
  const taken = ACTIONS.find((other) => other !== action && keys[other] === name);
  return taken ? { taken } : { keys: { ...keys, [action]: name } };
}

/** Parse stored keys; missing or unknown ones get their default, and duplicates reset all of them. */
export function readKeys(stored) {
  let read = {};
  try {
    read = JSON.parse(stored ?? "{}") ?? {};
  } catch {
    read = {};
  }
  const keys = Object.fromEntries(
    ACTIONS.map((action) => [action, NAMED.test(read[action]) ? read[action] : DEFAULT_KEYS[action]]),
  );
  return new Set(Object.values(keys)).size === ACTIONS.length ? keys : { ...DEFAULT_KEYS };
}

/** Whether an element takes text input. */
export function isText({ tagName = "", type = "" } = {}) {
  return (
    tagName === "TEXTAREA" ||
    tagName === "SELECT" ||
    (tagName === "INPUT" && !["checkbox", "radio", "button"].includes(type))
  );
}

/** Whether to ignore a key: in a text field, with a modifier, on repeat, or just after a state change. */
export function keysRest(event, changedMs, nowMs) {
  return Boolean(
    event.ctrlKey ||
    event.altKey ||
    event.metaKey ||
    event.repeat ||
    event.isComposing ||
    isText(event.target ?? {}) ||
    nowMs - changedMs < SETTLE_MS,
  );
}
