import assert from "node:assert/strict";
import test from "node:test";
import "../as-served.js";

const ADMIN = "../../../services/counter/static/admin";
const { Fields } = await import(`${ADMIN}/fields.js`);
const { controlsOf } = await import(`${ADMIN}/forms.js`);
const { WORDS } = await import(`${ADMIN}/words.js`);
const { WORDS: MORE } = await import(`${ADMIN}/more-words.js`);
const { WORDS: MEDIA } = await import(`${ADMIN}/media-words.js`);
const { textsIn } = await import("../../../services/web/static/words/texts.js");

const inAGroup = (name) => ({ ...MEDIA[name], ...MORE[name], ...WORDS[name] });
const WORDS_OF_A_FORM = {
  ...{ ...MEDIA, ...MORE, ...WORDS },
  ...{ fields: inAGroup("fields"), hints: inAGroup("hints") },
};

/** The form of a venue in a language: its draft, its controls by id, and what stands in it. */
function venueForm(language, draft) {
  const v = { ...textsIn(language, WORDS_OF_A_FORM), loaded: {}, devices: [], venueId: "hall" };
  const fields = new Fields({ v, draft, here: new Map(), editable: true, changed: () => {} });
  const views = controlsOf(fields, "venues", { venues: [draft], agencies: [] }, false, "2026-06-08");
  const all = [views].flat(Infinity).flatMap(withChildren);
  const controls = Object.fromEntries(all.map(({ attributes }) => [attributes?.id, attributes]));
  return { controls, text: all.map(({ text = "" }) => text).join(" ") };
}

function withChildren(view) {
  return view ? [view, ...[view.children ?? []].flat(Infinity).flatMap(withChildren)] : [];
}

test("a venue says how many are called between two priorities, and whether kiosks ask", () => {
  const draft = { id: "hall", name: "Hall", zones: [] };
  const { controls, text } = venueForm("id", draft);
  controls["f-rules-between_priority"].oninput({ target: { value: "0" } });
  controls["f-kiosk_priority"].onchange({ target: { checked: true } });

  assert.deepEqual([draft.rules, draft.kiosk_priority], [{ between_priority: 0 }, true]);
  assert.equal(venueForm("id", draft).controls["f-rules-between_priority"].value, "0");
  assert.match(text, /dua orang berikutnya dipanggil menurut urutan datang/);
  assert.match(venueForm("en", draft).text, /the next two are called by arrival/);

  controls["f-rules-between_priority"].oninput({ target: { value: "" } });
  controls["f-kiosk_priority"].onchange({ target: { checked: false } });
  assert.equal(draft.rules?.between_priority, undefined);
  assert.equal(draft.kiosk_priority, undefined);
});
