/** The forms, and the sections beside the house's; loaded after the page. */
import { accountView } from "./account-view.js";
import { auditView } from "./audit-view.js";
import { devicesView } from "./devices-view.js";
import { fileView } from "./file-view.js";
import { itemView } from "./form-views.js";

export { played } from "./voice.js";

const OTHERS = { staff: accountView, devices: devicesView, audit: auditView, file: fileView };

/** The form of what is chosen, or the section that is one. */
export function formView(v) {
  return (OTHERS[v.section] ?? itemView)(v);
}
