/** The file section: export and import of the house, and lists. */
import { hint, title } from "./form-views.js";
import { messageView } from "./page-views.js";
import { h, icon } from "../shared/draw.js";

/** Maximum problems of a file to list. */
const PROBLEMS_MAX = 30;

export function fileView(v) {
  return [
    title(v.w("file")),
    h(
      "section.group",
      h("h3", v.w("fileExport")),
      hint(v.w("fileExportHint")),
      h(
        "a.plain",
        { href: v.exportAddress, download: "", "data-export": true },
        icon("arrow-down"),
        v.w("fileExportDo"),
      ),
    ),
    v.loaded.lists.view(v),
    v.may("outreach") && outreachGroup(v),
    v.may("house-edit") &&
      h(
        "section.group",
        h("h3", v.w("fileImport")),
        hint(v.w("fileImportHint")),
        h("div.upload", upload(v)),
        v.fileProblems && problemsOfFile(v, v.fileProblems),
        v.message && !v.loaded.lists.isLatest && messageView(v),
      ),
  ];
}

/** The link to the outreach page. */
function outreachGroup(v) {
  return h(
    "section.group",
    h("h3", v.w("outreach")),
    hint(v.w("outreachHint")),
    h(
      "a.plain",
      { href: "/admin/outreach", "data-outreach": true },
      icon("chevron-right"),
      v.w("outreachDo"),
    ),
  );
}

function upload(v) {
  return [
    h(
      "label.plain.choose",
      icon("file-text"),
      v.chosenFile?.name ?? v.w("fileChoose"),
      h("input.visually-hidden", {
        type: "file",
        id: "file",
        accept: ".yaml,.yml,.json",
        onchange: ({ target }) => v.actions.chooseFile(target.files[0]),
      }),
    ),
    h(
      "button.dark",
      {
        "data-import": true,
        disabled: !v.chosenFile || v.isSaving,
        onclick: () => v.actions.askImport(),
      },
      icon("check"),
      h("b", v.w(v.isSaving ? "saving" : "fileImportDo")),
    ),
  ];
}

/** The problems of a file, line by line. */
export function problemsOfFile(v, all, words = "fileWrong") {
  return h(
    "div.told",
    { role: "alert", "data-file-problems": true },
    icon("alert-triangle"),
    h(
      "div",
      h("p", h("b", v.w(words, { n: all.length }))),
      h(
        "ul",
        all.slice(0, PROBLEMS_MAX).map((problem) => h("li", problem.text)),
      ),
    ),
  );
}
