/** Refresh the wall screen every minute; if that fails, show how old its data is. */
const REFRESH_MS = 60_000;
const TIMEOUT_MS = 20_000;

async function refresh() {
  try {
    const options = { signal: AbortSignal.timeout(TIMEOUT_MS), cache: "no-store" };
    const response = await fetch(location.href, options);
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    document.querySelector("#wall").replaceWith(document.adoptNode(page.querySelector("#wall")));
  } catch {
    const label = document.querySelector("#as-of");
    label.textContent = label.dataset.stale;
    label.classList.add("stale");
  }
}

setInterval(refresh, REFRESH_MS);
