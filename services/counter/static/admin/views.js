/** What the admin's page shows beside the forms: today, the sections, lists, accounts, changes, the file. */
import { Fields } from "./fields.js";
import { controlsOf } from "./forms.js";
import * as A from "./state.js";
import { fillIn, h, icon } from "../shared/dom.js";
import { clock, longDate } from "../shared/format.js";

const ICONS = {
  venues: "building-community",
  agencies: "id",
  services: "file-text",
  counters: "device-tv",
  media: "photo",
  house: "volume",
  staff: "user-check",
  devices: "device-tv",
  audit: "clock",
  file: "arrows-exchange",
};

/** Today at one venue, and the one click that lets it open later. */
export function drawToday(page, parent) {
  const venue = A.find(page.content, "venues", page.venueId);
  const day = page.today[page.venueId];
  parent.hidden = !venue || !day;
  if (parent.hidden) return;
  const editable = page.may("house-edit");
  const state = A.dayOf(venue, day);
  fillIn(
    parent,
    [page.language, venue, day, editable, page.isSaving, page.content.venues.map((one) => one.name)],
    () => {
      const time = h("input", {
        type: "text",
        class: "time",
        id: "opens-at",
        value: page.opensAt,
        inputmode: "decimal",
        autocomplete: "off",
        "aria-label": page.w("opensAt"),
        oninput: (event) => {
          page.opensAt = event.target.value;
          go.querySelector("b").textContent = words();
        },
      });
      const words = () => page.w("opensLater", { time: A.clockOut(A.clockIn(page.opensAt)) });
      const go = h(
        "button.dark",
        { "data-opens-later": true, disabled: page.isSaving, onclick: () => page.openLater(venue, day) },
        icon("clock"),
        h("b", words()),
      );
      return [
        h("label", { for: "venue" }, h("span.visually-hidden", page.w("venue"))),
        page.content.venues.length > 1
          ? h(
              "select",
              { id: "venue", onchange: (event) => page.chooseVenue(event.target.value) },
              page.content.venues.map((one) =>
                h("option", { value: one.id, selected: one.id === venue.id }, one.name),
              ),
            )
          : h("b", venue.name),
        h("p", { "data-today": state.kind }, h("b", `${page.w("today")}: `), dayWords(page, state)),
        h("span.space"),
        editable && time,
        editable && go,
        editable &&
          state.isException &&
          h(
            "button.plain",
            { "data-as-usual": true, disabled: page.isSaving, onclick: () => page.asUsual(venue, day) },
            icon("rotate"),
            page.w("asUsual"),
          ),
      ];
    },
  );
}

function dayWords(page, { kind, hours, note }) {
  const values = { span: hours && A.spanText(hours), note: note?.[page.language] };
  return page.w(
    { usual: "dayUsual", hours: "dayHours", closed: "dayClosed", "all-day": "dayAll", rest: "dayRest" }[kind],
    values,
  );
}

export function drawRail(page, parent) {
  fillIn(parent, [page.language, page.section, page.sections, [...page.drafts.keys()]], () =>
    h(
      "ul",
      page.sections.map((section) => {
        const hasDraft = [...page.drafts.keys()].some((key) => key.startsWith(`${section}/`));
        return h(
          "li",
          h(
            "a",
            {
              href: `#${section}`,
              "data-section": section,
              "aria-current": section === page.section ? "page" : null,
            },
            icon(ICONS[section]),
            h("span", page.w(section)),
            hasDraft &&
              h("span.dot", { title: page.w("unsaved") }, h("span.visually-hidden", page.w("unsaved"))),
          ),
        );
      }),
    ),
  );
}

export function drawList(page, parent) {
  const { section } = page;
  parent.hidden = ["audit", "file", "devices", A.WHOLE].includes(section);
  if (parent.hidden) return;
  const editable = page.may(section === "staff" ? "staff-edit" : "house-edit");
  fillIn(parent, [page.language, section, editable], () => [
    h("input", {
      type: "search",
      id: "search",
      placeholder: page.w("search"),
      "aria-label": `${page.w("search")}: ${page.w(section)}`,
      value: page.search,
      oninput: (event) => {
        page.search = event.target.value;
        page.update();
      },
    }),
    editable &&
      h(
        "a.plain",
        { href: `#${section}/+`, "data-add": section },
        icon(section === "staff" ? "user-plus" : "plus"),
        page.w(`add${section[0].toUpperCase()}${section.slice(1)}`),
      ),
    h("ul", { "aria-label": page.w("list", { section: page.w(section) }), tabindex: -1 }),
  ]);
  const rows = section === "staff" ? accountRows(page) : houseRows(page);
  fillIn(parent.querySelector("ul"), [page.language, page.key, rows], () =>
    (rows.length ? rows : [null]).map((row) =>
      row === null
        ? h("li.hint", page.w(section === "media" && !page.search ? "mediaNone" : "nothingFound"))
        : h(
            "li",
            h(
              "a",
              {
                href: `#${section}/${encodeURI(row.key)}`,
                "data-item": row.key,
                "aria-current": row.key === page.key ? "true" : null,
                class: row.isOff ? "off" : null,
              },
              h("b", row.name),
              row.isUnsaved && h("span.unsaved", page.w("unsaved")),
              h("span.more", row.more),
            ),
          ),
    ),
  );
}

