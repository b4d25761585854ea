/**
 * The clerk's dialogs and the views of waiting times; loaded after the page.
 */
export { askCall, askNumbers, callPlan, listedPlan, numbersPlan, priorityPlan } from "./call-plan.js";
export { WORDS } from "./dialog-words.js";
export { answerDialog, dialogView, takeFromDialog } from "./dialog.js";
export { DialogState } from "./dialog-state.js";
export { helpPlan, holdPlan, menuPlan, pausePlan, resultPlan, walkInPlan } from "./plans.js";
export { askTransfer, transferPlan } from "./transfer-plan.js";
export { toldFact, waitView } from "./wait-views.js";
