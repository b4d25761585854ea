/** The wall reads itself anew every minute; while it cannot, it says since when it is old. */
const EVERY_MS = 60_000;
const WITHIN_MS = 20_000;

async function readAnew() {
  try {
    const answer = await fetch(location.href, { signal: AbortSignal.timeout(WITHIN_MS), cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("#wall").replaceWith(document.adoptNode(read.querySelector("#wall")));
  } catch {
    const said = document.querySelector("#as-of");
    said.textContent = said.dataset.stale;
    said.classList.add("stale");
  }
}

setInterval(readAnew, EVERY_MS);
