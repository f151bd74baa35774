// The views of stages and series. The console loads them when the first one is opened.
export { createStageView, editStageView } from "./stage-form.js";
export { stagesView } from "./list.js";
export { otherSeriesView } from "./others.js";
export { scheduleView } from "./schedule.js";
export { seriesView } from "./series.js";
export { stageView } from "./stage.js";
