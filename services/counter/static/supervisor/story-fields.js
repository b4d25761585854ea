/** Earliest day to accept; guards against a year that is still being typed. */
const FIRST_DAY = "2020-01-01";

/** The field for the panel's day; a valid change is shown at once: show("2026-11-24"). */
export function dayField(v, id, show) {
  return h("input", {
    type: "date",
    id,
    name: "day",
    required: true,
    "initial-value": v.panel.day,
    min: FIRST_DAY,
    max: v.hall.service_day,
    "data-f": id,
    onchange: ({ target }) => {
      if (target.checkValidity()) show(target.value);
    },
  });
}

/** The fields to open the story of a number or a minute, today or on the day of the field `day`. */
import { h, icon } from "../shared/draw.js";

/** prefix: distinguishes the ids in the rail and in the panel; day: the day's field, null: today. */
export function storyFields(v, prefix = "story", day = null) {
  return h(
    "section.stories",
    { "aria-label": v.w("storyTitle") },
    h("h3", h("b", v.w("storyTitle")), h("span.en", { lang: v.otherLanguage }, v.o("storyTitle"))),
    h(
      "div",
      day && h("div.day", h("label", { for: "story-day" }, v.w("storyDay")), day),
      field(v, prefix, "number", "storyNumber", "A-012"),
      field(v, prefix, "minute", "storyTime", "09.41"),
    ),
  );
}

/** about: "number" or "minute", as in showStory. */
function field(v, prefix, about, word, example) {
  const name = about === "minute" ? "time" : about;
  const id = `${prefix}-${name}`;
  return h(
    "form",
    {
      "data-story": name,
      onsubmit: (event) => {
        event.preventDefault();
        const typed = event.currentTarget.elements[name].value;
        const day = event.currentTarget.parentElement.querySelector("[name=day]");
        if (typed.trim() && (!day || day.reportValidity()))
          v.actions.showStory({ [about]: typed, day: day?.value });
      },
    },
    h("label", { for: id }, v.w(word)),
    h("input", { id, name, autocomplete: "off", placeholder: example, maxlength: 12, "data-f": id }),
    h("button.plain", { type: "submit", "aria-label": `${v.w("storyGo")}: ${v.w(word)}` }, icon("search")),
  );
}
