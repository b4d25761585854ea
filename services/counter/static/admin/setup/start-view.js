/** The first hour of a house: how to begin, the steps with their lacks, and a guide above the forms. */
import { hint, title } from "../form-views.js";
import { messageView } from "../page-views.js";
import { find, keyOf, slugOf, titleOf } from "../state.js";
import { h, icon } from "../../shared/draw.js";
import { fill } from "../../shared/words/format.js";

/** The section of each step, if its name differs. */
const SECTIONS = { place: "venues", tv: "devices" };
/** Maximum lacks listed per step. */
const LACKS_MAX = 6;

const sectionOf = (step) => SECTIONS[step] ?? step;

export function startView(v) {
  const { begun } = v;
  if (!begun) return hint(v.w("starting"));
  return begun.phase === "choose" ? choiceView(v) : stepsView(v);
}

/** The choice between the sample and an empty house. */
function choiceView(v) {
  const { has_house: hasHouse } = v.begun;
  return [
    title(v.w("startAsk")),
    v.message && messageView(v),
    h("div.choices", ownView(v), sampleView(v, hasHouse)),
  ];
}

function ownView(v) {
  const { can_begin: canBegin, has_house: hasHouse } = v.begun;
  const begin = (event) => {
    event.preventDefault();
    const name = event.currentTarget.elements.name.value.trim();
    const payload = { begin: "empty", id: slugOf(name), name };
    if (!name) return;
    const question = { words: "startOwnAsk", values: { name }, yes: "startOwnYes", no: "no" };
    if (hasHouse) v.actions.askFirst(question, () => v.actions.askBegin(payload));
    else v.actions.askBegin(payload);
  };
  return h(
    "form.group.choice",
    { "data-begin-form": true, onsubmit: begin },
    h("h3", v.w("startOwn")),
    hint(v.w(canBegin ? "startOwnHint" : "startUsed")),
    canBegin &&
      h(
        "div.field",
        h("label", { for: "start-name" }, v.w("startName")),
        h("input", { type: "text", id: "start-name", name: "name", maxlength: 120, required: true }),
      ),
    canBegin &&
      v.isEditable &&
      h("button.dark", { type: "submit", "data-begin": "empty", disabled: v.isSaving }, icon("check"), [
        h("b", v.w("startOwnDo")),
      ]),
  );
}

function sampleView(v, hasHouse) {
  const payload = { begin: hasHouse ? "done" : "sample" };
  return h(
    "section.group.choice",
    h("h3", v.w("startSample")),
    hint(v.w("startSampleHint")),
    v.isEditable &&
      h(
        "button.plain",
        { "data-begin": payload.begin, disabled: v.isSaving, onclick: () => v.actions.askBegin(payload) },
        icon("check"),
        v.w(hasHouse ? "startKeepDo" : "startSampleDo"),
      ),
  );
}

function stepsView(v) {
  const { steps } = v.begun;
  const next = nextOf(v.begun);
  return [
    title(v.w("startTitle")),
    hint(v.w("startHint")),
    v.message && messageView(v),
    h(
      "ol.steps",
      steps.map((step, n) => stepView(v, step, n, step === next)),
    ),
    hint(v.w("startAlso")),
    !next && readyView(v),
    v.isEditable &&
      h(
        "button",
        {
          class: next ? "plain" : "dark",
          "data-begin": "done",
          disabled: v.isSaving,
          onclick: () => v.actions.askBegin({ begin: "done" }),
        },
        icon("check"),
        v.w(next ? "startEndEarly" : "startEnd"),
      ),
  ];
}

/** The first step with a lack; undefined: the hall can open. */
function nextOf({ steps }) {
  return steps.find(({ lacks }) => lacks.length > 0);
}

