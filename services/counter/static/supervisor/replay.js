/** The part of a story's panel that lets a test screen replay the day: from when, how fast; then its address. */
import { fillInKeeping } from "../staff/keep-focus.js";
import { h, icon } from "../shared/dom.js";
import { displayOrigin } from "../shared/display-origin.js";

const SPEEDS = [1, 10];

/** The form, drawn once a panel; `replayOf` fills in what its story is about. */
export function replayForm(page) {
  const { language } = page;
  const form = h(
    "form",
    {
      "data-replay": true,
      onsubmit: (event) => {
        event.preventDefault();
        const { minute, speed } = form.elements;
        page.replayDay({ minute: minute.value, speed: Number(speed.value) });
      },
    },
    h(
      "div",
      h("label", { for: "replay-minute" }, page.w("replayFrom")),
      h("input", {
        id: "replay-minute",
        name: "minute",
        autocomplete: "off",
        maxlength: 5,
        required: true,
        placeholder: "09.41",
        "data-f": "replay-minute",
      }),
    ),
    h(
      "fieldset",
      h("legend", page.w("replaySpeed")),
      h(
        "div.choices",
        SPEEDS.map((speed, n) =>
          h(
            "label.choice",
            h("input", { type: "radio", name: "speed", value: speed, checked: n === 0 }),
            h("span", page.w(`replaySpeed${speed}`)),
          ),
        ),
      ),
    ),
    h("button", { type: "submit", class: "plain do", "data-f": "replay-do" }, page.w("replayDo")),
  );
  return h(
    "section.replays",
    { "aria-labelledby": "replays-title" },
    h(
      "h3",
      { id: "replays-title" },
      page.w("replayTitle"),
      h("span.en", { lang: page.otherLanguage }, page.o("replayTitle")),
    ),
    h("p.en", { lang: language }, page.w("replayHint")),
    form,
    h("div.replay-told", { role: "status" }),
  );
}

/** Let the form begin where a story is about: at its minute, or at the ticket's first call. */
export function replayOf(dialog, { minute, facts }) {
  const input = dialog.querySelector("#replay-minute");
  const about = facts?.find(({ kind }) => kind === "called") ?? facts?.[0];
  if (input && (minute || about)) input.value = (minute ?? about.at.slice(11, 16)).replace(":", ".");
}

/** Say where to open the replay, or why there is none. */
export function drawReplay(page, dialog) {
  const told = dialog.querySelector(".replay-told");
  if (!told) return;
  const { replay, language } = page;
  fillInKeeping(told, [replay, language], () => {
    if (!replay) return null;
    if (replay.refusal)
      return h("p.told", { role: "alert", "data-refusal": true }, icon("info-circle"), replay.refusal);
    const address = `${displayOrigin(document.body.dataset.display)}${replay.board}`;
    return [
      h("p", page.w("replayAt")),
      h("p.address", { "data-address": true }, address),
      h(
        "a.plain",
        { href: address, target: "_blank", rel: "noopener", "data-f": "replay-open" },
        icon("device-tv"),
        page.w("replayOpen"),
      ),
    ];
  });
}