function houseRows(page) {
  const { section } = page;
  const rows = A.searched(page.content, section, page.search).map((item) => {
    const key = A.keyOf(section, item);
    const title = A.titleOf(page.content, section, item);
    if (section === "media")
      title.more = `${page.named("kinds", item.kind)}, ${title.more || page.w("everyVenue")}`;
    return { key, ...title, isUnsaved: page.drafts.has(`${section}/${key}`) };
  });
  if (section === "counters")
    return rows.filter(({ key }) => page.search || key.startsWith(`${page.venueId}/`));
  return rows;
}

function accountRows(page) {
  return page.accounts
    .filter(({ username }) => username.includes(page.search.toLowerCase()))
    .map((one) => ({
      key: one.username,
      name: one.username,
      isOff: !one.active,
      isUnsaved: page.drafts.has(`staff/${one.username}`),
      more: [
        ...one.roles.map((role) => page.named("roles", role)),
        ...(one.active ? [] : [page.w("off")]),
      ].join(", "),
    }));
}

/** The form of what is chosen, redrawn whole only when its shape, its language or what is said of it changes. */
export function drawForm(page, parent) {
  const { section } = page;
  if (section === "audit") return drawAudit(page, parent);
  if (section === "file") return drawFile(page, parent);
  if (section === "staff") return drawAccount(page, parent);
  if (section === "devices") return page.devices.draw(parent);
  return drawItem(page, parent);
}

function drawItem(page, parent) {
  const { section, key } = page;
  const draft = key && page.draftOf(section, key);
  const editable = page.may("house-edit");
  const base = page.base;
  const beside =
    section === "media"
      ? [page.media?.key, A.itemsOf(page.content, "media").map(({ id }) => id), page.isSaving]
      : null;
  redraw(
    parent,
    [page.language, section, key, base, page.shape, page.problems, editable, Boolean(draft), beside],
    () => {
      if (!draft)
        return h(
          "p.told.news.empty",
          icon("info-circle"),
          h("span", page.w(page.content ? "chooseOne" : "noHouse")),
        );
      if (section === "media" && !page.media) return h("p.hint", page.w("starting"));
      const isNew = base === null;
      const { here, elsewhere } = A.sorting(page.problems, section, isNew ? A.keyOf(section, draft) : key);
      const fields = new Fields({
        page,
        draft,
        here,
        editable,
        touched: () => page.update(),
        redraw: () => page.reshape(),
      });
      const controls = controlsOf(fields, section, page.content, isNew, page.today[page.venueId]);
      const unsaid = fields.unsaid();
      return [
        h(
          "h2",
          { tabindex: -1 },
          isNew ? page.w("newItem") : A.titleOf(page.content, section, base).name,
          " ",
          h("span.en", page.named("one", section)),
        ),
        !editable && h("p.told.news", icon("eye"), h("span", page.w("readOnly"))),
        page.problems &&
          h(
            "div.told",
            { role: "alert", "data-problems": true },
            icon("alert-triangle"),
            h(
              "div",
              here.size > unsaid.length && h("p", page.w("wrong", { n: here.size })),
              unsaid.map(([where, problem]) => h("p", `${where}: `, page.w("expectedFound", problem))),
              elsewhere.length > 0 && [
                h("p", page.w("wrongElsewhere")),
                h(
                  "ul",
                  elsewhere.slice(0, 8).map((one) => h("li", placeWords(page, one))),
                ),
              ],
            ),
          ),
        h("fieldset.form", { disabled: !editable }, h("legend.visually-hidden", page.w(section)), controls),
        section === "media" && !isNew && page.media.turn(key),
        changedWords(page, section, section === A.WHOLE ? page.content.id : key),
      ];
    },
  );
}

