/** Let modules of pages be imported here as browsers get them: "…/shared/" is services/web/static. */
import { register } from "node:module";

const SHARED = new URL("../../services/web/static/", import.meta.url).href;
register(
  `data:text/javascript,${encodeURIComponent(`
  export const resolve = (name, context, next) => {
    const [, shared] = name.split(/^(?:\\.\\.?\\/)+shared\\//);
    return next(shared ? ${JSON.stringify(SHARED)} + shared : name, context);
  };
`)}`,
);
