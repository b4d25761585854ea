/** The forms, and the sections besides those of the house; loaded after the page. */
import { accountView } from "./account-view.js";
import { auditView } from "./audit-view.js";
import { devicesView } from "./devices-view.js";
import { fileView } from "./file-view.js";
import { itemView } from "./form-views.js";
import { HolidayRoom } from "./setup/holidays.js";
import { ListRoom } from "./setup/lists.js";
import { guideView, nextStepView, startView } from "./setup/start-view.js";

export { WORDS } from "./more-words.js";
export { measured } from "./setup/fit-view.js";
export { nextStepView };
export { WORDS as DEVICE_WORDS } from "./devices-words.js";
export { play } from "./voice.js";

const OTHERS = {
  start: startView,
  staff: accountView,
  devices: devicesView,
  audit: auditView,
  file: fileView,
};

/** Further parts of the page, created once this module is loaded. */
export function roomsOf(page) {
  return { holidays: new HolidayRoom(page), lists: new ListRoom(page) };
}

/** The form of the selected item, or the whole section; in the first hour with a guide. */
export function formView(v) {
  return [guideView(v), (OTHERS[v.section] ?? itemView)(v)];
}