function placeWords(page, { section, id, path }) {
  const item = section && A.find(page.content, section, id);
  const name = item
    ? `${page.named("one", section)} ${A.titleOf(page.content, section, item).name}`
    : section
      ? `${page.named("one", section)} ${id ?? ""}`
      : page.w("whole");
  const field = path.filter((part) => typeof part === "string").at(-1);
  return field ? `${name}: ${page.named("fields", field)}` : name;
}

function changedWords(page, section, key) {
  const found = A.lastChange(page.changes, section, key);
  if (!found) return null;
  const { by, at, line } = found;
  const value = `${line.field ? `${page.named("fields", line.field)} ` : ""}${page.value(line.before)}`;
  const isToday = at.slice(0, 10) === page.clock.nowIso()?.slice(0, 10);
  return h(
    "p.hint",
    { "data-changed": true },
    page.w(isToday ? "who" : "whoDay", {
      by: byWords(page, by),
      day: longDate(at, page.language),
      time: clock(at),
      value,
    }),
  );
}

const byWords = (page, by) => (by === "command" ? page.w("byCommand") : by);

/** The bar under a form: save, what became of it. */
export function drawBar(page, parent) {
  const { section, key } = page;
  const isHouse = A.SECTIONS.includes(section) || section === A.WHOLE;
  const editable = page.may(section === "staff" ? "staff-edit" : "house-edit");
  const draft = key && (isHouse ? page.draftOf(section, key) : page.accountDraft(key));
  const isNew = page.base === null;
  const dirty = Boolean(draft) && page.isDirty;
  parent.hidden = !(isHouse || section === "staff") || !draft || (!editable && !page.message);
  if (parent.hidden) return;
  fillIn(
    parent,
    [page.language, section, key, dirty, page.isSaving, page.message, page.messageKind, editable, isNew],
    () => [
      editable &&
        h(
          "button.dark",
          { "data-save": true, disabled: page.isSaving || !dirty, onclick: () => page.save() },
          icon("check"),
          h("b", page.w(page.isSaving ? "saving" : "save")),
        ),
      editable &&
        dirty &&
        h("button.plain", { "data-discard": true, onclick: () => page.discard() }, page.w("discard")),
      page.message &&
        h(
          "p",
          { class: page.messageKind === "refused" ? "said bad" : "said", "data-message": true },
          icon(page.messageKind === "refused" ? "alert-triangle" : "circle-check"),
          h("span", page.message),
        ),
      h("span.space"),
      editable &&
        isHouse &&
        section !== A.WHOLE &&
        !isNew &&
        h(
          "button.plain",
          { "data-remove": true, disabled: page.isSaving, onclick: () => page.askRemove() },
          icon("x"),
          page.w("remove"),
        ),
    ],
  );
}

/** What was said where there is no bar to say it in: of today, seen from a list. */
export function drawSaid(page, parent) {
  parent.hidden =
    !page.message ||
    page.section === "file" ||
    page.section === "devices" ||
    !page.querySelector(".bar").hidden;
  fillIn(
    parent,
    [parent.hidden || page.message, page.messageKind],
    () =>
      !parent.hidden &&
      h(
        "p",
        { class: page.messageKind === "refused" ? "said bad" : "said", "data-message": true },
        icon(page.messageKind === "refused" ? "alert-triangle" : "circle-check"),
        h("span", page.message),
      ),
  );
}

/** A question that must be answered before anything is saved. */
export function drawQuestion(page, parent) {
  parent.hidden = !page.question;
  if (!page.question) {
    parent.dataset.key = "";
    return;
  }
  const before = parent.dataset.key;
  fillIn(parent, [page.language, page.question], () => {
    const { words, values, rows = [], detail, yes, no = "notNow", third } = page.question;
    return [
      h(
        "div.said-question",
        icon("alert-triangle"),
        h(
          "div",
          h("p", { id: "question-words" }, h("b", detail ?? page.w(words, values))),
          rows.length > 0 &&
            h(
              "ul",
              rows.map((row) => h("li", page.w("strandRow", { ...row, n: row.waiting }))),
            ),
          page.question.now && h("p", page.question.now),
        ),
      ),
      h(
        "div.answers",
        h("button.plain", { "data-no": true, onclick: () => page.answer(false) }, page.w(no)),
        third &&
          h("button.plain", { "data-third": true, onclick: () => page.answer("third") }, page.w(third)),
        h("button.dark", { "data-yes": true, onclick: () => page.answer(true) }, h("b", page.w(yes))),
      ),
    ];
  });
  if (parent.dataset.key !== before) parent.querySelector("[data-no]").focus();
}

