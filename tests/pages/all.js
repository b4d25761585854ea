// Every test of the pages in one process: `node --test` starts one for each file, which takes twice as long.
import { readdirSync } from "node:fs";

const here = new URL(".", import.meta.url);
for (const file of readdirSync(here, { recursive: true })) {
  if (file.endsWith(".test.js")) await import(new URL(file, here).href);
}
