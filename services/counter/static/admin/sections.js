/** The sections beside the house's; loaded once the page is drawn. */
export { accountView as staff } from "./account-view.js";
export { auditView as audit } from "./audit-view.js";
export { devicesView as devices } from "./devices-view.js";
export { fileView as file } from "./file-view.js";
