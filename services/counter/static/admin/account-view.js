/** The form of an account: roles, agencies, sessions, and a new password. */
import { changedView, fieldsOf, formOf, hint, note, readOnly, title } from "./form-views.js";
import * as A from "./state.js";
import { h, icon } from "../shared/draw.js";
import { clock, longDate } from "../shared/words/format.js";

export function accountView(v) {
  const { key, draft } = v;
  if (!draft) return note(v.w("chooseOne"), "info-circle", "news empty");
  const account = v.accounts.find(({ username }) => username === key);
  const isNew = key === "+";
  const fields = fieldsOf(v, new Map((v.problems ?? []).map((problem) => [problem.path.join("."), problem])));
  return [
    title(isNew ? v.w("newItem") : key, v.w("staff")),
    readOnly(v),
    v.once?.username === key && once(v),
    formOf(v, h("section.group", h("div.fields", controls(v, fields, isNew)))),
    !isNew && account && sessions(v, account),
    changedView(v, key),
  ];
}

function controls(v, fields, isNew) {
  const agencies = A.itemsOf(v.content, "agencies").map(({ id, short }) => [id, short]);
  return [
    isNew && fields.text(["username"], { label: v.w("username") }),
    h(
      "fieldset.field.wide.plainset",
      h("legend", v.named("fields", "roles")),
      h(
        "div.roles",
        A.ROLES.map((role) => roleCheck(v, role)),
      ),
      fields.problem(["roles"]),
    ),
    fields.chips(["agencies"], agencies, { hint: v.named("hints", "agenciesStaff") }),
    flag(v, "calls_numbers"),
    !isNew && flag(v, "active"),
  ];
}

function roleCheck(v, role) {
  const { draft } = v;
  const change = ({ target }) => {
    draft.roles = A.ROLES.filter((name) => (name === role ? target.checked : draft.roles.includes(name)));
    v.actions.update();
  };
  return h(
    "label.check",
    h("input", {
      type: "checkbox",
      id: `role-${role}`,
      checked: draft.roles.includes(role),
      onchange: change,
    }),
    h("span", h("b", v.named("roles", role)), h("span.hint", v.named("roleHints", role))),
  );
}

function flag(v, name) {
  const change = ({ target }) => {
    v.draft[name] = target.checked;
    v.actions.update();
  };
  return h(
    "label.check.wide",
    h("input", { type: "checkbox", id: `f-${name}`, checked: v.draft[name], onchange: change }),
    v.named("fields", name),
  );
}

/** A new password, displayed only once. */
function once(v) {
  return h(
    "div.once",
    { role: "status", "data-once": true },
    h("p", h("b", v.w("onceTitle", { name: v.once.username }))),
    h("output.password", { "data-password": true }, v.once.password),
    h("p", v.w("once")),
    h(
      "button.plain",
      { "data-once-done": true, onclick: () => v.actions.hideOnce() },
      icon("check"),
      v.w("onceDone"),
    ),
  );
}

function sessions(v, account) {
  const name = account.username;
  const isIn = account.sessions.length > 0;
  return h(
    "section.group",
    h("h3", v.w("sessions")),
    isIn
      ? h(
          "ul.sessions",
          account.sessions.map((item) => session(v, name, item)),
        )
      : hint(v.w("sessionsNone")),
    v.isEditable &&
      h(
        "div.answers.left",
        isIn && button("data-end-all", "logout", v.w("endAll"), () => v.actions.askSignOut(name)),
        button("data-new-password", "lock", v.w("newPassword"), () => v.actions.askPassword(name)),
      ),
  );
}

function button(data, sign, words, onclick) {
  return h("button.plain", { [data]: true, onclick }, icon(sign), words);
}

function session(v, name, { id, since, yours }) {
  const words = since
    ? v.w("since", { day: longDate(since, v.language), time: clock(since) })
    : v.w("sinceOld");
  return h(
    "li",
    { key: id, "data-session": id },
    icon("login"),
    h("span", words, yours && h("b", ` · ${v.w("yours")}`)),
    v.isEditable && h("button.plain", { onclick: () => v.actions.signOutOf(name, id) }, v.w("endOne")),
  );
}
