// The pages of every venue of the house, on one address.
import { h } from "/static/ticketing/shared/dom.js";

const tile = (href, name, english) =>
  h("a", { class: "tile", href }, h("b", {}, name), h("span", { class: "en" }, english));

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
        {},
        h("h2", {}, venue.name),
        h("p", {}, venue.address),
        tile(`/kiosk/${encodeURIComponent(venue.id)}`, "Mesin antrean", "Kiosk"),
        tile(`/board/${encodeURIComponent(venue.id)}`, "Layar", "Board"),
      ),
    ),
  );
