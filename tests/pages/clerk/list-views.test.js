import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import "../as-served.js";

const CLERK = "../../../services/counter/static/clerk";
const { lists } = await import(`${CLERK}/list-views.js`);
const { DEFAULT_KEYS } = await import(`${CLERK}/keys-state.js`);
const { WORDS } = await import(`${CLERK}/words.js`);
const { textsIn } = await import("../../../services/web/static/words/texts.js");

const GOLDEN = new URL("../../contracts/views/counter.json", import.meta.url);
const counter = JSON.parse(readFileSync(GOLDEN, "utf8"));
const NOW_MS = Date.parse(counter.now);
const minutesAgo = (n) => new Date(NOW_MS - n * 60_000).toISOString();
const missed = (number, ago) => ({ number, calls: 1, last_called_at: minutesAgo(ago), callable_at: null });

function nodes(view) {
  if (Array.isArray(view)) return view.flatMap(nodes);
  return view?.children ? [view, ...nodes(view.children)] : [];
}

/** The numbers of the lists and the lists that can be opened whole, from top to bottom. */
function shown(changes) {
  const v = {
    ...textsIn("id", WORDS),
    state: { ...counter, ...changes },
    nowMs: NOW_MS,
    keys: DEFAULT_KEYS,
    keysOn: true,
    serviceName: ({ service_name: name }) => name,
  };
  return nodes(lists(v)).flatMap(({ attributes: a }) => {
    if (a["data-act"] === "numbers") return [`all ${a["data-number"]}`];
    return [a["data-held"] ?? a["data-missed"]].filter(Boolean);
  });
}

test("held numbers stand before missed ones, and old missed ones are folded with a button to see all", () => {
  const held = [{ number: "A-009", note: "KK asli", held_at: minutesAgo(50) }];
  const listed = { held, held_total: 1, missed: [missed("A-011", 5), missed("A-004", 31)], missed_total: 2 };

  assert.deepEqual(shown(listed), ["A-009", "all missed", "A-011"]);
  assert.deepEqual(shown({ ...listed, missed: [missed("A-011", 5)], missed_total: 1 }), ["A-009", "A-011"]);
});