function drawAccount(page, parent) {
  const { key } = page;
  const account = page.accounts.find(({ username }) => username === key) ?? null;
  const editable = page.may("staff-edit");
  const draft = key && page.accountDraft(key);
  redraw(
    parent,
    [
      page.language,
      "staff",
      key,
      account,
      page.shape,
      page.problems,
      page.once,
      editable,
      page.clock.nowIso() !== null,
    ],
    () => {
      if (!draft) return h("p.told.news.empty", icon("info-circle"), h("span", page.w("chooseOne")));
      const fields = new Fields({
        page,
        draft,
        here: new Map((page.problems ?? []).map((one) => [one.path.join("."), one])),
        editable,
        touched: () => page.update(),
        redraw: () => page.reshape(),
      });
      const isNew = key === "+";
      return [
        h("h2", { tabindex: -1 }, isNew ? page.w("newItem") : key, " ", h("span.en", page.w("staff"))),
        !editable && h("p.told.news", icon("eye"), h("span", page.w("readOnly"))),
        page.once?.username === key && once(page),
        h(
          "fieldset.form",
          { disabled: !editable },
          h("legend.visually-hidden", page.w("staff")),
          h(
            "section.group",
            h(
              "div.fields",
              isNew && fields.text(["username"], { label: page.w("username") }),
              h(
                "fieldset.field.wide.plainset",
                h("legend", page.named("fields", "roles")),
                h(
                  "div.roles",
                  A.ROLES.map((role) =>
                    h(
                      "label.check",
                      h("input", {
                        type: "checkbox",
                        id: `role-${role}`,
                        checked: draft.roles.includes(role),
                        onchange: (event) => {
                          draft.roles = A.ROLES.filter((one) =>
                            one === role ? event.target.checked : draft.roles.includes(one),
                          );
                          page.update();
                        },
                      }),
                      h(
                        "span",
                        h("b", page.named("roles", role)),
                        h("span.hint", page.named("roleHints", role)),
                      ),
                    ),
                  ),
                ),
                fields.problem(["roles"]),
              ),
              fields.chips(
                ["agencies"],
                A.itemsOf(page.content, "agencies").map((one) => [one.id, one.short]),
                { hint: page.named("hints", "agenciesStaff") },
              ),
              flag(page, draft, "calls_numbers"),
              !isNew && flag(page, draft, "active"),
            ),
          ),
        ),
        !isNew && account && sessions(page, account, editable),
        changedWords(page, "staff", key),
      ];
    },
  );
}

function flag(page, draft, name) {
  return h(
    "label.check.wide",
    h("input", {
      type: "checkbox",
      id: `f-${name}`,
      checked: draft[name],
      onchange: (event) => {
        draft[name] = event.target.checked;
        page.update();
      },
    }),
    page.named("fields", name),
  );
}

function once(page) {
  return h(
    "div.once",
    { role: "status", "data-once": true },
    h("p", h("b", page.w("onceTitle", { name: page.once.username }))),
    h("output.password", { "data-password": true }, page.once.password),
    h("p", page.w("once")),
    h(
      "button.plain",
      { "data-once-done": true, onclick: () => page.hideOnce() },
      icon("check"),
      page.w("onceDone"),
    ),
  );
}

function sessions(page, account, editable) {
  return h(
    "section.group",
    h("h3", page.w("sessions")),
    account.sessions.length === 0
      ? h("p.hint", page.w("sessionsNone"))
      : h(
          "ul.sessions",
          account.sessions.map((one) =>
            h(
              "li",
              { "data-session": one.id },
              icon("login"),
              h(
                "span",
                one.since
                  ? page.w("since", { day: longDate(one.since, page.language), time: clock(one.since) })
                  : page.w("sinceOld"),
                one.yours && h("b", ` · ${page.w("yours")}`),
              ),
              editable &&
                h(
                  "button.plain",
                  { onclick: () => page.signOutOf(account.username, one.id) },
                  page.w("endOne"),
                ),
            ),
          ),
        ),
    editable &&
      h(
        "div.answers.left",
        account.sessions.length > 0 &&
          h(
            "button.plain",
            { "data-end-all": true, onclick: () => page.askSignOut(account.username) },
            icon("logout"),
            page.w("endAll"),
          ),
        h(
          "button.plain",
          { "data-new-password": true, onclick: () => page.askPassword(account.username) },
          icon("lock"),
          page.w("newPassword"),
        ),
      ),
  );
}

