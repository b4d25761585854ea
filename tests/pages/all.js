// Every test of the pages in one process: `node --test` starts one for each file, which takes twice as long.
import { readdirSync } from "node:fs";

const here = new URL(".", import.meta.url);
const files = readdirSync(here, { recursive: true }).filter((file) => file.endsWith(".test.js"));
for (const file of files) await import(new URL(file, here).href);
console.log(`# files ${files.length}`);
