/** The forms, and the sections beside the house's; loaded after the page. */
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
export { played } from "./voice.js";

const OTHERS = {
  start: startView,
  staff: accountView,
  devices: devicesView,
  audit: auditView,
  file: fileView,
};

/** What else the page has once this is loaded. */
export function roomsOf(page) {
  return { holidays: new HolidayRoom(page), lists: new ListRoom(page) };
}

/** The form of what is chosen, or the section that is one; in the first hour with what comes next. */
export function formView(v) {
  return [guideView(v), (OTHERS[v.section] ?? itemView)(v)];
}