function drawAudit(page, parent) {
  redraw(parent, [page.language, "audit", page.changes, page.olderThan, page.content !== null], () => [
    h("h2", { tabindex: -1 }, page.w("audit")),
    page.changes.length === 0 && h("p.hint", page.w("auditNone")),
    h(
      "ol.audit",
      page.changes.map((change) =>
        h(
          "li",
          { "data-change": change.seq },
          h(
            "p.when",
            h("b", byWords(page, change.by)),
            h("span", `${longDate(change.at, page.language)}, ${clock(change.at)}`),
          ),
          h(
            "ul",
            change.lines
              .slice(0, 12)
              .map((line) => h("li", h("b", `${lineName(page, line)}: `), lineWords(page, line))),
            change.lines.length + change.more > 12 &&
              h("li.hint", page.w("auditMore", { n: change.lines.length + change.more - 12 })),
          ),
        ),
      ),
    ),
    page.olderThan &&
      h(
        "button.plain",
        { "data-older": true, onclick: () => page.readAudit(page.olderThan) },
        icon("arrow-down"),
        page.w("older"),
      ),
  ]);
}

function lineName(page, { section, id }) {
  if (section === "house") return page.w("whole");
  if (section === "staff") return `${page.w("staff")} ${id}`;
  if (section === "devices") return `${page.w("devices")} ${page.devices.nameOf(id)}`;
  if (!id) return page.w(section);
  if (section === "media") return mediaName(page, id);
  const item = A.find(page.content, section, id);
  return `${page.named("one", section)} ${item ? A.titleOf(page.content, section, item).name : id}`;
}

function mediaName(page, id) {
  const item = A.find(page.content, "media", id);
  return item
    ? `${page.named("kinds", item.kind)} ${A.titleOf(page.content, "media", item).name}`
    : page.named("one", "media");
}

function lineWords(page, { section, field, before, after }) {
  if (field === null)
    return before === null ? page.w("auditCreated") : page.w("auditRemoved", { value: page.value(before) });
  if ((section === "staff" || section === "devices") && before === null && after === null)
    return page.named("fields", field);
  const name = page.named("fields", field);
  if (section === "media" && field === "order")
    [before, after] = [before, after].map((ids) => ids.map((id) => mediaName(page, id)));
  return `${name} ${page.w("auditLine", { after: page.value(after), before: page.value(before) })}`;
}

function drawFile(page, parent) {
  redraw(
    parent,
    [
      page.language,
      "file",
      page.chosenFile?.name,
      page.fileProblems,
      page.isSaving,
      page.message,
      page.may("house-edit"),
    ],
    () => [
      h("h2", { tabindex: -1 }, page.w("file")),
      h(
        "section.group",
        h("h3", page.w("fileExport")),
        h("p.hint", page.w("fileExportHint")),
        h(
          "a.plain",
          { href: `${document.body.dataset.serviceApi}/house/export`, download: "", "data-export": true },
          icon("arrow-down"),
          page.w("fileExportDo"),
        ),
      ),
      page.may("house-edit") &&
        h(
          "section.group",
          h("h3", page.w("fileImport")),
          h("p.hint", page.w("fileImportHint")),
          h(
            "div.upload",
            h(
              "label.plain.choose",
              icon("file-text"),
              page.chosenFile?.name ?? page.w("fileChoose"),
              h("input", {
                type: "file",
                class: "visually-hidden",
                id: "file",
                accept: ".yaml,.yml,.json",
                onchange: (event) => page.chooseFile(event.target.files[0]),
              }),
            ),
            h(
              "button.dark",
              {
                "data-import": true,
                disabled: !page.chosenFile || page.isSaving,
                onclick: () => page.askImport(),
              },
              icon("check"),
              h("b", page.w(page.isSaving ? "saving" : "fileImportDo")),
            ),
          ),
          page.fileProblems &&
            h(
              "div.told",
              { role: "alert", "data-file-problems": true },
              icon("alert-triangle"),
              h(
                "div",
                h("p", h("b", page.w("fileWrong", { n: page.fileProblems.length }))),
                h(
                  "ul",
                  page.fileProblems.slice(0, 30).map((one) => h("li", one.text)),
                ),
              ),
            ),
          page.message &&
            h(
              "p",
              { class: page.messageKind === "refused" ? "said bad" : "said", "data-message": true },
              icon(page.messageKind === "refused" ? "alert-triangle" : "circle-check"),
              h("span", page.message),
            ),
        ),
    ],
  );
}

/** As fillIn; the focus stays on the control with the same id, and the view where it was scrolled to. */
function redraw(parent, key, make) {
  const active = parent.contains(document.activeElement) ? document.activeElement.id : "";
  const before = parent.dataset.key;
  const { scrollTop } = parent;
  fillIn(parent, key, make);
  if (parent.dataset.key === before) return;
  parent.scrollTop = scrollTop;
  if (active) document.getElementById(active)?.focus({ preventScroll: true });
}