function stepView(v, { step, lacks }, n, isNext) {
  const isDone = lacks.length === 0;
  return h(
    "li",
    { key: step, "data-step": step, "data-done": String(isDone), "aria-current": isNext ? "step" : null },
    h("span.step-sign", isDone ? icon("circle-check") : `${n + 1}`),
    h(
      "div",
      h(
        "h3",
        h("a", { href: addressOf(v, step) }, v.named("startSteps", step)),
        isDone && h("span.visually-hidden", ` ${v.w("startStepDone")}`),
      ),
      hint(v.named("startStepHints", step)),
      lacks.length > 0 && h("ul.lacks", lacksOf(v, step, lacks)),
      step === "agencies" && h("p", h("a", { href: "#file" }, v.w("listOpen"))),
    ),
  );
}

function lacksOf(v, step, lacks) {
  return [
    ...lacks.slice(0, LACKS_MAX).map((lack) => h("li", lackView(v, step, lack))),
    lacks.length > LACKS_MAX && h("li", v.w("startMore", { n: lacks.length - LACKS_MAX })),
  ];
}

/** A lack in words; with a link to the item concerned. */
function lackView(v, step, { slug, section, id }) {
  const item = section && find(v.content, section, id);
  const name = item ? titleOf(v.content, section, item).name : id;
  const words = fill(v.named("startLacks", slug), { name });
  if (!item) return words;
  const isHere = sectionOf(step) === section;
  return h(
    "a",
    { href: isHere ? `#${section}/${encodeURI(keyOf(section, item))}` : addressOf(v, step) },
    words,
  );
}

/** The address of a step's form: the first venue if there is one, else a new item. */
function addressOf(v, step) {
  const section = sectionOf(step);
  const [venue] = v.content?.venues ?? [];
  if (step === "tv") return `#${section}`;
  return step === "place" && venue ? `#venues/${venue.id}` : `#${section}/+`;
}

function readyView(v) {
  const venue = v.content.venues[0];
  const page = (name, href) =>
    h("a.plain", { href, target: "_blank", rel: "noopener" }, v.w("startPages", { name: v.w(name) }));
  return h(
    "section.told.news",
    { "data-ready": true },
    icon("circle-check"),
    h(
      "div",
      h("p", v.w("startReady")),
      h(
        "div.answers.left",
        page("startKiosk", `${v.ticketingOrigin}/kiosk/${venue.id}`),
        page("startBoard", `${v.displayOrigin}/board/${venue.id}`),
      ),
    ),
  );
}

/** The guide above a form in the first hour: the step, its purpose, and the next one. */
export function guideView(v) {
  const steps = v.begun?.phase === "guided" ? v.begun.steps : [];
  const n = steps.findIndex(({ step }) => sectionOf(step) === v.section);
  if (n < 0) return null;
  const { step, lacks } = steps[n];
  const name = v.named("startSteps", step);
  return h(
    "div.guide",
    { key: "guide", "data-guide": step },
    h(
      "p",
      h("b", v.w("startStep", { n: n + 1, all: steps.length, name })),
      " ",
      v.named("startStepHints", step),
    ),
    lacks.length > 0 && h("ul.lacks", lacksOf(v, step, lacks)),
    h(
      "div.answers.left",
      nextStepView(v),
      step === "agencies" && h("a.plain", { href: "#file", "data-to-list": true }, v.w("listOpen")),
      h("a.plain", { href: "#start", "data-all-steps": true }, v.w("startAll")),
    ),
  );
}

/** The link to the next step once this one has no lacks; null before. */
export function nextStepView(v) {
  const { phase, steps } = v.begun ?? {};
  const current = phase === "guided" && steps.find(({ step }) => sectionOf(step) === v.section);
  const next = current && nextOf(v.begun);
  if (!current || current.lacks.length || !next || v.drafts.includes(`${v.section}/${v.key}`)) return null;
  return h(
    "a.dark",
    { href: addressOf(v, next.step), "data-next-step": next.step },
    icon("chevron-right"),
    v.w("startNext", { name: v.named("startSteps", next.step) }),
  );
}
