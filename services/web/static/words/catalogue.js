/** Lookups in a venue's catalogue of agencies and services, for kiosk and reception. Pure. */

/** Closing reasons of agencies that are not in this hall. */
const AWAY = ["elsewhere", "only-hall", "planned"];

export function agencyOf(catalogue, id) {
  return catalogue?.agencies.find((agency) => agency.id === id) ?? null;
}

export function serviceOf(catalogue, agency, id) {
  return agencyOf(catalogue, agency)?.services.find((service) => service.id === id) ?? null;
}

/** Return the zone of an agency, null if it has none here. */
export function zoneOf(catalogue, agency) {
  return catalogue?.zones.find((zone) => zone.id === agency?.zone) ?? null;
}

/** Split the agencies into those of this hall (here), and those elsewhere or only planned (away). */
export function tiles(catalogue) {
  const isAway = (agency) => AWAY.includes(agency.closed_reason);
  const { agencies } = catalogue;
  return { here: agencies.filter((a) => !isAway(a)), away: agencies.filter(isAway) };
}

/** Return the break text {id, en} that all open agencies share, null if they differ or have none. */
export function sharedBreak(catalogue) {
  const open = tiles(catalogue).here.filter((agency) => agency.open);
  const first = open[0]?.break_text;
  const isShared = first && open.every(({ break_text: text }) => text?.id === first.id);
  return isShared ? first : null;
}

/** Return the service id of an agency with exactly one service, else null. */
export function onlyService(catalogue, agency) {
  const services = agencyOf(catalogue, agency)?.services ?? [];
  return services.length === 1 ? services[0].id : null;
}
