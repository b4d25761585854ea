/**
 * The keys of the clerk's page: pure. A key is named by what it is on a numeric keypad, whatever the
 * layout, the state of NumLock, or the row it is on: "Enter", "+", "-", "*", "/", ".", "0" to "9",
 * "Backspace", a letter, "F2" …
 */
import { SETTLE_MS } from "./state.js";

/** Every action a key can mean, in the order of the legend. */
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
 * The name of the key of a keydown, null for keys that mean nothing here (Tab, Escape, space, arrows, Shift
 * …).
 */
export function keyName({ key = "", code = "" }) {
  const digit = /^Numpad(\d)$/.exec(code);
  const name = digit
    ? digit[1]
    : (BY_CODE[code] ?? BY_KEY[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  return NAMED.test(name) ? name : null;
}

/** How a key is drawn on its cap. */
export function capOf(name) {
  return { Backspace: "⌫", "-": "−", Enter: "Enter" }[name] ?? name ?? "";
}

/** Which action a key means, null for none. */
export function actionOf(keys, name) {
  return ACTIONS.find((action) => keys[action] === name) ?? null;
}

/** Return an action another key: {keys} if it is free, {taken: action} if another action has it. */
export function changed(keys, action, name) {
  const taken = ACTIONS.find((other) => other !== action && keys[other] === name);
  return taken ? { taken } : { keys: { ...keys, [action]: name } };
}

/** Read keys as stored, as text; what is missing, unknown or doubled is as at first. */
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

/** Whether what has focus takes text. */
export function isText({ tagName = "", type = "" } = {}) {
  return (
    tagName === "TEXTAREA" ||
    tagName === "SELECT" ||
    (tagName === "INPUT" && !["checkbox", "radio", "button"].includes(type))
  );
}

/** Whether keys rest: in a text field, with a modifier, while held down, or just after a change of state. */
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
