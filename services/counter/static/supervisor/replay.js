/** The form to replay a story's day on a test screen: start and speed; then the address. */
import { h, icon } from "../shared/draw.js";
import { refusal } from "./notes.js";

const SPEEDS = [1, 10];

export function replayForm(v) {
  return h(
    "section.replays",
    { "aria-labelledby": "replays-title" },
    h(
      "h3",
      { id: "replays-title" },
      v.w("replayTitle"),
      h("span.en", { lang: v.otherLanguage }, v.o("replayTitle")),
    ),
    h("p.en", { lang: v.language }, v.w("replayHint")),
    h(
      "form",
      {
        "data-replay": true,
        onsubmit: (event) => {
          event.preventDefault();
          const { minute, speed } = event.currentTarget.elements;
          v.actions.replayDay({ minute: minute.value, speed: Number(speed.value) });
        },
      },
      minuteField(v),
      speeds(v),
      h("button.plain.do", { type: "submit", "data-f": "replay-do" }, v.w("replayDo")),
    ),
    h("div.replay-told", { role: "status" }, v.replay && answer(v)),
  );
}

function minuteField(v) {
  return h(
    "div",
    h("label", { for: "replay-minute" }, v.w("replayFrom")),
    h("input", {
      id: "replay-minute",
      name: "minute",
      autocomplete: "off",
      maxlength: 5,
      required: true,
      placeholder: "09.41",
      "initial-value": v.panel.replayFrom,
      "data-f": "replay-minute",
    }),
  );
}

function speeds(v) {
  return h(
    "fieldset",
    h("legend", v.w("replaySpeed")),
    h(
      "div.choices",
      SPEEDS.map((speed, n) =>
        h(
          "label.choice",
          h("input", { type: "radio", name: "speed", value: speed, "initial-checked": n === 0 }),
          h("span", v.w(`replaySpeed${speed}`)),
        ),
      ),
    ),
  );
}

/** The address of the replay, or the refusal. */
function answer(v) {
  if (v.replay.refusal) return refusal(v.replay.refusal);
  const address = `${v.displayOrigin}${v.replay.board}`;
  return [
    h("p", v.w("replayAt")),
    h("p.address", { "data-address": true }, address),
    h(
      "a.plain",
      { href: address, target: "_blank", rel: "noopener", "data-f": "replay-open" },
      icon("device-tv"),
      v.w("replayOpen"),
    ),
  ];
}
