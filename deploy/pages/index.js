// The list of the house's venues with their pages.
import { h } from "../static/ticketing/shared/elements.js";

const tile = (href, name, english) => h("a.tile", { href }, h("b", name), h("span.en", english));

const { venues } = await fetch("/api/ticketing/v1/venues").then(
  (answer) => (answer.ok ? answer.json() : { venues: [] }),
  () => ({ venues: [] }),
);
document.querySelector("#none").hidden = venues.length > 0;
document
  .querySelector("#venues")
  .append(
    ...venues.map((venue) =>
      h(
        "section",
        h("h2", venue.name),
        h("p", venue.address),
        tile(`/kiosk/${encodeURIComponent(venue.id)}`, "Mesin antrean", "Kiosk"),
        tile(`/board/${encodeURIComponent(venue.id)}`, "Layar", "Board"),
      ),
    ),
  );
